"""The project: its contract, its phases, and the day to which everything is confirmed."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from portal_builder.model.types import (
    Day,
    Entry,
    Fields,
    Money,
    Percent,
    RequiredText,
    Rhythm,
    Rich,
    Text,
    Url,
)


class Link(Entry):
    """A titled address."""

    title: RequiredText
    url: Url


class Contract(Fields):
    """What was signed."""

    type: Literal["fixed_price", "time_and_materials", "retainer"]
    signed_on: Day | None = None
    price: Money | None = None
    ends_on: Day | None = None
    approvers: tuple[RequiredText, ...] = ()


class Thresholds(Fields):
    """Above which percentage health turns amber, and red."""

    amber_above_percent: Percent = Decimal(0)
    red_above_percent: Percent = Decimal(10)


class Redaction(Entry):
    """What must not be read any more: the values that a field had before a day."""

    on: Day
    of: RequiredText
    why: RequiredText


class Project(Fields):
    """Section `project`."""

    name: RequiredText
    summary: Rich | None = None
    status: Literal["planned", "active", "on_hold", "completed", "cancelled"] | None = None
    phases: tuple[RequiredText, ...] = ()
    phase: Text | None = None
    started_on: Day
    as_of: Day
    update_every_days: Rhythm | None = None
    links: tuple[Link, ...] = ()
    contract: Contract | None = None
    health: Thresholds = Thresholds()
    redactions: tuple[Redaction, ...] = ()
