"""The preview of one client: served on this machine, staying up whatever is mistyped."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from markupsafe import Markup, escape
from mkdocs.livereload import LiveReloadServer

from portal_builder import report
from portal_builder.client_folder import CLIENTS
from portal_builder.errors import PortalError, Problem
from portal_builder.merge.words import SOURCE, Catalogues
from portal_builder.output import Output
from portal_builder.site import WORDS, MergedSite, Page
from portal_builder.workspace import Workspace, shipped

HOST = "127.0.0.1"
_TITLE = "This preview waits for a correction"
_LEAD = "Correct what is named here and save: the page then shows itself anew."


def preview_folder(root: Path, folder: Path) -> Path:
    """Where a preview is written: into the folder that is asked for, but never over built sites."""
    workspace, place = Workspace(root), folder.resolve()
    is_site = Output(place.parent).files(place.name) is not None
    if place == workspace.site.resolve() or is_site or Output(place).slugs():
        return workspace.preview
    return folder


def problems_page(slug: str, problems: Sequence[Problem]) -> MergedSite:
    """A site of one page that says what has to be corrected before the client's own can be shown.

    Args:
        slug: the client.
        problems: what is wrong, in the order of their places.
    """
    return waiting_page(slug, [report.as_text(problem) for problem in problems])


def waiting_page(slug: str, texts: Sequence[str]) -> MergedSite:
    """The same of anything that stands in the way."""
    listed = Markup("").join(
        Markup('<pre class="problem"><code>{}</code></pre>').format(text) for text in texts
    )
    number = report.count(len(texts), "place needs", "places need")
    slot = Markup("<p>{} {} a look.</p>{}").format(_LEAD, number, listed)
    page = Page("", _TITLE, f'# {escape(_TITLE)}\n\n<div data-slot="0"></div>\n', (str(slot),))
    words = Catalogues(shipped("theme") / "strings")[SOURCE]
    return MergedSite(slug, slug, (page,), words=words.templates(WORDS))


def watch(server: LiveReloadServer, root: Path) -> None:
    """Has the pages built again whenever something changes that they are made of."""
    server.watch(str(root), recursive=False)  # mkdocs.yml, and hooks beside it
    for name in (CLIENTS, "content", "theme"):
        if (root / name).is_dir():
            server.watch(str(root / name))


def serve_preview(
    workspace: Workspace,
    slug: str,
    port: int,
    *,
    merge: Callable[[], MergedSite],
    render: Callable[[Workspace, MergedSite, Path], None],
) -> None:
    """Serves a client's site, built again at each change, until it is stopped.

    Args:
        workspace: where everything stands.
        slug: the client.
        port: on this machine's own address.
        merge: makes the site anew.
        render: writes a site into a folder, with the settings of a workspace.

    Raises:
        PortalError: the port cannot be had.
    """
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        site_dir = Path(folder)
        build = partial(_build, workspace, slug, site_dir, merge, render)
        server = _Server(builder=build, host=HOST, port=port, root=folder)
        server.error_handler = lambda _: (site_dir / "404.html").read_bytes()
        build()
        watch(server, workspace.root)
        try:
            server.serve()  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
        except KeyboardInterrupt:
            pass  # the way in which a preview ends
        except OSError as error:
            what = error.strerror or error
            raise PortalError(f"port {port}: {what}; name another with --port") from None
        finally:
            server.shutdown()


class _Server(LiveReloadServer):
    def server_activate(self) -> None:
        super().server_activate()
        report.line(f"Serving {self.url} until you press Ctrl-C.")


def _build(
    workspace: Workspace,
    slug: str,
    site_dir: Path,
    merge: Callable[[], MergedSite],
    render: Callable[[Workspace, MergedSite, Path], None],
) -> None:
    """Builds the site; where that is not possible, one page says why, in the shipped look."""
    try:
        render(workspace, replace(merge(), site_url=None), site_dir)
    except Exception as error:  # settings, templates and plugins are edited too
        text = str(error) if isinstance(error, PortalError) else f"{type(error).__name__}: {error}"
        report.note(f"portal: {text}")
        render(Workspace.shipped(), waiting_page(slug, [text]), site_dir)
