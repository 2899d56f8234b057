"""Text → plain values where it is written as most people write YAML, in a fraction of the parser's time.

Here are read: groups and lists in block style, and within brackets on one line; texts on one line, in
quotes without escapes or plain; texts below | or >. What these say leaves no doubt, and the parser says
the same. Of all else, mistakes among them, nothing is said here: that is read by the parser.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from portal_builder.load.nodes import NO_NAMES, NODE_LIMIT, NULLS

DEPTH_LIMIT = 16
"""Of groups and lists, and likewise of brackets within them."""

_KEY = "[A-Za-z_][A-Za-z0-9_]{0,99}+"
_QUOTED = r""""[^"\\\n]*+"|'[^'\n]*+'"""
# Without the signs that mean something to the parser, at the start of a text or within brackets.
_START = r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[A-Za-z0-9]))"
_PLAIN = rf"{_START}[^:#\n]*+(?:(?::(?=\S)|(?<=\S)\#)[^:#\n]*+)*+"
_WITHIN = rf"{_START}[^:#?,\[\]{{}}\n]*+(?::(?=[^\s?,\[\]{{}}])[^:#?,\[\]{{}}\n]*+)*+"
# Each line as indent, dash, key and value, or as what is none of it.
_LINE = re.compile(
    rf"^(?:(\ *+)(-\ ++)?+(?:({_KEY}):(?:\ ++|$))?+"
    rf"({_QUOTED}|[\[{{][^\n]*+|[|>]-?+|{_PLAIN})?+\ *+(?:(?<![^\ \n])\#[^\n]*+)?+|(.*+))$",
    re.MULTILINE,
)
_ITEM = re.compile(rf"\ *+(?:({_KEY}):\ ++)?+({_QUOTED}|[\[{{]|{_WITHIN})")
_BEHIND = re.compile(r"\ *+([,\]}])")
_REST = re.compile(r"\ *+(?:(?<=\ )\#.*+)?+")
_BREAKS = re.compile(r"\n(\n*)")


class _Unusual(Exception):
    """Something is written otherwise; what it means is the parser's to say."""


class _Open:
    """A group or a list to which more may come; of a group the key whose value begins below it."""

    __slots__ = ("column", "held", "is_list", "key")

    def __init__(self, column: int, held: Any) -> None:
        self.column, self.held, self.is_list = column, held, type(held) is list
        self.key = ""


def read_usual(text: str) -> dict[str, Any] | None:
    """Reads the text of a file.

    Args:
        text: without a character that may not stand in a file; its lines end in line feeds.

    Returns:
        The top level; None where anything is written in a way that is not read here.
    """
    # A key or a value takes a character at least, so that a shorter text needs no count of them.
    if len(text) > NODE_LIMIT or "\t" in text:
        return None
    try:
        return _Reader(text).read()
    except _Unusual:
        return None


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._shapes = _LINE.findall(text)
        self._next = 0  # the number of a line, from 0
        self._root: dict[str, Any] = {}
        self._open = [_Open(0, self._root)]

    def read(self) -> dict[str, Any]:
        while self._next < len(self._shapes):
            indent, dash, key, value, other = self._shapes[self._next]
            self._next += 1
            if key:
                self._take_key(self._holder(len(indent), len(dash), True), key, value)
            elif dash and value:
                holder = self._holder(len(indent), len(dash), False)
                holder.held.append(self._value(value, holder.column))
            elif dash or value or other:
                raise _Unusual
        return self._root

    def _take_key(self, holder: _Open, key: str, value: str) -> None:
        group = holder.held
        if key in group or key in NO_NAMES:
            raise _Unusual
        group[key] = None
        if value:
            group[key] = self._value(value, holder.column)
        else:
            holder.key = key

    def _holder(self, column: int, dash: int, has_key: bool) -> _Open:
        """What a line belongs to, by where it begins: a list, or a group of keys."""
        opened, is_list = self._open, dash > 0
        while opened[-1].column > column:
            opened.pop()
        last = opened[-1]
        if last.key and column + is_list > last.column:
            held: Any = [] if is_list else {}
            last.held[last.key] = held
            last.key = ""
            last = self._opened(column, held)
        else:
            last.key = ""
            if last.is_list and not is_list:  # its dashes stood in line with the keys around it
                opened.pop()
                last = opened[-1]
            if last.column != column or last.is_list is not is_list:
                raise _Unusual
        if is_list and has_key:
            group: dict[str, Any] = {}
            last.held.append(group)
            return self._opened(column + dash, group)
        return last

    def _opened(self, column: int, held: Any) -> _Open:
        if len(self._open) == DEPTH_LIMIT:
            raise _Unusual
        self._open.append(_Open(column, held))
        return self._open[-1]

    def _value(self, written: str, around: int) -> Any:
        """What stands behind a dash or a colon; `around` is the column of its list or group."""
        sign = written[0]
        if sign not in "|>[{":
            return _scalar(written)
        if sign in "|>":
            return self._block(written, around)
        found, end = _brackets(written, 0, 1)
        if not _REST.fullmatch(written, end):
            raise _Unusual
        return found

    def _block(self, sign: str, around: int) -> str:
        """The text below a | or >."""
        lines, start = self._lines, self._next
        first = lines[start] if start < len(lines) else ""
        indent = first[: len(first) - len(first.lstrip(" "))]
        if not around < len(indent) < len(first):
            raise _Unusual
        end = start
        while end < len(lines) and (lines[end].startswith(indent) or not lines[end].strip(" ")):
            end += 1
        text = "\n".join(line[len(indent) :] for line in lines[start:end])
        if lines[-1] or (sign[0] == ">" and "\n " in text):
            raise _Unusual
        self._next = end
        text = text.rstrip("\n")
        if sign[0] == ">":
            text = _BREAKS.sub(lambda breaks: breaks[1] or " ", text)
        return text if sign.endswith("-") else f"{text}\n"

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")


def _brackets(line: str, at: int, depth: int) -> tuple[Any, int]:
    """A list or a group within brackets, and where it ends."""
    if depth > DEPTH_LIMIT:
        raise _Unusual
    is_list = line[at] == "["
    found: Any = [] if is_list else {}
    behind = _BEHIND.match(line, at + 1)
    if behind and behind[1] == ",":
        raise _Unusual
    sign, at = (behind[1], behind.end()) if behind else (",", at + 1)
    while sign == ",":
        item = _ITEM.match(line, at)
        if not item:
            raise _Unusual
        value, at = item[2], item.end()
        got, at = _brackets(line, at - 1, depth + 1) if value in "[{" else (_scalar(value), at)
        _add(found, item[1], got)
        behind = _BEHIND.match(line, at)
        if not behind:
            raise _Unusual
        sign, at = behind[1], behind.end()
    if sign != ("]" if is_list else "}"):
        raise _Unusual
    return found, at


def _add(found: Any, key: str | None, value: Any) -> None:
    """Adds an entry to a list, which has no key, or to a group."""
    if (key is None) is not (type(found) is list):
        raise _Unusual
    if key is None:
        found.append(value)
    elif key in found or key in NO_NAMES:
        raise _Unusual
    else:
        found[key] = value


def _scalar(written: str) -> str | None:
    if written[0] in "\"'":
        return written[1:-1]
    text = written.rstrip(" ")
    return None if text in NULLS else text
