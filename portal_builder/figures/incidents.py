"""Figures of the incidents: how soon the client was told, and what is done against repetition."""

from __future__ import annotations

from datetime import date, tzinfo

from portal_builder.figures.days import days_between
from portal_builder.figures.values import IncidentFigures, IncidentsFigures, PreventionDone
from portal_builder.model.facts import Facts
from portal_builder.model.incidents import Incident


def incidents_figures(facts: Facts, zone: tzinfo) -> IncidentsFigures | None:
    """Derives the figures of section `incidents`; None where it is absent."""
    if not facts.incidents:
        return None
    measures = [measure for incident in facts.incidents for measure in incident.prevention]
    done = sum(measure.done_on is not None for measure in measures)
    return IncidentsFigures(
        prevention_done=PreventionDone(done, len(measures)),
        records={i.id: IncidentFigures(_days_to_disclose(i, zone)) for i in facts.incidents},
    )


def _days_to_disclose(incident: Incident, zone: tzinfo) -> int | None:
    told = incident.disclosed_at
    return days_between(incident.detected_at, told, zone) if isinstance(told, date) else None
