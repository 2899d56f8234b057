"""Updates: the periodic status report."""

from __future__ import annotations

from portal_builder.model.incidents import Correction
from portal_builder.model.types import (
    Colour,
    Day,
    Entry,
    Fields,
    RequiredRich,
    RequiredText,
    Rich,
)


class UpdateHealth(Fields):
    """The provider's own judgement, and its reason."""

    overall: Colour
    reason: RequiredRich
    back_to_green: Rich | None = None


class Update(Entry):
    """An entry of section `updates`."""

    on: Day
    title: RequiredText
    summary: Rich | None = None
    done: tuple[RequiredRich, ...] = ()
    next: tuple[RequiredRich, ...] = ()
    wins: tuple[RequiredRich, ...] = ()
    challenges: tuple[RequiredRich, ...] = ()
    needs_from_client: tuple[RequiredRich, ...] = ()
    health: UpdateHealth | None = None
    corrections: tuple[Correction, ...] = ()
