"""One browser for all tests that look at pages."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from browsing import ARGUMENTS, CHROMIUM
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, sync_playwright

# A run before a change lands tries the same examples each time: what it says is about the change.
settings.register_profile("free", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same" if os.environ.get("CI") else "free")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"there is no browser at {CHROMIUM}")
        pytest.skip(f"there is no browser at {CHROMIUM}: nothing was looked at")
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
