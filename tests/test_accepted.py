"""Clients that stand by every word of the contract: nothing of them is refused, nor warned of.

A case is a folder: a workspace of clients as agencies write them, at the borders of what is taken.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_schema import as_editors_read, faults

from portal_builder import guide, pipeline
from portal_builder.load import Document, load, value
from portal_builder.model.facts import ClientFile, fields_by_key, model_at

CASES = sorted(Path(__file__).with_name("accepted").iterdir())
FILES = [file for case in CASES for file in sorted(case.rglob("*.yml"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_nothing_is_refused(case: Path) -> None:
    assert pipeline.check(case) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_editors_take_it(file: Path) -> None:
    assert faults(as_editors_read(file.read_text("utf-8-sig"))) == []


def paths(data: Any, section: str, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The paths of all keys that are written, lists aside."""
    if isinstance(data, list):
        return set().union(*(paths(item, section, path) for item in data))
    if not isinstance(data, dict):
        return {(section, *path)}
    return {(section, *path)}.union(*(paths(v, section, (*path, k)) for k, v in data.items()))


def known(section: str, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The paths of all keys that there are."""
    model = model_at(section, path)
    found = {(section, *path)}
    for key, field in fields_by_key(model).items() if model else ():
        nested = guide.model_of(field) is not None
        found |= known(section, (*path, key)) if nested else {(section, *path, key)}
    return found


def test_every_key_is_tried() -> None:
    written: set[tuple[str, ...]] = set()
    for file in sorted((CASES[0].parent / "every-field").rglob("*.yml")):
        document = load(file.name, file.read_bytes())
        assert isinstance(document, Document)
        data = value(document.root)
        assert isinstance(data, dict)
        for section, content in data.items():
            written |= paths(content, section)
    everything = set().union(*(known(section) for section in ClientFile.model_fields))
    assert {path for path in everything - written if path[-1] != "draft"} == set()
