"""The notation of a locale, whatever kind of space it uses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from portal_builder.formats import Formats, currency_decimals, parse_locale, zone


def formats(name: str, currency: str) -> Formats:
    locale, utc = parse_locale(name), zone("UTC")
    assert locale is not None
    assert utc is not None
    return Formats(locale, utc, currency)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u200f", "")


@pytest.mark.parametrize(
    ("locale", "currency", "amount", "shown"),
    [
        ("en_GB", "GBP", "1234.50", "£1,234.50"),
        ("de-DE", "EUR", "1234.50", "1.234,50 €"),
        ("pl_PL.UTF-8", "PLN", "12345.50", "12 345,50 zł"),
        ("ja", "JPY", "1234", "¥1,234"),
    ],
)
def test_money(locale: str, currency: str, amount: str, shown: str) -> None:
    assert plain(formats(locale, currency).money(Decimal(amount))).replace("￥", "¥") == shown


def test_days() -> None:
    day = date(2026, 10, 2)
    assert formats("en_GB", "GBP").day(day) == "2 Oct 2026"
    assert formats("de_DE", "EUR").day(day) == "02.10.2026"


def test_what_is_not_known() -> None:
    assert parse_locale("xx_XX") is None
    assert zone("Mars/Olympus") is None
    assert currency_decimals("ABC") is None
    assert currency_decimals("JPY") == 0
