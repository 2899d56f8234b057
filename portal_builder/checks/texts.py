"""Texts and files: what may stand in a text, and which files may be published."""

from __future__ import annotations

from collections.abc import Mapping

from portal_builder import prose
from portal_builder.checks.subject import Subject
from portal_builder.model.facts import Found
from portal_builder.model.types import FILE, RICH, Meaning
from portal_builder.model.written import BLANK

_ONLY_A_COMMENT = ("this text is blank: only a comment stands in it", "write something beside it")


def check(subject: Subject) -> None:
    """Looks at every Markdown text and at every file that is referred to."""
    records = {name: f"#{name}" for name, record in subject.known.items() if not record.draft}
    for found in subject.found:
        if found.marker == RICH:
            _check_text(subject, found, records)
        elif found.marker == FILE:
            reason = subject.assets.refusal(found.value)
            if reason:
                subject.error(found.path, *reason)
            elif not found.draft:
                subject.assets.use(found.value)


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a Markdown text."""
    examined = prose.examine(text, records={}, assets={})
    return isinstance(examined, prose.Examined) and examined.blank


def _check_text(subject: Subject, found: Found, records: Mapping[str, str]) -> None:
    assets = subject.assets.links(used=not found.draft)
    examined = prose.examine(found.value, records=records, assets=assets)
    if isinstance(examined, prose.Refused):
        subject.error(found.path, examined.message, examined.remedy)
        return
    if examined.blank and isinstance(found.marker, Meaning) and found.marker.required:
        subject.error(found.path, *(_ONLY_A_COMMENT if "<!--" in found.value else BLANK))
    if not subject.read.whole:  # what a link names may stand in the file that could not be read
        return
    for remark in examined.remarks:
        subject.warn(found.path, remark.message, remark.remedy)
