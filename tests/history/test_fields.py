"""What the record's format takes down, and what it passes over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from portal_builder.history.fields import (
    Entries,
    Group,
    Many,
    Records,
    Shape,
    Single,
    canonical,
    records_of,
    sections,
)
from portal_builder.history.kinds import Unreadable
from portal_builder.load import Document, load, value
from portal_builder.model.facts import ClientFile


def read(text: str) -> Records:
    document = load("x.yml", text.encode())
    assert isinstance(document, Document)
    whole: Any = value(document.root)
    ((section, data),) = whole.items()
    return records_of(section, data)


def fields_of_models(model: type[BaseModel], path: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        here = f"{path}.{field.alias or name}"
        inner = model_in(field.annotation)
        if inner:
            yield from fields_of_models(inner, here)
        elif name != "draft":
            yield here


def model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in get_args(annotation) if (m := model_in(part))), None)


def fields_of_format(shape: Shape, path: str) -> Iterator[str]:
    if isinstance(shape, Group):
        for name, inner in shape.fields.items():
            yield from fields_of_format(inner, f"{path}.{name}")
    elif isinstance(shape, Entries):
        yield from fields_of_format(shape.entry, path)
    else:
        assert isinstance(shape, Single | Many)
        yield path


def test_the_format_knows_every_field_that_the_models_publish() -> None:
    """A field that is new in the models after a release belongs to a format of its own."""
    models = {p.removeprefix(".") for p in fields_of_models(ClientFile, "")}
    known = {p for name, shape in sections().items() for p in fields_of_format(shape, name)}
    assert models - known == {"client.identifiers"}  # they are not published
    assert known - models == set()


SAME = {
    "order": (
        "issues: [{id: ISS-1, title: A, status: open, opened_at: 2026-01-05}, "
        "{id: ISS-2, title: B, status: open, opened_at: 2026-01-05}]",
        "issues:\n  - opened_at: 2026-01-05\n    status: open\n    title: B\n    id: ISS-2\n"
        "  - id: ISS-1\n    title: A\n    status: open\n    opened_at: 2026-01-05\n",
    ),
    "notation": (
        "budget: {contingency: 1200.50, lines: [{id: BL-1, title: 'A', planned: +010.00}]}",
        'budget: {contingency: "1200.5", lines: [{id: BL-1, title: "A", planned: 10}]}',
    ),
    "comments and empty keys": (
        "# a remark\nscope: {items: [], excluded: [{title: A, reason: ''}], assumptions: }",
        "scope: {excluded: [{title: A}]}  # another",
    ),
    "defaults": (
        "schedule: {meetings: [{title: A, at: 2026-01-05T10:00Z, minutes: 60}]}",
        "schedule: {meetings: [{title: A, at: 2026-01-05T11:00:00+01:00, draft: false}]}",
    ),
    "drafts": (
        "scope: {items: [{id: SC-1, title: A, status: agreed, acceptance: [{text: x}, "
        "{text: y, draft: true}]}, {id: SC-2, title: B, status: agreed, draft: True}]}",
        "scope: {items: [{id: SC-1, title: A, status: agreed, acceptance: [{text: x}]}]}",
    ),
    "sets": (
        "actions: [{id: A-1, title: A, party: client, blocks: [MS-2, MS-1]}]",
        "actions: [{id: A-1, title: A, party: client, blocks: [MS-1, MS-2, MS-1]}]",
    ),
    "comments in texts": (
        'glossary: [{term: A, meaning: "one <!-- hidden -->two"}]',
        'glossary: [{term: A, meaning: "one two\\n\\n"}]',
    ),
    "unknown keys": (
        "risks: [{id: R-1, title: A, mood: {bad: [1]}}]",
        "risks: [{id: R-1, title: A}]",
    ),
    "two of one day": (
        "updates: [{on: 2026-01-05, title: A}, {on: 2026-01-05, title: B}]",
        "updates: [{on: 2026-01-05, title: B}, {on: 2026-01-05, title: A}]",
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_ways_of_writing_change_nothing(case: str) -> None:
    one, other = map(read, SAME[case])
    assert one == other
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("glossary: [{term: A, meaning: x}]", "glossary: [{term: A, meaning: X}]"),
        ("glossary: [{term: 1.20, meaning: x}]", "glossary: [{term: 1.2, meaning: x}]"),
        ("glossary: [{term: A, meaning: '`<!-- x -->`'}]", "glossary: [{term: A, meaning: '``'}]"),
        (
            "decisions: [{id: D-1, title: A, options: [x, y]}]",
            "decisions: [{id: D-1, title: A, options: [y, x]}]",
        ),
        (
            "schedule: {meetings: [{title: A, at: 2026-01-05T10:00Z}]}",
            "schedule: {meetings: [{title: A, at: 2026-01-05T10:00:00.5Z}]}",
        ),
        (
            "schedule: {meetings: [{title: A, at: 2026-01-05T10:00Z}]}",
            "schedule: {meetings: [{title: A, at: 2026-01-05T10:00Z, held: false}]}",
        ),
    ],
)
def test_what_is_said_is_taken_down_as_it_is(one: str, other: str) -> None:
    assert read(one) != read(other)


def test_records_and_their_fields_have_names() -> None:
    assert read(
        "schedule: {milestones: [{id: MS-3, title: Launch, forecast_on: unknown, scope: [SC-2, SC-1],"
        " slips: [{on: 2026-02-01, from: 2026-03-01, to: unknown, reason: x, caused_by: client}]}]}"
    ) == {
        "schedule.milestones": {
            "MS-3": {
                "id": "MS-3",
                "title": "Launch",
                "forecast_on": "unknown",
                "scope": ["SC-1", "SC-2"],
                "slips.1.on": "2026-02-01",
                "slips.1.from": "2026-03-01",
                "slips.1.to": "unknown",
                "slips.1.reason": "x",
                "slips.1.caused_by": "client",
            }
        }
    }
    assert read(
        "project: {name: Shop, started_on: 2026-01-05, as_of: 2026-02-01, links: [{title: Board, "
        "url: 'https://x.example'}], contract: {type: retainer, approvers: [Zoe, Al]}}"
    ) == {
        "project": {
            "": {
                "name": "Shop",
                "started_on": "2026-01-05",
                "as_of": "2026-02-01",
                "contract.type": "retainer",
                "contract.approvers": ["Al", "Zoe"],
            }
        },
        "project.links": {"Board": {"title": "Board", "url": "https://x.example"}},
    }


def test_entries_whose_name_is_long_are_told_apart_by_a_hash() -> None:
    records = read(
        "team: [{name: Dana Reyes, role: Lead, party: client}, "
        "{name: Dana Reyes, role: Owner, party: client}]"
    )
    keys = list(records["team"])
    assert len(keys) == 2
    assert all(len(key) == 8 for key in keys)


@pytest.mark.parametrize(
    "text",
    [
        "issues: [{id: ISS-1, title: A, status: opne, opened_at: 2026-01-05}]",
        "issues: [{id: ISS-1, title: A, status: open}]",
        "issues: [{id: iss-1, title: A, status: open, opened_at: 2026-01-05}]",
        "issues: [{id: ISS-1, title: A, status: open, opened_at: 2026-02-30}]",
        "issues: [{id: ISS-1, title: A, status: open, opened_at: 2026-01-05T10:00}]",
        "issues: [{id: ISS-1, title: '', status: open, opened_at: 2026-01-05}]",
        "issues: {id: ISS-1}",
        "issues: [ISS-1]",
        "issues: nothing",
        "budget: {contingency: '1,000'}",
        "budget: {contingency: .5}",
        "budget: {contingency: [1]}",
        "budget: {retainer: {unit: hours}}",
        "budget: {lines: {}, invoices: 3}",
        "scope: [1]",
        "schedule: {milestones: [{id: MS-1, title: A, forecast_on: soon}]}",
        "schedule: {milestones: [{id: MS-1, title: A, scope: SC-1}]}",
        "risks: [{id: R-1, title: A, draft: perhaps}]",
        'risks: [{id: R-1, title: "two\\nlines"}]',
    ],
)
def test_what_cannot_have_been_published_cannot_be_read(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_canonical_json() -> None:
    data = {"b": 'é\n"', "a": ["x", True], "ä": {}, "Z": False}
    assert canonical(data) == '{"Z":false,"a":["x",true],"b":"é\\n\\"","ä":{}}'.encode()
