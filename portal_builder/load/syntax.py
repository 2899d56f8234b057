"""Slips of syntax in an author's words: what the parser says, what an author meant, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from yaml import MarkedYAMLError

from portal_builder.load.nodes import Mark
from portal_builder.load.text import Fault

# The parser looks no further for the colon of a key.
KEY_LIMIT = 1024
DEPTH_LIMIT = 32
TOO_DEEP = (
    f"this is nested deeper than {DEPTH_LIMIT} levels",
    "bring it closer to the top level",
)
TAG = (
    "a tag (a word that begins with !) may not stand here",
    "take it away, or put a text that begins with ! in quotes",
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Where the last text in quotes begins, and the place right behind it."""

    start: Mark
    end: Mark


@dataclass(frozen=True, slots=True)
class _Slip:
    """What is known of a slip: where it showed, where its construct began, and the text around."""

    problem: str
    mark: Mark
    context: str
    opened: Mark
    lines: list[str]
    quoted: Quoted

    @property
    def before(self) -> str:
        """The line up to the mark."""
        return self.lines[self.mark.line - 1][: self.mark.column - 1]

    @property
    def after(self) -> str:
        """The line from the mark on."""
        return self.lines[self.mark.line - 1][self.mark.column - 1 :]


def explain(error: MarkedYAMLError, lines: list[str], quoted: Quoted) -> Fault:
    """Says what is wrong with a file that the parser cannot read.

    Args:
        error: what the parser said.
        lines: the lines of the text it read.
        quoted: the last text in quotes that it could read.

    Returns:
        The fault, at the place that an author has to change.
    """
    mark = _mark(error.problem_mark or error.context_mark, lines)
    opened = _mark(error.context_mark or error.problem_mark, lines)
    slip = _Slip(error.problem or "", mark, error.context or "", opened, lines, quoted)
    wording = _WORDING.get(slip.problem, _UNKNOWN)
    return wording(slip) if callable(wording) else Fault(mark, *wording)


def _mark(mark: object, lines: list[str]) -> Mark:
    """The parser's mark as one that lies within the text."""
    line = min(getattr(mark, "line", 0), len(lines) - 1)
    column = min(getattr(mark, "column", 0), len(lines[line]))
    return Mark(line + 1, column + 1)


def _second_colon(slip: _Slip) -> Fault:
    if re.search(r":\s", slip.before):
        what = 'a second ": " stands on this line'
        return Fault(slip.mark, what, "put the text in quotes")
    if slip.mark.column > KEY_LIMIT:
        what = f"a key may be at most {KEY_LIMIT:,} characters long"
        return Fault(slip.mark, what, "put the text in quotes, or shorten the key")
    what = "this key stands below a text that is not finished, or is indented too far"
    remedy = "line it up with the keys beside it, or put the text in quotes"
    return Fault(slip.mark, what, remedy)


def _no_colon(slip: _Slip) -> Fault:
    """A line that is read as a key, and no colon follows."""
    line = slip.lines[slip.opened.line - 1][slip.opened.column - 1 :]
    if re.match(r"""[^\s"'\[{:]+:\S""", line):
        what = "a space is missing after the colon"
        return Fault(slip.opened, what, "write `key: value`")
    what = "this line has no key: a colon and a space are missing"
    remedy = "write `key: value`, or indent the line if it continues the text above"
    return Fault(slip.opened, what, remedy)


_STARTS = {
    "\t": ("a tab stands where spaces belong", "indent with spaces"),
    "@": ("a text may not begin with @", "put the text in quotes"),
    "`": ("a text may not begin with `", "put the text in quotes"),
    "%": ("a text may not begin with %", "put the text in quotes"),
}


def _start(slip: _Slip) -> Fault:
    unknown = ("a text may not begin like this", "put the text in quotes")
    return Fault(slip.mark, *_STARTS.get(slip.after[:1], unknown))


def _stray(slip: _Slip) -> Fault:
    """Something stands beside or below what was complete, and belongs to nothing."""
    if slip.quoted.end.line == slip.mark.line and slip.quoted.start != slip.mark:
        if slip.quoted.start.line < slip.mark.line:
            what = f"the quote that opens here is closed only on line {slip.mark.line}"
            return Fault(slip.quoted.start, what, "close it where the text ends")
        what = "more text stands after the closing quote"
        remedy = "put all of it in quotes; inside '…' write a quote as ''"
        return Fault(slip.mark, what, remedy)
    if slip.after.startswith(":"):
        return Fault(slip.mark, "a key is missing before this colon", "write a word before it")
    if slip.before.strip(" -"):
        what = "this does not belong to what stands before it"
        return Fault(slip.mark, what, "put the whole text in quotes")
    if slip.problem == "did not find expected '-' indicator":
        what = "this line does not continue the list above: a dash is missing, or its indent is off"
        return Fault(slip.mark, what, "begin each entry with a dash, in line with those above")
    if re.match(r"-(\s|$)", slip.after):
        what = "a list entry stands where a key is expected"
        return Fault(slip.mark, what, "indent the list below its key")
    what = "this line is not in line with the keys it belongs to"
    return Fault(slip.mark, what, "indent keys that belong together by the same number of spaces")


def _unclosed(bracket: str, closing: str) -> Callable[[_Slip], Fault]:
    def fault(slip: _Slip) -> Fault:
        what = f"the bracket {bracket} that opens here is not closed, or a comma is missing in it"
        return Fault(slip.opened, what, f"close it with {closing}, or put the text in quotes")

    return fault


def _no_value(slip: _Slip) -> Fault:
    sign = slip.after[:1]
    if sign in ("]", "}", ","):
        what = f"a {'comma' if sign == ',' else f'bracket {sign}'} stands here without a value"
        return Fault(slip.mark, what, "take it away, or put the text in quotes")
    if slip.after.startswith(("...", "---")):
        return Fault(slip.mark, f"the line {slip.after[:3]} may not stand here", "take it away")
    if sign == ":":
        what = "inside brackets a text may not begin with a colon"
        return Fault(slip.mark, what, "put the text in quotes")
    what = "a value is missing here"
    return Fault(slip.mark, what, "add it, and close brackets that were opened before")


def _unclosed_quote(slip: _Slip) -> Fault:
    quote = slip.lines[slip.opened.line - 1][slip.opened.column - 1 : slip.opened.column]
    what = "the quote that opens here is not closed"
    return Fault(slip.opened, what, f"close it with {quote} where the text ends")


def _escape(slip: _Slip) -> Fault:
    """The parser marks the backslash of an unknown escape, and the digits of a wrong number."""
    escape = slip.after[:2]
    if not escape.startswith("\\"):
        digits = re.match(r"[0-9a-fA-F]{0,8}", slip.after)
        escape = slip.before[-2:] + (digits.group() if digits else "")
    what = f"{escape} means nothing in a text in double quotes"
    return Fault(slip.mark, what, "put it in single quotes, or write each backslash twice")


def _name(slip: _Slip) -> Fault:
    sign = "*" if slip.context.endswith("alias") else "&"
    what = f"a text may not begin with {sign}"
    return Fault(slip.opened, what, "put the text in quotes")


def _block(slip: _Slip) -> Fault:
    if slip.context == "while scanning a block scalar":
        what = "text stands on the line of | or >"
        remedy = "begin it on the next line, indented, or put the text in quotes"
        return Fault(slip.mark, what, remedy)
    return _percent(slip)


def _percent(slip: _Slip) -> Fault:
    what = "a line may not begin with %"
    return Fault(slip.opened, what, "put the text in quotes, or take the line away")


def _tag(slip: _Slip) -> Fault:
    if "directive" in slip.context or slip.problem.startswith("found duplicate"):
        return _percent(slip)
    return Fault(slip.opened, *TAG)


def _second_top(slip: _Slip) -> Fault:
    if slip.lines[0].startswith("%") and not any(x.startswith("---") for x in slip.lines):
        return _percent(_at(slip, Mark(1, 1)))
    if slip.before.startswith("..."):
        what = "text stands behind the end of the document"
        return Fault(slip.mark, what, "take the line ... away")
    if slip.before.strip():
        return _stray(slip)
    what = "this line does not belong to what stands above it"
    return Fault(slip.mark, what, "begin every section in the first column")


def _at(slip: _Slip, mark: Mark) -> _Slip:
    return _Slip(slip.problem, mark, slip.context, mark, slip.lines, slip.quoted)


_TAB = ("a tab stands where spaces belong", "indent with spaces")
_VERSION = ("this line may not stand here", "take the line that begins with % away")
_UNKNOWN = (
    "this cannot be read as YAML",
    "compare it with the lines around it, or put it in quotes",
)

_Wording = tuple[str, str] | Callable[[_Slip], Fault]
_WORDING: dict[str, _Wording] = {
    "mapping values are not allowed in this context": _second_colon,
    "could not find expected ':'": _no_colon,
    "block sequence entries are not allowed in this context": (
        "a list cannot begin on the line of its key",
        "begin each entry with a dash on a line of its own, or put the text in quotes",
    ),
    "mapping keys are not allowed in this context": (
        "a text may not begin with a question mark and a space",
        "put the text in quotes",
    ),
    "found character that cannot start any token": _start,
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "found unexpected end of stream": _unclosed_quote,
    "found unexpected document indicator": _unclosed_quote,
    "found unknown escape character": _escape,
    "did not find expected hexdecimal number": _escape,
    "found invalid Unicode character escape code": _escape,
    "found an indentation indicator equal to 0": (
        "the number after | or > is from 1 to 9",
        "take it away: the first line shows the indent",
    ),
    "did not find expected comment or line break": _block,
    "did not find expected alphabetic or numeric character": _name,
    "did not find expected key": _stray,
    "did not find expected '-' indicator": _stray,
    "did not find expected ',' or ']'": _unclosed("[", "]"),
    "did not find expected ',' or '}'": _unclosed("{", "}"),
    "did not find expected node content": _no_value,
    "did not find expected <document start>": _second_top,
    "found undefined tag handle": _tag,
    "did not find expected '!'": _tag,
    "did not find the expected '>'": _tag,
    "did not find expected tag URI": _tag,
    "did not find URI escaped octet": _tag,
    "found an incorrect leading UTF-8 octet": _tag,
    "found an incorrect trailing UTF-8 octet": _tag,
    "did not find expected whitespace or line break": _tag,
    "found duplicate %TAG directive": _tag,
    "did not find expected whitespace": _percent,
    "could not find expected directive name": _percent,
    "found unexpected non-alphabetical character": _percent,
    "found unknown directive name": _percent,
    "found extremely long version number": _VERSION,
    "did not find expected version number": _VERSION,
    "did not find expected digit or '.' character": _VERSION,
    "found duplicate %YAML directive": _VERSION,
    "found incompatible YAML document": _VERSION,
    "exceeded maximum nesting depth": TOO_DEEP,
    "found unexpected ':'": (
        'a ":" stands inside brackets where a comma is expected',
        "put the text in quotes",
    ),
}
