"""What every chart measures with: the scale of numbers, the scale of days, the room of a text."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_builder.charts import dates, scale, text
from portal_builder.charts.scale import Scale


def numbers(*values: str | int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, values))


def test_a_number_has_its_place_on_the_scale() -> None:
    # 200 units on 400 pixels: 2 pixels each
    reached = Scale(Decimal(-50), Decimal(150), 100.0, 500.0)
    assert [reached.at(n) for n in numbers(-50, 0, 25, 150)] == [100.0, 200.0, 250.0, 500.0]
    assert [reached.length(n) for n in numbers(25, -25, 0)] == [50.0, 50.0, 0.0]


def test_a_scale_may_run_upwards() -> None:
    reached = Scale(Decimal(0), Decimal(100), 220.0, 20.0)
    assert [reached.at(n) for n in numbers(0, 50, 100)] == [220.0, 120.0, 20.0]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0", "82843", (0, 25000, 50000, 75000, 100000)),
        ("0", "60", (0, 20, 40, 60)),
        ("0", "1", ("0.0", "0.5", "1.0")),
        ("-5", "12", (-5, 0, 5, 10, 15)),
        ("99.88", "99.97", ("99.850", "99.900", "99.950", "100.000")),
    ],
)
def test_ticks_are_few_and_round(low: str, high: str, expected: tuple[str | int, ...]) -> None:
    assert scale.ticks(Decimal(low), Decimal(high)) == numbers(*expected)


@given(st.decimals(-(10**12), 10**12, places=2), st.decimals("0.01", 10**12, places=2))
def test_ticks_enclose_what_is_drawn(low: Decimal, span: Decimal) -> None:
    found = scale.ticks(low, low + span)
    assert 2 <= len(found) <= 5
    assert found[0] <= low
    assert found[-1] >= low + span


def test_a_scale_without_any_amount_still_has_a_length() -> None:
    reached, marks = scale.ticked([Decimal(0)], 0.0, 100.0)
    assert reached.at(Decimal(0)) == 0.0
    assert marks[-1] >= 1


def test_a_day_has_its_place() -> None:
    days = dates.spanning([date(2026, 1, 11), date(2026, 1, 1)], 50.0, 150.0)
    found = [days.at(date(2026, 1, day)) for day in (1, 2, 11)]
    assert found == [50.0, 60.0, 150.0]


def test_a_lone_day_lies_in_the_middle() -> None:
    assert dates.spanning([date(2026, 1, 1)], 0.0, 100.0).at(date(2026, 1, 1)) == 50.0
    for end in (date.min, date.max):
        assert 0.0 <= dates.spanning([end], 0.0, 100.0).at(end) <= 100.0


@pytest.mark.parametrize(
    ("first", "last", "unit", "expected"),
    [
        ("2026-10-01", "2026-10-04", "day", ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04"]),
        ("2026-10-01", "2026-10-25", "day", ["2026-10-01", "2026-10-08", "2026-10-15", "2026-10-22"]),
        ("2026-04-28", "2026-09-02", "month", ["2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"]),
        ("2026-03-02", "2027-01-29", "month", ["2026-05-01", "2026-07-01", "2026-09-01", "2026-11-01", "2027-01-01"]),
        ("2019-06-01", "2026-06-01", "year", ["2020-01-01", "2022-01-01", "2024-01-01", "2026-01-01"]),
    ],
)  # fmt: skip
def test_days_on_the_axis_are_few_and_even(
    first: str, last: str, unit: str, expected: list[str]
) -> None:
    found = dates.ticks(date.fromisoformat(first), date.fromisoformat(last))
    assert found == (unit, tuple(map(date.fromisoformat, expected)))


@given(st.dates(), st.integers(0, 10**6), st.integers(2, 5))
def test_days_on_the_axis_lie_within_it(first: date, span: int, most: int) -> None:
    last = date.fromordinal(min(first.toordinal() + span, date.max.toordinal()))
    _, found = dates.ticks(first, last, most)
    assert len(found) <= most
    assert all(first <= day <= last for day in found)


def test_what_has_no_room_is_cut() -> None:
    # Each "e" is 0.62 of 12 pixels wide, 7.44; the ellipsis takes 12.
    assert text.width("eeee") == pytest.approx(29.76)
    assert text.cut("eeee", 29.8) == "eeee"
    assert text.cut("eeee", 29.7) == "ee…"
    assert text.cut("eeee", 5.0) == "…"


def test_texts_break_between_words() -> None:
    # "ee ee" is 4 × 7.44 and a space of 3.84 wide: 33.6
    assert text.wrap("ee ee ee", 33.7, 2) == ("ee ee", "ee")
    assert text.wrap("ee ee ee ee ee", 33.7, 2) == ("ee ee", "ee…")
    assert text.wrap("ee", 33.7, 2) == ("ee",)
    assert text.wrap("eeeeeeee", 33.7, 2) == ("ee…",)
    assert text.wrap("", 33.7, 2) == ()


def test_marks_above_letters_take_no_room() -> None:
    assert text.width("é") == text.width("e\u0301") == text.width("e")
    assert text.width("日本") > text.width("ee")


def test_days_are_all_as_long() -> None:
    days = dates.spanning([date(2026, 1, 1), date(2027, 1, 1)], 0.0, 365.0)
    for day in range(366):
        assert days.at(date(2026, 1, 1) + timedelta(days=day)) == pytest.approx(day)
