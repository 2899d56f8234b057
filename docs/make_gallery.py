"""Takes pictures of the demo client's pages: `make gallery` puts them into docs/gallery/.

Every page at the widths of a phone, a tablet and a desk, light and dark, and as it is printed. Those
that docs/gallery.md shows are kept in the repository, the others are for looking at.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from portal_builder import pipeline
from portal_builder.browser import find_browser
from portal_builder.workspace import Workspace

ROOT = Path(__file__).parents[1]
WIDTHS = (360, 768, 1440)
HEIGHT = 2400  # pixels at most: what comes after looks like what came before


def pages(site: Path) -> Iterator[tuple[str, str]]:
    """The pages of a site: a name for each, and its address."""
    for path in sorted(site.rglob("index.html")):
        name = path.parent.relative_to(site).as_posix().replace("/", "-")
        yield ("overview" if name == "." else name), path.as_uri()


def take(browser: Browser, site: Path, folder: Path) -> None:
    """Takes all pictures of a site."""
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            page = context.new_page()
            for name, address in pages(site):
                page.goto(address)
                page.emulate_media(media="screen")
                height = min(HEIGHT, int(page.evaluate("document.body.scrollHeight")))
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.jpg", quality=60)
                if width == 768 and scheme == "light":
                    page.emulate_media(media="print")
                    page.screenshot(path=folder / f"{name}-print.jpg", quality=60)
                page.set_viewport_size({"width": width, "height": 900})
            context.close()


def main() -> None:
    """Builds the demo and takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs/gallery")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as out, sync_playwright() as playwright:
        pipeline.build(Workspace(ROOT), ["demo"], out=Path(out), jobs=1)
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=find_browser(None), args=options)
        take(browser, Path(out) / "demo", folder)
        browser.close()


if __name__ == "__main__":
    main()
