"""The client: who the site is for, and the notation it is written in."""

from __future__ import annotations

from portal_builder.model.types import (
    Color,
    Currency,
    Fields,
    File,
    LocaleName,
    RequiredText,
    Text,
    ZoneName,
)


class Colors(Fields):
    """The client's two colours."""

    primary: Color | None = None
    accent: Color | None = None


class Client(Fields):
    """Section `client`."""

    name: RequiredText
    short_name: Text | None = None
    locale: LocaleName = "en"
    timezone: ZoneName = "UTC"
    currency: Currency | None = None
    logo: File | None = None
    colors: Colors | None = None
    identifiers: tuple[RequiredText, ...] = ()
