"""Parser events → nodes, on a stack of its own, so that no nesting can exhaust the interpreter's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from portal_builder.characters import REFUSED, named, printable
from portal_builder.load.nodes import (
    NO_NAMES,
    NODE_LIMIT,
    Entry,
    Mapping,
    Mark,
    Node,
    Scalar,
    Sequence,
)
from portal_builder.load.syntax import DEPTH_LIMIT, TAG, TOO_DEEP, Quoted, explain
from portal_builder.load.text import Fault, SourceText

# The parser compares each tag directive with all before it; more than this is no author's file.
DIRECTIVE_LIMIT = 100
_DIRECTIVE = re.compile(r"^%TAG", re.MULTILINE)
_NO_TEXT = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE"
    r"|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|"
)


# What a named tuple's own constructor does, without its call: there are thousands in a file.
_new = tuple.__new__


class _Enough(Exception):
    """Reading on would not pay: all that is wanted is read, or the reason is among the faults."""


@dataclass(slots=True)
class _Open:
    """A collection whose end is still to come; a mapping's keys and values alternate."""

    mark: Mark
    is_mapping: bool
    nodes: list[Node] = field(default_factory=list)


def parse(
    path: str, source: SourceText, until: str | None = None
) -> tuple[Mapping | None, list[Fault]]:
    """Reads the text of a file.

    Args:
        path: the file's name, for messages that name a second place.
        source: its text.
        until: the key of the top level after whose group nothing more is read; None: all is.

    Returns:
        The top level, and all that is wrong with the file. Where a slip leaves open what the rest
        means, there is none; a wrong key, an anchor or a tag is just left out of it.
    """
    builder = _Builder(path, source.parsable, until)
    directives = _DIRECTIVE.findall(source.parsable) if "%TAG" in source.parsable else ()
    many = len(directives) > DIRECTIVE_LIMIT
    fault = Fault(Mark(1, 1), *TAG) if many else builder.read()
    builder.close_all()
    # What a refused character stood for is unknown, so the place of a slip behind it would be too.
    if fault and not source.refused_count:
        builder.faults.append(fault)
    builder.is_clear = builder.is_clear and not fault
    return builder.root(), builder.faults


class _Builder:
    def __init__(self, path: str, text: str, until: str | None) -> None:
        self.path = path
        self._until = until
        self.text = text
        self.lines = text.split("\n")
        self.faults: list[Fault] = []
        self.is_clear = True  # whether the values are what was meant, so that they can be judged
        self._stack = [_Open(Mark(1, 1), is_mapping=False)]
        self._count = 0
        self._documents = 0
        self._quoted: Any = None  # the last event of a text in quotes
        self._has_escapes = "\\" in text

    def read(self) -> Fault | None:
        """Reads all events; what ends the reading early is returned, or is among the faults."""
        try:
            for event in iter(yaml.CSafeLoader(self.text).get_event, None):
                if type(event) is yaml.ScalarEvent:
                    self._scalar(event)
                else:
                    self._take(event)
        except _Enough:
            return None
        except yaml.MarkedYAMLError as error:
            return explain(error, self.lines, self._last())
        except Exception:  # the parser raises more kinds than it names
            what = "this file cannot be read as YAML"
            return Fault(Mark(1, 1), what, "compare it with a file that can")
        return None

    def _last(self) -> Quoted:
        if self._quoted is None:
            return Quoted(Mark(0, 0), Mark(0, 0))
        return Quoted(_mark(self._quoted.start_mark), _mark(self._quoted.end_mark))

    def close_all(self) -> None:
        """Ends what a slip has left open, so that what stands before the slip is judged as well."""
        while len(self._stack) > 1:
            self._close()

    def root(self) -> Mapping | None:
        """The top level, where it is one; a file without content is an empty one."""
        nodes = self._stack[0].nodes
        if not self.is_clear:
            return None
        if not nodes or (isinstance(nodes[0], Scalar) and nodes[0].plain and not nodes[0].text):
            return Mapping(Mark(1, 1), ())
        if isinstance(nodes[0], Mapping) or self.faults:
            return nodes[0] if isinstance(nodes[0], Mapping) else None
        what = "this file holds no keys at its top level"
        remedy = "begin with a section, such as `project:`, and indent what belongs to it"
        self.faults.append(Fault(nodes[0].mark, what, remedy))
        return None

    def _take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            mark = self._begin(event)
            self._stack.append(_Open(mark, kind is yaml.MappingStartEvent))
            if len(self._stack) > DEPTH_LIMIT + 1:
                self._give_up(Fault(mark, *TOO_DEEP))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close()
            if self._until is not None and len(self._stack) == 2:
                self._stop_behind(self._until)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._document(event)

    def _begin(self, event: Any) -> Mark:
        """Counts a node and refuses what may not stand before one."""
        start = event.start_mark
        mark = _new(Mark, (start.line + 1, start.column + 1))
        self._count += 1
        if self._count > NODE_LIMIT:
            self._too_many(mark)
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, mark)
        return mark

    def _refuse(self, event: Any, mark: Mark) -> None:
        if event.anchor is not None:
            what = f"an anchor (&{_short(event.anchor)}) may not stand here"
            remedy = "take it away, or put a text that begins with & in quotes"
            self.faults.append(Fault(mark, what, remedy))
        if event.tag is not None:
            self.faults.append(Fault(mark, *TAG))

    def _too_many(self, mark: Mark) -> NoReturn:
        what = f"this file holds more than {NODE_LIMIT:,} keys and values"
        self._give_up(Fault(mark, what, "split it into several files"))

    def _scalar(self, event: Any) -> None:
        mark = self._begin(event)
        text: str = event.value
        if event.style in ("'", '"'):
            self._quoted = event
        if event.style == '"' and self._has_escapes:
            text = self._unescaped(mark, text)
        self._stack[-1].nodes.append(_new(Scalar, (mark, text, not event.style)))

    def _unescaped(self, mark: Mark, text: str) -> str:
        """Looks for what may not stand in a text, now that its escapes are read."""
        text = text.replace("\r\n", "\n")
        if match := REFUSED.search(text):
            what = f"{named(match.group())} may not stand in a text"
            if match.group() == "\r":
                what = "a carriage return may not stand in a text without a line feed"
            self.faults.append(Fault(mark, f"{what}, escaped or not", "take its escape away"))
            self.is_clear = False
        return text

    def _alias(self, event: Any) -> None:
        mark = _mark(event.start_mark)
        self._count += 1
        if self._count > NODE_LIMIT:
            self._too_many(mark)
        what = f"an alias (*{_short(event.anchor)}) may not stand here"
        remedy = "write the value itself, or put a text that begins with * in quotes"
        self.faults.append(Fault(mark, what, remedy))
        self.is_clear = False
        # Something no rule for keys minds stands in for it, so that it is not blamed twice.
        self._stack[-1].nodes.append(Scalar(mark, f"*{mark.line}:{mark.column}", False))

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            mark = _mark(event.start_mark)
            what = "a second document begins here, and a file holds one"
            self._give_up(Fault(mark, what, "take the line --- or ... away, or use two files"))

    def _give_up(self, fault: Fault) -> NoReturn:
        self.faults.append(fault)
        self.is_clear = False
        raise _Enough

    def _close(self) -> None:
        opened = self._stack.pop()
        nodes = tuple(opened.nodes)
        node = self._mapping(opened) if opened.is_mapping else Sequence(opened.mark, nodes)
        self._stack[-1].nodes.append(node)

    def _stop_behind(self, key: str) -> None:
        """Ends the reading where what was closed is the group under a key of the top level."""
        *_, last, _ = (None, *self._stack[1].nodes)
        if self._stack[1].is_mapping and isinstance(last, Scalar) and last.text == key:
            raise _Enough

    def _mapping(self, opened: _Open) -> Mapping:
        entries: dict[str, Entry] = {}
        for key, item in zip(opened.nodes[::2], opened.nodes[1::2], strict=False):
            if not self._is_usual(key, entries) and (fault := self._wrong_key(key, entries)):
                self.faults.append(fault)
            elif isinstance(key, Scalar):
                entries[key.text] = _new(Entry, (key.text, key.mark, item))
        return Mapping(opened.mark, tuple(entries.values()))

    def _is_usual(self, key: Node, entries: dict[str, Entry]) -> bool:
        """Whether a key is plainly right: a name, first of its group, at which no sign is missing."""
        if not isinstance(key, Scalar):
            return False
        text, (line, column) = key.text, key.mark
        return (
            text.isidentifier()
            and text not in NO_NAMES
            and text not in entries
            and (column < 2 or self.lines[line - 1][column - 2] != "?")
        )

    def _wrong_key(self, key: Node, entries: dict[str, Entry]) -> Fault | None:
        if not isinstance(key, Scalar):
            what = "a key is a text, and here stands a list or a group of keys"
            return Fault(key.mark, what, "write a word before the colon")
        before = slice(max(key.mark.column - 2, 0), key.mark.column - 1)
        if key.text and self.lines[key.mark.line - 1][before] == "?":
            # Within brackets the parser takes a question mark for a sign of its own.
            what = "a text may not begin with a question mark here"
            return Fault(Mark(key.mark.line, key.mark.column - 1), what, "put the text in quotes")
        if key.plain and key.text == "<<":
            what = "a merge key (<<) may not stand here"
            return Fault(key.mark, what, "write the keys themselves")
        if key.plain and _NO_TEXT.fullmatch(key.text):
            if self.lines[key.mark.line - 1][before].endswith(",") and key.text.isdigit():
                what = (
                    f"within brackets a comma ends a value, so `{_short(key.text)}` is a key here"
                )
                return Fault(key.mark, what, "write a number without a comma: 1200.50")
            return _no_text(key)
        if key.text in entries:
            first = entries[key.text].mark
            there = f"{self.path}:{first.line}:{first.column}"
            what = f"the key `{_short(key.text)}` stands twice in one group: here and at {there}"
            return Fault(key.mark, what, "keep one of the two")
        return None


def _mark(mark: Any) -> Mark:
    """The parser counts from 0."""
    return Mark(mark.line + 1, mark.column + 1)


def _no_text(key: Scalar) -> Fault:
    if not key.text:
        return Fault(key.mark, "a key is missing before this colon", "write a word before it")
    kind = "nothing" if key.text in ("~", "null", "Null", "NULL") else "a number"
    kind = "yes or no" if key.text.lower() in ("true", "false") else kind
    what = f"a key is a text, and `{_short(key.text)}` means {kind}"
    return Fault(key.mark, what, f'put it in quotes: "{_short(key.text)}"')


def _short(text: str) -> str:
    shown = printable(text[:41])
    return shown if len(text) <= 40 else shown[:39] + "…"
