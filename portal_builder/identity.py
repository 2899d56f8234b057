"""Who a client is, read from its files alone, however broken they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal_builder.client_folder import ClientFiles

_CLIENT_KEY = re.compile(rb"""^[ \t]*[{]?[ \t]*["']?client["']?[ \t]*:""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a client from all others.

    Attributes:
        slug: the folder's name.
        names: its name and short name.
        identifiers: further strings of its own.
    """

    slug: str
    names: tuple[str, ...]
    identifiers: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them."""
        return (self.slug, *self.names, *self.identifiers)


def identity(folder: ClientFiles) -> Identity:
    """Reads a client's names and identifiers, as far as they can be read."""
    from portal_builder.load import load_section

    files = [f for f in folder.yaml_files() if f.data is not None]
    named = [f for f in files if b"client" in (f.data or b"")]
    likely = [f for f in named if _CLIENT_KEY.search(f.data or b"")]
    for file in likely or files:
        if document := load_section(file.path, file.data or b"", "client"):
            client = document.data.get("client")
            if isinstance(client, dict):
                names = _texts_of(client, ("name", "short_name"))
                return Identity(folder.slug, names, _identifiers(client))
    return Identity(folder.slug, (), ())


def _texts_of(client: dict[str, object], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(v for k in keys if isinstance(v := client.get(k), str) and v.strip())


def _identifiers(client: dict[str, object]) -> tuple[str, ...]:
    found = client.get("identifiers")
    items = found if isinstance(found, list) else []
    return tuple(i for i in items if isinstance(i, str) and i.strip())
