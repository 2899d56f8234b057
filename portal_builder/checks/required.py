"""What an entry must say once it has reached a certain state."""

from __future__ import annotations

from portal_builder.checks.subject import Subject
from portal_builder.model.facts import Path
from portal_builder.model.issues import ENDED


def check(subject: Subject) -> None:
    """Resolved issues and incidents, and decided changes, must say how they ended."""
    for path, issue in subject.all_entries("issues"):
        if issue.status in ENDED and issue.resolved_at is None:
            _missing(
                subject,
                path,
                f"this issue is {issue.status}, but has no `resolved_at`",
                "resolved_at",
            )
    for path, change in subject.all_entries("changes"):
        if change.status in ("approved", "rejected"):
            for key in ("decided_on", "decided_by"):
                if getattr(change, key) is None:
                    _missing(
                        subject, path, f"this change is {change.status}, but has no `{key}`", key
                    )
    for path, incident in subject.all_entries("incidents"):
        if incident.status == "resolved":
            for key in ("disclosed_at", "cause", "fix"):
                if getattr(incident, key) is None:
                    _missing(subject, path, f"this incident is resolved, but has no `{key}`", key)
            if not incident.prevention and incident.prevention_none is None:
                what = "this incident is resolved, but has no `prevention`"
                remedy = "say what keeps it from happening again, or in `prevention_none` why nothing does"
                subject.error(path, what, remedy)
    project = subject.project
    if project and project.phase is not None and project.phase not in project.phases:
        subject.error(
            ("project", "phase"),
            f"“{project.phase}” is not among the project's `phases`",
            f"write one of {', '.join(project.phases)}"
            if project.phases
            else "list the `phases` first",
        )


def _missing(subject: Subject, path: Path, what: str, key: str) -> None:
    subject.error(path, what, f"add `{key}: …`")
