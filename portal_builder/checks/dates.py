"""Dates that contradict each other, or claim what had not happened by the `as_of` day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from portal_builder.checks.subject import Subject
from portal_builder.model.facts import Path

# list → pairs of keys of which the first may not lie before the second
_ORDER: dict[Path, tuple[tuple[str, str], ...]] = {
    ("scope", "items"): (("accepted_on", "delivered_on"),),
    ("schedule", "milestones"): (("done_on", "starts_on"), ("baseline_on", "starts_on")),
    ("budget", "lines"): (("ends_on", "starts_on"),),
    ("budget", "invoices"): (("due_on", "issued_on"), ("paid_on", "issued_on")),
    ("issues",): (
        ("resolved_at", "opened_at"),
        ("responded_at", "opened_at"),
        ("due_on", "opened_at"),
    ),
    ("changes",): (("decided_on", "requested_on"),),
    ("incidents",): (
        ("detected_at", "began_at"),
        ("disclosed_at", "detected_at"),
        ("resolved_at", "detected_at"),
        ("resolved_at", "began_at"),
    ),
    ("team",): (("until", "since"),),
}

# list → keys that claim something to have happened
_CLAIMS: dict[Path, tuple[str, ...]] = {
    ("scope", "items"): ("delivered_on", "accepted_on"),
    ("schedule", "milestones"): ("done_on",),
    ("budget", "invoices"): ("issued_on", "paid_on"),
    ("issues",): ("opened_at", "responded_at", "resolved_at"),
    ("changes",): ("requested_on", "decided_on"),
    ("decisions",): ("decided_on",),
    ("actions",): ("done_on",),
    ("incidents",): ("began_at", "detected_at", "disclosed_at", "resolved_at"),
    ("updates",): ("on",),
    ("feedback",): ("on",),
}

# list → inner list → the key in it that claims something to have happened
_INNER_CLAIMS: dict[Path, tuple[tuple[str, str], ...]] = {
    ("scope", "items"): (("acceptance", "met_on"),),
    ("schedule", "milestones"): (("slips", "on"),),
    ("incidents",): (("prevention", "done_on"), ("timeline", "at"), ("corrections", "on")),
    ("updates",): (("corrections", "on"),),
    ("goals",): (("measurements", "on"),),
}


def check(subject: Subject) -> None:
    """Looks at every pair of dates that can contradict each other, drafts included."""
    for path, pairs in _ORDER.items():
        for at, entry in subject.all_entries(*map(str, path)):
            for later, earlier in pairs:
                _check_order(subject, at, entry, later, earlier)
    project = subject.project
    if project is None or not subject.whole("project"):
        return
    _check_project(subject)
    for at, key, moment in _claims(subject):
        if subject.day(moment) > project.as_of:
            subject.error(
                (*at, key),
                f"`{key}` is {_written(moment)}, after the day of these facts, `as_of` {project.as_of}",
                "set `as_of` to the day on which you last confirmed the facts, or correct this date",
            )


def _check_order(subject: Subject, at: Path, entry: Any, later: str, earlier: str) -> None:
    end, start = getattr(entry, later), getattr(entry, earlier)
    if isinstance(end, date) and isinstance(start, date) and _before(subject, end, start):
        subject.error(
            (*at, later),
            f"`{later}` is {_written(end)}, before `{earlier}`, {_written(start)}",
            "correct one of the two",
        )


def _before(subject: Subject, a: date, b: date) -> bool:
    if isinstance(a, datetime) and isinstance(b, datetime):
        return a < b
    return subject.day(a) < subject.day(b)


def _written(moment: date) -> str:
    return str(getattr(moment, "written", moment))


def _check_project(subject: Subject) -> None:
    project = subject.project
    assert project is not None
    contract = project.contract
    if project.started_on > project.as_of and project.status != "planned":
        subject.error(
            ("project", "started_on"),
            f"`started_on` is {project.started_on}, after `as_of` {project.as_of}",
            "correct one of the two, or set `status: planned`",
        )
    if contract and contract.signed_on and contract.signed_on > project.as_of:
        subject.error(
            ("project", "contract", "signed_on"),
            f"`signed_on` is {contract.signed_on}, after `as_of` {project.as_of}",
            "correct one of the two",
        )
    if contract and contract.ends_on and contract.ends_on < project.started_on:
        subject.error(
            ("project", "contract", "ends_on"),
            f"`ends_on` is {contract.ends_on}, before the project's `started_on` {project.started_on}",
            "correct one of the two",
        )
    for at, milestone in subject.all_entries("schedule", "milestones"):
        done = milestone.done_on
        if done and not milestone.starts_on and done < project.started_on:
            subject.error(
                (*at, "done_on"),
                f"`done_on` is {done}, before the project's `started_on` {project.started_on}",
                "correct one of the two, or give this milestone its own `starts_on`",
            )


def _claims(subject: Subject) -> Iterator[tuple[Path, str, date]]:
    for path, keys in _CLAIMS.items():
        for at, entry in subject.all_entries(*map(str, path)):
            yield from ((at, k, v) for k in keys if isinstance(v := getattr(entry, k), date))
    for path, inner in _INNER_CLAIMS.items():
        for at, entry in subject.all_entries(*map(str, path)):
            for name, key in inner:
                for i, each in enumerate(getattr(entry, name)):
                    if isinstance(moment := getattr(each, key), date):
                        yield (*at, name, i), key, moment
    for at, redaction in subject.all_entries("project", "redactions"):
        yield at, "on", redaction.on
    for at, meeting in subject.all_entries("schedule", "meetings"):
        if meeting.held:
            yield at, "at", meeting.at
