"""Risks: what could go wrong, and what is done about it."""

from __future__ import annotations

from typing import ClassVar, Literal

from portal_builder.model.types import AnyRef, Day, Party, Rating, Record, RequiredText, Rich


class Risk(Record):
    """An entry of section `risks`."""

    noun: ClassVar[str] = "risk"

    title: RequiredText
    description: Rich | None = None
    probability: Rating | None = None
    impact: Rating | None = None
    response: Literal["avoid", "reduce", "transfer", "accept"] | None = None
    mitigation: Rich | None = None
    owner: Party | None = None
    review_on: Day | None = None
    status: Literal["open", "closed", "happened"] | None = None
    became: AnyRef | None = None
