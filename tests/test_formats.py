"""The notation of a locale, whatever kind of space it uses."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal_builder.formats import Formats, currency_decimals, parse_locale, zone
from portal_builder.numerals import asked_for


def formats(name: str, currency: str) -> Formats:
    locale, place = parse_locale(name), zone("Europe/London")
    assert locale is not None
    assert place is not None
    return Formats(locale, place, currency, asked_for(name))


def plain(text: str) -> str:
    return re.sub("[\u200e\u200f\u061c]", "", text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("locale", "currency", "amount", "shown"),
    [
        ("en_GB", "GBP", "1234.50", "£1,234.50"),
        ("de-DE", "EUR", "1234.50", "1.234,50 €"),
        ("pl_PL.UTF-8", "PLN", "12345.50", "12 345,50 zł"),
        ("ja", "JPY", "1234", "¥1,234"),
        ("en-IN", "INR", "1234567.50", "₹12,34,567.50"),
        ("fr_FR", "EUR", "-1234.50", "-1 234,50 €"),
        ("ar_EG", "EGP", "1234.50", "١٬٢٣٤٫٥٠ ج.م."),
        ("ar-EG-u-nu-latn", "EGP", "1234.50", "1,234.50 ج.م."),
        ("ar_AE", "AED", "1234.50", "1,234.50 د.إ."),
        ("en_GB", "BHD", "1234.5", "BHD1,234.500"),
        # ISO 4217 gives the dinar 100 para and the Iraqi one 1,000 fils, though no coins are left.
        ("en_GB", "RSD", "1234.5", "RSD1,234.50"),
        ("en_GB", "IQD", "1234.5", "IQD1,234.500"),
        (
            "en_GB",
            "GBP",
            "9999999999999999999999999999.99",
            "£9,999,999,999,999,999,999,999,999,999.99",
        ),
    ],
)
def test_money(locale: str, currency: str, amount: str, shown: str) -> None:
    assert plain(formats(locale, currency).money(Decimal(amount))).replace("￥", "¥") == shown


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en_GB", "+£1,234.50"),
        ("de_DE", "+1.234,50 £"),
        ("de_CH", "£+1’234.50"),
        ("tr_TR", "+£1.234,50"),
        ("ar_EG", "+١٬٢٣٤٫٥٠ UK£"),
    ],
)
def test_a_plus_stands_where_the_locale_has_its_minus(locale: str, shown: str) -> None:
    written = formats(locale, "GBP")
    assert plain(written.money(Decimal("1234.50"), signed=True)) == shown
    assert plain(written.money(Decimal("-1234.50"))) == shown.replace("+", "-")
    assert "+" not in written.money(Decimal(0), signed=True)


@pytest.mark.parametrize(
    ("locale", "number", "percent"),
    [
        ("en_GB", "1,234,567.25", "63.9%"),
        ("de_DE", "1.234.567,25", "63,9 %"),
        ("en-IN", "12,34,567.25", "63.9%"),
        ("ar_EG", "١٬٢٣٤٬٥٦٧٫٢٥", "٦٣٫٩٪"),
        ("fa_IR", "۱٬۲۳۴٬۵۶۷٫۲۵", "۶۳٫۹٪"),
        ("tr_TR", "1.234.567,25", "%63,9"),
    ],
)
def test_numbers(locale: str, number: str, percent: str) -> None:
    written = formats(locale, "EUR")
    assert plain(written.number(Decimal("1234567.250"))) == number
    assert plain(written.percent(Decimal("63.9"))) == percent


def test_a_number_keeps_all_its_digits() -> None:
    written = formats("en_GB", "GBP")
    assert written.number(Decimal("1.12345678901234567890123456789")) == (
        "1.12345678901234567890123456789"
    )
    assert written.number(Decimal("9" * 30)) == ",".join(["999"] * 10)
    assert written.number(Decimal("1E+5")) == "100,000"
    assert written.percent(Decimal(f"{'9' * 33}.9")) == ",".join(["999"] * 11) + ".9%"


def test_days() -> None:
    day = date(2026, 10, 2)
    assert formats("en_GB", "GBP").day(day) == "2 Oct 2026"
    assert formats("de_DE", "EUR").day(day) == "02.10.2026"
    assert plain(formats("ar_EG", "EGP").day(day)) == "٠٢/١٠/٢٠٢٦"
    assert formats("ar_EG", "EGP").day(day, "long") == "٢ أكتوبر ٢٠٢٦"
    assert formats("ja_JP", "JPY").month("2026-10") == "2026年10月"


def test_moments_are_told_in_the_client_s_zone_and_keep_their_seconds() -> None:
    written = formats("en_GB", "GBP")
    # London is an hour ahead of UTC until 25 October 2026.
    assert written.moment(datetime(2026, 10, 24, 23, 30, tzinfo=UTC)) == "25 Oct 2026, 00:30"
    assert written.moment(datetime(2026, 10, 25, 23, 30, tzinfo=UTC)) == "25 Oct 2026, 23:30"
    assert written.moment(datetime(2026, 1, 1, 9, 5, 7, tzinfo=UTC)) == "1 Jan 2026, 09:05:07"
    assert written.time(datetime(2026, 1, 1, 9, 5, 7, tzinfo=UTC)) == "09:05:07"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("sr_RS@latin", "sr_Latn_RS"),
        ("uz_UZ.UTF-8@cyrillic", "uz_Cyrl_UZ"),
        ("de_DE@euro", "de_DE"),
        ("de-DE-u-co-phonebk", "de_DE"),
        ("zh-Hant-TW", "zh_Hant_TW"),
        ("de_XX", "de"),
        ("ar-EG-u-nu-latn", "ar_EG"),
        ("en_GB.UTF-8", "en_GB"),
        ("en_UK", "en_GB"),
        ("fr_DE", "fr"),
        ("es-419", "es_419"),
    ],
)
def test_locales_in_either_form(written: str, known: str) -> None:
    assert str(parse_locale(written)) == known


def test_what_is_not_known() -> None:
    assert parse_locale("xx_XX") is None
    assert parse_locale("en-u") is None
    assert asked_for("en-IN") is None
    assert zone("Mars/Olympus") is None
    assert currency_decimals("ABC") is None
    assert currency_decimals("JPY") == 0


@pytest.mark.parametrize("name", ["english", "e", "en_", "en GB", "i-klingon", "en-u-!", "qq", ""])
def test_what_is_no_locale(name: str) -> None:
    assert parse_locale(name) is None


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("CLP", 0), ("GBP", 2), ("RSD", 2), ("LBP", 2), ("IQD", 3), ("BHD", 3), ("CLF", 4)],
)
def test_decimals_are_those_of_iso_4217(currency: str, decimals: int) -> None:
    assert currency_decimals(currency) == decimals
