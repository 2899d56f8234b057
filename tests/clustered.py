"""A workspace whose clients are built on a cluster, and what is compared of two builds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gitted import Repo

from portal_builder.pipeline import BuildResult
from portal_builder.workspace import Workspace

NAMES = ("Aldermere", "Birchcombe", "Corvane", "Dunmarsh", "Elmsworth", "Fernhollow",
         "Granby", "Holloway", "Ivesdale", "Kelbrook", "Langmere", "Marwick")  # fmt: skip
CLIENT = """client: {{name: {name}, currency: GBP}}
project: {{name: Relaunch, summary: {summary}, started_on: 2026-01-05, as_of: 2026-10-02{more}}}
"""
ISSUES = """issues:
  - {id: ISS-1, title: The search is slow, status: open, opened_at: 2026-03-02}
"""
PROVIDER = """site_url: https://{slug}.example.org/
plugins:
  - portal: {provider: {name: Northwind Studio, logo: brand/studio.svg}}
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


def client(name: str, summary: str = "A new shop", more: str = "") -> dict[str, str]:
    text = CLIENT.format(name=name, summary=summary, more=more)
    return {f"clients/{name.lower()}/client.yml": text}


def agency(folder: Path, names: Sequence[str] = NAMES) -> Workspace:
    """Clients with two revisions, and a logo and an address of the provider's."""
    repo = Repo(folder)
    files = {"mkdocs.yml": PROVIDER, "brand/studio.svg": LOGO}
    for name in names:
        files |= client(name)
    repo.commit(files, "2026-03-01T12:00:00Z")
    changed = {f"clients/{name.lower()}/issues.yml": ISSUES for name in names}
    repo.commit(changed, "2026-03-09T12:00:00Z")
    return Workspace(folder)


def files(out: Path) -> dict[str, bytes]:
    return {
        f"{path.relative_to(out)} {path.stat().st_mode:o}": path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".portal" not in path.parts
    }


def records(out: Path) -> dict[str, Any]:
    """What is kept of each site, but for how it lies on the disk."""
    found = {path.name: json.loads(path.read_bytes()) for path in (out / ".portal").glob("*.json")}
    for kept in found.values():
        del kept["seal"], kept["basis"]["stamp"]
    return found


def said(result: BuildResult) -> dict[str, Any]:
    return {o.slug: (o.built, o.problems, o.leaks, o.fault, o.no_history) for o in result.outcomes}
