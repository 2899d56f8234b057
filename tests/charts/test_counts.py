"""What is counted: issues by month, and risks by field."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal_builder.charts import matrix
from portal_builder.charts.columns import Count, Span, columns
from portal_builder.charts.drawing import NARROW, WIDE, Bar, Drawing, Label
from portal_builder.charts.matrix import Risk, Sides

SIDES = Sides("Probability", "Impact", ("1", "2", "3", "4", "5"))


def span(opened: int, resolved: int) -> Span:
    return Span("May", Count(opened, str(opened)), Count(resolved, str(resolved)))


def bars(drawing: Drawing) -> list[Bar]:
    return [s for s in drawing.shapes if isinstance(s, Bar) and s.value is not None]


def test_columns_rise_and_fall_from_one_zero_on_one_scale() -> None:
    # 5 up and 2 down on 140 pixels: 20 each, zero at 18 + 100
    drawing = columns((span(5, 2), span(1, 0), span(0, 1)), "", "", NARROW)
    found = [(bar.look, bar.y, bar.height, bar.value) for bar in bars(drawing)]
    assert found == [
        ("is-opened", 18, 100, 5),
        ("is-resolved", 118, 40, 2),
        ("is-opened", 98, 20, 1),
        ("is-resolved", 118, 20, 1),
    ]


def test_columns_of_a_span_stand_in_its_slot() -> None:
    # The words take 8 pixels without any letter; three slots of 90 pixels follow
    drawing = columns((span(1, 1), span(1, 1), span(1, 1)), "", "", 278.0)
    assert {bar.x + bar.width / 2 for bar in bars(drawing)} == {53, 143, 233}


def test_a_few_spans_are_named() -> None:
    many = tuple(span(n, 1) for n in range(1, 13))
    names = [
        s for s in columns(many, "", "", WIDE).shapes if isinstance(s, Label) and s.look == "tick"
    ]
    assert len(names) == 4  # every third: the most of which there are no more than five


def risk(name: str, probability: int, impact: int) -> Risk:
    return Risk(name, f"Title of {name}", probability, impact, str(probability * impact))


def labels(drawing: Drawing) -> dict[str, Label]:
    return {s.text: s for s in drawing.shapes if isinstance(s, Label) and s.value is not None}


def test_a_risk_stands_in_the_field_of_its_ratings() -> None:
    drawing = matrix.matrix((risk("R-1", 5, 5), risk("R-2", 1, 2)), SIDES, {}, NARROW)
    found = labels(drawing)
    # Fields of 54 by 52 pixels, from 16 to the right and 20 down; the most probable on top
    assert found["R-1"].x == pytest.approx(16 + 4.5 * 54)
    assert 20 < found["R-1"].y < 72
    assert found["R-2"].x == pytest.approx(16 + 1.5 * 54)
    assert 20 + 4 * 52 < found["R-2"].y < 20 + 5 * 52
    assert (found["R-1"].value, found["R-2"].value) == (25, 2)


def test_fields_are_darker_the_higher_they_score() -> None:
    drawing = matrix.matrix((risk("R-1", 1, 1),), SIDES, {}, NARROW)
    shades = [int(s.look[-1]) for s in drawing.shapes if isinstance(s, Bar)]
    assert len(shades) == 25
    # From the top left: probability 5, impact 1 to 5, then probability 4
    assert shades[:10] == [0, 1, 2, 3, 4, 0, 1, 2, 3, 3]


def test_ids_of_one_field_stand_beside_and_beneath_each_other() -> None:
    few = tuple(risk(f"R-{n}", 3, 3) for n in range(1, 4))
    assert not matrix.is_crowded(few)
    found = labels(matrix.matrix(few, SIDES, {}, NARROW)).values()
    assert len({(label.x, label.y) for label in found}) == 3


def test_a_crowded_field_is_counted() -> None:
    many = tuple(risk(f"R-{n}", 3, 3) for n in range(1, 10))
    assert matrix.is_crowded(many)
    found = labels(matrix.matrix(many, SIDES, {(3, 3): "9"}, NARROW))
    assert [(label.text, label.value) for label in found.values()] == [("9", Decimal(9))]


def test_on_a_desk_the_gravest_are_listed() -> None:
    many = tuple(risk(f"R-{n}", 5, 4) for n in range(1, 20))
    texts = [
        s.text
        for s in matrix.matrix(many, SIDES, {(5, 4): "19"}, WIDE).shapes
        if isinstance(s, Label)
    ]
    assert texts.count("Title of R-1") == 1
    assert "Title of R-12" in texts
    assert "Title of R-13" not in texts
