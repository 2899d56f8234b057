"""What no person writes and what takes a parser long is refused; docs/markdown.md names the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from portal_builder.prose.parser import NESTING

BYTES = 64 * 1024
UNMATCHED_BRACKETS = 1_000
BRACKET_NESTING = 100
LIST_ITEMS = 6_000
QUOTED_LINES = 50_000  # lines up to a blank one, times the quote marks at the start of one of them
_SURELY_BEARABLE = 280  # characters; half of them lines, half marks or cells, is below each figure
CELLS = 20_000  # of tables; those that rows have fewer than the head count as well


@dataclass(frozen=True, slots=True)
class Refused:
    """A text that cannot be published as it is: what is too much of it, and the remedy."""

    message: str
    remedy: str | None


def of_lines(source: str) -> Refused | None:
    """What can be seen to be too much before the text is parsed."""
    if len(source) < _SURELY_BEARABLE:
        return None
    if len(source.encode()) > BYTES:
        return Refused("this text is longer than 64 KiB", "shorten it, or attach it as a file")
    lines = source.split("\n")
    if sum(_list_marks(line) for line in lines) > LIST_ITEMS:
        return Refused(f"more than {LIST_ITEMS:,} list items", "split it, or attach it as a file")
    if _quoted_lines(lines) > QUOTED_LINES:
        what = f"deep quotes in a long text (marks times lines exceed {QUOTED_LINES:,})"
        return Refused(what, "quote less deeply, or split the text")
    if _cells(lines) > CELLS:
        what = f"tables of more than {CELLS:,} cells, those that rows lack among them"
        return Refused(what, "attach them as a file")
    return None


def of_blocks(tokens: list[Token]) -> Refused | None:
    """What is too much of the blocks of a text; brackets in blocks of code do not count."""
    if _depth(tokens) > NESTING:
        return Refused(f"quotes or lists nested more than {NESTING} deep", "nest them less deeply")
    found = [_brackets(token.content) for token in tokens if token.type == "inline"]
    if sum(lone for lone, _ in found) > UNMATCHED_BRACKETS:
        return Refused(f"more than {UNMATCHED_BRACKETS:,} brackets lack a partner", "close them")
    if max((depth for _, depth in found), default=0) > BRACKET_NESTING:
        what = f"brackets nested more than {BRACKET_NESTING} deep"
        return Refused(what, "nest them less deeply")
    return None


_LIST_MARK = re.compile(r"[-+*](?=[ \t]|$)|[0-9]{1,9}[.)](?=[ \t]|$)")
_MARKERS = re.compile(rf"(?:[ \t]*(?:>|{_LIST_MARK.pattern}))*")


def _list_marks(line: str) -> int:
    match = _MARKERS.match(line)
    return len(_LIST_MARK.findall(match[0])) if match else 0


def _quote_marks(line: str) -> int:
    if ">" not in line:
        return 0
    match = _MARKERS.match(line)
    return match[0].count(">") if match else 0


def _quoted_lines(lines: list[str]) -> int:
    """Lines up to a blank one, each times the marks of the deepest quote among them."""
    total = count = deepest = 0
    for line in [*lines, ""]:
        count, deepest = count + 1, max(deepest, _quote_marks(line))
        if not line.strip():
            total, count, deepest = total + count * deepest, 0, 0
    return total


_DELIMITERS = re.compile(r"[ \t>]*[|:-][|: \t-]*")


def _cells(lines: list[str]) -> int:
    """How many cells the tables have, at the most: each row has as many as the head."""
    cells = columns = 0
    for before, line in pairwise(["", *lines]):
        if "|" in before and _DELIMITERS.fullmatch(line):
            columns = max(columns, sum(bool(cell.strip(" \t>")) for cell in line.split("|")))
        elif not line.strip():
            columns = 0
        cells += columns
    return cells


def _brackets(source: str) -> tuple[int, int]:
    """How many brackets lack a partner, and how deep those that have one are nested."""
    lone, open_depths, deepest = 0, list[int](), 0
    for bracket in re.findall(r"[\[\]]", source):
        if bracket == "[":
            open_depths.append(0)
        elif open_depths:
            depth = open_depths.pop() + 1
            deepest = max(deepest, depth)
            if open_depths:
                open_depths[-1] = max(open_depths[-1], depth)
        else:
            lone += 1
    return len(open_depths) + lone, deepest


def _depth(tokens: list[Token]) -> int:
    return max(_depths(tokens), default=0)


def _depths(tokens: list[Token]) -> Iterator[int]:
    depth = 0
    for token in tokens:
        if token.type.startswith(("blockquote_", "bullet_list_", "ordered_list_")):
            depth += token.nesting
            yield depth
