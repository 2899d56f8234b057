"""A new client's folder: it builds at once, and explains every section in comments."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from portal_builder import guide
from portal_builder.characters import printable
from portal_builder.client_folder import CLIENTS
from portal_builder.errors import Place, Problem, WrongUse
from portal_builder.load import Document, load
from portal_builder.validate import validate
from portal_builder.workspace import SLUG, Workspace

LIVE = ("client", "project")  # the sections without which there is no site
EXAMPLE_FILES: Mapping[str, str] = {
    "assets/example.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        '<circle cx="32" cy="32" r="28" fill="#14532d"/></svg>\n'
    ),
    "assets/example.txt": "Replace this file by one of your own.\n",
}
_HOW = (
    "Take the “# ” away from the lines you need; in most editors Ctrl+/ does it.",
    "In [ ] stands what a key takes; what is not required may be left out.",
    "What refers to another section (SC-1, CR-1) needs that section too.",
    "Every entry with keys of its own may say `draft: true`: checked, but published nowhere.",
)
_COLUMN = 44
_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"\b[0-9]{4}-[0-9]{2}\b(?!-)")


def scaffold(
    workspace: Workspace, slug: str, name: str | None = None, today: date | None = None
) -> list[Path]:
    """Makes the folder of a new client, whole or not at all.

    Args:
        workspace: where; its `clients/` is made where there is none.
        slug: the folder's name, and the site's address.
        name: the client's name; without one it is made from the slug.
        today: the day of the facts, YYYY-MM-DD; by default this one, in the zone of this machine.

    Returns:
        The files that were made, sorted.

    Raises:
        WrongUse: the slug or the name cannot be one, or the folder is there already.
    """
    target = workspace.clients / slug
    _check_slug(slug, target)
    files = {**texts(_name(slug, name), today or date.today()), **EXAMPLE_FILES}
    workspace.clients.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=workspace.clients) as staging:
        staged = Path(staging) / slug
        for path, text in files.items():
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / path).write_text(text, encoding="utf-8")
        staged.rename(target)
    return sorted(target / path for path in files)


def _check_slug(slug: str, target: Path) -> None:
    if not SLUG.fullmatch(slug):
        raise WrongUse(
            f"“{printable(slug)}” cannot be a client's address; "
            "write small letters, digits and dashes (63 at most), such as acme-shop"
        )
    if os.path.lexists(target):
        raise WrongUse(f"{CLIENTS}/{slug} is there already; choose another name, or edit it")


def _name(slug: str, name: str | None) -> str:
    """The client's name, proven to be one that `portal check` accepts."""
    if name is None:
        return slug.replace("-", " ").title()
    try:
        data = f"client:\n  name: {json.dumps(name, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError:
        raise WrongUse("the name is not UTF-8 text") from None
    document = load("--name", data)
    problems = _problems(document) if isinstance(document, Document) else document
    if problems:
        message, remedy = problems[0].message, problems[0].remedy
        raise WrongUse(f"the name cannot be used: {message}" + (f"; {remedy}" if remedy else ""))
    return name


def _problems(document: Document) -> list[Problem]:
    return validate([document], ("client",), Place("--name")).problems


def texts(name: str, today: date) -> dict[str, str]:
    """The YAML files of a new client.

    Args:
        name: the client's name, any single line of text.
        today: the day of the facts; the dates of the examples lie around it.

    Returns:
        File name → text.
    """
    day = today.isoformat()
    own = {
        ("client", "name"): json.dumps(name, ensure_ascii=False),
        ("project", "started_on"): day,
        ("project", "as_of"): day,
    }
    return {f"{section}.yml": _text(section, own, today) for section in guide.SECTIONS}


def _text(section: str, own: Mapping[tuple[str, str], str], today: date) -> str:
    explained = {key.line: key for key in guide.keys(section)}
    live = section in LIVE
    head, body = [], []
    for number, line in enumerate(guide.example(section).splitlines(), 1):
        key = explained.get(number)
        if line.startswith("#"):
            head.append(f"#{line}")
        elif key is None:
            body.append(line if live else f"# {line}")
        else:
            kept = live and key.required and len(key.path) == 1
            shown = _filled(line, key, own.get((section, key.path[-1])) if kept else None, today)
            body.append(shown if kept else _commented(shown, 2 if live else 0))
    how = [f"## {line}" for line in _HOW]
    return "\n".join([*head, *how, "", *body, ""])


def _filled(line: str, key: guide.Key, value: str | None, today: date) -> str:
    """A line of the example with its dates around today, and what its key takes."""
    written, _, meaning = line.partition(guide.MEANING)
    if value is not None:
        written = f"{written.partition(':')[0]}: {value}"
    else:
        written = _MONTH.sub(
            lambda m: _month(m[0], today), _DATE.sub(lambda m: _day(m[0], today), written)
        )
    if not meaning:
        return written
    takes = [key.takes]
    takes += ["required"] if key.required else []
    takes += [f"default {key.default}"] if key.default else []
    return f"{written:<{_COLUMN}}  # [{', '.join(takes)}] {meaning}"


def _commented(line: str, indent: int) -> str:
    return f"{line[:indent]}# {line[indent:]}"


def _day(written: str, today: date) -> str:
    return (today + (date.fromisoformat(written) - guide.AS_OF)).isoformat()


def _month(written: str, today: date) -> str:
    """A month as far from today's as the written one is from that of the examples."""
    year, month = map(int, written.split("-"))
    months = (
        today.year * 12 + today.month + 12 * (year - guide.AS_OF.year) + month - guide.AS_OF.month
    )
    return f"{(months - 1) // 12:04}-{(months - 1) % 12 + 1:02}"
