"""Comments are taken out of a text before anything of it is published; code keeps them.

The text is worked off in stretches. At the start of a line that follows a blank one and is not
indented, whatever was open before has ended, save a fence, so that each stretch can be read by the
parser alone. A comment that could change how its stretch is read has the stretch read anew.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from portal_builder.prose.parser import RAW_TAG, blocks

ROUNDS = 3  # of taking out comments that only appear once others are gone
REREAD = 100_000  # characters read anew because of comments; beyond them code is not spared

_START = re.compile(r"\n[ \t]*\n(?=[^ \t\n])")
_EMPTY = re.compile(r"<!---*>")
_CHANGES_READING = re.compile(r"[\n`|]")
_PIPE = re.compile(r"(?<!\\)\|")
_TICKED_LINK = re.compile(r"<[^<>\s`]*`[^<>\s]*>")
# Stands where a comment stood while code is looked for: else what follows could turn into code.
_GONE = "\ufdd0"


def strip_comments(source: str) -> str:
    """Takes comments out of a text, except where they stand in code.

    What is left is what gets published: on pages, in data, and wherever else the text goes.
    In doubt a comment goes, out of code as well. Takes time in proportion to the text.
    """
    for _ in range(ROUNDS):
        if not _holds_one(source):
            return source
        stripped = _without_comments(source).replace(_GONE, "")
        if stripped == source:
            return source
        source = stripped
    return _without_outermost(source)


def _holds_one(source: str) -> bool:
    start = source.find("<!--")
    return start >= 0 and source.find(">", start) > 0


def _without_outermost(source: str) -> str:
    start, end = source.find("<!--"), max(source.rfind("-->") + 3, source.rfind("--!>") + 4)
    return source[:start] + " " + source[end:] if 0 <= start < end else source


def _comment(source: str, at: int) -> tuple[int, int] | None:
    """Where the next comment starts and ends."""
    start = source.find("<!--", at)
    if start < 0:
        return None
    found = ((source.find(closer, start + 4), len(closer)) for closer in ("-->", "--!>"))
    ends = [end + length for end, length in found if end >= 0]
    if ends:
        return start, min(ends)
    empty = _EMPTY.search(source, start)
    return empty.span() if empty else None


def _without_comments(source: str) -> str:
    done, at, allowance = list[str](), 0, REREAD
    while at < len(source):
        stretch = _stretch(source, at)
        kept, rest = _until_rereading(source, at, stretch)
        if rest is None:
            done.append(kept)
            at = stretch.end
            continue
        allowance -= stretch.end - at
        if allowance < 0:
            return "".join([*done, kept, _without_any(source[rest:])])
        source, at = kept + _GONE + source[rest:], 0
    return "".join(done)


def _until_rereading(source: str, at: int, stretch: _Stretch) -> tuple[str, int | None]:
    """A stretch without its comments, up to one that could change how the stretch is read.

    Returns:
        What is kept, and where that comment ends; None where there is no such comment.
    """
    kept, begins = list[str](), [begin for begin, _ in stretch.code]
    while (comment := _comment(source, at)) and comment[0] < stretch.end:
        start, until = comment
        within = bisect_right(begins, start) - 1
        if within >= 0 and start < stretch.code[within][1]:
            kept.append(source[at : stretch.code[within][1]])
            at = stretch.code[within][1]
            continue
        kept.append(source[at:start])
        if until > stretch.end or _CHANGES_READING.search(source, start + 4, until):
            return "".join(kept), until
        kept.append(_GONE)
        at = until
    return "".join([*kept, source[at : stretch.end]]), None


def _without_any(source: str) -> str:
    kept, at = list[str](), 0
    while comment := _comment(source, at):
        kept.append(source[at : comment[0]])
        at = comment[1]
    return "".join([*kept, source[at:]])


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a stretch of a text ends, and where code stands in it."""

    end: int
    code: list[tuple[int, int]]


def _stretch(source: str, at: int) -> _Stretch:
    boundary = _START.search(source, at)
    end = boundary.end() if boundary else len(source)
    text = source[at:end]
    if "<!--" not in text and "```" not in text and "~~~" not in text:
        return _Stretch(end, [])
    starts = [at]
    for line in text.split("\n"):
        starts.append(min(starts[-1] + len(line) + 1, end))
    tokens = blocks(text)
    if not tokens:
        return _Stretch(end, [])
    # A cell's line belongs to its row, which is looked at as a whole.
    pairs = zip([None, *tokens], tokens, strict=False)
    alone = (t for b, t in pairs if b is None or b.type not in ("th_open", "td_open"))
    code = sorted(span for token in alone for span in _code(source, token, starts))
    last = tokens[-1]
    is_open = last.type == "fence" and last.level == 0 and last.map and starts[last.map[1]] == end
    if is_open and boundary:
        end = _fence_end(source, end, last.markup)
        code[-1] = (code[-1][0], end)
    return _Stretch(end, code)


def _fence_end(source: str, at: int, markup: str) -> int:
    closing = re.compile(rf"^ {{0,3}}{markup}{markup[0]}*[ \t]*(?:\n|\Z)", re.MULTILINE)
    match = closing.search(source, at)
    return match.end() if match else len(source)


def _code(source: str, token: Token, starts: list[int]) -> list[tuple[int, int]]:
    """The code in a block: its lines, but for the one that opens a fence, or spans in its line."""
    if token.map is None:
        return []
    begin, end = starts[token.map[0]], starts[token.map[1]]
    if token.type == "code_block":
        return [(begin, end)]
    if token.type == "fence":
        return [(starts[token.map[0] + 1], end)]
    if token.type == "tr_open":
        edges = [begin, *(m.end() for m in _PIPE.finditer(source, begin, end)), end]
        return [span for cell in pairwise(edges) for span in _code_spans(source, *cell)]
    if token.type == "inline":
        return _code_spans(source, begin, end)
    return []


def _code_spans(source: str, begin: int, end: int) -> list[tuple[int, int]]:
    # A backtick in an address or a tag opens no code; in doubt, comments go.
    tags = (tag[0] for tag in RAW_TAG.finditer(source, begin, end))
    if _TICKED_LINK.search(source, begin, end) or any("`" in tag for tag in tags):
        return []
    runs = [(m.start() + begin, m.end() + begin) for m in re.finditer("`+", source[begin:end])]
    by_length: dict[int, list[int]] = {}
    for i, (a, b) in enumerate(runs):
        by_length.setdefault(b - a, []).append(i)
    spans, i = list[tuple[int, int]](), 0
    while i < len(runs):
        a, b = runs[i]
        a += _escaped(source, a)
        same = by_length.get(b - a, [])
        at = bisect_right(same, i)
        if b > a and at < len(same):
            spans.append((a, runs[same[at]][1]))
            i = same[at]
        i += 1
    return spans


def _escaped(source: str, at: int) -> bool:
    count = 0
    while at - count > 0 and source[at - count - 1] == "\\":
        count += 1
    return count % 2 == 1
