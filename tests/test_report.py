"""The status report: all pages as one document, printed by a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM
from merging import CLIENT, PROJECT, made, merged, write
from playwright.sync_api import Browser
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from portal_builder import single
from portal_builder.booklet import SHEET, bind, title
from portal_builder.browser import find_browser
from portal_builder.errors import PortalError, WrongUse
from portal_builder.formats import paper_of
from portal_builder.render import Renderer
from portal_builder.settings import load_settings
from portal_builder.site import MergedSite
from portal_builder.workspace import Workspace

SECTIONS = """\
issues:
  - id: ISS-1
    title: Slow pages
    status: open
    opened_at: 2026-09-01
    description: "See CR-1, [this](https://far.example/x) and https://near.example/y"
changes:
  - {id: CR-1, title: Faster host, reason: "Speed & <b>, for ISS-1", requested_on: 2026-09-02, requested_by: client, status: proposed, impact: {quality: Good}}
documents: [{title: Plan, file: assets/plan.txt}]
risks: [{id: R-1, title: Storm, probability: 2, impact: 3}]
"""


@pytest.fixture
def site(tmp_path: Path) -> MergedSite:
    write(tmp_path, "the plan", "assets/plan.txt")
    return made(tmp_path, SECTIONS)


def bound(site: MergedSite, root: Path, folder: str = "site") -> str:
    Renderer(load_settings(Workspace(root))).render(site, root / folder)
    return bind(root / folder, site, "A4").read_text(encoding="utf-8")


# The document


def test_all_pages_stand_in_it_in_their_order(site: MergedSite, tmp_path: Path) -> None:
    html = bound(site, tmp_path)
    assert re.findall(r'<section class="booklet__page[^"]*" id="([^"]*)">', html) == [
        "overview", "issues", "changes", "risks", "documents",
    ]  # fmt: skip
    assert len(re.findall("<h1", html)) == 5
    assert html.count("<title>") == 1
    assert title(site) == "Acme Shop – Web shop – Status report – As of October 2, 2026"
    assert "portal-tabs" not in html
    assert "<script" not in html


def test_links_lead_within_it_or_away_from_it(site: MergedSite, tmp_path: Path) -> None:
    html = bound(site, tmp_path)
    anchors = re.findall(r' id="([^"]*)"', html)
    assert len(anchors) == len(set(anchors))
    links = re.findall(r'<a href="([^"]*)"', html)
    assert {"#changes/cr-1", "#issues/iss-1", "https://far.example/x"} <= set(links)
    assert {link[1:] for link in links if link.startswith("#")} <= set(anchors)
    assert all(link.startswith(("#", "https://")) for link in links)
    # where the site will be is not known, so nothing can be said of its files but their names
    assert "<a>assets/plan.txt</a>" in html


def test_files_are_linked_where_the_site_knows_its_address(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_url: https://{slug}.example.org/\n")
    write(tmp_path, "the plan", "assets/plan.txt")
    html = bound(made(tmp_path, SECTIONS), tmp_path)
    assert '<a href="https://acme.example.org/assets/plan.txt">' in html
    assert 'data-address="https://acme.example.org/issues/#iss-1"' in html


def test_names_within_drawings_follow_their_anchors(site: MergedSite, tmp_path: Path) -> None:
    drawing = (
        '<svg viewBox="0 0 1 1" aria-labelledby="t d"><title id="t">x</title><desc id="d">y</desc>'
        '<defs><pattern id="hatch"></pattern></defs><rect fill="url(#hatch)"/><use href="#hatch"/></svg>'
    )
    page = site.pages[1]
    changed = type(page)(page.path, page.title, page.markdown, (drawing, *page.slots[1:]))
    pages = (site.pages[0], changed, *site.pages[2:])
    whole = replace(site, pages=pages, provider=None)
    html = bound(whole, tmp_path)
    assert 'viewBox="0 0 1 1"' in html or 'viewbox="0 0 1 1"' in html
    assert 'aria-labelledby="issues/t issues/d"' in html
    assert '<rect fill="url(#issues/hatch)"/><use href="#issues/hatch"/>' in html
    assert '<pattern id="issues/hatch">' in html


def test_what_is_folded_lies_open(site: MergedSite, tmp_path: Path) -> None:
    html = bound(site, tmp_path)
    assert html.count("<details") == len(re.findall(r"<details[^>]* open", html)) > 0


@pytest.mark.browser
def test_it_fits_its_sheets_and_asks_for_nothing(
    site: MergedSite, tmp_path: Path, browser: Browser
) -> None:
    bound(site, tmp_path)
    page = browser.new_page(viewport={"width": 680, "height": 900})
    asked, complaints = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.emulate_media(media="print")
    page.goto((tmp_path / "site" / "booklet.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 680
    for hidden in (".downloads", ".headerlink", "button"):
        assert page.locator(f"{hidden}:visible").count() == 0
    assert all(url.startswith(tmp_path.as_uri()) for url in asked)
    assert complaints == []
    page.close()


def test_a_name_ends_no_style_of_the_document(site: MergedSite, tmp_path: Path) -> None:
    html = bound(replace(site, site_name='A"}</title><b>'), tmp_path)
    assert html.count("<b>") == bound(site, tmp_path, "plain").count("<b>")
    assert "<title>A&#34;}&lt;/title&gt;&lt;b&gt; – Web shop" in html.replace("&quot;", "&#34;")
    sheet = (tmp_path / "site" / SHEET).read_text(encoding="utf-8")
    assert r'content: "A\22 \7d \3c \2f title\3e \3c b\3e \20 ' in sheet


# The PDF


def report(root: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal_builder", "--root", str(root), "report", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        env={**os.environ, **more},
    )


def outline(items: list[Any], depth: int = 0) -> list[tuple[int, str]]:
    found = list[tuple[int, str]]()
    for item in items:
        if isinstance(item, list):
            found += outline(item, depth + 1)
        else:
            found.append((depth, str(item.title)))
    return found


def languages(reader: PdfReader) -> str:
    return str(reader.trailer["/Root"]["/Lang"])


def roles(node: Any, found: set[str]) -> set[str]:
    """The kinds of element in a tree of tags."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            roles(child, found)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            found.add(str(node["/S"]))
        if "/K" in node:
            roles(node["/K"], found)
    return found


@pytest.mark.browser
def test_the_report_is_a_tagged_pdf_with_an_outline_and_page_numbers(
    site: MergedSite, tmp_path: Path
) -> None:
    assert site.pages
    done = report(tmp_path, "acme", "--browser", str(CHROMIUM))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "wrote acme-2026-10-02.pdf\n"
    reader = PdfReader(tmp_path / "acme-2026-10-02.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/P", "/Link"} <= roles(
        root["/StructTreeRoot"], set()
    )
    assert languages(reader) == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Acme Shop – Web shop – Status report – As of October 2, 2026"
    tops = [name for depth, name in outline(reader.outline) if depth == 0]
    assert tops == ["Web shop", "Issues", "Changes", "Risks", "Documents"]
    number = len(reader.pages)
    for n, page in enumerate(reader.pages, 1):
        text = " ".join(page.extract_text().split())
        assert f"{n} / {number}" in text
        assert "Acme Shop · Web shop · As of October 2, 2026" in text
    whole = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "(https://far.example/x)" in whole
    assert whole.count("https://near.example/y") == 1
    assert "Take it along" not in whole
    assert round(float(reader.pages[0].mediabox.width)) == 595  # 210 mm


@pytest.mark.browser
def test_paper_and_place_can_be_chosen(tmp_path: Path) -> None:
    write(tmp_path, CLIENT + PROJECT)
    out = tmp_path / "r.pdf"
    out.write_text("what stood here")
    done = report(
        tmp_path, "acme", "--out", str(out), "--paper", "letter", PORTAL_BROWSER=str(CHROMIUM)
    )
    assert done.returncode == 0, done.stderr
    assert round(float(PdfReader(out).pages[0].mediabox.width)) == 612  # 8.5 in
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clients", "r.pdf"]


def test_without_a_browser_the_remedy_is_said(tmp_path: Path) -> None:
    write(tmp_path, CLIENT + PROJECT)
    done = report(tmp_path, "acme", PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "portal: there is no browser to print with; "
        "install Chromium, or name one with --browser or in PORTAL_BROWSER\n"
    )
    named = report(tmp_path, "acme", PORTAL_BROWSER="nowhere")
    assert named.returncode == 2
    assert "there is no browser nowhere" in named.stderr


def browser_that(tmp_path: Path, script: str) -> str:
    fake = tmp_path / "fake"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    return str(fake)


def test_an_old_browser_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="is version 130; printing needs Chromium 131"):
        find_browser(browser_that(tmp_path, "echo Chromium 130.0.6723.58 built on Debian"))
    new = browser_that(tmp_path, "echo Chromium 131.0.6778.33")
    assert find_browser(new) == new


def test_a_browser_that_prints_nothing_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, CLIENT + PROJECT)
    fake = browser_that(tmp_path, "exit 7")
    with pytest.raises(PortalError, match=r"could not print \(exit status 7\)"):
        single.print_report(Workspace(tmp_path), "acme", browser=fake)


def test_a_client_that_is_broken_or_unknown_gets_no_report(tmp_path: Path) -> None:
    write(tmp_path, CLIENT + PROJECT + "issues: nonsense\n")
    fake = browser_that(tmp_path, "exit 7")
    done = report(tmp_path, "acme", "--browser", fake)
    assert done.returncode == 1
    assert "clients/acme/all.yml:3:9" in done.stderr
    assert report(tmp_path, "acne", "--browser", fake).returncode == 2
    assert not list(tmp_path.glob("*.pdf"))


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    write(tmp_path, CLIENT + PROJECT)
    fake = browser_that(
        tmp_path, 'for a; do case $a in --print-to-pdf=*) echo x > "${a#*=}";; esac; done'
    )
    with pytest.raises(PortalError, match="No such file or directory"):
        single.print_report(
            Workspace(tmp_path), "acme", browser=fake, out=tmp_path / "no" / "r.pdf"
        )
    single.print_report(Workspace(tmp_path), "acme", browser=fake, out=tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").read_text() == "x\n"


@pytest.mark.browser
def test_several_projects_begin_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, CLIENT)
    for name in ("app", "web"):
        project = PROJECT.replace("Web shop", f"The {name}")
        write(tmp_path, project + "risks: [{id: R-1, title: Storm}]\n", f"projects/{name}/all.yml")
    assert merged(tmp_path).pages[0].title == "Projects"
    out = tmp_path / "r.pdf"
    single.print_report(Workspace(tmp_path), "acme", browser=str(CHROMIUM), out=out)
    reader = PdfReader(out)
    starts = [
        (str(item.title), reader.get_destination_page_number(item))
        for item in reader.outline
        if not isinstance(item, list)
    ]
    assert starts == [("Acme Shop", 0), ("The app", 1), ("Risks", 1), ("The web", 2), ("Risks", 2)]


@pytest.mark.parametrize(
    ("locale", "paper"),
    [("en_GB", "A4"), ("en-US", "Letter"), ("es_MX", "Letter"), ("en", "A4"), ("fr-CA", "Letter")],
)
def test_paper_is_the_countrys(locale: str, paper: str) -> None:
    assert paper_of(locale) == paper
