"""Decisions and actions: what waits on whom."""

from __future__ import annotations

from typing import ClassVar, Literal

from portal_builder.model.types import AnyRef, Day, Party, Record, RequiredText, Rich, Text

DecisionStatus = Literal["proposed", "decided", "rejected", "superseded"]


class Decision(Record):
    """An entry of section `decisions`."""

    noun: ClassVar[str] = "decision"

    title: RequiredText
    context: Rich | None = None
    options: tuple[RequiredText, ...] = ()
    waiting_on: Party | None = None
    needed_by: Day | None = None
    status: DecisionStatus | None = None
    cost_of_delay: Rich | None = None
    outcome: Rich | None = None
    decided_on: Day | None = None
    decided_by: Text | None = None

    @property
    def state(self) -> DecisionStatus:
        """The status; where none is written, decided once there is an outcome, else proposed."""
        return self.status or ("decided" if self.outcome else "proposed")


class Action(Record):
    """An entry of section `actions`."""

    noun: ClassVar[str] = "action"

    title: RequiredText
    party: Party
    assignee: Text | None = None
    due_on: Day | None = None
    done_on: Day | None = None
    blocks: tuple[AnyRef, ...] = ()
    note: Rich | None = None
