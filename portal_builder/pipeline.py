"""The build in order, on one screen: load → validate → derive → merge → render → verify.

What happens to one client stands in `worker`; here stands which clients, where, and how many at a
time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from portal_builder import report
from portal_builder.checked import Checked
from portal_builder.errors import Problem, WrongUse, in_order
from portal_builder.freshness import common_digest
from portal_builder.job import BuildResult, Outcome, Setup
from portal_builder.output import Output
from portal_builder.running import connected, handed_over, make_ready, run
from portal_builder.sharding import Shard
from portal_builder.site_record import Record
from portal_builder.survey import Survey, survey, unchanged
from portal_builder.tasks import check_chunk
from portal_builder.tidying import keep_apart, move_on, remove
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.cluster import Cluster


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
    make_ready("portal_builder.checking", [s for s in wanted if s not in kept.bases], jobs)
    found = survey(workspace, common_digest(workspace), kept.bases.get, history=False)
    same = {s: b.warnings for s, b in found.same.items() if b.watched == found.watched}
    left = [slug for slug in wanted if slug not in same]
    if left:
        make_ready("portal_builder.checking", left, jobs)
        # Settings of the workspace's own may be wrong; those that are shipped are not.
        own = workspace.own_config is not None
        setup = set_up(workspace, found=found) if own else Setup(workspace, found.identities)
        task = partial(check_chunk, setup)
        outcomes = run(task, left, jobs, "checking", lines=False)
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
    published: str | None = None,
    scheduler: str | None = None,
) -> BuildResult:
    """Builds some clients, or all; then sites of clients that are gone are removed.

    A site that is already what would be made of it is left as it is, unless `force` is set.
    With a shard only its clients are built, and only its sites are removed. Where it is said what is
    published, a site that is there as it would be made is not built, nor left in the output folder.
    With the address of a Dask scheduler its workers build.

    Raises:
        WrongUse: there is no such client, sites may not stand where they should, or the scheduler
            or its workers are of no use.
        PortalError: the output folder cannot be used.
    """
    wanted = [s for s in wanted_slugs(workspace, slugs) if shard is None or shard.holds(s)]
    output = Output((out or workspace.site).resolve())
    keep_apart(workspace, output.path, published)
    waiting = partial(report.note, f"waiting for another build into {output.path}")
    with connected(scheduler) as cluster, output.locked(waiting):
        # As it is now, not before the wait.
        sign_with = sign_with and sign_with.absolute()
        records = {} if force else output.records(workspace.slugs())
        make_ready("portal_builder.worker", [s for s in wanted if s not in records], jobs)
        found = _looked_at(workspace, records, sign_with)
        setting = partial(set_up, workspace, strict, output, sign_with, found=found)
        apart = _as_published(setting, wanted, None if force else published, jobs)
        wanted = [slug for slug in wanted if slug not in apart]
        same, again = unchanged(found, output, wanted, strict)
        faults = move_on(output, found, {slug: records[slug] for slug in same})
        left = [slug for slug in wanted if slug not in same]
        built = _build(setting, left, output, again, jobs, same.values(), cluster)
        outcomes = sorted([*built, *apart.values()], key=lambda o: o.slug)
        result = BuildResult(outcomes, faults=[*faults, *(o.fault for o in built if o.fault)])
        gone = [] if slugs else output.slugs(but=workspace.slugs())
        remove(output, [slug for slug in gone if shard is None or shard.holds(slug)], result)
        remove(output, [slug for slug in apart if os.path.lexists(output.site(slug))], result)
    return result


def _build(
    setting: Callable[[], Setup],
    slugs: Sequence[str],
    output: Output,
    again: frozenset[str],
    jobs: int | None,
    same: Collection[Outcome],
    cluster: Cluster | None,
) -> list[Outcome]:
    """Builds what is left to build; tells of it, and of those that are the same."""
    task = handover = None
    if slugs:
        make_ready("portal_builder.worker", slugs, jobs)
        from portal_builder.worker import build_chunk, worker

        worker.cache_clear()  # what an earlier build in this process read may have changed
        setup = setting()
        task = partial(build_chunk, setup, out=output.path, again=again)
        handover = handed_over(cluster, setup, output, again)
    return run(task, slugs, jobs, "building", done=same, handover=handover)


def _as_published(
    setting: Callable[[], Setup], wanted: Sequence[str], address: str | None, jobs: int | None
) -> dict[str, Outcome]:
    """Those whose published site is what a build would make; where that cannot be told, a note says why.

    Raises:
        WrongUse: the address names nothing that could be published.
    """
    if address is None:
        return {}
    from portal_builder.comparing import compare_chunk
    from portal_builder.published import Unread, open_reference
    from portal_builder.worker import worker

    open_reference.cache_clear()  # one that gave no answer may give one now
    reference = open_reference(address)
    if not wanted:
        return {}
    try:
        reference.reach(wanted[0])
    except Unread as why:
        report.note(f"all is built, for what is published cannot be read: {why}")
        return {}
    worker.cache_clear()
    task = partial(compare_chunk, setting(), address=address)
    outcomes = run(task, wanted, jobs, "comparing", lines=False)
    report.unread({o.slug: o.unread for o in outcomes if o.unread})
    return {o.slug: o for o in outcomes if o.published}


def _looked_at(
    workspace: Workspace, records: Mapping[str, Record], sign_with: Path | None = None
) -> Survey:
    bases = {slug: record.basis for slug, record in records.items()}
    return survey(workspace, common_digest(workspace, sign_with), bases.get)


def plan(
    workspace: Workspace,
    slugs: Sequence[str] = (),
    *,
    out: Path | None = None,
    sign_with: Path | None = None,
    published: str | None = None,
) -> list[str]:
    """The clients of whom a build would not find all as it would make it; nothing is changed.

    Raises:
        WrongUse: there is no such client.
    """
    wanted = wanted_slugs(workspace, slugs)
    output = Output((out or workspace.site).resolve())
    with output.read():
        found = _looked_at(workspace, output.records(workspace.slugs()), sign_with)
        same, _ = unchanged(found, output, wanted)
        left = [slug for slug in wanted if slug not in same]
        setting = partial(set_up, workspace, sign_with=sign_with, found=found)
        apart = _as_published(setting, left, published, None)
    return [slug for slug in left if slug not in apart]


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
