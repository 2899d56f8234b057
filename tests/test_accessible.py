"""Every page can be used by everyone: looked through by axe, and by the checker of HTML."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from browsing import serving
from corpora import corpus
from playwright.sync_api import Browser, Page

from portal_builder import pipeline
from portal_builder.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.corpus]

ROOT = Path(__file__).parents[1]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Material's own: boxes that open the drawer and the search carry `autocomplete`.
MATERIAL = "Attribute “autocomplete” is only allowed when the input type is"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    assert pipeline.build(Workspace(ROOT), out=out, jobs=1).failed == []
    return out


def faults(page: Page) -> list[str]:
    page.evaluate((corpus("axe-core") / "axe.min.js").read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations)", RULES
    )
    return [f"{v['id']}: {node['html']}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_no_page_of_the_demo_has_a_fault(
    sites: Path, browser: Browser, scheme: str, width: int
) -> None:
    demo = sites / "demo"
    names = sorted(p.parent.relative_to(demo) for p in demo.rglob("index.html"))
    size = {"width": width, "height": 900}
    with serving(demo) as base, browser.new_context(color_scheme=scheme, viewport=size) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for name in [*(f"{name}/" for name in names), "404.html"]:
            page.goto(f"{base}{name}")
            assert faults(page) == [], name


def test_a_planted_fault_is_found(sites: Path, browser: Browser) -> None:
    with serving(sites) as base, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{base}demo/")
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert [fault.split(":")[0] for fault in faults(page)] == ["button-name"]


def complaints(*files: Path) -> list[str]:
    jar = corpus("vnu-jar") / "build" / "dist" / "vnu.jar"
    checker = ["java", "-jar", str(jar), "--errors-only", "--format", "json", *map(str, files)]
    done = subprocess.run(checker, capture_output=True, text=True, check=False)
    return [message["message"] for message in json.loads(done.stderr)["messages"]]


def test_pages_are_valid_html(sites: Path) -> None:
    found = complaints(*sites.glob("*/**/*.html"))
    assert found, "Material's own complaint is expected: the checker has looked"
    assert [text for text in found if not text.startswith(MATERIAL)] == []


def test_invalid_html_is_found(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<!doctype html><title>x</title><p><div></p>", encoding="utf-8")
    assert complaints(file)
