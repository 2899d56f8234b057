"""From built sites to a target: which clients, whether they are as they were verified, and in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from portal_builder import report
from portal_builder.errors import PortalError, WrongUse
from portal_builder.output import Output
from portal_builder.publish import (
    Folder,
    GitHistory,
    Published,
    Refused,
    Release,
    Step,
    StoreFault,
    Target,
)
from portal_builder.verify import Leak, Verified, as_verified
from portal_builder.workspace import Workspace


@dataclass(slots=True)
class Delivery:
    """What a publish did.

    Attributes:
        outcomes: one for each client, in the order of slugs.
        leaks: what in a client's site is not as it was verified.
        faults: what went wrong that is not about the sites, such as a full disk.
    """

    outcomes: list[Published] = field(default_factory=list)
    leaks: dict[str, tuple[Leak, ...]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def refused(self) -> list[Published]:
        """The clients whose sites may not be published."""
        return [outcome for outcome in self.outcomes if outcome.step is Step.REFUSED]

    @property
    def counts(self) -> dict[str, int]:
        """How many clients there are of each kind, in words."""
        counts = {str(step): sum(o.step is step for o in self.outcomes) for step in Step}
        return {**counts, "failed": len(self.faults)}


def publish(
    workspace: Workspace,
    target: Target,
    slugs: Sequence[str] = (),
    *,
    out: Path | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> Delivery:
    """Publishes the sites of some clients, or of all that are built.

    Raises:
        WrongUse: there is no such client, or nothing is built, or the target is where the sites are.
        StoreFault: the store cannot be used, or does not answer for too long.
    """
    output = Output((out or workspace.site).absolute())
    if isinstance(target, Folder) and target.path.resolve() == output.path.resolve():
        raise WrongUse(f"{output.path} holds the built sites; name another folder as the target")
    wanted = _wanted(workspace, output, slugs)
    history = GitHistory(workspace.clients)
    act = target.preview if dry_run else target.publish
    done = Delivery()
    with (
        output.read(),
        target.session(dry_run),
        report.progress(len(wanted), "publishing") as progress,
    ):
        for slug in wanted:
            said = _deliver(done, slug, lambda s: act(_release(output, s, done), history, force))
            progress.done(slug, f"would be {said}" if dry_run else said)
    return done


def _deliver(done: Delivery, slug: str, act: Callable[[str], Published]) -> str:
    """Does something with a client; what is wrong with one does not stop the others."""
    try:
        outcome = act(slug)
    except Refused as reason:
        outcome = Published(slug, Step.REFUSED, why=str(reason))
    except StoreFault:
        raise
    except (PortalError, OSError) as fault:
        done.faults.append(f"{slug}: {fault}")
        return "failed"
    done.outcomes.append(outcome)
    return str(outcome.step)


def _release(output: Output, slug: str, done: Delivery) -> Release:
    """A client's built site, if it is as it was verified.

    Raises:
        Refused: it is not, or nothing tells.
    """
    record = output.record(slug)
    if record is None:
        raise Refused("there is no record of its verification; build it")
    site = as_verified(slug, output.site(slug), record.files)
    if not isinstance(site, Verified):
        done.leaks[slug] = site
        raise Refused("it is not as it was verified; build it anew")
    key = record.basis.key if record.basis else None
    return Release(site, record.source, record.versions, key)


def _wanted(workspace: Workspace, output: Output, slugs: Sequence[str]) -> list[str]:
    known = workspace.slugs()
    for slug in slugs:
        if slug not in known:
            close = get_close_matches(slug, known, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise WrongUse(f"there is no client {slug}{hint}")
    wanted = sorted(set(slugs)) or [slug for slug in output.slugs() if slug in known]
    if not wanted and not output.was_built_into:
        raise WrongUse(f"{output.path} holds no site to publish; run `portal build` first")
    return wanted
