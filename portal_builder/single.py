"""What is done with the site of one client: a preview, live while it is edited, or one PDF."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from portal_builder import pipeline, report
from portal_builder.errors import PortalError
from portal_builder.job import Outcome
from portal_builder.output import write_whole
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.booklet import Paper
    from portal_builder.site import MergedSite


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
    from portal_builder.booklet import bind
    from portal_builder.browser import find_browser, print_pdf
    from portal_builder.formats import paper_of
    from portal_builder.teller import still_published
    from portal_builder.verify import Verified
    from portal_builder.worker import Worker

    pipeline.wanted_slugs(workspace, [slug])
    printer = find_browser(browser)
    here = Worker(pipeline.set_up(workspace))
    intake = here.take_in(slug)
    facts = intake.facts
    if facts is None:
        return Outcome(slug, intake.problems)
    told = here.teller.told(intake)
    if told.still_there:
        return Outcome(slug, (*intake.problems, *still_published(intake, told)))
    site = here.merge(intake, told)
    with TemporaryDirectory() as folder:
        found = here.render(intake, site, Path(folder) / slug, told)
        if not isinstance(found, Verified):
            return Outcome(slug, intake.problems, leaks=found)
        sheets = paper or paper_of(facts.client.locale)
        printed = print_pdf(printer, bind(found.root, site, sheets))
    day = max(project.project.as_of for _, project in facts.projects)
    target = out or Path(f"{slug}-{day.isoformat()}.pdf")
    write_whole(target, printed)
    return Outcome(slug, intake.problems, built=True, written=target)


def preview(root: Path, slug: str, *, say_it: bool) -> MergedSite:
    """Merges one client for a preview.

    Args:
        root: the workspace.
        slug: the client.
        say_it: whether a mistake in its files is shown as the page.

    Raises:
        WrongUse: there is no such client.
        PortalError: its files have a mistake, and no page is to say so.
    """
    from portal_builder.worker import Worker

    workspace = Workspace.find(root)
    pipeline.wanted_slugs(workspace, [slug])
    here = Worker(pipeline.set_up(workspace))
    intake = here.take_in(slug)
    report.problems(intake.problems)
    if intake.facts is not None:
        return here.merge(intake, here.teller.told(intake))
    if not say_it:
        raise PortalError(f"the files of {slug} have mistakes")
    from portal_builder.preview import problems_page

    return problems_page(slug, intake.problems)


def serve(workspace: Workspace, slug: str, port: int) -> None:
    """Shows a client's site on this machine, and again at each change of its files.

    Raises:
        WrongUse: there is no such client.
        PortalError: the port cannot be had.
    """
    pipeline.wanted_slugs(workspace, [slug])
    from portal_builder.preview import serve_preview

    merge = partial(preview, workspace.root, slug, say_it=True)
    serve_preview(workspace, slug, port, merge=merge, render=_render_preview)


def _render_preview(workspace: Workspace, site: MergedSite, folder: Path) -> None:
    from portal_builder.render import Renderer
    from portal_builder.settings import load_settings

    Renderer(load_settings(workspace)).render_here(site, folder, command="serve")
