"""A project then and now: what the rules look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from portal_builder.figures.effects import Effects
from portal_builder.model.facts import Facts, Path
from portal_builder.model.schedule import Milestone

# Where the records with an id stand. The first three are the baseline.
BASELINE: tuple[tuple[str, ...], ...] = (
    ("scope", "items"),
    ("schedule", "milestones"),
    ("budget", "lines"),
)
LOGS: tuple[tuple[str, ...], ...] = tuple(
    (name,) for name in ("issues", "changes", "decisions", "actions", "risks", "incidents", "goals")
)


@dataclass(frozen=True)
class State:
    """A project's published facts at one time."""

    facts: Facts

    def entries(self, *way: str) -> Iterator[tuple[Path, Any]]:
        """The entries of a list, each with its path."""
        found: Any = self.facts
        for key in way:
            found = getattr(found, key, None)
        for i, entry in enumerate(found or ()):
            yield (*way, i), entry

    def by_id(self, *way: str) -> dict[str, tuple[Path, Any]]:
        """The entries of a list of records by their ids, each with its path."""
        return {entry.id: (path, entry) for path, entry in self.entries(*way)}

    @cached_property
    def done(self) -> frozenset[str]:
        """The milestones that are done."""
        return frozenset(m.id for _, m in self.entries("schedule", "milestones") if m.done_on)

    @cached_property
    def effects(self) -> Effects:
        """What the changes do."""
        return Effects.of(self.facts)

    @cached_property
    def _days(self) -> Mapping[str, int]:
        return self.effects.days()

    def is_moved(self, milestone: Milestone) -> bool:
        """Whether an approved change moves a milestone."""
        return milestone.id in self._days

    def current_on(self, milestone: Milestone) -> date | None:
        """A milestone's baseline with what approved changes add to it."""
        if milestone.baseline_on is None:
            return None
        try:
            return milestone.baseline_on + timedelta(days=self._days.get(milestone.id, 0))
        except OverflowError:
            return None


@dataclass(frozen=True)
class Pair:
    """A project at the base and now.

    Attributes:
        id: the project's.
        then: what it published.
        now: what its files say.
        elsewhere: a record's id → the other projects of the client that hold one now.
        confirmed_on: the day on which the base was committed, in the client's time zone; None where
            that does not matter.
        is_whole: whether all files of today could be read, so that what none of them holds is absent.
    """

    id: str
    then: State
    now: State
    elsewhere: Mapping[str, list[str]] = field(default_factory=dict)
    confirmed_on: date | None = None
    is_whole: bool = True

    @property
    def is_signed(self) -> bool:
        """Whether the contract was signed at the base."""
        contract = self.then.facts.project.contract
        return contract is not None and contract.signed_on is not None

    def both(self, *way: str) -> Iterator[tuple[Path, Any, Any]]:
        """The records that are in a list then and now: path now, then, now."""
        before = {entry.id: entry for _, entry in self.then.entries(*way)}
        for path, entry in self.now.entries(*way):
            if entry.id in before:
                yield path, before[entry.id], entry

    def group(self, *way: str) -> tuple[Any, Any]:
        """A group of keys, then and now; None where it is absent."""
        found: list[Any] = [self.then.facts, self.now.facts]
        for key in way:
            found = [getattr(each, key, None) for each in found]
        return found[0], found[1]
