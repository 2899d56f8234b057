"""Revisions one after the other → the history of a client, as its document has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from portal_builder.formats import zone
from portal_builder.history import document
from portal_builder.history.document import Courses, Document
from portal_builder.history.fields import Records
from portal_builder.history.ledger import Ledger
from portal_builder.history.past import NOTHING, Published

Figures = Mapping[str, Mapping[str, Any]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = int((datetime(9998, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds())


@dataclass(frozen=True, slots=True)
class Telling:
    """What one revision told the client.

    Attributes:
        seconds: since 1970: its moment.
        published: what it published.
        figures: a project's id → its figures by name, as JSON has them.
        overrides: what it let pass that is refused otherwise, each with its reason.
    """

    seconds: int
    published: Published
    figures: Figures
    overrides: tuple[tuple[str, str], ...] = ()


class Recording:
    """Takes revisions in their order, and keeps what each changed.

    Args:
        before: what was recorded before; it goes on from there.
        last: what the last of it published.
    """

    def __init__(
        self,
        before: Document | None = None,
        ledger: Ledger | None = None,
        last: Published = NOTHING,
    ) -> None:
        self.document = before or document.empty()
        self.ledger = ledger or Ledger()
        self.last = last

    def take(self, told: Telling) -> None:
        """Adds a revision, if it told anything new."""
        now = told.published
        if now == self.last:
            return
        if _is_another(self.last, now):
            self.document, self.ledger, self.last = document.empty(), Ledger(), NOTHING
        day = self._day(told)
        number = len(self.document["dates"]) + 1
        self.document["dates"].append(day.isoformat())
        self.ledger = self.ledger.followed(day, now.digest)
        _note(self.document["client"], self.last.client, now.client, number)
        for name in {**self.last.projects, **now.projects}:
            self._take_project(name, now, told.figures.get(name, {}), number)
        excuses = [{"revision": number, "what": w, "reason": r} for w, r in told.overrides]
        if excuses:
            self.document.setdefault("overrides", []).extend(excuses)
        self.last = now

    def _take_project(
        self, name: str, now: Published, figures: Mapping[str, Any], number: int
    ) -> None:
        project = self._project(name)
        before, after = self.last.projects.get(name, {}), now.projects.get(name, {})
        if before != after:
            revision = {"number": number, "date": self.document["dates"][-1]}
            project["revisions"].append(revision)
            _note_records(project["records"], before, after, number)
        course = project["figures"]
        _note(course, {n: c[-1][1] for n, c in course.items()}, figures, number)

    def _project(self, name: str) -> dict[str, Any]:
        for project in self.document["projects"]:
            if project["id"] == name:
                found: dict[str, Any] = project
                return found
        made: dict[str, Any] = {"id": name, "revisions": [], "records": {}, "figures": {}}
        self.document["projects"].append(made)
        return made

    def _day(self, told: Telling) -> date:
        """The day in the client's time zone; a zone that is not known counts as UTC."""
        place = zone(str(told.published.client.get("timezone", "UTC"))) or UTC
        moment = _EPOCH + timedelta(seconds=max(0, min(told.seconds, _LATEST)))
        day = moment.astimezone(place).date()
        last = self.document["dates"][-1:]
        return max([day, *map(date.fromisoformat, last)])


def _note_records(
    kept: dict[str, dict[str, Courses]], before: Records, after: Records, number: int
) -> None:
    for section in {**before, **after}:
        old, new = before.get(section, {}), after.get(section, {})
        if old is new:
            continue
        for key in {**old, **new}:
            was, now = old.get(key, {}), new.get(key, {})
            if was != now:
                courses = kept.setdefault(section, {}).setdefault(key, {})
                _note(courses, was, now, number)


def _note(
    courses: Courses, before: Mapping[str, Any], after: Mapping[str, Any], number: int
) -> None:
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            courses.setdefault(name, []).append([number, after.get(name)])


def _is_another(before: Published, after: Published) -> bool:
    """Whether a folder was handed to another client at once: another name, and little in common."""
    if not before.client or not after.client or before.client["name"] == after.client["name"]:
        return False
    return 2 * len(before.marks & after.marks) < len(before.marks)


def as_json(figure: Any) -> Any:
    """A figure as JSON has it: decimals as numbers, where a number can hold all their digits."""
    if not isinstance(figure, Decimal):
        return figure
    if figure == figure.to_integral_value() and abs(figure) < 2**53:
        return int(figure)
    near = float(figure)
    return near if Decimal(repr(near)) == figure else format(figure, "f")
