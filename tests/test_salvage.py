"""What can be read of a section with mistakes: all but the smallest part that each rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal_builder.intake import take_in
from portal_builder.model.facts import Path as Keys
from portal_builder.salvage import SHOWN, salvage, written
from portal_builder.workspace import Workspace

GOOD = {"id": "ISS-1", "title": "A", "status": "open", "opened_at": "2026-03-01"}


def issue(**changes: Any) -> dict[str, Any]:
    return {key: item for key, item in {**GOOD, **changes}.items() if item != "gone"}


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        ({}, set()),
        ({"ownr": "client"}, set()),
        ({"owner": "me"}, {(1, "owner")}),
        ({"links": [{"title": "A", "url": "x"}]}, {(1, "links", 0)}),
        ({"relates_to": ["ISS-1", "x"]}, {(1, "relates_to", 1)}),
        ({"title": "gone"}, set()),
        ({"title": " "}, set()),
        ({"status": "opne"}, {(1, "status")}),
        ({"opened_at": "soon"}, {(1,)}),
        ({"id": "iss-1"}, {(1,)}),
        ({"draft": "yes"}, {(1,)}),
    ],
    ids=str,
)
def test_as_little_as_possible_is_lost(changed: dict[str, Any], lost: set[Keys]) -> None:
    found = salvage("issues", [issue(), issue(**changed), issue()])
    kept = [0, 2] if (1,) in lost else [0, 1, 2]
    assert len(found.value) == len(kept)
    assert {written((i,), found.numbers) for i in range(len(kept))} == {(i,) for i in kept}
    assert found.lost == lost


def test_a_project_is_read_without_its_days() -> None:
    found = salvage("project", {"as_of": "soon", "phase": "Build"})
    assert found.value.phase == "Build"
    assert found.lost == {("as_of",), ("started_on",)}
    assert len(found.errors) == 3  # name and started_on are missing, as_of is no date


def test_what_is_no_section_at_all_is_lost_as_a_whole() -> None:
    found = salvage("budget", "none")
    assert (found.value, found.lost) == (None, {()})


def test_of_very_many_mistakes_the_first_are_said(tmp_path: Path) -> None:
    file = tmp_path / "clients/acme/client.yml"
    file.parent.mkdir(parents=True)
    keys = "\n".join(f"  key{i}: x" for i in range(SHOWN + 5))
    days = "{name: Shop, started_on: 2026-01-05, as_of: 2026-10-02}"
    file.write_text(f"client:\n  name: Acme\n{keys}\nproject: {days}\n")
    problems = take_in(Workspace(tmp_path).folder("acme")).problems
    assert len(problems) == SHOWN + 1
    assert [p.message for p in problems if "5 more mistakes" in p.message]
