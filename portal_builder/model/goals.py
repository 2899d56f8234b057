"""Goals: what the project is for, measured."""

from __future__ import annotations

from typing import ClassVar, Literal

from portal_builder.model.types import Day, Entry, Number, Record, RequiredText, Rich, Text


class Measurement(Entry):
    """A measured value."""

    on: Day
    value: Number


class Goal(Record):
    """An entry of section `goals`."""

    noun: ClassVar[str] = "goal"

    title: RequiredText
    description: Rich | None = None
    held_by: Literal["client", "provider", "shared"] | None = None
    unit: Text | None = None
    baseline: Number | None = None
    target: Number | None = None
    due_on: Day | None = None
    measurements: tuple[Measurement, ...] = ()
