"""Whether what is published of a client is what a build would make of it now."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from portal_builder import proof
from portal_builder.intake import Intake
from portal_builder.job import Outcome, Setup
from portal_builder.published import NOT_AS_PUBLISHED, Reference, Unread, open_reference
from portal_builder.verify import Verified, as_verified, verify
from portal_builder.worker import Worker, worker


def compare_chunk(setup: Setup, slugs: Sequence[str], address: str) -> list[Outcome]:
    """Compares some clients in a worker process with what is published at an address."""
    here, reference = worker(setup), open_reference(address)
    return [_compared(here, reference, slug) for slug in slugs]


def _compared(here: Worker, reference: Reference, slug: str) -> Outcome:
    """What came of one client; what else is wrong with it, its build will say."""
    try:
        return _as_published(here, reference, slug)
    except Unread as reason:
        return Outcome(slug, unread=str(reason))
    except Exception:
        if os.environ.get("PORTAL_DEBUG"):
            raise
        return Outcome(slug)


def _as_published(here: Worker, reference: Reference, slug: str) -> Outcome:
    """Whether a client's site may stay out: made from the same, and nothing else stands there.

    Raises:
        Unread: that cannot be told.
    """
    digests = reference.digests(slug)
    if digests.key != here.setup.keys.get(slug):
        return Outcome(slug)
    basis = digests.basis
    if basis and basis.watched == here.watched and not (here.setup.strict and basis.warnings):
        with reference.site(digests) as root:
            _see_whole(slug, root, digests.files)
        return Outcome(slug, basis.warnings, published=True)
    intake = here.take_in(slug)
    if intake.facts is None:
        return Outcome(slug)
    with reference.site(digests) as root:
        if _holds_nothing_new(here, intake, root, digests.files):
            return Outcome(slug, intake.problems, published=True)
        _see_whole(slug, root, digests.files)
    return Outcome(slug)


def _see_whole(slug: str, root: Path, files: Mapping[str, str]) -> None:
    if not isinstance(as_verified(slug, root, files), Verified):
        raise Unread(NOT_AS_PUBLISHED)


def _holds_nothing_new(here: Worker, intake: Intake, root: Path, files: Mapping[str, str]) -> bool:
    """Whether a site that was made from the same is whole, and no name of others is found in it.

    Names are excused by less than when it was verified: False does not mean that it leaks.
    """
    allowed = proof.allowed_again(intake, here.shared, files, _past(here, intake))
    found = verify(root, allowed, here.watchlist)
    return isinstance(found, Verified) and found.files == files


def _past(here: Worker, intake: Intake) -> Iterator[str]:
    """The text of a client's files at earlier revisions, read only where it is asked for."""
    yield from here.teller.told(intake).sources
