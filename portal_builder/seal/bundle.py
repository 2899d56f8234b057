"""The files of a sealed site: a page that asks for the passphrase, and the site behind it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from portal_builder.merge.words import Words
from portal_builder.publish.headers import content_type
from portal_builder.seal.cipher import Key

FORMAT = 1
PARAMETERS = "seal.json"
INDEX = "index"
_PAGE = Path(__file__).parent / "page"
_OWN = ("seal.css", "seal-key.js", "seal-page.js", "seal-worker.js")


def place(name: str) -> str:
    """Where something encrypted stands in the folder."""
    return f"sealed/{name}.bin"


def sealed(
    files: Iterable[tuple[str, bytes]], key: Key, words: Words
) -> Iterator[tuple[str, bytes]]:
    """Everything that a sealed site consists of.

    Args:
        files: the site's, path and content.
        key: what they are encrypted with.
        words: what the page says that asks for the passphrase.
    """
    index = {}
    for path, data in files:
        name = key.name(path, data)
        index[path] = {"name": name, "type": content_type(path, data)}
        yield place(name), key.encrypted(name, path, data)
    listed = json.dumps({"files": dict(sorted(index.items()))}).encode()
    yield place(INDEX), key.encrypted(INDEX, INDEX, listed)
    yield PARAMETERS, _parameters(key)
    yield "index.html", _page(words)
    for own in _OWN:
        yield own, (_PAGE / own).read_bytes()


def _parameters(key: Key) -> bytes:
    about = {
        "format": FORMAT,
        "cipher": "AES-256-GCM",
        "derivation": "PBKDF2-HMAC-SHA256",
        "iterations": key.iterations,
        "salt": b64encode(key.salt).decode(),
    }
    return (json.dumps(about, indent=2) + "\n").encode()


def _page(words: Words) -> bytes:
    environment = Environment(
        loader=PackageLoader("portal_builder.seal", "page"),
        undefined=StrictUndefined,
        autoescape=True,
    )
    return environment.get_template("index.html").render(word=words).encode()
