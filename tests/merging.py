"""Clients made from a few lines of YAML and merged, so that what comes of them can be looked at."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from textwrap import dedent

from portal_builder import pipeline
from portal_builder.intake import Intake
from portal_builder.site import MergedSite
from portal_builder.worker import Worker
from portal_builder.workspace import Workspace

CLIENT = "client: {name: Acme Shop, timezone: Europe/London, currency: GBP}\n"
PROJECT = "project: {name: Web shop, started_on: 2026-01-05, as_of: 2026-10-02}\n"


def write(root: Path, text: str, name: str = "all.yml", slug: str = "acme") -> Path:
    """Writes a file of a client, indented as it stands in a test."""
    file = root / "clients" / slug / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")
    return file


def merged(root: Path, slug: str = "acme") -> MergedSite:
    """The site of a client of a workspace; its files must hold."""
    here = Worker(pipeline.set_up(Workspace(root)))
    intake: Intake = here.take_in(slug)
    assert intake.facts is not None, intake.problems
    return here.merge(intake)


def made(root: Path, sections: str, client: str = CLIENT, project: str = PROJECT) -> MergedSite:
    """The site of a client with these sections."""
    write(root, client + project + dedent(sections))
    return merged(root)


def retold(root: Path, slug: str = "acme") -> MergedSite:
    """The site of a client of a workspace with a history."""
    here = Worker(pipeline.set_up(Workspace(root)))
    intake = here.take_in(slug)
    assert intake.facts is not None, intake.problems
    return here.merge(intake, here.teller.told(intake))


def text_of(site: MergedSite, path: str) -> str:
    """What a page's components say, one line for each element that a reader sees as one."""
    (page,) = (page for page in site.pages if page.path == path)
    lines = re.sub(r"</(?:li|h2|h3|p|summary|label|div|dt|dd)>", "\n", "".join(page.slots))
    found = (unescape(re.sub(r"<[^>]+>", "", line)) for line in lines.split("\n"))
    return "\n".join(" ".join(line.split()) for line in found if line.strip())
