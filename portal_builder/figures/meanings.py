"""What each figure means: its unit, its standard term and its formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "money", "amount", "ratio", "percent", "days", "hours", "count", "date", "state", "method"
]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A figure explained.

    Attributes:
        kind: its unit; an `amount` is one of money or of hours, as the retainer has it.
        term: the field's standard term.
        formula: how it is worked out.
    """

    kind: Kind
    term: str
    formula: str


# A figure's name, with its dots, is also the key of its words. Those of one record, which stand
# beside its fields, are named after the record.
MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "budget.baseline": Meaning("money", "baseline", "Σ planned"),
        "budget.approved_changes": Meaning(
            "money", "approved changes", "Σ cost of approved changes"
        ),
        "budget.pending_changes": Meaning("money", "pending changes", "Σ cost of proposed changes"),
        "budget.bac": Meaning("money", "budget at completion", "baseline + approved changes"),
        "budget.ev": Meaning("money", "earned value", "Σ line's bac × percent complete"),
        "budget.pv": Meaning("money", "planned value", "Σ line's bac × elapsed share"),
        "budget.ac": Meaning("money", "actual cost", "Σ actuals"),
        "budget.cv": Meaning("money", "cost variance", "ev − ac"),
        "budget.sv": Meaning("money", "schedule variance", "ev − pv"),
        "budget.cpi": Meaning("ratio", "cost performance index", "ev ÷ ac"),
        "budget.spi": Meaning("ratio", "schedule performance index", "ev ÷ pv"),
        "budget.eac": Meaning(
            "money", "estimate at completion", "forecast, else bac ÷ cpi, else bac"
        ),
        "budget.eac_method": Meaning("method", "estimate's method", "provider, cpi or budget"),
        "budget.etc": Meaning("money", "estimate to complete", "eac − ac"),
        "budget.vac": Meaning("money", "variance at completion", "bac − eac"),
        "budget.tcpi": Meaning("ratio", "to-complete performance index", "(bac − ev) ÷ (bac − ac)"),
        "budget.percent_spent": Meaning("percent", "percent spent", "ac ÷ bac"),
        "budget.percent_complete": Meaning("percent", "percent complete", "ev ÷ bac"),
        "budget.invoiced": Meaning("money", "invoiced", "Σ invoices that are not void"),
        "budget.paid": Meaning("money", "paid", "Σ invoices with a day of payment"),
        "budget.outstanding": Meaning("money", "outstanding", "invoiced − paid"),
        "budget.overdue": Meaning("money", "overdue", "Σ unpaid and due before as_of"),
        "budget.spending.rate": Meaning(
            "money", "burn rate", "Σ actuals of the last three months ÷ 3"
        ),
        "budget.retainer.balance": Meaning(
            "amount", "balance", "included + carried over − used, in the last month"
        ),
        "line.bac": Meaning("money", "budget at completion", "planned + approved changes"),
        "line.ev": Meaning("money", "earned value", "bac × percent complete"),
        "line.pv": Meaning("money", "planned value", "bac × elapsed share of the line's time"),
        "line.ac": Meaning("money", "actual cost", "Σ actuals"),
        "period.balance": Meaning("amount", "balance", "included + carried over − used"),
        "schedule.baseline_end": Meaning(
            "date", "baseline finish", "latest baseline as signed, else the contract's end"
        ),
        "schedule.current_end": Meaning("date", "current finish", "latest current date"),
        "schedule.forecast_end": Meaning("date", "forecast finish", "latest expected date"),
        "schedule.slip_days": Meaning("days", "slip", "forecast finish − baseline finish"),
        "schedule.on_time": Meaning(
            "count", "milestones on time", "done on or before the current date, of those done"
        ),
        "milestone.current_on": Meaning("date", "current date", "baseline + Σ approved days"),
        "milestone.expected_on": Meaning(
            "date", "expected date", "done, else the later of forecast (else current) and as_of"
        ),
        "milestone.slip_days": Meaning("days", "slip", "expected − baseline"),
        "milestone.unapproved_slip_days": Meaning("days", "unapproved slip", "expected − current"),
        "milestone.state": Meaning("state", "state", "from its dates as of as_of"),
        "issues.open": Meaning("count", "open issues", "neither resolved nor closed"),
        "issues.overdue": Meaning("count", "overdue issues", "open and due before as_of"),
        "issues.waiting_on_client": Meaning("count", "waiting on client", "by status"),
        "issues.median_response_hours": Meaning("hours", "response time", "median to response"),
        "issues.median_resolution_days": Meaning("days", "resolution time", "median to resolution"),
        "issue.age_days": Meaning("days", "age", "days from opened to resolved, else to as_of"),
        "incidents.prevention_done": Meaning("count", "prevention done", "measures that are done"),
        "incident.days_to_disclose": Meaning("days", "time to disclose", "disclosed − detected"),
        "risk.score": Meaning("count", "risk score", "probability × impact"),
        "feedback.nps": Meaning("percent", "net promoter score", "% of 9–10 − % of 0–6"),
        "health.schedule": Meaning("state", "schedule health", "worst unapproved slip, in percent"),
        "health.budget": Meaning("state", "budget health", "(eac − bac) ÷ bac"),
        "health.issues": Meaning("state", "issues health", "open critical, high or overdue"),
        "health.computed": Meaning("state", "computed health", "the worst of the three"),
        "health.overall": Meaning("state", "overall health", "latest update's, else computed"),
    }
)
