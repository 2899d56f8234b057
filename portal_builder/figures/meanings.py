"""What each figure is measured in; its standard term and its formula are words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "money", "amount", "ratio", "percent", "days", "hours", "count", "date", "state", "method"
]
"""A figure's unit; an `amount` is one of money or of hours, as the retainer has it."""

# A figure's name, with its dots, is also the key of its words. Those of one record, which stand
# beside its fields, are named after the record.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "budget.baseline": "money",
        "budget.approved_changes": "money",
        "budget.pending_changes": "money",
        "budget.bac": "money",
        "budget.ev": "money",
        "budget.pv": "money",
        "budget.ac": "money",
        "budget.cv": "money",
        "budget.sv": "money",
        "budget.cpi": "ratio",
        "budget.spi": "ratio",
        "budget.eac": "money",
        "budget.eac_method": "method",
        "budget.etc": "money",
        "budget.vac": "money",
        "budget.tcpi": "ratio",
        "budget.percent_spent": "percent",
        "budget.percent_complete": "percent",
        "budget.invoiced": "money",
        "budget.paid": "money",
        "budget.outstanding": "money",
        "budget.overdue": "money",
        "budget.spending.rate": "money",
        "budget.retainer.balance": "amount",
        "line.bac": "money",
        "line.ev": "money",
        "line.pv": "money",
        "line.ac": "money",
        "period.balance": "amount",
        "schedule.baseline_end": "date",
        "schedule.current_end": "date",
        "schedule.forecast_end": "date",
        "schedule.slip_days": "days",
        "schedule.on_time": "count",
        "milestone.current_on": "date",
        "milestone.expected_on": "date",
        "milestone.slip_days": "days",
        "milestone.unapproved_slip_days": "days",
        "milestone.state": "state",
        "issues.open": "count",
        "issues.overdue": "count",
        "issues.waiting_on_client": "count",
        "issues.median_response_hours": "hours",
        "issues.median_resolution_days": "days",
        "issue.age_days": "days",
        "incidents.prevention_done": "count",
        "incident.days_to_disclose": "days",
        "risk.score": "count",
        "feedback.nps": "percent",
        "health.schedule": "state",
        "health.budget": "state",
        "health.issues": "state",
        "health.computed": "state",
        "health.overall": "state",
    }
)
