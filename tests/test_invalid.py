"""Deliberately broken clients, one for each rule: each answered at its place, in an author's words.

A case is a folder: a workspace with one client, and `expected.json` with every problem that is to
be found: its place, its severity, and words of its message or remedy.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from portal_builder import pipeline

CASES = sorted(Path(__file__).with_name("invalid").iterdir())
GOOD = """client: {name: Goodneighbour, currency: GBP}
project: {name: Shop, started_on: 2026-01-05, as_of: 2026-10-02}
"""
JARGON = ("pydantic", "validation error", "Traceback", "NoneType", "str type", "Input should")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_a_broken_client_is_answered_at_the_place(case: Path, tmp_path: Path) -> None:
    shutil.copytree(case / "clients", tmp_path / "clients")
    good = tmp_path / "clients" / "good" / "client.yml"
    good.parent.mkdir()
    good.write_text(GOOD, encoding="utf-8")
    found = pipeline.check(tmp_path)
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    assert [(p.place.path, p.place.line, p.place.column, p.severity.value) for p in found] == [
        (e["path"], e["line"], e["column"], e["severity"]) for e in expected
    ]
    for problem, wanted in zip(found, expected, strict=True):
        said = f"{problem.message}; {problem.remedy}"
        for words in wanted["has"]:
            assert words in said
        assert not [word for word in JARGON if word in said]


def test_there_is_a_case_for_each_rule() -> None:
    assert len(CASES) >= 40
