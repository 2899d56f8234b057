"""The build in order, on one screen: load → validate → derive → merge → render → verify.

What happens to one client stands in `worker`; here stands which clients, where, and how many at a
time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from portal_builder import report
from portal_builder.checked import Checked
from portal_builder.errors import PortalError, Problem, WrongUse, in_order, reason
from portal_builder.freshness import common_digest
from portal_builder.job import Outcome, Setup
from portal_builder.output import Output, Record
from portal_builder.sharding import Shard
from portal_builder.survey import Survey, survey, unchanged
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    pass

CHUNK = 8
Task = Callable[[Sequence[str]], list[Outcome]]


@dataclass(slots=True)
class BuildResult:
    """What a build did.

    Attributes:
        outcomes: one for each client, by slug.
        removed: clients that are gone, and whose sites are too.
        faults: what went wrong that is not about a client's data.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def built(self) -> list[Outcome]:
        """Clients whose site is new."""
        return [o for o in self.outcomes if o.built]

    @property
    def failed(self) -> list[Outcome]:
        """Clients whose site is not."""
        return [o for o in self.outcomes if not o.built]

    @property
    def no_history(self) -> dict[str, list[str]]:
        """Why sites say nothing of earlier revisions: each reason, and the sites it is given for."""
        found: dict[str, list[str]] = {}
        for outcome in self.built:
            if outcome.no_history:
                found.setdefault(outcome.no_history, []).append(outcome.slug)
        return found


def set_up(
    workspace: Workspace,
    strict: bool = False,
    output: Output | None = None,
    sign_with: Path | None = None,
    *,
    found: Survey | None = None,
) -> Setup:
    """Reads what all clients share; what is wrong with the settings is said before any work.

    Args:
        workspace: where the clients are.
        strict: whether a warning keeps a client from being built.
        output: where sites are built; None where none are.
        sign_with: the key that signs the ledgers; None: they are not signed.
        found: what is known of the clients, if they were looked at before.

    Raises:
        PortalError: the workspace's `mkdocs.yml` cannot be used.
    """
    from portal_builder.provider import read_publisher
    from portal_builder.settings import load_settings

    settings = load_settings(workspace)
    read_publisher(workspace, settings)
    found = found or survey(workspace)
    return Setup(
        workspace,
        found.identities,
        strict,
        output.store if output else None,
        found.sources,
        output.histories if output else None,
        sign_with,
        {} if settings.has_foreign_code else found.keys,
    )


def check(root: Path, slugs: Sequence[str] = ()) -> list[Problem]:
    """Everything that is wrong with some clients, or with all, in one process."""
    return check_all(Workspace.find(root), slugs, jobs=1)


def check_all(
    workspace: Workspace, slugs: Sequence[str], *, base: str | None = None, jobs: int | None = None
) -> list[Problem]:
    """Everything that is wrong with some clients, or with all.

    Args:
        workspace: where the clients are.
        slugs: the clients; none: all.
        base: the revision since which nothing may have changed in silence; None: that is not asked.
        jobs: how many processes work at a time.

    Raises:
        WrongUse: there is no such client, or no such revision.
        NoHistory: there is no history to compare with.
    """
    if base is None:
        return _checked(workspace, wanted_slugs(workspace, slugs), jobs)
    from portal_builder.gatekeeper import keep

    gate = keep(workspace, base, slugs)
    for slug in gate.unread:
        report.note(f"{slug}: not compared, for its files cannot be read at that revision")
    known = [slug for slug in slugs if slug in workspace.slugs()]
    wanted = [] if slugs and not known else wanted_slugs(workspace, known)
    found = _checked(workspace, wanted, jobs)
    return sorted({*found, *gate.problems}, key=in_order) if gate.problems else found


def _checked(workspace: Workspace, wanted: Sequence[str], jobs: int | None) -> list[Problem]:
    """What is wrong with these clients; those that did not change since are not read again."""
    kept = Checked(workspace)
    _make_ready("portal_builder.checking", [s for s in wanted if s not in kept.bases], jobs)
    found = survey(workspace, common_digest(workspace), kept.bases.get, history=False)
    same = {s: b.warnings for s, b in found.same.items() if b.watched == found.watched}
    left = [slug for slug in wanted if slug not in same]
    if left:
        _make_ready("portal_builder.checking", left, jobs)
        from portal_builder.checking import check_chunk, checker

        checker.cache_clear()
        # Settings of the workspace's own may be wrong; those that are shipped are not.
        own = workspace.own_config is not None
        setup = set_up(workspace, found=found) if own else Setup(workspace, found.identities)
        task = partial(check_chunk, setup)
        outcomes = _run(task, left, jobs, "checking", lines=False)
        same |= {outcome.slug: outcome.problems for outcome in outcomes}
        kept.keep(found, same)
    return [problem for slug in wanted for problem in same[slug]]


def build(
    workspace: Workspace,
    slugs: Sequence[str] = (),
    *,
    out: Path | None = None,
    jobs: int | None = None,
    strict: bool = False,
    sign_with: Path | None = None,
    force: bool = False,
    shard: Shard | None = None,
) -> BuildResult:
    """Builds some clients, or all; then sites of clients that are gone are removed.

    A site that is already what would be made of it is left as it is, unless `force` is set.
    With a shard only its clients are built, and only its sites are removed.

    Raises:
        WrongUse: there is no such client, or sites may not stand where they should.
        PortalError: the output folder cannot be used.
    """
    wanted = [s for s in wanted_slugs(workspace, slugs) if shard is None or shard.holds(s)]
    output = Output((out or workspace.site).resolve())
    _keep_apart(workspace, output.path)
    with output.locked(lambda: report.note(f"waiting for another build into {output.path}")):
        # As it is now, not before the wait.
        sign_with = sign_with and sign_with.absolute()
        records = {} if force else output.records(workspace.slugs())
        _make_ready("portal_builder.worker", [s for s in wanted if s not in records], jobs)
        found = _looked_at(workspace, records, sign_with)
        same, again = unchanged(found, output, wanted, strict)
        faults = _move_on(output, found, {slug: records[slug] for slug in same})
        left = [slug for slug in wanted if slug not in same]
        task = None
        if left:
            _make_ready("portal_builder.worker", left, jobs)
            from portal_builder.worker import build_chunk, worker

            worker.cache_clear()  # what an earlier build in this process read may have changed
            setup = set_up(workspace, strict, output, sign_with, found=found)
            task = partial(build_chunk, setup, out=output.path, again=again)
        result = BuildResult(_run(task, left, jobs, "building", done=same.values()))
        result.faults += [*faults, *(o.fault for o in result.outcomes if o.fault)]
        if not slugs:
            _remove_gone(workspace, output, result, shard)
    return result


def _looked_at(
    workspace: Workspace, records: Mapping[str, Record], sign_with: Path | None = None
) -> Survey:
    bases = {slug: record.basis for slug, record in records.items()}
    return survey(workspace, common_digest(workspace, sign_with), bases.get)


def _move_on(output: Output, found: Survey, records: Mapping[str, Record]) -> list[str]:
    """Notes of sites that stay from which commit a build would have made them now."""
    faults = []
    for slug, record in records.items():
        source = found.sources.of(slug)
        try:
            if record.source != source:
                output.keep(slug, replace(record, source=source))
        except OSError as error:
            faults.append(f"the record of {slug} could not be written: {reason(error)}")
    return faults


def plan(workspace: Workspace, slugs: Sequence[str] = (), *, out: Path | None = None) -> list[str]:
    """The clients of whom a build would not find all as it would make it; nothing is changed.

    Raises:
        WrongUse: there is no such client.
    """
    wanted = wanted_slugs(workspace, slugs)
    output = Output((out or workspace.site).resolve())
    with output.read():
        found = _looked_at(workspace, output.records(workspace.slugs()))
        same, _ = unchanged(found, output, wanted)
    return [slug for slug in wanted if slug not in same]


def _keep_apart(workspace: Workspace, out: Path) -> None:
    """Sees that sites are not put where they would become input of the next build."""
    for source in (workspace.clients, workspace.content, workspace.theme):
        if out.is_relative_to(source.resolve()):
            raise WrongUse(f"sites cannot stand in {source}; name another folder with --out")


def _remove_gone(
    workspace: Workspace, output: Output, result: BuildResult, shard: Shard | None
) -> None:
    for slug in output.slugs(but=workspace.slugs()):
        if (shard is None or shard.holds(slug)) and output.is_ours(slug):
            try:
                output.remove(slug)
                result.removed.append(slug)
            except OSError as error:
                result.faults.append(f"{slug} could not be removed: {reason(error)}")


def wanted_slugs(workspace: Workspace, slugs: Sequence[str]) -> list[str]:
    """The clients that are meant, sorted: those named, else all.

    Raises:
        WrongUse: one of those named is not there.
    """
    from difflib import get_close_matches

    known = workspace.slugs()
    for slug in slugs:
        if slug not in known:
            close = get_close_matches(slug, known, 1)
            hint = (
                f"did you mean {close[0]}?"
                if close
                else f"the clients are {', '.join(known) or 'none yet'}"
            )
            raise WrongUse(f"there is no client {slug}; {hint}")
    return sorted(set(slugs)) or known


def _run(
    task: Task | None,
    slugs: Sequence[str],
    jobs: int | None,
    what: str,
    *,
    lines: bool = True,
    done: Collection[Outcome] = (),
) -> list[Outcome]:
    """Gives the clients to workers, chunk by chunk; few of them stay in this process.

    Args:
        task: what is done to some clients; None where there are none.
        slugs: the clients.
        jobs: how many are worked on at a time.
        what: what is done, such as "building".
        lines: whether a line is said of each.
        done: how it went with others, which need no work.
    """
    jobs = _processes(slugs, jobs)
    work = _in_turn if jobs == 1 else partial(_in_workers, jobs=jobs)
    outcomes: list[Outcome] = []
    with report.progress(len(done) + len(slugs), what, lines) as progress:
        for outcome in chain(done, work(task, slugs) if task else ()):
            progress.done(outcome.slug, "built" if outcome.built else "failed")
            outcomes.append(outcome)
    return sorted(outcomes, key=lambda o: o.slug)


def _processes(slugs: Sequence[str], jobs: int | None) -> int:
    return min(jobs or os.cpu_count() or 1, -(-len(slugs) // CHUNK) or 1)


def _make_ready(module: str, slugs: Sequence[str], jobs: int | None) -> None:
    """Has processes to come import what they need while this one does so too."""
    if _processes(slugs, jobs) > 1:
        from portal_builder.pool import make_ready

        make_ready(module)


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
