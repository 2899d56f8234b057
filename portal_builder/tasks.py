"""What processes are given to do; what a task needs is imported where it is done."""

from __future__ import annotations

from collections.abc import Sequence

from portal_builder.job import Outcome, Setup


def check_chunk(setup: Setup, slugs: Sequence[str]) -> list[Outcome]:
    """Checks some clients."""
    from portal_builder.checking import checker

    here = checker(setup)
    return [Outcome(slug, here.take_in(slug).problems) for slug in slugs]
