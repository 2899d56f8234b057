"""The pages that the portal merges, written out for builders that know nothing of it.

Each client becomes a project of its own, with the same Markdown and the same HTML in it, for MkDocs
with Material, for Zensical, which reads the same configuration, and for Hugo with a layout of its own.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from portal_builder import pipeline
from portal_builder.site import MergedSite, Page
from portal_builder.worker import Worker
from portal_builder.workspace import Workspace

_SLOT = re.compile(r'<div data-slot="(\d+)"></div>')
_BLANK = re.compile(r"\n\s*\n")
_MKDOCS = """site_name: Client
use_directory_urls: true
theme:
  name: material
  font: false
plugins: [search]
markdown_extensions: [toc, tables, md_in_html]
"""
_HUGO = """title = "Client"
disableKinds = ["taxonomy", "term", "RSS", "sitemap"]
[markup.goldmark.renderer]
unsafe = true
"""
_LAYOUT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav><ul>{{ range site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul></nav><main>{{ .Content }}</main></body></html>
"""


def write_plain(workspace: Workspace, slugs: list[str], folder: Path) -> list[Path]:
    """Writes some clients' pages out.

    Args:
        workspace: where the clients are.
        slugs: which of them.
        folder: gets a folder for each client, with `mkdocs.yml` and `docs/`, `hugo.toml` and `content/`.

    Returns:
        The clients' folders.
    """
    worker = Worker(pipeline.set_up(workspace))
    made = []
    for slug in slugs:
        intake = worker.take_in(slug)
        _write(worker.merge(intake, worker.teller.told(intake)), folder / slug)
        made.append(folder / slug)
    return made


def _write(site: MergedSite, folder: Path) -> None:
    for name, text in (("mkdocs.yml", _MKDOCS), ("hugo.toml", _HUGO)):
        _file(folder / name, text)
    for name in ("single", "list", "index"):
        place = "layouts" if name == "index" else "layouts/_default"
        _file(folder / place / f"{name}.html", _LAYOUT)
    for page in site.pages:
        text = _SLOT.sub(lambda found, page=page: _block(page, int(found[1])), page.markdown)
        _file(folder / "docs" / page.path / "index.md", text)
        head = json.dumps({"title": page.title})
        _file(folder / "content" / (page.path or ".") / "_index.md", f"{head}\n\n{text}")


def _block(page: Page, number: int) -> str:
    """A component as one block: HTML in Markdown ends at a blank line."""
    return _BLANK.sub("\n", page.slots[number]).strip()


def _file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
