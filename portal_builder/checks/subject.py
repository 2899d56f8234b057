"""What the checks look at, and where they say what they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import Any

from portal_builder.checks.assets import Assets
from portal_builder.errors import Problem, Severity
from portal_builder.model.budget import Budget
from portal_builder.model.changes import Change
from portal_builder.model.client import Client
from portal_builder.model.facts import Found, Path, is_empty, published, walk
from portal_builder.model.project import Project
from portal_builder.model.schedule import Schedule
from portal_builder.model.scope import Scope
from portal_builder.validate import Validated

# Where the records with an id stand, and what each is called.
RECORD_LISTS: Mapping[Path, str] = {
    ("scope", "items"): "scope item",
    ("schedule", "milestones"): "milestone",
    ("budget", "lines"): "budget line",
    ("issues",): "issue",
    ("changes",): "change",
    ("decisions",): "decision",
    ("actions",): "action",
    ("risks",): "risk",
    ("incidents",): "incident",
    ("goals",): "goal",
}


MOST = 1_000  # problems that the checks of one project say


class Enough(Exception):
    """Checking on would not help the author any more."""


@dataclass(frozen=True, slots=True)
class Known:
    """A record as the file has it, whether or not all of it could be read."""

    path: Path
    noun: str
    draft: bool


@dataclass(slots=True)
class Settings:
    """What the client's section settles for all of its projects.

    Attributes:
        client: the section, None where it could not be read.
        zone: the time zone in which days are reckoned.
        decimals: how many decimals the currency has; None without a known currency.
    """

    client: Client | None = None
    zone: tzinfo = UTC
    decimals: int | None = None


@dataclass
class Subject:
    """One project's sections under check, or the client's own.

    What could not be read is None or missing here; a check of what must be there asks `is_lost`.
    """

    read: Validated
    settings: Settings
    assets: Assets
    problems: list[Problem] = field(default_factory=list)
    _errors: int = 0

    def error(self, path: Path, message: str, remedy: str | None = None, key: bool = False) -> None:
        """Says what is wrong at a value, or at its key."""
        self.add(Problem(self.read.place(path, key), message, remedy))

    def warn(self, path: Path, message: str, remedy: str | None = None) -> None:
        """Says what should be looked at."""
        self.add(Problem(self.read.place(path), message, remedy, Severity.WARNING))

    def add(self, problem: Problem) -> None:
        """Takes a problem down.

        Raises:
            Enough: there are so many that an author will not read on.
        """
        if len(self.problems) >= MOST:
            raise Enough
        self.problems.append(problem)

    def is_lost(self, *path: str | int) -> bool:
        """Whether something at a path may stand in the files, but was not read."""
        return self.read.is_lost(*path)

    @cached_property
    def found(self) -> list[Found]:
        """Every value of the project's sections that carries a meaning, drafts included."""
        found: list[Found] = []
        for name, section in self.read.values.items():
            if name != "client":
                parts = enumerate(section) if isinstance(section, tuple) else ((None, section),)
                for i, part in parts:
                    found += walk(part, (name,) if i is None else (name, i))
        return found

    @property
    def project(self) -> Project | None:
        """The project's own section, where it could be read."""
        found: Project | None = self.read.values.get("project")
        return found

    def _published(self, name: str) -> Any:
        section = self.read.values.get(name)
        if isinstance(section, tuple):
            return tuple(published(e) for e in section if not e.draft)
        return None if section is None else published(section)

    @cached_property
    def scope(self) -> Scope:
        """The published scope."""
        found: Scope | None = self._published("scope")
        return found or Scope()

    @cached_property
    def schedule(self) -> Schedule:
        """The published schedule."""
        found: Schedule | None = self._published("schedule")
        return found or Schedule()

    @cached_property
    def budget(self) -> Budget:
        """The published budget."""
        found: Budget | None = self._published("budget")
        return found or Budget()

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The published changes."""
        found: tuple[Change, ...] | None = self._published("changes")
        return found or ()

    @cached_property
    def change_status(self) -> dict[str, str]:
        """How each published change stands, by its id."""
        return {change.id: change.status for change in self.changes}

    def all_entries(self, *path: str) -> Iterator[tuple[Path, Any]]:
        """The entries of a list that could be read, drafts included, each with its path."""
        section = self.read.values.get(path[0])
        entries = section if len(path) == 1 else getattr(section, path[1], ())
        for i, entry in enumerate(entries or ()):
            yield (*path, i), entry

    def entries(self, *path: str) -> Iterator[tuple[Path, Any]]:
        """The published entries of a list; lists within them still hold their drafts."""
        return ((at, entry) for at, entry in self.all_entries(*path) if not entry.draft)

    def is_absent(self, name: str) -> bool:
        """Whether a section has nothing that is published."""
        return is_empty(self._published(name))

    @cached_property
    def known(self) -> dict[str, Known]:
        """Every id that stands in the files, the first of each."""
        known: dict[str, Known] = {}
        for name, record in self.written_ids:
            known.setdefault(name, record)
        return known

    @property
    def known_is_all(self) -> bool:
        """Whether no file and no list of records was unreadable as a whole."""
        lists = {path[:end] for path in RECORD_LISTS for end in (1, 2)}
        return self.read.whole and not lists & self.read.lost

    @cached_property
    def written_ids(self) -> list[tuple[str, Known]]:
        """Every id as often as it stands in the files, with its place there."""
        found = []
        for path, noun in RECORD_LISTS.items():
            origin = self.read.origins.get(str(path[0]))
            held: Any = origin.data if origin else None
            for key in path[1:]:
                held = held.get(key) if isinstance(held, dict) else None
            for i, entry in enumerate(held if isinstance(held, list) else ()):
                name = entry.get("id") if isinstance(entry, dict) else None
                if isinstance(name, str):
                    is_draft = str(entry.get("draft")).lower() == "true"
                    found.append((name, Known((*path, i), noun, is_draft)))
        return found

    def day(self, moment: date | datetime) -> date:
        """The calendar day of a date or a moment, in the client's time zone."""
        if isinstance(moment, datetime):
            return moment.astimezone(self.settings.zone).date()
        return moment
