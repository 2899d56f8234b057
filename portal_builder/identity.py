"""Who a client is, read from its files alone, however broken they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal_builder.client_folder import ClientFile, ClientFiles

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
    others: list[ClientFile] | None = []
    for file in folder.yaml_files():
        data = file.data or b""
        if b"client" in data and _CLIENT_KEY.search(data):
            others = None
            if found := _stated(folder.slug, file):
                return found
        elif others is not None:
            others.append(file)
    stated = (_stated(folder.slug, file) for file in others or ())
    return next(filter(None, stated), Identity(folder.slug, (), ()))


def _stated(slug: str, file: ClientFile) -> Identity | None:
    """What the section `client` of a file says; None where it has none that can be read."""
    from portal_builder.load import load_section

    document = load_section(file.path, file.data or b"", "client")
    client = document.data.get("client") if document else None
    if not isinstance(client, dict):
        return None
    return Identity(slug, _texts_of(client, ("name", "short_name")), _identifiers(client))


def _texts_of(client: dict[str, object], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(v for k in keys if isinstance(v := client.get(k), str) and v.strip())


def _identifiers(client: dict[str, object]) -> tuple[str, ...]:
    found = client.get("identifiers")
    items = found if isinstance(found, list) else []
    return tuple(i for i in items if isinstance(i, str) and i.strip())
