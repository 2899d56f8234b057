"""Facts in their one form: what order, notation, comments and defaults leave open is settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from portal_builder.model.facts import fields_by_key, meanings
from portal_builder.model.types import RICH
from portal_builder.prose import strip_comments

SHOWN = 60  # characters of a value in a sentence


def plain(value: Any, rich: bool = False) -> Any:
    """A value in its one form: texts, lists of them, and groups of them; None of what is empty.

    Args:
        value: a part of the facts, without drafts.
        rich: whether its texts are Markdown.
    """
    if isinstance(value, BaseModel):
        return fields(value) or None
    if isinstance(value, tuple):
        return sorted((plain(item, rich) for item in value), key=repr) or None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, str) and rich:
        return strip_comments(value).rstrip() or None
    return None if value == "" or value is None else str(value)


def number(value: Decimal) -> str:
    """A decimal without zeros that say nothing."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def fields(group: BaseModel) -> dict[str, Any]:
    """The fields of a group that say something, by the keys they are written with."""
    found = {key: field(group, key) for key in fields_by_key(type(group)) if key != "draft"}
    return {key: value for key, value in found.items() if value is not None}


def field(group: BaseModel | None, key: str) -> Any:
    """One field of a group in its one form; None where it says nothing."""
    if group is None:
        return None
    name = next(n for n, f in type(group).model_fields.items() if key in (n, f.alias))
    return plain(getattr(group, name), meanings(type(group))[name] == RICH)


def edits(
    before: BaseModel, after: BaseModel, skip: Sequence[str] = ()
) -> Iterator[tuple[str, Any, Any]]:
    """The fields that differ between two states of a group: key, what it was, what it is."""
    for key in fields_by_key(type(before)):
        was, now = field(before, key), field(after, key)
        if was != now and key not in skip:
            yield key, was, now


def shown(value: Any) -> str:
    """A value as a sentence names it; a long one is cut."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return cut(", ".join(map(shown, value)))
    if isinstance(value, dict):
        return cut("{" + ", ".join(f"{key}: {shown(v)}" for key, v in value.items()) + "}")
    text = " ".join(str(value).split())
    return f"“{cut(text)}”" if " " in text or not text.isascii() else cut(text)


def cut(text: str) -> str:
    """A text, of a long one its beginning."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
