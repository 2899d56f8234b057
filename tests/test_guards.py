"""The tables of guards are about the code as it is; `make safety` takes each of them away."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from safety.guards import GUARDS
from safety.guards.guard import Guard
from safety.unguarded import Copy, Outdated, weakened

ROOT = Path(__file__).parents[1]


def test_each_guard_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(g.name for g in GUARDS).items() if count > 1] == []


def test_each_guard_stands_where_its_table_says() -> None:
    counts = {g.name: (ROOT / g.file).read_text("utf-8").count(g.text) for g in GUARDS}
    assert {name: count for name, count in counts.items() if count != 1} == {}
    assert [guard.name for guard in GUARDS if guard.text == guard.without] == []


def test_the_tests_that_miss_it_are_there() -> None:
    missing = []
    for test in {test for guard in GUARDS for test in guard.tests.splitlines()}:
        file, _, name = test.partition("::")
        wanted = rf"^def {re.escape(name.partition('[')[0])}\("
        if not re.search(wanted, (ROOT / file).read_text("utf-8"), re.MULTILINE):
            missing.append(test)
    assert missing == []


LIMIT = Guard(
    "a file of YAML has 2 MiB at most",
    "portal_builder/load/text.py",
    "if len(data) > LIMIT:",
    "if False:",
    "tests/test_load.py::test_a_file_may_have_2_mib_and_no_more",
)


def test_a_text_that_is_not_there_once_is_an_error() -> None:
    assert weakened(LIMIT, "if len(data) > LIMIT: a") == "if False: a"
    for content in ("", "if len(data) > LIMIT: if len(data) > LIMIT:"):
        with pytest.raises(Outdated, match=r"stands [02] times in portal_builder/load/text\.py"):
            weakened(LIMIT, content)


def test_only_an_assertion_counts(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "copy")
    assert copy.without(LIMIT).missed.startswith(f"{LIMIT.tests}: AssertionError")
    for broken, said in (("if nonsense:", "NameError"), ("if (:", "CollectError")):
        answer = copy.without(replace(LIMIT, without=broken))
        assert answer.missed == ""
        assert said in "".join(answer.others)
    assert (copy.folder / LIMIT.file).read_bytes() == (ROOT / LIMIT.file).read_bytes()
