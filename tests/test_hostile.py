"""Payloads in every text field there is, in a real browser: nothing runs, nothing is fetched.

The control shows that the payloads are live ones: plain MkDocs with the same texts does both.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import Seen, looking, search, serving
from corpora import corpus
from everything import everything
from playwright.sync_api import Browser
from test_prose_safety import PAYLOADS

from portal_builder import pipeline
from portal_builder.characters import REFUSED_RAW
from portal_builder.errors import Severity
from portal_builder.workspace import Workspace

pytestmark = pytest.mark.browser

# Each fits into a title.
TITLES = (
    "<img src=x onerror=alert(1)><script>alert(2)</script></script><svg/onload=alert(3)></svg>"
    "{{ 7*7 }}<script src=//e.example/x.js></script>",
    "'\"></title></style></textarea></noscript><iframe srcdoc='<script>parent.alert(1)</script>'>"
    "<details open ontoggle=alert(2)>",
    '" onmouseover=alert(1) autofocus onfocus=alert(2) x="<link rel=stylesheet href=//e.example/x>'
    "<base href=//e.example/>",
    "<!--><img src=x onerror=alert(1)>--><meta http-equiv=refresh content='0;url=//e.example/'>"
    "<b id=__search>x</b><form id=__palette>",
    "![x](//e.example/x.png)[x](javascript:alert(1))[x]: data:text/html,x <javascript:alert(1)>"
    "# x\t- [ ] x | x `x` **x** \\",
)
PROSE = "\n\n".join(
    text.replace("\n", "\n  ")
    for payload in PAYLOADS
    if not REFUSED_RAW.search(payload)
    for text in (payload, f"- {payload}")
)
SCHEMES = {"http:", "https:", "mailto:", "tel:"}


def build(root: Path) -> Path:
    result = pipeline.build(Workspace(root), out=root / "site", jobs=1)
    [outcome] = result.outcomes
    errors = [problem for problem in outcome.problems if problem.severity is Severity.ERROR]
    assert outcome.built, (errors, outcome.leaks, outcome.fault)
    return root / "site/acme"


@contextmanager
def visited(browser: Browser, site: Path) -> Iterator[tuple[Seen, str]]:
    """Opens every page of a site; gives all that was seen, and all that can be read."""
    text = ""
    with serving(site) as base, looking(browser, base) as seen:
        for path in sorted(site.rglob("index.html")):
            page = seen.open(path.parent.relative_to(site).as_posix() + "/")
            text += page.evaluate("document.body.textContent")
            links = "[...document.querySelectorAll('a[href]')].map(a => a.protocol)"
            assert set(page.evaluate(links)) <= SCHEMES
            seen.settle()  # else the page gives up what it still asks for when it is left
        yield seen, text


@pytest.mark.parametrize("number", range(len(TITLES)))
def test_payloads_in_every_field_stay_text(number: int, browser: Browser, tmp_path: Path) -> None:
    title = TITLES[number]
    prose = PROSE if number == 0 else f"{title}\n\n- {title}\n\n# {title}"
    written = everything(tmp_path, lambda _: title, lambda _: prose)
    assert len(written) > 40
    pages = tmp_path / "clients/acme/pages"
    pages.mkdir(exist_ok=True)
    (pages / "hostile.md").write_text(f"# {title}\n\n{PROSE}", encoding="utf-8")
    with visited(browser, build(tmp_path)) as (seen, text):
        search(seen.open("hostile/"), "alert")
        assert seen.complaints == []
        assert seen.foreign() == []
        assert text.count(title) > 40


def test_the_control_fires(browser: Browser, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("\n\n".join(TITLES[:2]), encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Control\n", encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", "site"]
    subprocess.run(command, cwd=tmp_path, check=True, env={"NO_MKDOCS_2_WARNING": "1"})
    with serving(tmp_path / "site") as base, looking(browser, base) as seen:
        seen.page.on("dialog", lambda dialog: dialog.dismiss())
        seen.open("").wait_for_load_state("networkidle")
        assert any(c.startswith("dialog: ") for c in seen.complaints)
        assert any("//e.example/" in url for url in seen.foreign())


def naughty() -> list[str]:
    strings = json.loads(Path(corpus("blns"), "resources", "blns.json").read_text())
    assert len(strings) == 485
    spaces = ["  lead  two   spaces\ttab  trail  ", "\u00a0x\u00a0", "    code", "x  ", "z" * 200]
    return [
        text
        for text in (*spaces, *strings)
        if not REFUSED_RAW.search(text) and len(text) <= 200 and re.search(r"\w|[!-~]", text)
    ]


@pytest.mark.corpus
def test_naughty_strings_are_shown_as_written(browser: Browser, tmp_path: Path) -> None:
    strings = naughty()
    assert len(strings) > 450
    folder = tmp_path / "clients/acme"
    folder.mkdir(parents=True)
    client = {
        "client": {"name": "Acme"},
        "project": {"name": "Shop", "started_on": "2026-01-05", "as_of": "2026-10-02"},
        "glossary": [{"term": text, "meaning": "x"} for text in strings],
    }
    content = json.dumps(client, ensure_ascii=False).replace("\ufeff", "\\ufeff")
    (folder / "all.yml").write_text(content, encoding="utf-8")
    site = build(tmp_path)
    with visited(browser, site) as (seen, _):
        page = seen.open("glossary/")
        assert page.locator("tbody th").all_text_contents() == strings
        assert seen.complaints == []
        assert seen.foreign() == []
    published = json.loads((site / "data.json").read_text(encoding="utf-8"))
    assert [term["term"] for term in published["projects"][0]["glossary"]] == strings
