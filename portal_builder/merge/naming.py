"""Names of records that hold in the whole world: for feeds and calendars that meet many others."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from portal_builder.site import Provider

UNNAMED = "portal.invalid"
"""Stands for a provider that names no address of its own."""

_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)


def authority(provider: Provider | None) -> str:
    """The host of the provider's address, as a name in ASCII; `portal.invalid` without one."""
    try:
        host = urlsplit((provider and provider.url) or "").hostname or ""
        name = host.rstrip(".").encode("idna").decode().lower()
    except ValueError:
        return UNNAMED
    return name if _HOST.fullmatch(name) else UNNAMED


def tag(host: str, year: int, *parts: str) -> str:
    """A `tag:` URI (RFC 4151), which nobody else can mint.

    Args:
        host: what `authority` gives.
        year: one in which the host belonged to the provider.
        parts: client, project and record.
    """
    return f"tag:{host},{year:04d}:{'/'.join(parts)}"


def uid(host: str, *parts: str) -> str:
    """A UID for a calendar: record, project and client at the host, in lower case."""
    return f"{'.'.join(parts).lower()}@{host}"
