"""What an entry must say once it has reached a certain state."""

from __future__ import annotations

from typing import Any

from portal_builder.checks.subject import Subject
from portal_builder.checks.texts import is_blank
from portal_builder.model.changes import DECIDED
from portal_builder.model.facts import Path
from portal_builder.model.incidents import Incident
from portal_builder.model.issues import ENDED
from portal_builder.wording import nearest


def check(subject: Subject) -> None:
    """Resolved issues and incidents, and decided changes, must say how they ended."""
    for path, issue in subject.all_entries("issues"):
        if issue.status in ENDED:
            _need(subject, path, issue, "this issue", "resolved_at")
    for path, change in subject.all_entries("changes"):
        if change.status in DECIDED:
            _need(subject, path, change, "this change", "decided_on", "decided_by")
    for path, incident in subject.all_entries("incidents"):
        if incident.status == "resolved":
            _need(subject, path, incident, "this incident", "disclosed_at", "cause", "fix")
            _need_prevention(subject, path, incident)
    _check_phase(subject)


def _need(subject: Subject, path: Path, record: Any, noun: str, *keys: str) -> None:
    for key in keys:
        found = getattr(record, key)
        if found is None and not subject.is_lost(*path, key):
            what = f"{noun} is {record.status}, but has no `{key}`"
            subject.error(path, what, f"add `{key}: …`")
        elif isinstance(found, str) and is_blank(found):
            what = f"{noun} is {record.status}, but its `{key}` is blank"
            subject.error((*path, key), what, f"say it in `{key}`")


def _need_prevention(subject: Subject, path: Path, incident: Incident) -> None:
    published = [p for p in incident.prevention if incident.draft or not p.draft]
    if published or subject.is_lost(*path, "prevention"):
        return
    if incident.prevention_none is not None:
        _need(subject, path, incident, "this incident", "prevention_none")
    elif not subject.is_lost(*path, "prevention_none"):
        what = "this incident is resolved, but has no `prevention`"
        remedy = "say what keeps it from happening again, or in `prevention_none` why nothing does"
        subject.error(path, what, remedy)


def _check_phase(subject: Subject) -> None:
    project = subject.project
    if project is None or project.phase is None or subject.is_lost("project", "phases"):
        return
    if project.phase not in project.phases:
        subject.error(
            ("project", "phase"),
            f"“{project.phase}” is not among the project's `phases`",
            nearest(project.phase, project.phases, "they are")
            if project.phases
            else "list the `phases` first",
        )
