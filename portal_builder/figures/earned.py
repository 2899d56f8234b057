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
                pv=bac * dates.share_due(line),
                ac=total(actual.amount for actual in line.actuals),
            )
    return earned


@dataclass(frozen=True, slots=True)
class _Dates:
    """What gives a line its dates: its milestone, else the project.

    Attributes:
        milestones: those that do; one that is not agreed, or cancelled, gives none.
    """

    as_of: date
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
        return cls(project.as_of, project.started_on, end, milestones)

    def share_done(self, line: BudgetLine) -> Fraction:
        if line.percent_complete is not None:
            return Fraction(line.percent_complete) / 100
        _, figures = self.milestones.get(line.milestone or "", (None, None))
        return Fraction(int(figures is not None and figures.state == "done"))

    def share_due(self, line: BudgetLine) -> Fraction:
        milestone, figures = self.milestones.get(line.milestone or "", (None, None))
        start = line.starts_on or (milestone and milestone.starts_on) or self.start
        end = line.ends_on or (figures and figures.current_on) or self.end
        if end is None or self.as_of < start:
            return ZERO
        if self.as_of >= end:
            return Fraction(1)
        return Fraction((self.as_of - start).days, (end - start).days)
