"""A guard, as the tables beside this module list them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """Something that keeps a promise, and how it is proven.

    Attributes:
        name: what it sees to, for whoever reads that nothing misses it.
        file: where it stands, below the project's folder.
        text: how it stands there, once.
        without: what stands there when it is gone.
        tests: what has to fail then, as pytest names it; one to a line.
    """

    name: str
    file: str
    text: str
    without: str
    tests: str
