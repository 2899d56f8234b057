"""YAML text → nodes that know their line and column, or every problem of the file at once."""

from __future__ import annotations

from portal_builder.errors import Place, Problem
from portal_builder.load.document import Document
from portal_builder.load.nodes import (
    Entry,
    Mapping,
    Mark,
    Node,
    Scalar,
    Sequence,
    value,
)
from portal_builder.load.text import Fault, SourceText, Unreadable, read
from portal_builder.load.usual import read_usual

__all__ = [
    "Document",
    "Entry",
    "Mapping",
    "Mark",
    "Node",
    "Scalar",
    "Sequence",
    "load",
    "load_all",
    "load_section",
    "load_text",
    "value",
]

SHOWN = 20


def load(path: str, data: bytes) -> Document | list[Problem]:
    """Reads a YAML file as the contract has it: plain data, nothing that surprises an author.

    Args:
        path: the file's name for messages, relative to the workspace.
        data: its bytes, whatever they are.

    Returns:
        The document, or its problems by place: at least one, at most 20 and one more that says
        how many there are besides. Every answer is a value; nothing is raised.
    """
    document, problems = load_all(path, data)
    return document if document and not problems else problems


def load_all(path: str, data: bytes) -> tuple[Document | None, list[Problem]]:
    """The same, but of a file with mistakes also the document, where all but they is clear.

    Returns:
        The document, which lacks what is wrong; None where a mistake leaves open what the rest
        means. Then the problems, as `load` gives them.
    """
    try:
        source = read(data)
    except Unreadable as unreadable:
        return None, [_problem(path, unreadable.lines, unreadable.fault)]
    usual = None if source.refused_count else read_usual(source.text)
    if usual is not None:
        return Document(path, source.text, usual), []
    from portal_builder.load.parse import parse  # takes a while, and most files do without it

    root, faults = parse(path, source)
    problems = _problems(path, source, faults) if faults or source.refused_count else []
    return _document(path, source, root), problems


def load_section(path: str, data: bytes, name: str) -> Document | None:
    """Reads a file up to the end of one section, so far as it can be read.

    Args:
        path: the file's name, relative to the workspace.
        data: its bytes, whatever they are.
        name: the section's key.

    Returns:
        The document, which may lack what stands behind that section; None where a mistake before
        its end leaves open what it means.
    """
    try:
        source = read(data)
    except Unreadable:
        return None
    from portal_builder.load.parse import parse

    return _document(path, source, parse(path, source, name)[0])


def load_text(path: str, data: bytes) -> str | list[Problem]:
    """Reads a file that is not YAML; what may not stand in one may not stand in the other.

    Args:
        path: the file's name for messages, relative to the workspace.
        data: its bytes, whatever they are.

    Returns:
        The text, its lines ending in line feeds, or its problems as `load` gives them.
    """
    try:
        source = read(data)
    except Unreadable as unreadable:
        return [_problem(path, unreadable.lines, unreadable.fault)]
    return _problems(path, source, []) if source.refused_count else source.text


def _document(path: str, source: SourceText, root: Mapping | None) -> Document | None:
    if root is None or source.refused_count:
        return None
    return Document(path, source.text, value(root), root)


def _problems(path: str, source: SourceText, faults: list[Fault]) -> list[Problem]:
    total = source.refused_count + len(faults)
    shown = sorted((*source.refused, *faults), key=lambda fault: fault.mark)[:SHOWN]
    lines = source.text.split("\n")
    problems = [_problem(path, lines, fault) for fault in shown]
    if total > len(shown):
        more = f"this file has {total - len(shown)} more such problems"
        problems.append(Problem(problems[-1].place, more, "mend these first, then check again"))
    return problems


def _problem(path: str, lines: list[str], fault: Fault) -> Problem:
    text = lines[fault.mark.line - 1]
    place = Place(path, fault.mark.line, fault.mark.column, text)
    return Problem(place, fault.message, fault.remedy)
