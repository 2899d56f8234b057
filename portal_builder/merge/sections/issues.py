"""Issues: what is open, whose turn it is, and how it ended."""

from __future__ import annotations

from portal_builder.merge.cards import Card, Fact, card, draw_cards
from portal_builder.merge.charts import ages_chart, flow_chart
from portal_builder.merge.content import Content, found, table
from portal_builder.merge.figures import draw_figures, explained
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row
from portal_builder.model.issues import Issue

_FIGURES = (
    *("open", "overdue", "waiting_on_client"),
    *("median_response_hours", "median_resolution_days"),
)


def issues(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    entries = reading.facts.issues
    if not entries:
        return None
    cards = [_card(reading, issue) for issue in entries]
    cells = Cells(reading)
    columns = [
        *(cells.column(key) for key in ("title", "status", "severity", "owner")),
        *(cells.column(key) for key in ("opened_at", "due_on")),
        Column(reading.words("field.age_days"), number=True),
    ]
    rows = [Row(cells.title(issue.id), _cells(reading, cells, issue)) for issue in entries]
    drawn = table(reading, "section.issues", columns, rows)
    return Content(
        {
            "figures": draw_figures(reading, [f"issues.{name}" for name in _FIGURES]),
            "flow": flow_chart(reading),
            "ages": ages_chart(reading),
            "table": explained(reading, drawn, {"issue.age_days": "field.age_days"}),
            "records": draw_cards(reading, cards),
        },
        found(cards),
    )


def is_overdue(reading: Reading, issue: Issue) -> bool:
    """Whether an open issue was due before the facts' day."""
    return issue.is_open and issue.due_on is not None and issue.due_on < reading.as_of


def _age(reading: Reading, issue: Issue) -> int:
    figures = reading.figures.issues
    assert figures is not None
    return figures.records[issue.id].age_days


def _cells(reading: Reading, cells: Cells, issue: Issue) -> tuple[Cell, ...]:
    due = cells.day(issue.due_on)
    if is_overdue(reading, issue):
        due = Cell(due.html + reading.state("action", "overdue"), due.sort)
    return (
        cells.state("issue", issue.status),
        cells.state("severity", issue.severity),
        cells.choice(issue.owner),
        Cell(reading.day(reading.day_of(issue.opened_at)), issue.opened_at.isoformat()),
        due,
        cells.days(_age(reading, issue)),
    )


def _card(reading: Reading, issue: Issue) -> Card:
    age = "field.open_for" if issue.is_open else "field.resolved_after"
    first = [Fact(reading.words(age), reading.days(_age(reading, issue)))]
    if issue.severity:
        severity = reading.state("severity", issue.severity)
        first.insert(0, Fact(reading.words("field.severity"), severity))
    return card(
        reading,
        issue,
        state=reading.state("issue", issue.status),
        skip=("status", "severity"),
        first=first,
    )
