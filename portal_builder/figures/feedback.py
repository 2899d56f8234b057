"""Figures of the feedback: the net promoter score."""

from __future__ import annotations

from fractions import Fraction

from portal_builder.figures.rounding import percent
from portal_builder.figures.values import Counted, FeedbackFigures
from portal_builder.model.facts import Facts

PROMOTER_FROM = 9
DETRACTOR_TO = 6


def feedback_figures(facts: Facts) -> FeedbackFigures | None:
    """Derives the figures of section `feedback`; None where it is absent."""
    scores = [answer.score for answer in facts.feedback]
    if not scores:
        return None
    promoters = sum(score >= PROMOTER_FROM for score in scores)
    detractors = sum(score <= DETRACTOR_TO for score in scores)
    score = percent(Fraction(promoters - detractors), Fraction(len(scores)))
    return FeedbackFigures(Counted(score, len(scores)))
