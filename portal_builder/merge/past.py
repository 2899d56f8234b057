"""The history of a record, as it stands on its card: what changed of it, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from portal_builder.merge.reading import Reading
from portal_builder.merge.retelling import Line
from portal_builder.merge.words import NOTHING


def past(reading: Reading, key: str, section: str = "") -> Markup:
    """The changes of a record, the newest first; one sentence where nothing changed since it came.

    Args:
        reading: the project.
        key: the record's id, or what else the history knows it by.
        section: the list of a record that has no id.
    """
    known = reading.retold.by_key
    lines = [line for line in known.get(key, ()) if section in ("", line.section)] if key else []
    if not lines or (section and _has_twin(known, key)):
        return NOTHING
    if len(lines) == 1 and lines[0].is_begin:
        said = reading.words("history.unchanged", day=_day(reading, lines[0]))
        return Markup('<p class="record__history">{}</p>').format(said)
    steps = [
        (
            _day(reading, group[0]),
            [_said(reading, line, text) for line in group for text in line.texts],
        )
        for group in _by_revision(lines)
    ]
    return reading.templates.component("past", steps=steps)


def _has_twin(known: Mapping[str, object], key: str) -> bool:
    """Whether two records have one key, so that it cannot be told whose a change was."""
    return f"{key}+2" in known


def _by_revision(lines: Sequence[Line]) -> list[list[Line]]:
    newest_first = reversed(lines)
    return [[*group] for _, group in groupby(newest_first, key=lambda line: line.revision)]


def _day(reading: Reading, line: Line) -> Markup:
    """The day of a revision, which leads to all that it changed."""
    address = f"{reading.up}history/#r{line.revision.number}"
    return Markup('<a href="{}">{}</a>').format(
        address, reading.formats.day(line.revision.day, "long")
    )


def _said(reading: Reading, line: Line, text: str) -> Markup:
    """A sentence without the record's name, under which it stands."""
    rest = text.removeprefix(line.name).lstrip(": ")
    return reading.text(f"{rest[:1].upper()}{rest[1:]}")
