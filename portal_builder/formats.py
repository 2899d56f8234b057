"""Dates, numbers and money in the notation of a client's locale."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")


@cache
def parse_locale(text: str) -> Locale | None:
    """Reads a locale in BCP 47 or POSIX form.

    Args:
        text: such as `en`, `de-AT`, `pt_BR.UTF-8` or `sr_RS@latin`.

    Returns:
        The locale, or that of its language where the place adds nothing known; None where not
        even the language is known.
    """
    plain = text.partition(".")[0].partition("@")[0]
    if not _LOCALE.fullmatch(plain):
        return None
    parts = plain.replace("-", "_").split("_")
    for end in range(len(parts), 0, -1):
        try:
            return Locale.parse("_".join(parts[:end]))
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def zone(name: str) -> tzinfo | None:
    """Reads a time zone from the package's own data, so that no machine's matters.

    Args:
        name: an IANA name such as `Europe/London`.

    Returns:
        The zone, or None where there is none of that name.
    """
    if not _ZONE.fullmatch(name) or len(name) > 64:
        return None
    resource = files("tzdata").joinpath("zoneinfo", *name.split("/"))
    try:
        with resource.open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (OSError, ValueError):
        return None


# Where sheets are Letter, by the Unicode locale data (territoryInfo, paperSize).
_LETTER = frozenset(
    ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"]
)


def paper_of(locale: str) -> Literal["A4", "Letter"]:
    """The size of paper that a locale's country prints on; A4 where it names none."""
    known = parse_locale(locale)
    return "Letter" if known and known.territory in _LETTER else "A4"


@cache
def currency_decimals(code: str) -> int | None:
    """How many decimals a currency has; None for what is no code of ISO 4217."""
    known = get_global("all_currencies")
    return get_currency_precision(code) if code in known else None


class Formats:
    """Writes values as a client reads them, and remembers what it wrote.

    Args:
        locale: the client's.
        zone: the client's time zone, in which moments are told.
        currency: of all amounts; None where there are none.

    Attributes:
        written: everything that was written, for verification: a name of another client that a
            month or an amount happens to hold is no leak.
    """

    def __init__(self, locale: Locale, zone: tzinfo, currency: str | None) -> None:
        self.locale = locale
        self.zone = zone
        self.currency = currency
        self.decimals = (currency_decimals(currency) if currency else None) or 0
        self.written: set[str] = set()
        self._days: dict[tuple[date, str], str] = {}
        self._amounts: dict[tuple[Decimal, bool], str] = {}

    def _say(self, text: str) -> str:
        self.written.add(text)
        return text

    def day(self, day: date, form: str = "medium") -> str:
        """A date: `short` (2 Oct), `medium` (2 Oct 2026), `long`, or `due` (with the weekday)."""
        key = (day, form)
        if key not in self._days:
            self._days[key] = self._say(self._day(day, form))
        return self._days[key]

    def _day(self, day: date, form: str) -> str:
        if form == "due":
            return format_skeleton("yMMMEd", _moment_of(day), locale=self.locale)
        if form == "short":
            return format_skeleton("MMMd", _moment_of(day), locale=self.locale)
        return format_date(day, form, self.locale)

    def when(self, value: date | datetime) -> str:
        """A date, or a moment in the client's time zone."""
        return self.moment(value) if isinstance(value, datetime) else self.day(value)

    def moment(self, moment: datetime) -> str:
        """A date with its time of day in the client's time zone."""
        local = moment.astimezone(self.zone)
        text = format_datetime(local, "medium", locale=self.locale)
        short = format_time(local, "short", locale=self.locale)
        full = format_time(local, "medium", locale=self.locale)
        return self._say(text.replace(full, short))

    def time(self, moment: datetime) -> str:
        """The time of day in the client's time zone."""
        return self._say(format_time(moment.astimezone(self.zone), "short", locale=self.locale))

    def month(self, period: str) -> str:
        """A calendar month, from YYYY-MM."""
        day = date(int(period[:4]), int(period[5:]), 1)
        return self._say(format_skeleton("yMMMM", _moment_of(day), locale=self.locale))

    def money(self, amount: Decimal, signed: bool = False) -> str:
        """An amount with the currency, all its decimals shown; with its sign where asked."""
        key = (amount, signed)
        if key not in self._amounts:
            text = format_currency(amount, self.currency or "XXX", locale=self.locale)
            self._amounts[key] = self._say(f"+{text}" if signed and amount > 0 else text)
        return self._amounts[key]

    def number(self, number: Decimal | int) -> str:
        """A number with all the decimals it has, and no more."""
        exponent = number.normalize().as_tuple().exponent if isinstance(number, Decimal) else 0
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return self._say(format_decimal(number, pattern, self.locale))

    def percent(self, percent: Decimal) -> str:
        """A percentage, from percent: 63.9."""
        places = max(0, -int(percent.normalize().as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * places if places else "")
        percent_pattern = self.locale.percent_formats[None].pattern
        body = re.sub(r"[#,0.]+", pattern, percent_pattern, count=1)
        return self._say(format_percent(percent / 100, body, self.locale))

    def end_of(self, start: datetime, minutes: int) -> str:
        """The time of day some minutes later."""
        return self.time(start + timedelta(minutes=minutes))


def _moment_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
