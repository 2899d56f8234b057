"""What a reader can take along: where the files stand, and which page offers them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal_builder.merge import calendar
from portal_builder.merge.reading import Reading
from portal_builder.merge.retelling import HOMES
from portal_builder.site import FEED, Download
from portal_builder.tabular import CsvTable

_DATED = ("overview", "projects", "schedule", "decisions")
_TOLD = ("overview", "projects", "updates")
_WHOLE = ("overview", "projects")


@dataclass(frozen=True, slots=True)
class Downloads:
    """What of a client's site can be taken along.

    Attributes:
        tables: its tables.
        dates: whether there is a calendar.
    """

    tables: tuple[CsvTable, ...]
    dates: bool

    def of(self, reading: Reading, page: str) -> tuple[Download, ...]:
        """What a page of a project offers."""
        return tuple(self._of(reading, page))

    def _of(self, reading: Reading, page: str) -> Iterator[Download]:
        words = reading.words
        for table in self.tables:
            if table.project == (reading.prefix or "main") and _home(table) == page:
                label = words.plain("downloads.table", table=_name(reading, table))
                yield Download(label, path(table, reading.prefix), "text/csv")
        if self.dates and page in _DATED:
            yield Download(words.plain("downloads.calendar"), calendar.PATH, "text/calendar")
        if page in _TOLD:
            yield Download(words.plain("downloads.feed"), FEED, "application/atom+xml")
        if page in _WHOLE:
            yield Download(words.plain("downloads.data"), "data.json", "application/json")


def _home(table: CsvTable) -> str:
    return HOMES.get(table.section, table.section)


def _name(reading: Reading, table: CsvTable) -> str:
    key = f"field.{table.name}"
    return reading.words.plain(key if key in reading.words else f"section.{table.name}")


def path(table: CsvTable, prefix: str) -> str:
    """Where a table stands: beside the page that shows it."""
    return "/".join(part for part in (prefix, _home(table), f"{table.name}.csv") if part)


def table_files(tables: Sequence[CsvTable], several: bool) -> Mapping[str, bytes]:
    """The tables by their site paths.

    Args:
        tables: of all projects of a client.
        several: whether its pages stand below the projects' ids.
    """
    return {path(t, t.project if several else ""): t.content for t in tables}
