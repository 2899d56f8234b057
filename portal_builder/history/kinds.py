"""The kinds of format 1: how a value is written down, whatever way an author wrote it.

Frozen, like the list of fields: notation, defaults written out and the order of entries are no
part of what was published, and everything else is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from portal_builder.comments import strip_comments

Value = str | bool | list[str]
Kind = Callable[[str], Value]


class Unreadable(Exception):
    """A value is not of its field's kind: what holds it cannot have been published."""


def text(written: str) -> str:
    """One line, as it was written."""
    line = written.rstrip("\n")
    if "\n" in line:
        raise Unreadable
    return line


def rich(written: str) -> str:
    """Markdown without its comments, and without white space at its end."""
    return strip_comments(written).rstrip()


def color(written: str) -> str:
    """A colour in lower case."""
    return written.lower()


_ID = re.compile(r"[A-Z]+-[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def record_id(written: str) -> str:
    """Capital letters, a dash and a number."""
    return _matching(_ID, written)


def period(written: str) -> str:
    """A calendar month."""
    return _matching(_PERIOD, written)


def day(written: str) -> str:
    """A date that is in the calendar."""
    try:
        return date.fromisoformat(_matching(_DAY, written)).isoformat()
    except ValueError:
        raise Unreadable from None


def moment(written: str) -> str:
    """A date as it is; a moment in UTC, to the second and what is written below it."""
    if _DAY.fullmatch(written):
        return day(written)
    try:
        moment = datetime.fromisoformat(_matching(_MOMENT, written)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable from None
    below = f"{moment.microsecond:06}".rstrip("0")
    seconds = moment.replace(microsecond=0, tzinfo=None).isoformat()
    return f"{seconds}.{below}Z" if below else f"{seconds}Z"


def number(written: str) -> str:
    """A decimal without a plus sign and without zeros that say nothing."""
    match = _NUMBER.fullmatch(written)
    if match is None:
        raise Unreadable
    whole, below = match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
    digits = f"{whole}.{below}" if below else whole
    return f"-{digits}" if match[1] == "-" and digits != "0" else digits


def flag(written: str) -> bool:
    """True or false."""
    if written not in ("true", "True", "TRUE", "false", "False", "FALSE"):
        raise Unreadable
    return written.lower() == "true"


def _matching(pattern: re.Pattern[str], written: str) -> str:
    if pattern.fullmatch(written) is None:
        raise Unreadable
    return written


def word_or(words: tuple[str, ...], otherwise: Kind | None = None) -> Kind:
    """One of some words, or what another kind takes."""

    def word_or(written: str) -> Value:
        if written in words:
            return written
        if otherwise is None:
            raise Unreadable
        return otherwise(written)

    return word_or


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **{"text": text, "rich": rich, "color": color, "id": record_id, "period": period},
        **{"day": day, "moment": moment, "number": number, "flag": flag},
    }
)
