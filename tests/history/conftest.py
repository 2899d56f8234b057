"""A repository for each test, which nothing of the machine takes part in."""

from __future__ import annotations

from pathlib import Path

import pytest
from gitted import Repo, leave_out_settings


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    leave_out_settings(monkeypatch)
    return Repo(tmp_path / "work")
