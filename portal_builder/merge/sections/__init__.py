"""The pages of a project, one function each, in the order of the navigation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from portal_builder.merge.content import Section
from portal_builder.merge.sections.budget import budget
from portal_builder.merge.sections.changes import changes
from portal_builder.merge.sections.decisions import decisions
from portal_builder.merge.sections.goals import goals
from portal_builder.merge.sections.history import history, pointers
from portal_builder.merge.sections.incidents import incidents
from portal_builder.merge.sections.issues import issues
from portal_builder.merge.sections.overview import overview, summary
from portal_builder.merge.sections.reference import documents, glossary, team
from portal_builder.merge.sections.risks import risks
from portal_builder.merge.sections.schedule import schedule
from portal_builder.merge.sections.scope import scope
from portal_builder.merge.sections.since import since
from portal_builder.merge.sections.updates import updates

__all__ = ["MAIN", "SECTIONS", "history", "overview", "pointers", "since", "summary"]

SECTIONS: Mapping[str, Section] = MappingProxyType(
    {
        "scope": scope,
        "schedule": schedule,
        "budget": budget,
        "issues": issues,
        "changes": changes,
        "decisions": decisions,
        "risks": risks,
        "incidents": incidents,
        "goals": goals,
        "updates": updates,
        "team": team,
        "documents": documents,
        "glossary": glossary,
        "history": history,
    }
)
# What a client opens every week; the rest stands under "More".
MAIN = frozenset({"scope", "schedule", "budget", "issues", "changes"})
