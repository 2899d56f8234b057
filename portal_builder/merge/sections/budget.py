"""Budget: from what was signed to what is expected in the end, line by line; retainer; invoices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from portal_builder.figures.budget_values import BudgetFigures, LineFigures
from portal_builder.merge.cards import Card, Fact, card, draw_cards
from portal_builder.merge.charts import money_chart, retainer_chart, waterfall_chart
from portal_builder.merge.content import Anchors, Content, anchors, found, found_rows, table
from portal_builder.merge.figures import draw_figures, draw_more, explained, of_retainer
from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.effects import state_of
from portal_builder.merge.tables import Cell, Cells, Column, Row
from portal_builder.model.budget import Budget, BudgetLine, Invoice, Retainer

_LINES = ("baseline", "approved_changes", "bac", "ac", "percent_spent", "eac")
_INVOICES = ("invoiced", "paid", "outstanding", "overdue")
_EARNED = (
    *("pending_changes", "percent_complete", "ev", "pv", "cv", "sv", "cpi", "spi"),
    *("etc", "vac", "tcpi", "eac_method"),
)


def budget(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    section, figures = reading.facts.budget, reading.figures.budget
    if section is None or figures is None:
        return None
    named = anchors(reading)
    cards = [_card(reading, line) for line in section.lines]
    invoices = [_invoice(reading, invoice, named) for invoice in section.invoices]
    periods = _periods(reading, section.retainer, named)
    money = [f"budget.{name}" for name in _LINES] if section.lines or section.forecast else []
    return Content(
        {
            "figures": draw_figures(reading, money, budget_notes(reading)),
            "more": draw_more(reading, [f"budget.{n}" for n in _EARNED] if money else []),
            "about": _about(reading, section),
            "steps": waterfall_chart(reading) or _steps(reading, figures),
            "money": money_chart(reading),
            "lines": _lines(reading, section.lines, figures),
            "records": draw_cards(reading, cards),
            "retainer": draw_figures(reading, ["budget.retainer.balance"])
            + _retainer(reading, section.retainer),
            "months": retainer_chart(reading),
            "periods": _period_table(reading, periods),
            "invoice_figures": draw_figures(
                reading, [f"budget.{name}" for name in _INVOICES] if invoices else []
            ),
            "invoices": _invoice_table(reading, invoices),
        },
        (*found(cards), *found_rows(periods), *found_rows(invoices)),
    )


def invoice_state(reading: Reading, invoice: Invoice) -> str:
    """Whether an invoice is void, paid, overdue or outstanding."""
    if invoice.void:
        return "void"
    if invoice.paid_on:
        return "paid"
    return "overdue" if invoice.due_on < reading.as_of else "outstanding"


def budget_notes(reading: Reading) -> dict[str, Markup]:
    """What the figures of the budget mean for the client, by the names of the figures."""
    figures, words = reading.figures.budget, reading.words
    if figures is None:
        return {}
    notes = {
        "budget.eac": reading.more(figures.vac.copy_negate(), "agreed_amount"),
        "budget.bac": reading.more(figures.approved_changes, "signed_amount"),
    }
    if figures.pending_changes:
        pending = reading.money(figures.pending_changes, signed=True)
        notes["budget.approved_changes"] = words("budget.pending", amount=pending)
    if figures.percent_spent is not None:
        spent = reading.percent(figures.percent_spent)
        notes["budget.percent_complete"] = words("budget.spent_share", percent=spent)
    months = [*figures.spending.months.items()][-2:]
    notes["budget.ac"] = reading.words("text.semicolon").join(
        words("budget.month", month=reading.formats.month(period), amount=reading.money(amount))
        for period, amount in reversed(months)
    )
    return notes


def _about(reading: Reading, section: Budget) -> Markup:
    words, facts = reading.words, []
    contract = reading.facts.project.contract
    if contract and contract.price is not None:
        facts.append(Fact(words("field.price"), reading.money(contract.price)))
    if section.contingency is not None:
        facts.append(Fact(words("field.contingency"), reading.money(section.contingency)))
    if section.forecast:
        facts.append(Fact(words("field.forecast"), reading.money(section.forecast.amount)))
        facts.append(Fact(words("field.forecast_reason"), reading.text(section.forecast.reason)))
    return reading.templates.component("facts", facts=facts) if facts else Markup()


def _steps(reading: Reading, figures: BudgetFigures) -> Markup:
    if len(figures.steps) < 2:
        return Markup()
    cells = Cells(reading)
    rows = [
        Row(
            Cell(reading.titled(step.change) if step.change else reading.words("budget.signed")),
            (cells.money(step.amount, signed=bool(step.change)), cells.money(step.total)),
        )
        for step in figures.steps
    ]
    columns = (
        Column(reading.words("budget.step")),
        Column(reading.words("field.amount"), number=True),
        Column(reading.words("budget.total"), number=True),
    )
    return table(reading, "budget.steps", columns, rows)


def _lines(reading: Reading, lines: Sequence[BudgetLine], figures: BudgetFigures) -> Markup:
    cells = Cells(reading)
    numbers = ("planned", "bac", "ac", "line_percent", "ev", "pv")
    columns = [
        cells.column("title"),
        cells.column("status"),
        *(cells.column(key, number=True) for key in numbers),
    ]
    rows = [
        Row(cells.title(line.id), _line_cells(cells, line, figures.lines.get(line.id), reading))
        for line in lines
    ]
    total = _amounts(cells, figures.baseline, figures, figures.percent_complete)
    foot = Row(Cell(reading.words("budget.all_lines")), (Cell(), *total))
    drawn = table(reading, "section.lines", columns, rows, foot)
    labels = {f"line.{key}": f"field.{key}" for key in ("bac", "ac", "ev", "pv")}
    return explained(reading, drawn, labels)


def _line_cells(
    cells: Cells, line: BudgetLine, figures: LineFigures | None, reading: Reading
) -> tuple[Cell, ...]:
    if figures is None:
        state = cells.state("line", state_of(reading, line, "proposed"))
        return (state, cells.money(line.planned), *(Cell(number=True) for _ in range(5)))
    percent = line.percent_complete
    if percent is None and figures.bac:
        percent = Decimal(100 if figures.ev == figures.bac else 0)
    return (Cell(), *_amounts(cells, line.planned, figures, percent))


def _amounts(
    cells: Cells,
    planned: Decimal | None,
    figures: LineFigures | BudgetFigures,
    percent: Decimal | None,
) -> tuple[Cell, ...]:
    return (
        cells.money(planned),
        cells.money(figures.bac),
        cells.money(figures.ac),
        cells.percent(percent),
        cells.money(figures.ev),
        cells.money(figures.pv),
    )


def _card(reading: Reading, line: BudgetLine) -> Card:
    state = state_of(reading, line, "")
    figures = reading.figures.budget.lines.get(line.id) if reading.figures.budget else None
    first = []
    if figures:
        first = [
            Fact(reading.words(f"field.{key}"), reading.money(getattr(figures, key)))
            for key in ("bac", "ac", "ev", "pv")
        ]
    percent = line.percent_complete
    if percent is not None:
        first.append(Fact(reading.words("field.percent_complete"), reading.percent(percent)))
    return card(
        reading,
        line,
        state=reading.state("line", state) if state else Markup(),
        skip=("percent_complete",),
        first=first,
    )


def _retainer(reading: Reading, retainer: Retainer | None) -> Markup:
    if retainer is None:
        return Markup()
    words, months = reading.words, retainer.carry_over_periods
    facts = [
        Fact(words("field.unit"), reading.choice(retainer.unit)),
        Fact(words("field.included"), of_retainer(reading, retainer.included)),
        Fact(
            words("field.carry_over_periods"),
            reading.measured("months", months),
        ),
    ]
    return reading.templates.component("facts", facts=facts)


def _periods(reading: Reading, retainer: Retainer | None, named: Anchors) -> list[Row]:
    figures = reading.figures.budget
    if retainer is None or figures is None:
        return []
    cells = Cells(reading)
    rows = []
    for period in retainer.periods:
        balance = figures.retainer.periods[period.period].balance
        amounts = [
            Cell(of_retainer(reading, amount), str(amount), number=True)
            for amount in (period.used, balance)
        ]
        month = Cell(Markup(reading.formats.month(period.period)), period.period)
        anchor = named.of("retainer", period.period)
        rows.append(Row(month, (*amounts, cells.text(period.note)), anchor))
    return rows


def _period_table(reading: Reading, rows: Sequence[Row]) -> Markup:
    cells = Cells(reading)
    columns = (
        cells.column("period"),
        cells.column("used", number=True),
        cells.column("balance", number=True),
        cells.column("note"),
    )
    drawn = table(reading, "section.retainer", columns, rows)
    return explained(reading, drawn, {"period.balance": "field.balance"})


def _invoice(reading: Reading, invoice: Invoice, named: Anchors) -> Row:
    cells = Cells(reading)
    return Row(
        cells.text(invoice.number),
        (
            cells.state("invoice", invoice_state(reading, invoice)),
            cells.day(invoice.issued_on),
            cells.day(invoice.due_on),
            cells.day(invoice.paid_on),
            cells.money(invoice.amount),
            cells.text(invoice.note),
        ),
        named.of("invoice", invoice.number),
    )


def _invoice_table(reading: Reading, rows: Sequence[Row]) -> Markup:
    cells = Cells(reading)
    columns = (
        cells.column("number"),
        cells.column("status"),
        cells.column("issued_on"),
        cells.column("due_on"),
        cells.column("paid_on"),
        cells.column("amount", number=True),
        cells.column("note"),
    )
    return table(reading, "section.invoices", columns, rows)
