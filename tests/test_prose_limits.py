"""What is refused and what just is not; no text, however odd, may keep a build from ending."""

from __future__ import annotations

import pytest

from portal_builder.prose import Refused, convert, examine, limits, strip_comments


def refusal(source: str) -> Refused | None:
    answer = examine(source, records={}, assets={})
    return answer if isinstance(answer, Refused) else None


def table(columns: int, rows: int) -> str:
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b|\n" * rows


# Each kind of text: the most that is accepted, the least that is refused, and what is said.
LIMITS = {
    "length": ("x" * 65_536, "x" * 65_537, "longer than 64 KiB"),
    "length in bytes": ("é" * 32_768, "é" * 32_768 + "x", "longer than 64 KiB"),
    "opening brackets": ("[" * 1_000, "[" * 1_001, "lack a partner"),
    "closing brackets": ("]" * 1_000, "]" * 1_001, "lack a partner"),
    "brackets nested": (
        "[" * 100 + "]" * 100,
        "[" * 101 + "]" * 101,
        "brackets nested more than 100 deep",
    ),
    "pictures nested": (
        "![" * 100 + "](b)" * 100,
        "![" * 101 + "](b)" * 101,
        "brackets nested more than 100 deep",
    ),
    "quotes nested": ("> " * 50 + "a", "> " * 51 + "a", "nested more than 50 deep"),
    "lists nested": ("- " * 50 + "a", "- " * 51 + "a", "nested more than 50 deep"),
    "both nested": ("> - " * 25 + "a", "> - " * 25 + "> a", "nested more than 50 deep"),
    "lines of deep quotes": (
        ">" * 50 + "a\n" * 999 + "\n" + "b\n" * 30_000,
        ">" * 50 + "a\n" * 1_000 + "\n" + "b\n" * 30_000,
        "deep quotes in a long text",
    ),
    "list items": ("- a\n" * 6_000, "- a\n" * 6_001, "more than 6,000 list items"),
    "list items in a line": (
        "- + 1. 2) a\n" * 1_500,
        "- + 1. 2) a\n" * 1_500 + "-",
        "more than 6,000 list items",
    ),
    "cells": (table(2, 9_999), table(2, 10_000), "tables of more than 20,000 cells"),
    "missing cells": (table(100, 199), table(100, 200), "tables of more than 20,000 cells"),
    "a bomb in a comment": (
        "<!-- " + "[" * 1_001 + " -->",
        "<!-- -->" + "[" * 1_001,
        "lack a partner",
    ),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_limits(kind: str) -> None:
    accepted, refused, said = LIMITS[kind]
    assert refusal(accepted) is None
    convert(accepted, records={}, assets={})
    answer = refusal(refused)
    assert answer is not None
    assert said in answer.message
    assert answer.remedy


def test_what_is_left_without_comments_is_limited_too() -> None:
    hidden = "<!---->- \n"  # no line begins with the mark of a list
    assert refusal(hidden * 6_000) is None
    answer = refusal(hidden * 6_001)
    assert answer is not None
    assert "list items" in answer.message


ACCEPTED = {
    "changelog": "- [#1](https://e.example/1) **Fixed** `a_b` by [@c](https://e.example/c) ([x][y])\n"
    * 700,
    "wide table": "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + ("|b" * 100 + "|\n") * 199,
    "long table": "|a|b|c|\n|-|-|-|\n" + "|1|`2`|[3](https://e.example)|\n" * 2_000,
    "mail thread": "".join(">" * (i % 8 + 1) + " words of a mail\n" for i in range(2_500)),
    "log": "```\n" + "<!-- [[[[ *a_ -->\n" * 3_000 + "```\n",
    "comments": "<!-- remark -->\n- point\n\n" * 2_500,
    "tasks": "- [ ] task\n  - [x] part\n" * 2_500,
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_long_texts_that_people_write_are_not_refused(kind: str) -> None:
    source = ACCEPTED[kind]
    assert 40_000 < len(source) <= 65_536
    assert refusal(source) is None
    assert convert(source, records={}, assets={}).text


def test_code_is_not_spared_once_comments_have_it_read_anew_too_often() -> None:
    source = "<!-- ` -->\n" * 5_000 + "```\n<!-- k -->\n```"
    assert "<!--" not in strip_comments(source)


@pytest.mark.parametrize("sign", ["- ", "> ", ">", "|", "|-", "\n", "- \n", "> \n", "|\n-|\n"])
def test_a_short_text_is_within_every_limit(sign: str) -> None:
    half = limits._SURELY_BEARABLE // 2
    texts = [(sign * half)[:half] + more * half for more in ("\n", "x\n", "|-\n")]
    for text in texts:
        lines = text[: limits._SURELY_BEARABLE].split("\n")
        assert sum(map(limits._list_marks, lines)) <= limits.LIST_ITEMS
        assert limits._quoted_lines(lines) <= limits.QUOTED_LINES
        assert limits._cells(lines) <= limits.CELLS
