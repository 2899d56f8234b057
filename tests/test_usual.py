"""What is read without the parser is what the parser reads, and never what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_load import suite

from portal_builder.client_folder import ClientFolder
from portal_builder.intake import take_in
from portal_builder.load import value
from portal_builder.load.parse import parse
from portal_builder.load.text import Unreadable, read
from portal_builder.load.usual import read_usual

ROOT = Path(__file__).parents[1]
FILES = sorted(
    file
    for folder in (ROOT / "clients", ROOT / "tests", ROOT / "portal_builder", ROOT / "theme")
    for file in folder.rglob("*.yml")
)


def same(data: bytes) -> bool:
    """Whether a file is read without the parser; then the parser must say the same of it."""
    try:
        source = read(data)
    except Unreadable:
        return False
    usual = None if source.refused_count else read_usual(source.text)
    if usual is None:
        return False
    root, faults = parse("facts.yml", source)
    assert root is not None
    assert not faults
    # As they are written, so that their order counts as well.
    assert json.dumps(usual) == json.dumps(value(root)), source.text
    return True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# a remark\n\n  # another\n", {}),
        ("a: 1\nb: 010", {"a": "1", "b": "010"}),
        ("a:\n  b: x\n  c:\n    d: y\ne: z\n", {"a": {"b": "x", "c": {"d": "y"}}, "e": "z"}),
        ("a:\n- x\n- y\nb:\n  - z\n", {"a": ["x", "y"], "b": ["z"]}),
        ("a:\n  - b: 1\n    c: 2\n\n  - b: 3\n", {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
        ("a:\n  -  b:\n     - 1\n     c: 2\n", {"a": [{"b": ["1"], "c": "2"}]}),
        ("a: # a remark\n  # another\n  b: C# # a third\n", {"a": {"b": "C#"}}),
        (
            "a:\nb: ~\nc: null\nd: 'null'\ne: ''\n",
            {"a": None, "b": None, "c": None, "d": "null", "e": ""},
        ),
        ('a: " x: y # z "\nb: \'it is "so"\'\n', {"a": " x: y # z ", "b": 'it is "so"'}),
        (
            "a: [1, {b: c, d: [ ]}, 'e, f' ] # g\nh: {}\n",
            {"a": ["1", {"b": "c", "d": []}, "e, f"], "h": {}},
        ),
        (
            "a: {b: https://x.example/y, c: 9:30}\n",
            {"a": {"b": "https://x.example/y", "c": "9:30"}},
        ),
        ("a: |\n  x\n    y\n\n  z\n\nb: |-\n  # w\n", {"a": "x\n  y\n\nz\n", "b": "# w"}),
        ("a:\n  - >\n    x\n    y\n\n    z\n  - >-\n    w\n", {"a": ["x y\nz\n", "w"]}),
        (
            "a: -1\nb: -x -y\nc: x - y\nd: 50 %\n",
            {"a": "-1", "b": "-x -y", "c": "x - y", "d": "50 %"},
        ),
    ],
)
def test_what_most_people_write_is_read(text: str, expected: dict[str, Any]) -> None:
    assert read_usual(text) == expected
    assert same(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        *("x", "- a\n", "[a]", "  a: 1\nb: 2\n", "a: 1\n  b: 2\n", "a: x\n  y\n", "a:\n  x\n"),
        *("a: 1\na: 2\n", "a: {b: 1, b: 2}", "null: 1\n", "a: {true: 1}", "<<: 1\n", "? a\n: 1\n"),
        *(
            "a: &b c\n",
            "a: *b\n",
            "a: !b c\n",
            "%YAML 1.2\n---\na: 1\n",
            "---\na: 1\n",
            "a: 1\n...",
        ),
        *(
            "a: b: c\n",
            "a: b:\n",
            "a: [b: c]\n",
            "a: {b:c}\n",
            "a: {b}\n",
            "a: [,b]\n",
            "a: [b,]\n",
        ),
        *("a: [b\n  ]\n", "a: [b?]\n", "a: [b #c]\n", "a: [b]c\n", "a: [b]#c\n", "a: {b: c]\n"),
        *('a: "b\\n"\n', "a: 'b''c'\n", 'a: "b" c\n', 'a: "b\n', "a: @b\n", "a: `b`\n", "a: %b\n"),
        *("a: |\n", "a: |\nb: 1\n", "a: |\n\n  x\n", "a: |2\n  x\n", "a: |+\n  x\n", "a: |\n  x"),
        *("a: >\n  x\n    y\n", "a: - b\n", "a:\n  - - b\n", "a:\n  -\n    b: 1\n", "a:\tb\n"),
        *("a:\n    b: 1\n  c: 2\n", "a:\n  - b\n c: 1\n", "a:\n- b\nc\n", "a:\n  b: 1\n  - c\n"),
        "".join(f"{'  ' * depth}a:\n" for depth in range(40)),
        f"a: {'[' * 40}{']' * 40}\n",
        "a:\n" + "- []\n" * 30_000,
    ],
)
def test_all_else_is_the_parsers_to_read(text: str) -> None:
    assert read_usual(text) is None


def test_files_say_the_same_either_way() -> None:
    assert sum(same(file.read_bytes()) for file in FILES) > 150


@pytest.mark.corpus
def test_the_cases_of_others_say_the_same_either_way() -> None:
    assert sum(same(case["yaml"].encode()) for _, _, case in suite()) == 20


def test_a_text_is_found_again_where_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "clients" / "acme"
    folder.mkdir(parents=True)
    (folder / "client.yml").write_text("client: {name: Acme, currency: ~, short_name: A }\n")
    (folder / "team.yml").write_text(
        "team:\n  - name: Ada\n    role: >-\n      Works\n    team: ~\n"
    )
    found = take_in(ClientFolder(tmp_path, "acme")).texts
    places = {t.text: (t.place.path, t.place.line, t.place.column) for t in found}
    assert places == {
        "Acme": ("clients/acme/client.yml", 1, 16),
        "A": ("clients/acme/client.yml", 1, 47),
        "Ada": ("clients/acme/team.yml", 2, 11),
        "Works": ("clients/acme/team.yml", 3, 11),
    }


PIECES = r"""
a: 1|b:|- x|- a: 1|- - z|text|   |# c|-|a: "x"|b: 'y'|a: "b" #c|a: 'b''c'|---|...|a:b|"a": 1|? a|: b
a: b: c|a: b #c|a: b#c|a: b:|a: b?|null: 1|a: ~|<<: x|a: *b|a: &b c|a: !t c|a: - b|a: -b|a: @b|é: 1
a: {b: c, d: [e]}|a: {b:c}|a: {b}|a: {b: c, b: d}|a: [b: c]|a: [b, -1]|a: [,b]|a: [b,]|a: [b #c]|[|}
"""
BLOCKS = ["a: |", "a: |-", "a: |+", "a: |2", "a: >", "- >-", "a:\tb"]
ODD = ["a: b\u00a0# c", "a: \u00a0b", "a: [b:\u00a0c]", "a: b:\u00a0c", "a: \ufeffb", "a: b\u3000"]
LINE = st.builds(
    lambda indent, line: " " * indent + line,
    st.integers(0, 5),
    st.sampled_from([*re.split(r"[|\n]", PIECES), *BLOCKS, *ODD]) | st.text(max_size=6),
)
TEXT = st.builds(
    lambda lines, end: "\n".join(lines) + end,
    st.lists(LINE, max_size=8),
    st.sampled_from(["", "\n"]),
)


@given(TEXT)
@example("a:\n  - |\n   x\n     \n  # y\n  - z\n")
@settings(max_examples=2000, deadline=None)
def test_whatever_is_written_says_the_same_either_way(text: str) -> None:
    same(text.encode("utf-8", "surrogatepass"))
