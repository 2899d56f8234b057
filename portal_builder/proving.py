"""Built sites proven again, wherever they lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from portal_builder import pipeline, report
from portal_builder.errors import WrongUse
from portal_builder.output import Output, client_of
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.verify import Leak


def verify_sites(workspace: Workspace, folder: Path) -> dict[str, tuple[Leak, ...]]:
    """The leaks in built sites, by slug; none where a site holds nothing foreign.

    Args:
        workspace: the clients whose sites they are.
        folder: an output folder, or one site in it.

    Raises:
        WrongUse: no built site stands there.
        PortalError: the settings cannot be used.
    """
    from portal_builder.verify import Leak
    from portal_builder.worker import Worker

    sites = _sites(folder.resolve())
    if not sites and not Output(folder).was_built_into:
        raise WrongUse(f"{folder} holds no site that the portal built")
    here = Worker(pipeline.set_up(workspace))
    known = set(workspace.slugs())
    found: dict[str, tuple[Leak, ...]] = {}
    with report.progress(len(sites), "verifying", lines=False) as progress:
        for slug, (site, files) in sites.items():
            stray = (Leak("", "there is no client of this name"),)
            found[slug] = here.verify_built(site, slug, files) if slug in known else stray
            progress.done(slug, "verified")
    return found


def _sites(folder: Path) -> dict[str, tuple[Path, Mapping[str, str] | None]]:
    """The built sites in a folder, or the one that it is: where each stands, and its record."""
    output, beside = Output(folder), Output(folder.parent)
    slug = client_of(folder) or (folder.name if folder.name in beside.slugs() else None)
    if slug is not None:
        return {slug: (folder, beside.files(slug) if slug == folder.name else None)}
    return {slug: (output.site(slug), output.files(slug)) for slug in output.slugs()}
