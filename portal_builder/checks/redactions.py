"""Redactions: what is to be taken out of the history must be named so that it is found."""

from __future__ import annotations

from portal_builder.checks.subject import Subject
from portal_builder.history.targets import lists, target, unknown
from portal_builder.wording import nearest

_FORM = "name a record and its field, such as ISS-3.description, or project.summary"


def check(subject: Subject) -> None:
    """Every redaction names a field that there is; a slip would leave published what must not be."""
    for path, redaction in subject.all_entries("project", "redactions"):
        found = _wrong(subject, redaction.of)
        if found:
            subject.error((*path, "of"), *found)


def _wrong(subject: Subject, of: str) -> tuple[str, str] | None:
    """What is wrong with the field that a redaction names, and the remedy."""
    named = target(of)
    if named is None:
        return f"“{of}” names no field", _FORM
    section = named.section
    if named.record:
        record = subject.known.get(named.record)
        if record is None and not subject.known_is_all:
            return None
        if record is None:
            what = f"there is no record {named.record}"
            names = [name for name in subject.known if name != named.record]
            return what, nearest(named.record, names, "the records are") if names else _FORM
        section = ".".join(map(str, record.path[:-1]))
    amiss = unknown(lists()[section], named.field)
    if amiss is None:
        return None
    what = f"{named.record or section} has no field `{amiss[0]}`"
    return what, nearest(amiss[0], amiss[1], "its fields are")
