"""What publishing did, as values."""

from __future__ import annotations

from dataclasses import dataclass

from portal_builder.publish.order import Step
from portal_builder.publish.release import Manifest


class Refused(Exception):
    """A client's site is not published; the text says why: lower case, without a full stop."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one client's site.

    Attributes:
        slug: the client.
        step: what was done.
        release: the digest of what stands at the target now; empty where that is not known.
        why: where it was not published: one sentence, lower case, without a full stop.
        changes: how many files were written, or would be.
    """

    slug: str
    step: Step
    release: str = ""
    why: str = ""
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A release that a target keeps.

    Attributes:
        manifest: what it is.
        is_current: whether it is the one that is seen.
    """

    manifest: Manifest
    is_current: bool
