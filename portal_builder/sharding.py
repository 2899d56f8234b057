"""Clients split over several machines, so that each builds its part and the parts make one whole."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

FORMATS = ("json", "github", "gitlab")
_WRITTEN = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of all clients.

    A client's part is settled by its slug alone: it stays as other clients come and go.

    Attributes:
        number: counted from 1.
        of: how many there are.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, written: str) -> Shard:
        """Reads `2/8`.

        Raises:
            ValueError: it is no part of a whole.
        """
        found = _WRITTEN.fullmatch(written)
        if not found or int(found[1]) > int(found[2]):
            raise ValueError(f"{written} is no part of a whole, such as 2/8")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def holds(self, slug: str) -> bool:
        """Whether a client belongs to it."""
        return int(sha256(slug.encode()).hexdigest(), 16) % self.of == self.number - 1


def parts(slugs: Iterable[str], of: int) -> list[tuple[Shard, list[str]]]:
    """The shards that have anything to do, each with its clients, sorted."""
    known = sorted(slugs)
    shards = (Shard(number, of) for number in range(1, of + 1))
    found = [(shard, [slug for slug in known if shard.holds(slug)]) for shard in shards]
    return [(shard, held) for shard, held in found if held]


def written(
    plan: Sequence[tuple[Shard, list[str]]], form: str, published: str | None = None
) -> str:
    """A plan as a CI takes it.

    Args:
        plan: the shards with their clients.
        form: `json`, a list; `github`, a matrix on one line; `gitlab`, a child pipeline.
        published: what the jobs of a child pipeline compare with; None: nothing.
    """
    values = [{"shard": str(shard), "clients": slugs} for shard, slugs in plan]
    if form == "json":
        return json.dumps(values, indent=2)
    if form == "github":
        return json.dumps({"include": values})
    return "\n".join(_job(shard, published) for shard, _ in plan) or "{}"


def _job(shard: Shard, published: str | None) -> str:
    words = ["portal", "build", "--shard", str(shard)]
    words += ["--published", published] if published else []
    return (
        f'"build {shard}":\n'
        "  script:\n"
        f"    - {json.dumps(shlex.join(words))}\n"
        "  artifacts:\n"
        "    paths:\n"
        "      - site/"
    )
