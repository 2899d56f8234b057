"""Which revisions belong to which client: a folder may go, come back, or be renamed.

A client is known by `client.name`. A folder that comes back under the same name goes on where it was;
one that appears in the revision in which another of its name goes is that one, renamed. Under another
name it is another client, who sees nothing of the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from portal_builder.history.folder import holds_facts
from portal_builder.history.git import Commit
from portal_builder.history.past import Published


@dataclass(frozen=True, slots=True)
class Step:
    """What a client's folder held after a revision that touched its facts.

    Attributes:
        commit: the revision's full name.
        seconds: since 1970: its moment, never before its parent's.
        slug: the folder's name at that time.
        files: path below the folder → the id of its content; none once the folder is gone.
    """

    commit: str
    seconds: int
    slug: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Life:
    """A folder from the revision in which it appears to the one in which it goes, if it does."""

    slug: str
    steps: tuple[Step, ...]
    end: Step | None

    @property
    def begin(self) -> str:
        """The revision in which it appears."""
        return self.steps[0].commit


class Names(Protocol):
    """Reads what a folder published after a step."""

    def __call__(self, step: Step) -> Published | None:
        """What was published; None where it cannot be read."""


class Timeline:
    """The folders of all clients over time.

    Args:
        commits: the first-parent revisions, the oldest first.
    """

    def __init__(self, commits: Iterable[Commit]) -> None:
        self._lives: dict[str, list[_Life]] = {}
        self._begun: dict[str, list[_Life]] = {}
        self._ended: dict[str, list[_Life]] = {}
        for slug, steps in _steps(commits).items():
            self._lives[slug] = lives = list(_lives(steps))
            for life in lives:
                self._begun.setdefault(life.begin, []).append(life)
                if life.end:
                    self._ended.setdefault(life.end.commit, []).append(life)

    def steps(self, slug: str, published: Names) -> tuple[Step, ...]:
        """The steps of the client that a folder belongs to today, the oldest first.

        Args:
            slug: the folder's name today.
            published: reads a folder, where only that tells whose it is.

        Returns:
            None of a folder that is not in the last revision.
        """
        lives = self._lives.get(slug)
        if not lives or lives[-1].end:
            return ()
        life: _Life | None = lives[-1]
        chain: list[Step] = []
        while life:
            before = self._renamed(life, published)
            gone: tuple[Step, ...] = ()
            if before is None and (before := self._come_back(life, published)) and before.end:
                gone = (before.end,)
            chain[:0] = (*gone, *life.steps)
            life = before
        return tuple(chain)

    def others(self, step: Step) -> Iterator[tuple[Step, Step]]:
        """What the same revision did to the folders of other clients: each before and after it."""
        for slug, lives in self._lives.items():
            for steps in (life.steps for life in lives if slug != step.slug):
                for before, after in pairwise(steps):
                    if after.commit == step.commit:
                        yield before, after

    def _renamed(self, life: _Life, published: Names) -> _Life | None:
        """The folder that became this one in the revision in which this one appeared."""
        gone = [other for other in self._ended.get(life.begin, ()) if other.slug != life.slug]
        if not gone:
            return None
        come = [other for other in self._begun[life.begin] if other.slug != life.slug]
        first = _first(life, published)
        for same in (_same_facts, _same_name):
            before = [other for other in gone if same(_last(other, published), first)]
            after = [other for other in come if same(_first(other, published), first)]
            if before:
                return before[0] if len(before) == 1 and not after else None
        return None

    def _come_back(self, life: _Life, published: Names) -> _Life | None:
        """The same folder before it was gone, if it was the same client's and nobody took it on."""
        lives = self._lives[life.slug]
        number = lives.index(life)
        if number == 0:
            return None
        before = lives[number - 1]
        assert before.end is not None
        heirs = self._begun.get(before.end.commit, ())
        if any(self._renamed(heir, published) == before for heir in heirs):
            return None
        same = _same_name(_last(before, published), _first(life, published))
        return before if same else None


def _steps(commits: Iterable[Commit]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for commit in commits:
        for slug, changes in _by_slug(commit).items():
            steps = found.setdefault(slug, [])
            last = steps[-1].files if steps else {}
            files = {p: new for p, new in {**last, **changes}.items() if new is not None}
            if files != last:
                steps.append(Step(commit.id, commit.seconds, slug, files))
    return found


def _by_slug(commit: Commit) -> dict[str, dict[str, str | None]]:
    grouped: dict[str, dict[str, str | None]] = {}
    for path, new in commit.changes.items():
        slug, _, rest = path.partition("/")
        if holds_facts(rest):
            grouped.setdefault(slug, {})[rest] = new
    return grouped


def _lives(steps: Iterable[Step]) -> Iterator[_Life]:
    held: list[Step] = []
    for step in steps:
        if step.files:
            held.append(step)
        elif held:
            yield _Life(held[0].slug, tuple(held), step)
            held = []
    if held:
        yield _Life(held[0].slug, tuple(held), None)


def _first(life: _Life, published: Names) -> Published | None:
    return next((found for step in life.steps if (found := published(step))), None)


def _last(life: _Life, published: Names) -> Published | None:
    return next((found for step in reversed(life.steps) if (found := published(step))), None)


def _same_facts(a: Published | None, b: Published | None) -> bool:
    return a is not None and a == b


def _same_name(a: Published | None, b: Published | None) -> bool:
    return a is not None and b is not None and a.client["name"] == b.client["name"]
