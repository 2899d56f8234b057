"""Earned value of each budget line: what it is worth, what is done, what was due, what was spent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from portal_builder.figures.effects import Effects
from portal_builder.figures.rounding import total
from portal_builder.figures.values import MilestoneFigures, ScheduleFigures
from portal_builder.model.budget import BudgetLine
from portal_builder.model.facts import Facts
from portal_builder.model.schedule import Milestone

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Earned:
    """Exact amounts: budget at completion, earned value, planned value, actual cost."""

    bac: Fraction = ZERO
    ev: Fraction = ZERO
    pv: Fraction = ZERO
    ac: Fraction = ZERO

    def __add__(self, other: Earned) -> Earned:
        return Earned(
            self.bac + other.bac, self.ev + other.ev, self.pv + other.pv, self.ac + other.ac
        )


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which a line's work is due; it has no last day where none is agreed."""

    start: date
    end: date | None

    def share_due(self, day: date) -> Fraction:
        """Which share of the work is due by a day."""
        if self.end is None or day < self.start:
            return ZERO
        if day >= self.end:
            return Fraction(1)
        return Fraction((day - self.start).days, (self.end - self.start).days)


def earned_lines(
    facts: Facts, effects: Effects, schedule: ScheduleFigures | None
) -> dict[str, Earned]:
    """Works out every line that counts.

    Args:
        facts: the project's published facts.
        effects: what its changes do.
        schedule: the figures of its schedule, which give lines dates.

    Returns:
        A line's id → its amounts; nothing where the section is absent.
    """
    costs: dict[str, Fraction] = {}
    for cost in effects.costs("approved"):
        costs[cost.line] = costs.get(cost.line, ZERO) + Fraction(cost.amount)
    dates = _Dates.of(facts, schedule)
    earned = {}
    for line in facts.budget.lines if facts.budget else ():
        if effects.counts(line):
            bac = Fraction(line.planned or 0) + costs.get(line.id, ZERO)
            earned[line.id] = Earned(
                bac=bac,
                ev=bac * dates.share_done(line),
                pv=bac * dates.window(line).share_due(facts.project.as_of),
                ac=total(actual.amount for actual in line.actuals),
            )
    return earned


def windows(facts: Facts, schedule: ScheduleFigures | None) -> dict[str, Window]:
    """Gives the days in which the work of each budget line is due, by the line's id."""
    dates = _Dates.of(facts, schedule)
    return {line.id: dates.window(line) for line in (facts.budget.lines if facts.budget else ())}


@dataclass(frozen=True, slots=True)
class _Dates:
    """What gives a line its dates: its milestone, else the project.

    Attributes:
        milestones: those that do; one that is not agreed, or cancelled, gives none.
    """

    start: date
    end: date | None
    milestones: dict[str, tuple[Milestone, MilestoneFigures]]

    @classmethod
    def of(cls, facts: Facts, schedule: ScheduleFigures | None) -> _Dates:
        project = facts.project
        contract_end = project.contract.ends_on if project.contract else None
        found = schedule.milestones if schedule else {}
        milestones = {
            m.id: (m, found[m.id])
            for m in (facts.schedule.milestones if facts.schedule else ())
            if m.id in found and found[m.id].state != "cancelled"
        }
        end = (schedule.current_end if schedule else None) or contract_end
        return cls(project.started_on, end, milestones)

    def share_done(self, line: BudgetLine) -> Fraction:
        if line.percent_complete is not None:
            return Fraction(line.percent_complete) / 100
        _, figures = self.milestones.get(line.milestone or "", (None, None))
        return Fraction(int(figures is not None and figures.state == "done"))

    def window(self, line: BudgetLine) -> Window:
        milestone, figures = self.milestones.get(line.milestone or "", (None, None))
        start = line.starts_on or (milestone and milestone.starts_on) or self.start
        return Window(start, line.ends_on or (figures and figures.current_on) or self.end)
