"""Every key of the models, made wrong in each way that its kind can be: answered where it stands."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal_builder.intake import take_in
from portal_builder.load import Document, load, value
from portal_builder.model.facts import Path as Keys
from portal_builder.model.facts import field_at, fields_by_key, model_at
from portal_builder.workspace import Workspace

CLIENT = Path(__file__).with_name("accepted") / "every-field/clients/juniper-vale"


def facts() -> dict[str, Any]:
    """All sections of a client that has every key, as plain values."""
    found: dict[str, Any] = {}
    for file in sorted(CLIENT.glob("*.yml")):
        document = load(file.name, file.read_bytes())
        assert isinstance(document, Document)
        section = value(document.root)
        assert isinstance(section, dict)
        found |= section
    return found


class Writer:
    """Writes values as JSON, one to a line, and notes on which line each value and key stands."""

    def __init__(self, data: Any) -> None:
        self.lines: list[str] = [""]
        self.places: dict[tuple[str, Keys], tuple[int, int]] = {}
        self._write(data, ())

    def _note(self, kind: str, path: Keys) -> None:
        self.places[kind, path] = (len(self.lines), len(self.lines[-1]) + 1)

    def _write(self, data: Any, path: Keys) -> None:
        self._note("value", path)
        if not isinstance(data, dict | list) or not data:
            self.lines[-1] += json.dumps(data, ensure_ascii=False)
            return
        self.lines[-1] += "{" if isinstance(data, dict) else "["
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            self.lines.append("  ")
            self._note("key", (*path, key))
            self.lines[-1] += f"{json.dumps(key)}: " if isinstance(data, dict) else ""
            self._write(item, (*path, key))
            self.lines[-1] += ","
        self.lines[-1] += "}" if isinstance(data, dict) else "]"


def groups(data: Any, path: Keys = ()) -> Iterator[Keys]:
    if isinstance(data, dict):
        yield path
    for key, item in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(item, dict | list):
            yield from groups(item, (*path, key))


def within(data: Any, path: Keys) -> Any:
    for part in path:
        data = data[part]
    return data


def mistakes(data: dict[str, Any]) -> Iterator[tuple[str, Keys, str, object]]:
    """For each key once: how it is made wrong, its path, what is marked, and what stands there."""
    seen: set[tuple[str, Keys]] = set()
    for group in groups(data):
        if not group:
            continue
        model = model_at(str(group[0]), group[1:])
        assert model is not None
        yield from once(seen, "unknown", (*group, "zzz"), "key", "x")
        for key, field in fields_by_key(model).items():
            path, item = (*group, key), within(data, group).get(key)
            if item is None:
                continue
            if field.is_required():
                yield from once(seen, "missing", path, "group", None)
                if not isinstance(item, dict | list):
                    yield from once(seen, "blank", path, "value", " ")
            wrong = "x" if isinstance(item, dict | list) else [item]
            yield from once(seen, "of another shape", path, "value", wrong)


def once(
    seen: set[tuple[str, Keys]], how: str, path: Keys, marked: str, item: object
) -> Iterator[tuple[str, Keys, str, object]]:
    names = tuple(part for part in path if isinstance(part, str))
    if (how, names) not in seen:
        seen.add((how, names))
        yield how, path, marked, item


DATA = facts()


def problems(folder: Path, data: Any) -> tuple[set[tuple[int, int]], Writer]:
    written = Writer(data)
    client = folder / "clients" / "acme"
    shutil.copytree(CLIENT / "assets", client / "assets")
    (client / "client.yml").write_text("\n".join(written.lines), encoding="utf-8")
    found = take_in(Workspace(folder).folder("acme")).problems
    return {(p.place.line, p.place.column) for p in found}, written


def test_nothing_is_wrong_to_begin_with(tmp_path: Path) -> None:
    places, _ = problems(tmp_path, DATA)
    assert places == set()


@pytest.mark.parametrize("section", DATA)
def test_each_mistake_is_marked(section: str, tmp_path: Path) -> None:
    missed, tried = [], 0
    for how, path, marked, item in mistakes(DATA):
        if path[0] != section:
            continue
        changed = copy.deepcopy(DATA)
        group = within(changed, path[:-1])
        if item is None:
            del group[path[-1]]
        else:
            group[path[-1]] = item
        tried += 1
        places, written = problems(tmp_path / str(tried), changed)
        where = ("value", path[:-1]) if marked == "group" else (marked, path)
        if written.places[where] not in places:
            missed.append((how, path))
    assert missed == []
    keys = {path for how, path, *_ in mistakes(DATA) if how == "of another shape"}
    assert tried > len(
        [path for path in keys if path[0] == section and field_at(section, path[1:])]
    )
