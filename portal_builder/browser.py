"""A browser, found on this machine and asked to print."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from portal_builder.errors import PortalError, WrongUse

OLDEST = 131
"""The first version of Chromium that numbers pages as a style sheet says."""

NAMES = (
    *(
        "chromium",
        "chromium-browser",
        "chromium-headless-shell",
        "google-chrome-stable",
        "google-chrome",
        "chrome",
    ),
    *("microsoft-edge-stable", "microsoft-edge", "brave-browser"),
)
_SECONDS = 300
_VERSION = re.compile(r"\b([0-9]+)(?:\.[0-9]+){1,3}\b")
_REMEDY = "install Chromium, or name one with --browser or in PORTAL_BROWSER"
# Nothing is asked for anywhere: the page holds all that it needs.
_ARGUMENTS = (
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def find_browser(named: str | None = None) -> str:
    """Finds a browser that can print.

    Args:
        named: its name or path; None takes the first that is installed.

    Raises:
        WrongUse: there is none, or it is too old.
    """
    found = next(
        (path for name in ([named] if named else NAMES) if (path := shutil.which(name))), None
    )
    if found is None:
        what = f"there is no browser {named}" if named else "there is no browser to print with"
        raise WrongUse(f"{what}; {_REMEDY}")
    version = _version(found)
    if version is not None and version < OLDEST:
        raise WrongUse(
            f"{found} is version {version}; printing needs Chromium {OLDEST} or later: {_REMEDY}"
        )
    return found


def _version(browser: str) -> int | None:
    """The browser's main version; None where it does not say."""
    try:
        said = subprocess.run(
            [browser, "--version"], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    number = _VERSION.search(said.stdout)
    return int(number[1]) if number else None


def print_pdf(browser: str, page: Path) -> bytes:
    """Prints a page from disk, tagged and with an outline.

    Args:
        browser: what `find_browser` gives.
        page: an HTML file.

    Raises:
        PortalError: the browser gave no PDF.
    """
    with TemporaryDirectory() as folder:
        printed = Path(folder) / "printed.pdf"
        # As root, in a container, the browser's sandbox cannot be set up. The page runs no script: its policy names none.
        root = ("--no-sandbox",) if os.geteuid() == 0 else ()
        command = [
            *(browser, *_ARGUMENTS, *root),
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PortalError(f"{browser} could not print: {error}") from None
        if not printed.is_file():
            raise PortalError(f"{browser} could not print (exit status {done.returncode})")
        return printed.read_bytes()
