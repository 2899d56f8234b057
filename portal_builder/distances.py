"""How it is said that a day is so many days ago, or to come: for the script, which alone knows today.

A browser could say it by itself, but takes long to make its own words ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from babel import Locale
from babel.dates import format_timedelta

PLACE = "{0}"
"""Where the number stands in a text."""

# Each form that a language has for numbers of days goes with one of these.
_SAMPLES = (*range(1, 30), 100, 1_000_000)
_NEVER = 1e9  # so that days are never told as months


@cache
def distances(locale: Locale) -> Mapping[str, Mapping[str, str]]:
    """The texts of a language for distances of days.

    Returns:
        `past` and `future` → the plural category of a number in CLDR's terms → a text, in which
        `{0}` stands for the number, if it says it.
    """
    return {"past": _texts(locale, -1), "future": _texts(locale, 1)}


def _texts(locale: Locale, sign: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for days in _SAMPLES:
        category = locale.plural_form(days)
        if category not in found:
            said = format_timedelta(
                timedelta(days=sign * days),
                granularity="day",
                threshold=_NEVER,
                add_direction=True,
                locale=locale,
            )
            found[category] = said.replace(str(days), PLACE)
    return found
