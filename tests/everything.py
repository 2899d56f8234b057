"""A client with every field there is, its texts given from outside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from test_scaffold import make, uncomment

from portal_builder.intake import take_in
from portal_builder.load import Document, load, value
from portal_builder.model.facts import Found, walk
from portal_builder.model.types import PLAIN, RICH
from portal_builder.workspace import Workspace

# Texts whose choice is not free: what has to exist, or to equal another.
_BOUND = {
    *("locale", "timezone", "currency", "phases", "phase", "email", "phone"),
    *("approvers", "decided_by", "identifiers", "of"),
}


def everything(
    root: Path, plain: Callable[[int], str], rich: Callable[[int], str]
) -> dict[str, str]:
    """Writes the client acme into a workspace; gives the plain texts by their place.

    Args:
        root: the workspace.
        plain: a number → the plain text of the field with that number.
        rich: the same for Markdown.
    """
    workspace = Workspace(root)
    workspace.clients.mkdir(parents=True)
    folder = make(workspace)
    uncomment(folder)
    data: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yml")):
        document = load(path.name, path.read_bytes())
        assert isinstance(document, Document)
        read = value(document.root)
        assert isinstance(read, dict)
        data |= read
        path.unlink()
    written = {}
    for number, found in enumerate(_texts(workspace)):
        text = plain(number) if found.marker == PLAIN else rich(number)
        _put(data, found.path, text)
        if found.marker == PLAIN:
            written[".".join(map(str, found.path))] = text
    # Every JSON text of these characters is a YAML text too.
    (folder / "all.yml").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return written


def _texts(workspace: Workspace) -> Iterator[Found]:
    other = Workspace(workspace.root / "example")
    other.clients.mkdir(parents=True)
    uncomment(make(other))
    facts = take_in(other.folder("acme")).facts
    shutil.rmtree(other.root)
    assert facts is not None
    [(_, project)] = facts.projects
    for found in chain(walk(facts.client, ("client",)), walk(project)):
        if found.marker in (PLAIN, RICH) and not _BOUND.intersection(map(str, found.path)):
            yield found


def _put(data: Any, path: tuple[str | int, ...], text: str) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = text
