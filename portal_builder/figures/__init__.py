"""Figures: a project's published facts → what follows from them, by arithmetic alone.

No clock, no files: the same facts give the same figures on any day. Amounts are exact fractions
until the end and are then rounded once. `values` holds the results, `meanings` what they mean.
"""

from __future__ import annotations

from datetime import tzinfo

from portal_builder.figures.budget import budget_figures
from portal_builder.figures.days import day_of
from portal_builder.figures.earlier import earlier_figures
from portal_builder.figures.earned import earned_lines
from portal_builder.figures.effects import Effects
from portal_builder.figures.feedback import feedback_figures
from portal_builder.figures.health import health_figures
from portal_builder.figures.incidents import incidents_figures
from portal_builder.figures.issues import issues_figures
from portal_builder.figures.risks import risks_figures
from portal_builder.figures.schedule import schedule_figures
from portal_builder.figures.values import Figures
from portal_builder.model.facts import Facts

__all__ = ["Effects", "Figures", "day_of", "derive"]


def derive(facts: Facts, *, zone: tzinfo, decimals: int, drawn: bool = True) -> Figures:
    """Derives all figures of a project as of its `as_of` day.

    Args:
        facts: the project's published facts, without any draft.
        zone: the client's time zone, in which a moment has its day.
        decimals: how many decimals the client's currency has.
        drawn: whether charts and comparisons with earlier days are wanted too.
    """
    effects = Effects.of(facts)
    schedule = schedule_figures(facts, effects)
    lines = earned_lines(facts, effects, schedule)
    return Figures(
        budget=budget_figures(facts, effects, lines, schedule, decimals, drawn),
        schedule=schedule,
        issues=issues_figures(facts, zone),
        incidents=incidents_figures(facts, zone),
        risks=risks_figures(facts),
        feedback=feedback_figures(facts),
        health=health_figures(facts, schedule, lines),
        earlier=earlier_figures(facts, zone=zone, decimals=decimals) if drawn else None,
    )
