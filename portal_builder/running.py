"""Where the work on many clients is done: in this process, in several, or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from portal_builder import report
from portal_builder.errors import PortalError
from portal_builder.job import Outcome, Setup
from portal_builder.output import Output

if TYPE_CHECKING:
    from portal_builder.cluster import Cluster
    from portal_builder.handover import Handover

CHUNK = 8
"""How many clients a worker takes at a time."""

Task = Callable[[Sequence[str]], list[Outcome]]


def connected(scheduler: str | None) -> AbstractContextManager[Cluster | None]:
    """The cluster of a scheduler, for as long as it is worked with; None where none is named.

    Raises:
        WrongUse: the scheduler or its workers are of no use.
    """
    if scheduler is None:
        return nullcontext()
    from portal_builder.cluster import connected

    return connected(scheduler)


def handed_over(
    cluster: Cluster | None, setup: Setup, output: Output, again: Collection[str]
) -> Handover | None:
    """What hands clients to a cluster, and puts in place what comes back; None without a cluster."""
    if cluster is None:
        return None
    from portal_builder.handover import Handover

    return Handover(cluster, setup, output, again, CHUNK)


def run(
    task: Task | None,
    slugs: Sequence[str],
    jobs: int | None,
    what: str,
    *,
    lines: bool = True,
    done: Collection[Outcome] = (),
    handover: Handover | None = None,
) -> list[Outcome]:
    """Gives the clients to workers, chunk by chunk; few of them stay in this process.

    Args:
        task: what is done to some clients; None where there are none.
        slugs: the clients.
        jobs: how many are worked on at a time.
        what: what is done, such as "building".
        lines: whether a line is said of each.
        done: how it went with others, which need no work.
        handover: hands them to a cluster; None: all are worked on here.
    """
    work = partial(_on_cluster, handover) if handover else _here
    outcomes: list[Outcome] = []
    with report.progress(len(done) + len(slugs), what, lines) as progress:
        for outcome in chain(done, work(task, slugs, jobs) if task else ()):
            progress.done(outcome.slug, "built" if outcome.built else "failed")
            outcomes.append(outcome)
    return sorted(outcomes, key=lambda o: o.slug)


def make_ready(module: str, slugs: Sequence[str], jobs: int | None) -> None:
    """Has processes to come import what they need while this one does so too."""
    if _processes(slugs, jobs) > 1:
        from portal_builder.pool import make_ready

        make_ready(module)


def _processes(slugs: Sequence[str], jobs: int | None) -> int:
    return min(jobs or os.cpu_count() or 1, -(-len(slugs) // CHUNK) or 1)


def _here(task: Task, slugs: Sequence[str], jobs: int | None) -> Iterator[Outcome]:
    jobs = _processes(slugs, jobs)
    return _in_turn(task, slugs) if jobs == 1 else _in_workers(task, slugs, jobs)


def _on_cluster(
    handover: Handover, task: Task, slugs: Sequence[str], jobs: int | None
) -> Iterator[Outcome]:
    yield from handover.build(slugs)
    for slug, why in handover.left.items():
        if why:
            report.note(f"{slug} is built here, not on the cluster: {why}")
    yield from _here(task, sorted(handover.left), jobs)


def _in_turn(task: Task, slugs: Sequence[str]) -> Iterator[Outcome]:
    for slug in slugs:
        yield from task([slug])


def _in_workers(task: Task, slugs: Sequence[str], jobs: int) -> Iterator[Outcome]:
    from concurrent.futures.process import BrokenProcessPool

    from portal_builder.pool import in_processes

    size = min(CHUNK, -(-len(slugs) // jobs))
    chunks = [slugs[i : i + size] for i in range(0, len(slugs), size)]
    try:
        for outcomes in in_processes(task, chunks, jobs):
            yield from outcomes
    except BrokenProcessPool:
        raise PortalError(
            "a worker process was ended from outside, perhaps for want of memory; "
            "the sites that were not reported as built are as they were"
        ) from None
