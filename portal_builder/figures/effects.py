"""Which changes count, and with them what they add, remove, cancel, cost and move.

A change counts once it is approved. While it is proposed, what it adds is shown as proposed and
stands outside all figures, and what it removes or cancels stays as it was. What a rejected or
withdrawn change would have added never came to be: it stands outside all figures too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

from portal_builder.figures.rounding import total
from portal_builder.model.changes import Change
from portal_builder.model.facts import Facts
from portal_builder.model.schedule import Milestone
from portal_builder.model.scope import ScopeItem

Status = Literal["proposed", "approved", "rejected", "withdrawn"]


class Added(Protocol):
    """A record that a change may have added: a scope item, a milestone or a budget line."""

    @property
    def added_by(self) -> str | None:
        """The change that adds it; None for what was signed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a change adds to a budget line, where that counts."""

    change: Change
    line: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Effects:
    """The changes of a project, asked for what they do.

    Attributes:
        changes: as written.
        status: a change's id → its status.
        added_by: the id of a line or milestone → the change that adds it, None for the baseline.
    """

    changes: tuple[Change, ...]
    status: Mapping[str, Status]
    added_by: Mapping[str, str | None]

    @classmethod
    def of(cls, facts: Facts) -> Effects:
        """Reads the changes of a project; its facts hold no drafts."""
        lines = facts.budget.lines if facts.budget else ()
        milestones = facts.schedule.milestones if facts.schedule else ()
        added_by = {r.id: r.added_by for r in lines} | {r.id: r.added_by for r in milestones}
        return cls(facts.changes, {c.id: c.status for c in facts.changes}, added_by)

    def addition(self, record: Added) -> Status | None:
        """How the change that adds a record stands; None for what was signed."""
        return self.status.get(record.added_by) if record.added_by else None

    def counts(self, record: Added) -> bool:
        """Whether a record was signed, or added by an approved change."""
        return self.addition(record) == "approved" if record.added_by else True

    def cancellation(self, milestone: Milestone) -> Status | None:
        """How the change that cancels a milestone stands; None where none does."""
        return self.status.get(milestone.cancelled_by) if milestone.cancelled_by else None

    def removal(self, item: ScopeItem) -> Status | None:
        """How the change that removes a scope item stands; None where none does.

        A change removes an item that names it in `removed_by`, or that its `impact.scope` lists; of
        several the approved one is given, then the proposed one.
        """
        naming = {item.removed_by} | {
            c.id for c in self.changes if item.id in c.impact.scope.remove
        }
        found = [self.status[name] for name in naming if name and name in self.status]
        order: Sequence[Status] = ("approved", "proposed", "rejected", "withdrawn")
        return min(found, key=order.index, default=None)

    def costs(self, status: Status) -> Iterator[Cost]:
        """The costs of the changes of a status that count, as written.

        A cost on a line that another change adds counts only once that one is approved.
        """
        for change in self.changes:
            if change.status == status:
                for cost in change.impact.cost:
                    if self._reaches(change, cost.line):
                        yield Cost(change, cost.line, cost.amount)

    def cost(self, change: Change) -> Fraction:
        """What a change costs by its own account: all its costs, whether they count or not."""
        return total(cost.amount for cost in change.impact.cost)

    def days(self) -> dict[str, int]:
        """Milestone → the days by which approved changes move it; negative for earlier."""
        days: dict[str, int] = {}
        for change in self.changes:
            if change.status == "approved":
                for impact in change.impact.schedule:
                    if self._reaches(change, impact.milestone):
                        days[impact.milestone] = days.get(impact.milestone, 0) + impact.days
        return days

    def _reaches(self, change: Change, record: str) -> bool:
        if record not in self.added_by:
            return False
        adding = self.added_by[record]
        return adding in (None, change.id) or self.status.get(str(adding)) == "approved"
