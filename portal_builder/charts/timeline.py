"""Milestones over time: as signed, as agreed today, as expected, done, and every move of a date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from portal_builder.charts import axes, dates, text
from portal_builder.charts.axes import FOOT, HEAD, Notation, beside
from portal_builder.charts.dates import Days
from portal_builder.charts.drawing import (
    WIDE,
    Anchor,
    Bar,
    Diamond,
    Dot,
    Drawing,
    Label,
    Rule,
    Shape,
)

Kind = Literal["baseline", "agreed", "expected", "done"]
Naming = Callable[[tuple[Kind, ...]], str]
"""Gives the words for what falls on one day: ("baseline", "agreed") → "signed and agreed"."""

_GAP = 10.0
_MIDDLE = 4.0
_BAND = 12.0
_TITLE_SHARE = 0.3
_EDGE = 9.0
_ORDER: tuple[Kind, ...] = ("agreed", "baseline", "expected", "done")
_BEYOND = 40.0
_AGREED = 8.5
_BASELINE = 5.0
_DOT = 4.0


@dataclass(frozen=True, slots=True)
class Move:
    """A move of a date that has a reason.

    Attributes:
        start: where the date stood.
        end: where it went.
        hover: when, from where to where, and why.
    """

    start: date
    end: date
    hover: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone as it is drawn.

    Attributes:
        title: its title.
        written: the date that counts, or that none is known.
        note: how far that lies from the signed date.
        baseline: as signed; so on with `agreed` (today), `expected` (if open) and `done`.
        moves: the moves of its date.
        slip: the look of what lies beyond the agreed date: `is-amber`, `is-red` or none.
        unknown: whether it is open and nobody knows when it will be done.
    """

    title: str
    written: str
    note: str
    baseline: date | None = None
    agreed: date | None = None
    expected: date | None = None
    done: date | None = None
    moves: tuple[Move, ...] = ()
    slip: str = ""
    unknown: bool = False

    @property
    def days(self) -> dict[Kind, date]:
        """The days that are drawn, by what they are."""
        found: dict[Kind, date | None] = {
            "baseline": self.baseline,
            "agreed": self.agreed,
            "expected": self.expected,
            "done": self.done,
        }
        return {kind: day for kind, day in found.items() if day is not None}

    @property
    def groups(self) -> dict[date, tuple[Kind, ...]]:
        """What falls on one day, the earliest day first."""
        days = self.days
        return {
            day: tuple(kind for kind in days if days[kind] == day)
            for day in sorted(set(days.values()))
        }


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a drawing is divided: titles, the plot, and the dates that count."""

    width: float
    beside: bool
    titles: float
    dates: float

    @classmethod
    def of(cls, milestones: Sequence[Milestone], width: float) -> _Plan:
        wide = width >= WIDE
        room = [text.width(m.written, bold=True) for m in milestones]
        room += [text.width(m.note) for m in milestones] if wide else []
        longest = max(text.width(m.title) for m in milestones) + _GAP
        titles = min(longest, width * _TITLE_SHARE) if wide else width - max(room) - _GAP
        return cls(width, wide, titles, max(room))

    @property
    def left(self) -> float:
        return self.titles + _EDGE if self.beside else _EDGE

    @property
    def right(self) -> float:
        return self.width - _EDGE - (self.dates + _GAP if self.beside else 0.0)


def timeline(
    milestones: Sequence[Milestone], as_of: date, naming: Naming, width: float, notation: Notation
) -> Drawing:
    """Draws milestones in rows, in the order given.

    Args:
        milestones: at least one, with at least one day among them.
        as_of: the day of the facts.
        naming: words for marks; each kind is named once, where it first has room.
        width: of the drawing; from `WIDE` on the titles stand before the plot, else above it.
        notation: how ticks are written.
    """
    plan = _Plan.of(milestones, width)
    found = [day for m in milestones for day in m.days.values()]
    moved = [day for m in milestones for move in m.moves for day in (move.start, move.end)]
    end = plan.right - (_BEYOND if any(m.unknown for m in milestones) else 0.0)
    days = dates.spanning([as_of, *found, *moved], plan.left, end)
    shapes: list[Shape] = []
    names = _names(milestones, days, plan, naming)
    y = HEAD
    for number, milestone in enumerate(milestones):
        labels = names.get(number, [])
        lines = text.wrap(milestone.title, plan.titles - _GAP, 1 + plan.beside)
        above = text.LINE if any(label.anchor == "middle" for label in labels) else 0.0
        over = above + (0.0 if plan.beside else text.LINE)
        middle = y + over + (text.LINE if plan.beside else text.SIZE)
        shapes += _row(milestone, days, middle, plan)
        shapes += [shape for label in labels for shape in _placed(label, middle, plan)]
        shapes += _texts(milestone, lines, y if not plan.beside else middle - text.LINE, plan)
        y = middle + (text.LINE + 4 if plan.beside else text.SIZE + 4)
    behind = axes.day_axis(days, HEAD, y, width, notation)
    line = axes.today(days, as_of, HEAD, y, width, notation.today)
    return Drawing(width, y + FOOT, (*behind, *line, *shapes))


def _row(milestone: Milestone, days: Days, y: float, plan: _Plan) -> Iterator[Shape]:
    yield Rule(plan.left, y, plan.right, y, look="grid")
    found = milestone.days
    ends = [day for kind, day in found.items() if kind in ("expected", "done")]
    agreed = milestone.agreed or milestone.baseline
    beyond = None
    if milestone.slip and ends and agreed:
        beyond = Rule(days.at(agreed), y, days.at(ends[0]), y, look=f"is-slip {milestone.slip}")
    if found:
        xs = [days.at(day) for day in found.values()]
        yield Rule(min(xs), y, max(xs), y, look="is-path")
    if beyond:
        yield beyond
    if milestone.unknown:
        start = max((days.at(day) for day in found.values()), default=plan.left)
        yield Rule(start, y, plan.right, y, look="is-unknown")
    for kind in _ORDER:
        if kind in found:
            yield _mark(kind, found[kind], days.at(found[kind]), y)
    yield from _moves(milestone, days, y)


def _moves(milestone: Milestone, days: Days, y: float) -> Iterator[Shape]:
    for number, move in enumerate(milestone.moves):
        x1, x2 = sorted((days.at(move.start), days.at(move.end)))
        if number < len(milestone.moves) - 1:
            x = days.at(move.end)
            yield Rule(x, y - _BAND / 2, x, y + _BAND / 2, look="is-move", day=move.end)
        yield Bar(x1, y - _BAND / 2, x2 - x1, _BAND, look="hit", hover=move.hover)


def _mark(kind: Kind, day: date, x: float, y: float) -> Shape:
    look = f"is-{kind}"
    if kind == "agreed":
        return Diamond(x, y, _AGREED, look=look, day=day)
    if kind == "done":
        return Bar(x - _DOT, y - _DOT, 2 * _DOT, 2 * _DOT, look=look, day=day)
    return Dot(x, y, _BASELINE if kind == "baseline" else _DOT, look=look, day=day)


def _texts(milestone: Milestone, lines: Sequence[str], top: float, plan: _Plan) -> Iterator[Label]:
    hover = milestone.title if " ".join(lines) != milestone.title else ""
    first = top + text.SIZE
    shift = text.LINE / 2 if plan.beside and len(lines) == 1 else 0.0
    for number, line in enumerate(lines):
        y = first + shift + number * text.LINE
        yield Label(0.0, y, line, look="label", hover=hover)
    if not plan.beside:
        yield Label(plan.width, first, milestone.written, "end", look="label label--strong")
        return
    shift = 0.0 if milestone.note else text.LINE / 2
    x = plan.width - plan.dates
    yield Label(x, first + shift, milestone.written, look="label label--strong")
    if milestone.note:
        yield Label(x, first + text.LINE, milestone.note, look="label label--quiet")


def _names(
    milestones: Sequence[Milestone], days: Days, plan: _Plan, naming: Naming
) -> dict[int, list[Label]]:
    """What marks are called, by the row in which that is said: once each, where it has room.

    Before a row's first mark and after its last one is best; else it is said above the mark.
    """
    found: dict[int, list[Label]] = {}
    named: set[tuple[Kind, ...]] = set()
    for sides in (True, False):
        for number, milestone in enumerate(milestones):
            for day, kinds in milestone.groups.items():
                if kinds in named:
                    continue
                said, name, x = found.setdefault(number, []), naming(kinds), days.at(day)
                above: Anchor | None = None if any(s.anchor == "middle" for s in said) else "middle"
                anchor = _anchor(milestone, day, name, x, plan) if sides else above
                if anchor:
                    named.add(kinds)
                    said.append(Label(x, 0.0, name, anchor, look="label label--quiet"))
    return found


def _anchor(milestone: Milestone, day: date, name: str, x: float, plan: _Plan) -> Anchor | None:
    """On which side of its mark a name has room; None on neither."""
    groups = list(milestone.groups)
    room = text.width(name) + _GAP
    if day == groups[-1] and not milestone.unknown and x + room <= plan.right + _EDGE:
        return "start"
    if day == groups[0] and x - room >= plan.left - _EDGE:
        return "end"
    return None


def _placed(label: Label, middle: float, plan: _Plan) -> Iterator[Shape]:
    """A name at its mark: beside it on the line, which ends for it, or above."""
    room = text.width(label.text)
    if label.anchor == "middle":
        x = min(max(label.x, plan.left - _EDGE + room / 2), plan.right + _EDGE - room / 2)
        yield replace(label, x=x, y=middle - _GAP - 2)
        return
    x = beside(label.x, label.anchor) + (-4 if label.anchor == "end" else 4)
    left = x if label.anchor == "start" else x - room
    yield Bar(left, middle - 1, room, 2, look="is-gap")
    yield replace(label, x=x, y=middle + _MIDDLE)
