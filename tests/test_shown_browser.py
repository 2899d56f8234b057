"""What stands in the pages is seen: no style hides a value, on a desk or on a phone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from browsing import looking
from playwright.sync_api import Browser
from test_shown import UNWRITTEN, Block, Value, entries, merged, normal, single, stands, values

from portal_builder.render import Renderer
from portal_builder.settings import load_settings
from portal_builder.workspace import Workspace

pytestmark = pytest.mark.browser

OPENED = "document.querySelectorAll('details').forEach(fold => fold.open = true)"


@pytest.mark.parametrize(("locale", "width"), [("en_GB", 1440), ("ar_EG", 390)])
def test_every_value_is_seen(locale: str, width: int, browser: Browser, tmp_path: Path) -> None:
    sample = merged(locale)
    (tmp_path / "clients").mkdir()
    Renderer(load_settings(Workspace(tmp_path))).render(sample.site, tmp_path / "site")
    read = []
    with looking(browser, (tmp_path / "site").as_uri() + "/") as seen:
        seen.page.set_viewport_size({"width": width, "height": 900})
        for page in sample.site.pages:
            opened = seen.open(f"{page.path}/" if page.path else "")
            opened.evaluate(OPENED)
            read.append(Block("page", text=normal(opened.locator("main").inner_text())))
    wanted = [v for path, entry in entries(sample.facts) for v in values(entry, path)]
    wanted += [v for v in single(sample.facts) if v.name not in UNWRITTEN]
    wanted = [v for v in wanted if not is_small(v)]
    assert [v.path for v in wanted if not stands(v, sample.formats, read)] == []
    assert len(wanted) > 1400


def is_small(value: Value) -> bool:
    """Whether a number is so small that it stands somewhere by chance."""
    number = value.value
    return isinstance(number, int | Decimal) and abs(number) < 1000
