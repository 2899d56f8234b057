"""The preview of one client: served on this machine, staying up whatever is mistyped."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from markupsafe import Markup, escape
from mkdocs.commands.serve import serve as serve_site

from portal_builder.errors import Problem
from portal_builder.report import as_text, count
from portal_builder.settings import Settings
from portal_builder.site import MergedSite, Page

_TITLE = "This preview waits for a correction"
_LEAD = "Correct what is named here and save: the page then shows itself anew."


def problems_page(slug: str, problems: Sequence[Problem]) -> MergedSite:
    """A site of one page that says what has to be corrected before the client's own can be shown.

    Args:
        slug: the client.
        problems: what is wrong, in the order of their places.
    """
    listed = Markup("").join(
        Markup('<pre class="problem"><code>{}</code></pre>').format(as_text(p)) for p in problems
    )
    number = count(len(problems), "place needs", "places need")
    slot = Markup("<p>{} {} a look.</p>{}").format(_LEAD, number, listed)
    page = Page("", _TITLE, f'# {escape(_TITLE)}\n\n<div data-slot="0"></div>\n', (str(slot),))
    return MergedSite(slug, slug, (page,), notice="")


def serve_preview(settings: Settings, port: int) -> None:
    """Serves the client that the environment names, and again at each change, until stopped.

    Args:
        settings: the workspace's, complete.
        port: on this machine's own address.
    """
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        # MkDocs reads its configuration from a file at each change; the workspace's own may be
        # partial, so it is given the complete one.
        complete = Path(folder, "mkdocs.yml")
        complete.write_text(yaml.dump(dict(settings.values)), encoding="utf-8")
        serve_site(config_file=str(complete), dev_addr=f"127.0.0.1:{port}", livereload=True)
