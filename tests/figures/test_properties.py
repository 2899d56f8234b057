from __future__ import annotations

from datetime import UTC
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal_builder.figures import derive
from portal_builder.model.facts import Facts

AMOUNT = st.integers(0, 10**6).map(str)
LINES = st.lists(
    st.tuples(AMOUNT, AMOUNT, st.sampled_from(["0", "50", "100"])), min_size=1, max_size=5
)


def budget_of(lines: list[dict[str, Any]]) -> Any:
    project = {"name": "Quay", "started_on": "2026-01-01", "as_of": "2026-02-01"}
    facts = Facts.model_validate({"project": project, "budget": {"lines": lines}})
    return derive(facts, zone=UTC, decimals=2).budget


@given(LINES)
def test_lines_add_up_and_their_order_is_nothing(drawn: list[tuple[str, str, str]]) -> None:
    lines = [
        {
            "id": f"BL-{i}",
            "title": "Line",
            "planned": planned,
            "percent_complete": percent,
            "actuals": [{"period": "2026-01", "amount": spent}],
        }
        for i, (planned, spent, percent) in enumerate(drawn)
    ]
    budget, turned = budget_of(lines), budget_of(lines[::-1])
    assert budget == turned
    for name in ("bac", "ev", "pv", "ac"):
        assert sum(getattr(line, name) for line in budget.lines.values()) == getattr(budget, name)
    assert budget.bac == budget.baseline + budget.approved_changes
    assert budget.etc == budget.eac - budget.ac
    assert abs(budget.vac - (budget.bac - budget.eac)) * 100 <= 1
