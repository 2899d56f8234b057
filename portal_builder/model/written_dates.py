"""How days, moments and months are written: text → value, or why not in an author's words."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

from portal_builder.model.written import expect_text, shortened, wrong

Unknown = Literal["unknown"]
Never = Literal["never"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DAY_REMEDY = "write it as YYYY-MM-DD, such as 2026-10-01"
_MOMENT_REMEDY = "write it with its offset, such as 2026-10-01T09:30+02:00"


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(f"{text} is not in the calendar", "check the day and the month") from None


class WrittenMoment(datetime):
    """A moment that remembers how it was written, since the published data repeat it."""

    written: str


def _moment(text: str) -> WrittenMoment | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = WrittenMoment.fromisoformat(text)
    except ValueError:
        raise wrong(f"{text} is not in the calendar or on the clock", _MOMENT_REMEDY) from None
    if not 1 < moment.year < 9999:
        raise wrong(
            f"the year of {text} cannot be reckoned with in every time zone", "check the year"
        )
    moment.written = text
    return moment


def parse_day(value: object) -> date:
    """Reads a date."""
    return _expect_day(value, "")


def parse_day_or_unknown(value: object) -> date | Unknown:
    """Reads a date or the word unknown."""
    return "unknown" if value == "unknown" else _expect_day(value, "or the word unknown")


def _expect_day(value: object, otherwise: str) -> date:
    """Reads a date; `otherwise` is what else the key takes."""
    text = expect_text(value, f"a date {otherwise}".rstrip())
    day = _day(text)
    if day is None:
        remedy = f"{_DAY_REMEDY}, {otherwise}" if otherwise else _DAY_REMEDY
        raise wrong(f"“{shortened(text)}” is no date", remedy)
    return day


def parse_moment(value: object) -> datetime:
    """Reads a moment: a date and a time with its offset."""
    text = expect_text(value, "a date with a time")
    moment = _moment(text)
    if moment is None:
        raise wrong(f"“{shortened(text)}” is no moment with an offset", _MOMENT_REMEDY)
    return moment


def parse_day_or_moment(value: object) -> date | datetime:
    """Reads a date or a moment."""
    text = expect_text(value, "a date, or a date with a time")
    found = _day(text) or _moment(text)
    if found is None:
        raise wrong(
            f"“{shortened(text)}” is neither a date nor a moment",
            "write a day as 2026-10-01, or a moment with its offset as 2026-10-01T09:30+02:00",
        )
    return found


def parse_disclosure(value: object) -> date | datetime | Never:
    """Reads when the client was told: a date, a moment, or the word never."""
    if value == "never":
        return "never"
    text = expect_text(value, "a date, a date with a time, or the word never")
    found = _day(text) or _moment(text)
    if found is None:
        raise wrong(
            f"“{shortened(text)}” is neither a date nor a moment nor the word never",
            "write a day as 2026-10-01, a moment as 2026-10-01T09:30+02:00, or never",
        )
    return found


_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def parse_period(value: object) -> str:
    """Reads a calendar month, YYYY-MM."""
    text = expect_text(value, "a month")
    if not _PERIOD.fullmatch(text) or text < "0001":
        raise wrong(f"“{shortened(text)}” is no month", "write it as YYYY-MM, such as 2026-03")
    return text
