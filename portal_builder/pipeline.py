"""The build in order, on one screen: load → validate → derive → merge → render → verify.

What happens to one client stands in `worker`; here stands which clients, where, and how many at a
time.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from portal_builder import report
from portal_builder.booklet import Paper, bind
from portal_builder.browser import find_browser, print_pdf
from portal_builder.errors import PortalError, Problem, WrongUse
from portal_builder.formats import paper_of
from portal_builder.identity import identity
from portal_builder.output import Output, write_whole
from portal_builder.provider import read_publisher
from portal_builder.settings import load_settings
from portal_builder.site import MergedSite
from portal_builder.verify import Identity, Leak, Verified
from portal_builder.worker import Outcome, Setup, Worker, build_chunk, check_chunk
from portal_builder.workspace import Workspace

CHUNK = 8
Task = Callable[[Sequence[str]], list[Outcome]]


@dataclass(slots=True)
class BuildResult:
    """What a build did.

    Attributes:
        outcomes: one for each client, by slug.
        removed: clients that are gone, and whose sites are too.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def built(self) -> list[Outcome]:
        """Clients whose site is new."""
        return [o for o in self.outcomes if o.built]

    @property
    def failed(self) -> list[Outcome]:
        """Clients whose site is not."""
        return [o for o in self.outcomes if not o.built]

    @property
    def faults(self) -> list[str]:
        """What went wrong that is not about a client's data."""
        return [o.fault for o in self.outcomes if o.fault]


def set_up(workspace: Workspace, strict: bool = False, store: Path | None = None) -> Setup:
    """Reads what all clients share; what is wrong with the settings is said before any work.

    Raises:
        PortalError: the workspace's `mkdocs.yml` cannot be used.
    """
    read_publisher(workspace, load_settings(workspace))
    identities = tuple(
        Identity(slug, *identity(workspace.folder(slug)))
        for slug in workspace.slugs()
        if workspace.slug_problem(slug) is None
    )
    return Setup(workspace, identities, strict, store)


def check(root: Path, slugs: Sequence[str] = ()) -> list[Problem]:
    """Everything that is wrong with some clients, or with all, in one process."""
    return check_all(Workspace.find(root), slugs, jobs=1)


def check_all(
    workspace: Workspace, slugs: Sequence[str], *, jobs: int | None = None
) -> list[Problem]:
    """Everything that is wrong with some clients, or with all.

    Raises:
        WrongUse: there is no such client.
    """
    wanted = _wanted(workspace, slugs)
    outcomes = _run(partial(check_chunk, set_up(workspace)), wanted, jobs, "checking", lines=False)
    return [problem for outcome in outcomes for problem in outcome.problems]


def build(
    workspace: Workspace,
    slugs: Sequence[str] = (),
    *,
    out: Path | None = None,
    jobs: int | None = None,
    strict: bool = False,
) -> BuildResult:
    """Builds some clients, or all; then sites of clients that are gone are removed.

    Raises:
        WrongUse: there is no such client.
        PortalError: the output folder cannot be used.
    """
    wanted = _wanted(workspace, slugs)
    output = Output((out or workspace.site).absolute())
    setup = set_up(workspace, strict, output.store)
    with output.locked():
        task = partial(build_chunk, setup, out=output.path)
        result = BuildResult(_run(task, wanted, jobs, "building"))
        if not slugs:
            gone = sorted(set(output.slugs()) - set(workspace.slugs()))
            for slug in gone:
                output.remove(slug)
            result.removed = gone
    return result


def print_report(
    workspace: Workspace,
    slug: str,
    *,
    out: Path | None = None,
    paper: Paper | None = None,
    browser: str | None = None,
) -> Outcome:
    """Writes a client's whole status report as one PDF, printed from its verified site.

    Args:
        workspace: where the client is.
        slug: the client.
        out: the file; by default `<slug>-<as_of>.pdf` in the current folder.
        paper: the size of its sheets; by default the one of the client's locale.
        browser: the name or path of the browser that prints; by default the first that is found.

    Raises:
        WrongUse: there is no such client, or no browser.
        PortalError: it could not be rendered, printed or written.
    """
    _wanted(workspace, [slug])
    printer = find_browser(browser)
    here = Worker(set_up(workspace))
    intake = here.take_in(slug)
    facts = intake.facts
    if facts is None:
        return Outcome(slug, intake.problems)
    site = here.merge(intake)
    with TemporaryDirectory() as folder:
        found = here.render(intake, site, Path(folder) / slug)
        if not isinstance(found, Verified):
            return Outcome(slug, intake.problems, leaks=found)
        sheets = paper or paper_of(facts.client.locale)
        printed = print_pdf(printer, bind(found.root, site, sheets))
    day = max(project.project.as_of for _, project in facts.projects)
    target = out or Path(f"{slug}-{day.isoformat()}.pdf")
    write_whole(target, printed)
    return Outcome(slug, intake.problems, built=True, written=target)


def verify_sites(workspace: Workspace, folder: Path) -> dict[str, tuple[Leak, ...]]:
    """The leaks in built sites, by slug; none where a site holds nothing foreign.

    Args:
        workspace: the clients whose sites they are.
        folder: an output folder, or one site in it.

    Raises:
        WrongUse: no built site stands there.
        PortalError: the settings cannot be used.
    """
    folder = folder.absolute()
    output, slugs = Output(folder), Output(folder).slugs()
    if not slugs and folder.name in Output(folder.parent).slugs():
        output, slugs = Output(folder.parent), [folder.name]
    if not slugs:
        raise WrongUse(f"{folder} holds no site that the portal built")
    here = Worker(set_up(workspace))
    known = set(workspace.slugs())
    return {
        slug: here.verify_built(output.site(slug), slug, output.files(slug))
        if slug in known
        else (Leak("", "there is no client of this name"),)
        for slug in slugs
    }


def _wanted(workspace: Workspace, slugs: Sequence[str]) -> list[str]:
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
    task: Task, slugs: Sequence[str], jobs: int | None, what: str, lines: bool = True
) -> list[Outcome]:
    """Gives the clients to workers, chunk by chunk; few of them stay in this process."""
    jobs = min(jobs or os.cpu_count() or 1, -(-len(slugs) // CHUNK) or 1)
    outcomes: list[Outcome] = []
    with report.progress(len(slugs), what, lines) as progress:
        for outcome in _in_turn(task, slugs) if jobs == 1 else _in_workers(task, slugs, jobs):
            progress.done(outcome.slug, "built" if outcome.built else "failed")
            outcomes.append(outcome)
    return sorted(outcomes, key=lambda o: o.slug)


def _in_turn(task: Task, slugs: Sequence[str]) -> Iterator[Outcome]:
    for slug in slugs:
        yield from task([slug])


def _in_workers(task: Task, slugs: Sequence[str], jobs: int) -> Iterator[Outcome]:
    size = min(CHUNK, -(-len(slugs) // jobs))
    chunks = [slugs[i : i + size] for i in range(0, len(slugs), size)]
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(jobs, mp_context=context) as pool:
            pending: list[Future[list[Outcome]]] = [pool.submit(task, c) for c in chunks]
            for done in as_completed(pending):
                yield from done.result()
    except BrokenProcessPool:
        raise PortalError(
            "a worker process was ended from outside, perhaps for want of memory; "
            "the sites that were not reported as built are as they were"
        ) from None


def preview(root: Path, slug: str) -> MergedSite:
    """Merges one client for a preview; a mistake in its files is shown as the page.

    Raises:
        WrongUse: there is no such client.
    """
    workspace = Workspace.find(root)
    _wanted(workspace, [slug])
    here = Worker(set_up(workspace))
    intake = here.take_in(slug)
    report.problems(intake.problems)
    if intake.facts is None:
        from portal_builder.preview import problems_page

        return problems_page(slug, intake.problems)
    return here.merge(intake)


def serve(workspace: Workspace, slug: str, port: int) -> None:
    """Shows a client's site on this machine, and again at each change of its files.

    Raises:
        WrongUse: there is no such client.
    """
    _wanted(workspace, [slug])
    from portal_builder.preview import serve_preview

    os.environ |= {"PORTAL_CLIENT": slug, "PORTAL_ROOT": str(workspace.root)}
    serve_preview(load_settings(workspace), port)
