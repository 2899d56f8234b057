"""Which release is the newer one: decided by the commits that they were built at, never by a clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from portal_builder.history.git import NoHistory, Repository
from portal_builder.publish.release import Manifest, Release


class Step(StrEnum):
    """What publishing does with a release, as it is reported."""

    PUBLISHED = "published"
    MENDED = "mended"
    UNCHANGED = "unchanged"
    OLDER = "older"
    HELD = "held back"
    REFUSED = "refused"


class Incomparable(Exception):
    """Neither of two commits is known to be the newer one; the text says why, and what to do."""


class History(Protocol):
    """What is known of the order of commits."""

    def is_newer(self, commit: str, than: str) -> bool:
        """Whether a commit comes after another one; False where it comes before.

        Raises:
            Incomparable: there is no telling.
        """


@dataclass(frozen=True, slots=True)
class GitHistory:
    """The history in the repository that holds a `clients/` folder."""

    clients: Path

    def is_newer(self, commit: str, than: str) -> bool:
        """Whether a commit comes after another one; False where it comes before.

        Raises:
            Incomparable: they are on branches that went apart, or a part of the history is missing.
        """
        try:
            repository = Repository.find(self.clients)
            newer = repository.reaches(commit, than)
            older = not newer and repository.reaches(than, commit)
        except NoHistory as reason:
            raise Incomparable(str(reason)) from None
        if not newer and not older:
            raise Incomparable("the branches of the two went apart")
        return newer


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with a release.

    Attributes:
        step: PUBLISHED, UNCHANGED (its bytes are there already), OLDER, HELD or REFUSED.
        why: where it is not published: one sentence, lower case, without a full stop.
    """

    step: Step
    why: str = ""


def decide(release: Release, known: Manifest | None, history: History, force: bool) -> Decision:
    """Decides what becomes of a release.

    Args:
        release: what was built.
        known: what stands at the target; None where nothing does.
        history: knows which commit came first.
        force: whether a release goes before one that it cannot be compared with.
    """
    if known is None:
        return Decision(Step.PUBLISHED)
    try:
        newer = _is_newer(release.source.head, known.newest_head, history)
    except Incomparable as reason:
        if not force:
            return Decision(Step.REFUSED, f"what is published cannot be compared with it: {reason}")
        newer = True
    if newer is False:
        return Decision(Step.OLDER, "a newer one is published")
    if known.rolled_back and (not newer or release.digest == known.rolled_back.release):
        return Decision(Step.HELD, "it was rolled back; the next newer one is published again")
    same = release.digest == known.release
    return Decision(Step.UNCHANGED if same else Step.PUBLISHED)


def _is_newer(head: str | None, known: str | None, history: History) -> bool | None:
    """Whether a release is the newer one; None where both are of the same commit."""
    if known is None:
        return True
    if head is None:
        raise Incomparable("it was built without git's history")
    return None if head == known else history.is_newer(head, known)
