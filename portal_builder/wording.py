"""What the models refuse, in the words of the person who wrote it."""

from __future__ import annotations

import difflib
import re
from bisect import bisect
from collections.abc import Iterable

from pydantic_core import ErrorDetails

from portal_builder.model.facts import Path, fields_by_key, model_at

COMPARED = 40
NAMED = 20


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
        return f"`{_key(path)}` takes one word", f"it can be {listed(words, 'or')}"
    what = f"`{_key(path)}` cannot be “{_short(given)}”"
    return what, nearest(given, words, "it can be", "or")


def _no_shape(path: Path, kind: str, given: object) -> tuple[str, str]:
    name = str(path[0])
    if given is None:
        return "this entry is empty", "fill it in, or take its dash away"
    if kind in ("tuple_type", "list_type"):
        what = f"`{_key(path)}` takes a list, not {_described(given)}"
        return what, "begin each entry with a dash on a line of its own"
    what = f"{_thing(name, path[1:])} is a group of keys, not {_described(given)}"
    return what, f"its keys are {listed(_keys(name, path[1:]), 'and')}"


def _described(given: object) -> str:
    if isinstance(given, list):
        return "a list"
    return "a group of keys" if isinstance(given, dict) else "a text"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _key(path: Path) -> str:
    return next((p for p in reversed(path) if isinstance(p, str)), "")


def _keys(name: str, path: Path) -> list[str]:
    """The keys of a group, in their order; `draft`, which all entries have, comes last."""
    model = model_at(name, path)
    return sorted(fields_by_key(model), key=lambda key: key == "draft") if model else []


def _thing(name: str, path: Path) -> str:
    """What the record at a path is called: “this milestone”, “the section `project`”."""
    if not path:
        return f"the section `{name}`"
    noun = getattr(model_at(name, path), "noun", None)
    if noun and isinstance(path[-1], int):
        return f"this {noun}"
    if isinstance(path[-1], int):
        return f"this entry of `{_key(path) or name}`"
    return f"`{path[-1]}`"


def listed(words: Iterable[str], joint: str) -> str:
    """Words as a sentence has them: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} {joint} {last}" if first else last


def nearest(word: str, words: Iterable[str], otherwise: str, joint: str = "and") -> str:
    """Suggests the word that was probably meant, else names them all."""
    lowered = {w.lower(): w for w in words}
    close = closest(word.lower(), lowered, 0.6)
    if close:
        return f"did you mean {lowered[close]}?"
    return f"{otherwise} {listed(shortened(lowered.values(), 'others'), joint)}"


def shortened(words: Iterable[str], others: str) -> list[str]:
    """Words, of very many only the first, and how many there are besides."""
    some = list(words)
    return some if len(some) <= NAMED + 1 else [*some[:NAMED], f"{len(some) - NAMED:,} {others}"]


def closest(word: str, words: Iterable[str], similar: float) -> str | None:
    """The most similar word; of very many only the neighbours in the alphabet are compared.

    Args:
        word: as it was written.
        words: those that there are.
        similar: how similar it must be at least, 0 to 1.
    """
    some = list(words)
    if len(some) > COMPARED:
        some.sort()
        at = bisect(some, word)
        some = some[max(at - COMPARED // 2, 0) : at + COMPARED // 2]
    return next(iter(difflib.get_close_matches(word[:80], some, 1, similar)), None)
