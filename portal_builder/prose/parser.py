"""The Markdown parser, set up for what may be authored."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.common.html_re import close_tag, open_tag
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore, inline, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

NESTING = 50


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough, without raw HTML; links are left to be judged."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * NESTING + 10})
    made.enable(["table", "strikethrough"])
    made.inline.ruler.before("autolink", "line_break", _line_break)
    made.inline.ruler.after("autolink", "raw_tag", _raw_tag)
    made.block.ruler.at("reference", _reference)
    # Every link becomes a token, so that it can be judged, and named where it may not stand.
    made.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    made.normalizeLink = lambda url: url  # type: ignore[method-assign]
    made.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    made.helpers = SimpleNamespace(  # type: ignore[assignment]
        # A picture that is none is tried again as a link, at the same place.
        parseLinkDestination=lru_cache(maxsize=1)(helpers.parseLinkDestination),
        parseLinkTitle=helpers.parseLinkTitle,
        parseLinkLabel=_label_end,
    )
    return made


def blocks(source: str, known: dict[str, object] | None = None) -> list[Token]:
    """The blocks of a text, their inlines not yet parsed; the links it defines go into `known`."""
    tokens = list[Token]()
    parser().block.parse(source, parser(), {} if known is None else known, tokens)
    return tokens


def inlines(tokens: list[Token], known: dict[str, object]) -> None:
    """Parses what stands in blocks, with the links that are defined beside them."""
    state = StateCore("", parser(), known, tokens)
    inline(state)
    text_join(state)


def _reference(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A link's definition; a footnote looks like one, and its text must not vanish."""
    start = state.bMarks[line] + state.tShift[line]
    return not state.src.startswith("[^", start) and reference(state, line, end, silent)


# Only these two kinds of raw HTML can be found in linear time.
RAW_TAG = re.compile(f"{open_tag}|{close_tag}")


def _raw_tag(state: StateInline, silent: bool) -> bool:
    """A tag is text as it is: no Markdown and no entity in it means anything."""
    match = RAW_TAG.match(state.src, state.pos)
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


def _line_break(state: StateInline, silent: bool) -> bool:
    match = _BREAK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


def _label_end(state: StateInline, start: int, disable_nested: bool = False) -> int:
    """Where the bracket closes that opens at `start`, or -1; in linear time over a text.

    A scan that starts further out passes the same tokens as one that starts further in, so what one
    learns is kept for the other. Negative keys of the state's cache are free for that.
    """
    before, end, known = state.pos, state.posMax, state.cache
    opened, state.pos = [start], start + 1
    while _key(start, end, disable_nested) not in known and state.pos < end:
        at, marker = state.pos, state.src[state.pos]
        if marker == "]":
            known[_key(opened.pop(), end, disable_nested)] = at
        state.md.inline.skipToken(state)
        if marker == "[" and not _passed(state, at, opened, disable_nested):
            break
    for lone in opened:
        known.setdefault(_key(lone, end, disable_nested), -1)
    state.pos = before
    return known[_key(start, end, disable_nested)]


def _passed(state: StateInline, at: int, opened: list[int], disable_nested: bool) -> bool:
    """Goes past a bracket that opens at `at`; False where nothing around it can close any more."""
    if state.pos != at + 1:
        return not disable_nested
    closes = state.cache.get(_key(at, state.posMax, disable_nested))
    if closes is None:
        opened.append(at)
    elif closes >= 0:
        state.pos = closes + 1
    return closes != -1


def _key(start: int, end: int, disable_nested: bool) -> int:
    return -1 - ((end << 20 | start) << 1 | disable_nested)
