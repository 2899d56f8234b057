"""The JSON Schema knows what the models know, and refuses what they refuse."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from portal_builder import guide
from portal_builder.intake import take_in
from portal_builder.model.facts import ClientFile
from portal_builder.schema import json_schema
from portal_builder.validate import SECTIONS
from portal_builder.workspace import Workspace

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DEMO = Path(__file__).parent.parent / "clients"


class EditorsLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: `on` is a string, and so is a date."""


_OLD = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
EditorsLoader.yaml_implicit_resolvers = {
    first: [(tag, match) for tag, match in resolvers if tag not in _OLD]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorsLoader.add_implicit_resolver(_OLD[1], re.compile("^(true|false)$"), ["t", "f"])


def leaves(error: jsonschema.ValidationError) -> Iterator[str]:
    """What is wrong, at its deepest: each optional key is "this, or nothing"."""
    if not error.context:
        yield error.message
    for inner in error.context or ():
        yield from leaves(inner)


def faults(data: object) -> list[str]:
    return [fault for error in VALIDATOR.iter_errors(data) for fault in leaves(error)]


def as_editors_read(text: str) -> Any:
    return yaml.load(text, EditorsLoader)


def test_it_is_a_schema_of_its_draft() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_it_has_every_section_and_requires_none() -> None:
    assert set(SCHEMA["properties"]) == set(SECTIONS)
    assert "required" not in SCHEMA
    assert faults({}) == []


def models(model: type[BaseModel]) -> set[type[BaseModel]]:
    inner = {m for f in model.model_fields.values() if (m := guide.model_of(f))}
    return inner.union(*(models(m) for m in inner))


@pytest.mark.parametrize("model", sorted(models(ClientFile), key=lambda m: m.__name__))
def test_it_has_every_field_and_names_what_is_required(model: type[BaseModel]) -> None:
    definition = SCHEMA["$defs"][model.__name__]
    by_key = {f.alias or n: f for n, f in model.model_fields.items()}
    assert set(definition["properties"]) == set(by_key)
    assert set(definition.get("required", ())) == {k for k, f in by_key.items() if f.is_required()}
    assert definition["additionalProperties"] is False


@pytest.mark.parametrize("section", guide.SECTIONS)
def test_it_takes_the_example_of_every_section(section: str) -> None:
    assert faults(as_editors_read(guide.example(section))) == []


def test_it_takes_every_demo_client() -> None:
    files = sorted(DEMO.rglob("*.yml"))
    for path in files:
        assert faults(as_editors_read(path.read_text(encoding="utf-8"))) == [], path
    if DEMO.is_dir():
        assert files or not any(DEMO.iterdir())


def groups(data: Any) -> list[dict[str, Any]]:
    if isinstance(data, list):
        return [group for item in data for group in groups(item)]
    if isinstance(data, dict):
        return [data, *(group for item in data.values() for group in groups(item))]
    return []


@pytest.mark.parametrize("section", guide.SECTIONS)
def test_an_unknown_key_is_refused_wherever_it_stands(section: str) -> None:
    data = as_editors_read(guide.example(section))
    for i in range(len(groups(data))):
        changed = copy.deepcopy(data)
        groups(changed)[i]["note_to_self"] = "x"
        assert any("note_to_self" in fault for fault in faults(changed))


@pytest.mark.parametrize("section", guide.SECTIONS)
def test_a_key_that_is_required_is_missed(section: str) -> None:
    data = as_editors_read(guide.example(section))
    missed = 0
    for key in guide.keys(section):
        if key.required:
            changed = copy.deepcopy(data)
            for group in groups(changed):
                group.pop(key.path[-1], None)
            missed += any(f"'{key.path[-1]}' is a required" in fault for fault in faults(changed))
    assert missed == sum(key.required for key in guide.keys(section))


@pytest.mark.parametrize("section", guide.SECTIONS)
def test_a_key_without_a_value_counts_as_absent(section: str) -> None:
    data = as_editors_read(guide.example(section))
    required = {key.path[-1] for key in guide.keys(section) if key.required}
    for name in {key.path[-1] for key in guide.keys(section)} - required:
        changed = copy.deepcopy(data)
        for group in groups(changed):
            if name in group:
                group[name] = None
        assert faults(changed) == [], name


@pytest.mark.parametrize(
    "wrong",
    [
        {"project": {"name": "x", "started_on": "2026-1-2", "as_of": "2026-01-02"}},
        {"project": {"name": "x", "started_on": 5, "as_of": "2026-01-02"}},
        {"project": {"name": "", "started_on": "2026-01-02", "as_of": "2026-01-02"}},
        {"project": {"name": "x" * 201, "started_on": "2026-01-02", "as_of": "2026-01-02"}},
        {"client": {"name": "x", "colors": {"primary": "red"}}},
        {"client": {"name": ["x"]}},
        {"issues": {"id": "ISS-1"}},
        {"issues": [{"id": "iss-1", "title": "x", "status": "open", "opened_at": "2026-01-02"}]},
        {"issues": [{"id": "ISS-1", "title": "x", "status": "Open", "opened_at": "2026-01-02"}]},
        {"feedback": [{"on": "2026-01-02", "score": 11}]},
        {"feedback": [{"on": "2026-01-02", "score": 7.5}]},
        {"budget": {"contingency": "1,000"}},
        {"documents": [{"title": "x", "file": "../x.pdf"}]},
        {"documents": [{"title": "x", "url": "javascript:alert(1)"}]},
        {"secrets": []},
        {"client": {}},
        {"client": {"name": "x", "currency": "EURO"}},
        {"client": {"name": "x", "currency": "gbp"}},
        {"client": {"name": "x", "locale": "en GB"}},
        {"client": {"name": "x", "timezone": "../x"}},
        {"glossary": [{"term": " ", "meaning": "x"}]},
        {"glossary": [{"term": "x", "meaning": "\n"}]},
        {"glossary": [{"term": "x\ny", "meaning": "x"}]},
        {"documents": [{"title": "x", "on": "2026-13-01"}]},
        {"documents": [{"title": "x", "on": "2026-01-32"}]},
        {"documents": [{"title": "x", "url": "https://a b"}]},
        {"documents": [{"title": "x", "url": "https:///x"}]},
        {"team": [{"name": "x", "role": "x", "party": "client", "phone": "ext. 5"}]},
        {"schedule": {"meetings": [{"title": "x", "at": "2026-01-02T24:30Z"}]}},
        {"project": {"name": "x", "started_on": "2026-01-02", "as_of": "2026-01-02", "draft": True}},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_models_refuse_is_refused(wrong: dict[str, Any]) -> None:
    assert faults(wrong)


@pytest.mark.parametrize("section", [s for s in SECTIONS if s not in ("client", "project")])
@pytest.mark.parametrize("nothing", [None, [], {}], ids=str)
def test_a_section_with_nothing_in_it_counts_as_absent(section: str, nothing: object) -> None:
    assert faults({section: nothing}) == []


@pytest.mark.parametrize("model", sorted(models(ClientFile), key=lambda m: m.__name__))
def test_entries_of_lists_may_be_drafts_and_nothing_else(model: type[BaseModel]) -> None:
    entries = {
        guide.model_of(field)
        for group in (ClientFile, *models(ClientFile))
        for field in group.model_fields.values()
        if "tuple[" in str(field.annotation)
    }
    assert ("draft" in SCHEMA["$defs"][model.__name__]["properties"]) == (model in entries)


def test_what_it_takes_the_portal_takes_too(tmp_path: Path) -> None:
    folder = tmp_path / "clients/acme"
    folder.mkdir(parents=True)
    day = date(2026, 3, 31).isoformat()
    text = f"client: {{name: 2026}}\nproject: {{name: true, started_on: {day}, as_of: {day}}}\n"
    assert faults(as_editors_read(text)) == []
    (folder / "client.yml").write_text(text)
    assert take_in(Workspace(tmp_path).folder("acme")).problems == ()
