"""What the models refuse, in the words of the person who wrote it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from portal_builder.model.facts import ClientFile, Path


def explained(path: Path, error: ErrorDetails) -> tuple[str, str | None]:
    """Says an error that the models can raise in an author's words.

    Args:
        path: the section, and where in it.
        error: as the models raise it.

    Returns:
        What is wrong, and the remedy.
    """
    name, given = str(path[0]), error["input"]
    match error["type"]:
        case "author":
            context = error["ctx"]
            return context["what"], context["remedy"]
        case "missing":
            return f"{_thing(name, path[1:-1])} has no `{path[-1]}`", f"add `{path[-1]}: …`"
        case "extra_forbidden":
            what = f"unknown key `{path[-1]}` in {_thing(name, path[1:-1])}"
            return what, nearest(str(path[-1]), _keys(name, path[1:-1]), "the keys here are")
        case "literal_error":
            return _no_choice(path, given, re.findall(r"'([^']*)'", error["ctx"]["expected"]))
    return _no_shape(path, error["type"], given)


def _no_choice(path: Path, given: object, words: list[str]) -> tuple[str, str]:
    if not isinstance(given, str):
        return f"`{_key(path)}` takes one word", f"it is one of {listed(words, 'or')}"
    what = f"“{_short(given)}” cannot stand for `{_key(path)}`"
    return what, nearest(given, words, "it is one of")


def _no_shape(path: Path, kind: str, given: object) -> tuple[str, str]:
    name = str(path[0])
    if given is None:
        return "this entry is empty", "fill it in, or take its dash away"
    if kind in ("tuple_type", "list_type"):
        what = f"`{_key(path)}` is a list, and here stands {_described(given)}"
        return what, "begin each entry with a dash on a line of its own"
    what = f"{_thing(name, path[1:])} is a group of keys, and here stands {_described(given)}"
    return what, f"its keys are {listed(_keys(name, path[1:]), 'and')}"


def _described(given: object) -> str:
    if isinstance(given, list):
        return "a list"
    return "a group of keys" if isinstance(given, dict) else "a text"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _key(path: Path) -> str:
    return next((p for p in reversed(path) if isinstance(p, str)), "")


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model(a))), None)


def _model_at(name: str, path: Path) -> type[BaseModel] | None:
    model = _model(ClientFile.model_fields[name].annotation)
    for part in path:
        if isinstance(part, str) and model is not None:
            by_key = {f.alias or n: f for n, f in model.model_fields.items()}
            model = _model(by_key[part].annotation) if part in by_key else None
    return model


def _keys(name: str, path: Path) -> list[str]:
    model = _model_at(name, path)
    return [f.alias or n for n, f in model.model_fields.items()] if model else []


def _thing(name: str, path: Path) -> str:
    """What the record at a path is called: “this milestone”, “the section `project`”."""
    if not path:
        return f"the section `{name}`"
    noun = getattr(_model_at(name, path), "noun", None)
    if noun and isinstance(path[-1], int):
        return f"this {noun}"
    if isinstance(path[-1], int):
        return f"this entry of `{_key(path) or name}`"
    return f"`{path[-1]}`"


def listed(words: Iterable[str], joint: str) -> str:
    """Words as a sentence has them: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} {joint} {last}" if first else last


def nearest(word: str, words: Iterable[str], otherwise: str) -> str:
    """Suggests the word that was probably meant, else names them all."""
    words = list(words)
    lowered = {w.lower(): w for w in words}
    close = difflib.get_close_matches(word[:80].lower(), lowered, 1, 0.6)
    return f"did you mean {lowered[close[0]]}?" if close else f"{otherwise} {listed(words, 'and')}"
