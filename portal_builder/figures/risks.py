"""Figures of the risks: probability × impact."""

from __future__ import annotations

from portal_builder.figures.values import RiskFigures, RisksFigures
from portal_builder.model.facts import Facts
from portal_builder.model.risks import Risk


def risks_figures(facts: Facts) -> RisksFigures | None:
    """Derives the score of each risk; None where section `risks` is absent."""
    if not facts.risks:
        return None
    return RisksFigures({risk.id: RiskFigures(_score(risk)) for risk in facts.risks})


def _score(risk: Risk) -> int | None:
    if risk.probability is None or risk.impact is None:
        return None
    return risk.probability * risk.impact
