"""The issues drawn: how many were opened and resolved over time, and how old the open ones are."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup, escape

from portal_builder.charts.ages import Age, ages
from portal_builder.charts.columns import Count, Span, columns
from portal_builder.figures.values import Flow, IssuesFigures
from portal_builder.merge.charts.figure import Chart, draw_chart, said, too_little
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Column, Row, Table
from portal_builder.model.issues import Issue

LEAST = 3
"""From how many issues there is a drawing over time."""

LEAST_OPEN = 2
"""From how many open issues their ages are drawn."""

MOST_OPEN = 10
"""How many open issues are drawn; of more, the oldest."""


def flow_chart(reading: Reading) -> Markup:
    """The HTML of the issues opened and resolved over time."""
    figures = reading.figures.issues
    if figures is None:
        return Markup()
    if len(reading.facts.issues) < LEAST or len(figures.flow) < 2:
        return too_little(reading, "flow")
    words, number = reading.words, reading.formats.number
    drawn = [
        Span(
            _name(reading, f),
            Count(f.opened, number(f.opened)),
            Count(f.resolved, number(f.resolved)),
        )
        for f in figures.flow
    ]
    opened, resolved = words.plain("chart.flow.opened"), words.plain("chart.flow.resolved")
    subject = words.plain("chart.flow.subject", day=reading.formats.day(reading.as_of))
    chart = Chart(
        "flow",
        _finding(reading, figures),
        subject,
        partial(columns, drawn, opened, resolved),
        _flow_table(reading, figures),
    )
    return draw_chart(reading, chart)


def _name(reading: Reading, flow: Flow) -> str:
    formats = reading.formats
    if flow.unit == "week":
        return formats.day(flow.first, "short")
    if flow.unit == "quarter":
        return formats.quarter(flow.first)
    return formats.tick_day(flow.first, "year" if flow.unit == "year" else "year_month")


def _finding(reading: Reading, figures: IssuesFigures) -> str:
    words, number, total = reading.words, reading.formats.number, len(reading.facts.issues)
    counts = {"open": number(figures.open), "all": number(total)}
    key = "chart.flow.open" if figures.open else "chart.flow.none"
    finding = words.plain_count(key, figures.open or total, **counts)
    median = figures.median_resolution_days.value
    if median is None:
        return finding
    days = words.plain_count("unit.days", median, days=number(median))
    return words.plain("chart.flow.median", finding=finding, days=days)


def _flow_table(reading: Reading, figures: IssuesFigures) -> Table:
    cells = Cells(reading)
    heads = (
        reading.words("field.opened_at"),
        reading.words("field.resolved_at"),
        reading.words("chart.flow.open_at_end"),
    )
    rows = [
        Row(
            Cell(escape(_name(reading, flow))),
            tuple(cells.number(n) for n in (flow.opened, flow.resolved, flow.open)),
        )
        for flow in figures.flow
    ]
    first = Column(reading.words(f"chart.flow.{figures.flow[0].unit}"))
    return Table(Markup(), (first, *(Column(head, True) for head in heads)), tuple(rows))


def ages_chart(reading: Reading) -> Markup:
    """The HTML of how long the open issues have been open, the oldest first."""
    figures = reading.figures.issues
    if figures is None:
        return Markup()
    known = {issue.id: figures.records[issue.id].age_days for issue in reading.facts.issues}
    opened = sorted((i for i in reading.facts.issues if i.is_open), key=lambda i: -known[i.id])
    if len(opened) < LEAST_OPEN or not known[opened[0].id]:
        return Markup()
    shown = opened[:MOST_OPEN]
    drawn = [
        Age(
            issue.title,
            known[issue.id],
            said(reading.days(known[issue.id])),
            _hover(reading, issue),
        )
        for issue in shown
    ]
    words, number = reading.words, reading.formats.number
    finding = words.plain("chart.ages", days=drawn[0].written, title=drawn[0].title)
    subject = words.plain("chart.ages.subject", day=reading.formats.day(reading.as_of))
    if len(shown) < len(opened):
        count = {"shown": number(len(shown)), "all": number(len(opened))}
        subject += " " + words.plain("chart.ages.chosen", **count)
    chart = Chart(
        "ages", finding, subject, partial(ages, drawn), _ages_table(reading, shown, drawn)
    )
    return draw_chart(reading, chart)


def _hover(reading: Reading, issue: Issue) -> str:
    day = reading.formats.day(reading.day_of(issue.opened_at))
    return f"{issue.title} ({issue.id}), {day}"


def _ages_table(reading: Reading, shown: list[Issue], drawn: list[Age]) -> Table:
    cells = Cells(reading)
    rows = [
        Row(
            Cell(escape(issue.title)),
            (
                Cell(reading.day(reading.day_of(issue.opened_at))),
                Cell(escape(age.written), number=True),
            ),
        )
        for issue, age in zip(shown, drawn, strict=True)
    ]
    columns = (
        cells.column("title"),
        cells.column("opened_at"),
        Column(reading.words("field.age_days"), number=True),
    )
    return Table(Markup(), columns, tuple(rows))
