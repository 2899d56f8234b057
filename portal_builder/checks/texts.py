"""Texts and files: what may stand in a text, and which files may be published."""

from __future__ import annotations

from collections.abc import Mapping

from portal_builder import prose
from portal_builder.checks.subject import Subject
from portal_builder.model import written
from portal_builder.model.facts import Found, Path, field_at
from portal_builder.model.types import FILE, RICH


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
    """Whether nothing is left of Markdown once its comments are taken out."""
    return written.is_blank(prose.strip_comments(text))


def _is_required(path: Path) -> bool:
    """Entries of a list are, whatever the list is."""
    known = field_at(str(path[0]), path[1:]) if isinstance(path[-1], str) else None
    return known is None or known.is_required()


def _check_text(subject: Subject, found: Found, records: Mapping[str, str]) -> None:
    if "<!--" in found.value and is_blank(found.value) and _is_required(found.path):
        what, remedy = (
            "this text is blank: only a comment stands in it",
            "write something beside it",
        )
        subject.error(found.path, what, remedy)
        return
    refused = prose.refusal(found.value)
    if refused:
        subject.error(found.path, refused.message, refused.remedy)
        return
    if not subject.read.whole:  # what a link names may stand in the file that could not be read
        return
    for remark in remarks(found.value, records, subject.assets.links(used=not found.draft)):
        subject.warn(found.path, remark.message, remark.remedy)


def remarks(
    source: str, records: Mapping[str, str], assets: Mapping[str, str]
) -> tuple[prose.Remark, ...]:
    """What in a text is published in another way than it is written: links that may not stand."""
    if "[" not in source and "<" not in source:
        return ()
    return prose.convert(source, records=records, assets=assets).remarks
