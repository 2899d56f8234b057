"""Decisions and actions: what waits on whom, and what was decided."""

from __future__ import annotations

from portal_builder.merge.cards import Card, card, draw_cards
from portal_builder.merge.content import Content, found, table
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cells, Row
from portal_builder.model.decisions import Action, Decision


def decisions(reading: Reading) -> Content | None:
    """The page of both sections; None where there is nothing on it."""
    taken, actions = reading.facts.decisions, reading.facts.actions
    if not taken and not actions:
        return None
    cells = Cells(reading)
    cards = [_decision(reading, decision) for decision in taken]
    action_cards = [_action(reading, action) for action in actions]
    decision_columns = [
        cells.column(key) for key in ("title", "status", "waiting_on", "needed_by", "decided_on")
    ]
    action_columns = [
        cells.column(key) for key in ("title", "status", "party", "assignee", "due_on", "done_on")
    ]
    return Content(
        {
            "decisions": table(
                reading,
                "section.decisions",
                decision_columns,
                [_decision_row(cells, decision) for decision in taken],
            ),
            "decision_records": draw_cards(reading, cards),
            "actions": table(
                reading,
                "section.actions",
                action_columns,
                [_action_row(reading, cells, action) for action in actions],
            ),
            "action_records": draw_cards(reading, action_cards),
        },
        (*found(cards), *found(action_cards)),
    )


def action_state(reading: Reading, action: Action) -> str:
    """Whether an action is done, overdue or open."""
    if action.done_on:
        return "done"
    return "overdue" if action.due_on and action.due_on < reading.as_of else "open"


def _decision_row(cells: Cells, decision: Decision) -> Row:
    return Row(
        cells.title(decision.id),
        (
            cells.state("decision", decision.state),
            cells.choice(decision.waiting_on if decision.state == "proposed" else None),
            cells.day(decision.needed_by),
            cells.day(decision.decided_on),
        ),
    )


def _action_row(reading: Reading, cells: Cells, action: Action) -> Row:
    return Row(
        cells.title(action.id),
        (
            cells.state("action", action_state(reading, action)),
            cells.choice(action.party),
            cells.text(action.assignee),
            cells.day(action.due_on),
            cells.day(action.done_on),
        ),
    )


def _decision(reading: Reading, decision: Decision) -> Card:
    state = reading.state("decision", decision.state)
    return card(reading, decision, state=state, skip=("status",))


def _action(reading: Reading, action: Action) -> Card:
    return card(reading, action, state=reading.state("action", action_state(reading, action)))
