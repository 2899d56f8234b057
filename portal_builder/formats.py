"""Dates, numbers and money in the notation of a client's locale."""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from decimal import Context, Decimal, localcontext
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)

from portal_builder.numerals import Numerals

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_EXTENSION = re.compile(r"(?<=[A-Za-z0-9])([-_][A-Za-z0-9]([-_][A-Za-z0-9]{2,8})+)+$")
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva"}
_UNGROUPED = re.compile(r"\d{4}")
_SHORT_DIGITS = 3
_REMEMBERED = 4_096
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")


@cache
def parse_locale(text: str) -> Locale | None:
    """Reads a locale in BCP 47 or POSIX form.

    Args:
        text: such as `en`, `de-AT`, `pt_BR.UTF-8`, `sr_RS@latin` or `ar-EG-u-nu-latn`.

    Returns:
        The locale, or that of its language where the place adds nothing known; None where not
        even the language is known.
    """
    named, _, modifier = text.partition("@")
    plain = _EXTENSION.sub("", named.partition(".")[0])
    if not _LOCALE.fullmatch(plain):
        return None
    parts = plain.replace("-", "_").split("_")
    if script := _SCRIPTS.get(modifier):
        parts.insert(1, script)
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


# Amounts may have 30 digits and their products more; the interpreter's own context rounds to 28.
_EXACT = Context(prec=1_000)
# Nobody has coins of these any more, so Unicode's data gives them no decimals; ISO 4217 does.
_WITHOUT_COINS = {
    **dict.fromkeys(("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK"), 2),
    **dict.fromkeys(("RSD", "SLL", "SOS", "SYP", "YER"), 2),
    "IQD": 3,
}
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
    if code not in get_global("all_currencies"):
        return None
    return _WITHOUT_COINS.get(code, get_currency_precision(code))


class Formats:
    """Writes values as a client reads them, and remembers what it wrote.

    Args:
        locale: the client's.
        zone: the client's time zone, in which moments are told.
        currency: of all amounts; None where there are none.
        numbering: the system of digits that the client asked for; None for the locale's own.

    Attributes:
        written: everything that was written, for verification: a name of another client that a
            month or an amount happens to hold is no leak.
    """

    def __init__(
        self, locale: Locale, zone: tzinfo, currency: str | None, numbering: str | None = None
    ) -> None:
        self.locale = locale
        self.zone = zone
        self.currency = currency
        self.numerals = Numerals.of(locale, numbering)
        self.decimals = (currency_decimals(currency) if currency else None) or 0
        self.written: set[str] = set()
        self._days: dict[tuple[date, str], str] = {}
        self._amounts: dict[tuple[Decimal, bool], str] = {}

    def _say(self, text: str) -> str:
        text = self.numerals.digits(text)
        self.written.add(text)
        return text

    def notation(self, spoken: Locale) -> str:
        """The language and place whose notation this is, as a language names them."""
        return self._say(self.locale.get_display_name(spoken) or str(self.locale))

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
        """A date with its time of day in the client's time zone; seconds only where there are any."""
        local = moment.astimezone(self.zone)
        text = format_datetime(local, "medium", locale=self.locale)
        full = format_time(local, "medium", locale=self.locale)
        return self._say(text.replace(full, self._time(local)))

    def time(self, moment: datetime) -> str:
        """The time of day in the client's time zone; seconds only where there are any."""
        return self._say(self._time(moment.astimezone(self.zone)))

    def _time(self, local: datetime) -> str:
        return format_time(local, "medium" if local.second else "short", locale=self.locale)

    def month(self, period: str) -> str:
        """A calendar month, from YYYY-MM."""
        day = date(int(period[:4]), int(period[5:]), 1)
        return self._say(format_skeleton("yMMMM", _moment_of(day), locale=self.locale))

    def money(self, amount: Decimal, signed: bool = False) -> str:
        """An amount with the currency, all its decimals shown; with its sign where asked."""
        key = (amount, signed)
        if key not in self._amounts:
            self._amounts[key] = self._say(self._signed(amount, signed, self.decimals))
        return self._amounts[key]

    def whole_money(self, amount: Decimal, signed: bool = False) -> str:
        """A whole amount with the currency and without decimals, for charts."""
        return self._say(self._signed(amount, signed, 0))

    def _money(self, amount: Decimal, places: int) -> str:
        currency, system = self.currency or "XXX", self.numerals.system
        return _amount(str(amount), places, currency, self.locale, system)

    def _signed(self, amount: Decimal, signed: bool, places: int) -> str:
        """A plus stands, where a sign is asked for, where the locale would put a minus."""
        if not signed or amount <= 0:
            return self._money(amount, places)
        return self._money(amount.copy_negate(), places).replace("-", "+")

    def number(self, number: Decimal | int) -> str:
        """A number with all the decimals it has, and no more."""
        return self._say(self._number(number))

    def _number(self, number: Decimal | int) -> str:
        return _decimal(str(number), self.locale, self.numerals.system)

    def tick(self, number: Decimal) -> str:
        """A round number as short as it can be: 20K."""
        return self._say(self._tick(number))

    def tick_money(self, amount: Decimal) -> str:
        """A round amount as short as it can be, with the currency: £20K."""
        return self._say(self._money(Decimal(0), 0).replace("0", self._tick(amount), 1))

    def _tick(self, number: Decimal) -> str:
        if len(number.normalize(_EXACT).as_tuple().digits) > _SHORT_DIGITS:
            return self._number(number)
        short = _compact(str(number), self.locale, self.numerals.system)
        return self._number(number) if _UNGROUPED.search(short) else short

    def tick_day(self, day: date, form: str) -> str:
        """A day on an axis: `year` (2026), `year_month` (Oct 2026), `month` (Oct)."""
        if form == "month":
            return self._say(format_date(day, "MMM", self.locale))
        skeleton = "y" if form == "year" else "yMMM"
        return self._say(format_skeleton(skeleton, _moment_of(day), locale=self.locale))

    def quarter(self, day: date) -> str:
        """The quarter in which a day lies."""
        return self._say(format_skeleton("yQQQ", _moment_of(day), locale=self.locale))

    def percent(self, percent: Decimal) -> str:
        """A percentage, from percent: 63.9."""
        pattern = _with_places(self.locale.percent_formats[None].pattern, _places(percent))
        share, system = percent.scaleb(-2, _EXACT), self.numerals.system
        with localcontext(_EXACT):
            text = format_percent(share, pattern, self.locale, numbering_system=system)
        return self._say(self.numerals.percent(text))


# Clients have locales and numbers in common; what is made of the same text is always the same.


@lru_cache(_REMEMBERED)
def _decimal(number: str, locale: Locale, system: str) -> str:
    exact = Decimal(number)
    pattern = _with_places(locale.decimal_formats[None].pattern, _places(exact))
    with localcontext(_EXACT):
        return format_decimal(exact, pattern, locale, numbering_system=system)


@lru_cache(_REMEMBERED)
def _amount(amount: str, places: int, currency: str, locale: Locale, system: str) -> str:
    pattern = _with_places(locale.currency_formats["standard"].pattern, places)
    with localcontext(_EXACT):
        return format_currency(
            Decimal(amount),
            currency,
            pattern,
            locale,
            currency_digits=False,
            numbering_system=system,
        )


@lru_cache(_REMEMBERED)
def _compact(number: str, locale: Locale, system: str) -> str:
    return format_compact_decimal(
        Decimal(number), locale=locale, fraction_digits=2, numbering_system=system
    )


def _moment_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _places(number: Decimal | int) -> int:
    """How many decimals a number needs."""
    exponent = number.normalize(_EXACT).as_tuple().exponent if isinstance(number, Decimal) else 0
    return max(0, -int(exponent))


def _with_places(pattern: str, places: int) -> str:
    """A locale's pattern with so many decimals; its grouping stays."""
    decimals = "." + "0" * places if places else ""
    return re.sub(r"([#,]*0)(?:\.[0#]+)?", rf"\g<1>{decimals}", pattern)
