"""Dates that contradict each other, or claim what had not happened by the `as_of` day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

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
    ("changes",): (("decided_on", "requested_on"), ("needed_by", "requested_on")),
    ("incidents",): (
        ("detected_at", "began_at"),
        ("disclosed_at", "detected_at"),
        ("resolved_at", "detected_at"),
        ("resolved_at", "began_at"),
    ),
    ("team",): (("until", "since"),),
}

# list → inner list, the key in it that may not lie before a key of the entry around it
_INNER_ORDER: dict[Path, tuple[tuple[str, str, str, str], ...]] = {
    ("incidents",): (("corrections", "on", "detected_at", "the incident's"),),
    ("updates",): (("corrections", "on", "on", "the update's"),),
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


_AS_OF = "set `as_of` to the day on which you last confirmed the facts, or correct this date"
_REMEDIES = {"started_on": "correct one of the two, or set `status: planned`"}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two dates of which the first may not lie before the second.

    Attributes:
        path: the entry that has the first, or the group of keys.
        key: the first's.
        later: the first.
        name: what the second is called, its key in backticks.
        earlier: the second.
        remedy: what to do where the first lies before the second.
    """

    path: Path
    key: str
    later: object
    name: str
    earlier: object
    remedy: str = "correct one of the two"


def check(subject: Subject) -> None:
    """Looks at every pair of dates that can contradict each other, drafts included."""
    said: set[Path] = set()
    for pair in (*_pairs(subject), *_inner_pairs(subject), *_project_pairs(subject)):
        later, earlier, place = pair.later, pair.earlier, (*pair.path, pair.key)
        if not (isinstance(later, date) and isinstance(earlier, date)) or place in said:
            continue
        if _lies_before(subject, later, earlier):
            what = f"`{pair.key}` {_said(later)} lies before {pair.name} {_said(earlier)}"
            subject.error(place, what, pair.remedy)
            said.add(place)
    project = subject.project
    for at, key, moment in _claims(subject) if project else ():
        if project and subject.day(moment) > project.as_of:
            what = f"`{key}` {_said(moment)} lies after `as_of` {project.as_of}, the day of these facts"
            subject.error((*at, key), what, _REMEDIES.get(key, _AS_OF))


def _lies_before(subject: Subject, a: date, b: date) -> bool:
    if isinstance(a, datetime) and isinstance(b, datetime):
        return a < b
    return subject.day(a) < subject.day(b)


def _said(moment: date) -> str:
    return str(getattr(moment, "written", moment))


def _pairs(subject: Subject) -> Iterator[_Pair]:
    for path, pairs in _ORDER.items():
        for at, entry in subject.all_entries(*map(str, path)):
            for key, name in pairs:
                yield _Pair(at, key, getattr(entry, key), f"`{name}`", getattr(entry, name))


def _inner_pairs(subject: Subject) -> Iterator[_Pair]:
    for path, inner in _INNER_ORDER.items():
        for at, entry in subject.all_entries(*map(str, path)):
            for many, key, name, whose in inner:
                for i, each in enumerate(getattr(entry, many)):
                    earlier = f"{whose} `{name}`", getattr(entry, name)
                    yield _Pair((*at, many, i), key, getattr(each, key), *earlier)


def _project_pairs(subject: Subject) -> Iterator[_Pair]:
    project = subject.project
    if project is None:
        return
    started = "the project's `started_on`"
    if contract := project.contract:
        at, ends_on = ("project", "contract"), contract.ends_on
        yield _Pair(at, "ends_on", ends_on, started, project.started_on)
        yield _Pair(at, "ends_on", ends_on, "`signed_on`", contract.signed_on)
    remedy = "correct one of the two, or give this milestone its own `starts_on`"
    for path, milestone in subject.all_entries("schedule", "milestones"):
        if not milestone.starts_on and not subject.is_lost(*path, "starts_on"):
            yield _Pair(path, "done_on", milestone.done_on, started, project.started_on, remedy)


def _claims(subject: Subject) -> Iterator[tuple[Path, str, date]]:
    """What is said to have happened; a draft says nothing yet."""
    yield from _project_claims(subject)
    for path, keys in _CLAIMS.items():
        for at, entry in subject.entries(*map(str, path)):
            yield from ((at, k, v) for k in keys if isinstance(v := getattr(entry, k), date))
    for path, inner in _INNER_CLAIMS.items():
        for at, entry in subject.entries(*map(str, path)):
            for name, key in inner:
                for i, each in enumerate(getattr(entry, name)):
                    if not each.draft and isinstance(moment := getattr(each, key), date):
                        yield (*at, name, i), key, moment
    for at, redaction in subject.entries("project", "redactions"):
        yield at, "on", redaction.on
    for at, meeting in subject.entries("schedule", "meetings"):
        if meeting.held:
            yield at, "at", meeting.at


def _project_claims(subject: Subject) -> Iterator[tuple[Path, str, date]]:
    project = subject.project
    if project is None:
        return
    if project.status != "planned" and not subject.is_lost("project", "status"):
        yield ("project",), "started_on", project.started_on
    if project.contract and project.contract.signed_on:
        yield ("project", "contract"), "signed_on", project.contract.signed_on
