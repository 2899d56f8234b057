"""What no person writes and what takes a parser long is refused; docs/markdown.md names the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from portal_builder.prose.comments import strip_comments
from portal_builder.prose.parser import NESTING, blocks

BYTES = 64 * 1024
UNMATCHED_BRACKETS = 1_000
BRACKET_NESTING = 100
QUOTED_LINES = 50_000  # lines of a text, times the quote marks at the start of one of them
MISSING_CELLS = 10_000  # cells that a table's rows have fewer than its head


@dataclass(frozen=True, slots=True)
class Refused:
    """A text that cannot be published as it is: what is too much of it, and the remedy."""

    message: str
    remedy: str | None


def refusal(source: str) -> Refused | None:
    """The structural limits alone: what keeps a text from being converted; None where nothing.

    A text is judged as written, since its blocks are read to tell comments from code, and again
    without its comments. Brackets count only where they are published, and not in blocks of code.
    """
    if len(source.encode()) > BYTES:
        return Refused("this text is longer than 64 KiB", "shorten it, or attach it as a file")
    refused = _of_lines(source.split("\n"))
    if refused:
        return refused
    published = strip_comments(source)
    if published != source:
        refused = _of_lines(published.split("\n"))
    return refused or _of_tokens(blocks(published))


def _of_lines(lines: list[str]) -> Refused | None:
    if len(lines) * max(map(_quote_marks, lines)) > QUOTED_LINES:
        what = f"deep quotes in a long text (marks times lines exceed {QUOTED_LINES:,})"
        return Refused(what, "quote less deeply, or split the text")
    if _missing_cells(lines) > MISSING_CELLS:
        what = f"more than {MISSING_CELLS:,} cells are missing in tables' rows"
        return Refused(what, "give each row as many cells as the head, or attach a file")
    return None


def _of_tokens(tokens: list[Token]) -> Refused | None:
    if _depth(tokens) > NESTING:
        return Refused(f"quotes or lists nested more than {NESTING} deep", "nest them less deeply")
    found = [_brackets(token.content) for token in tokens if token.type == "inline"]
    if sum(lone for lone, _ in found) > UNMATCHED_BRACKETS:
        return Refused(f"more than {UNMATCHED_BRACKETS:,} brackets lack a partner", "close them")
    if max((depth for _, depth in found), default=0) > BRACKET_NESTING:
        what = f"brackets nested more than {BRACKET_NESTING} deep"
        return Refused(what, "nest them less deeply")
    return None


_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))*")


def _quote_marks(line: str) -> int:
    if ">" not in line:
        return 0
    match = _MARKERS.match(line)
    return match[0].count(">") if match else 0


_DELIMITERS = re.compile(r"[ \t>]*[|:-][|: \t-]*")


def _missing_cells(lines: list[str]) -> int:
    """How many cells the parser would have to add, at the most."""
    missing = columns = 0
    for line in lines:
        if _DELIMITERS.fullmatch(line):
            columns = max(columns, line.count("|") + 1)
        elif not line.strip():
            columns = 0
        missing += max(0, columns - line.count("|") - 1)
    return missing


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
