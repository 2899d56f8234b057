"""The command line as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

WORDS = [sys.executable, "-m", "portal_builder"]


def portal(root: Path, *words: str, env: dict[str, str] | None = None, **more: Any) -> Any:
    """Runs `portal --root ROOT WORDS…`; gives its exit status and what it said, as bytes."""
    return subprocess.run(
        [*WORDS, "--root", str(root), *words],
        capture_output=not more,
        check=False,
        env={**os.environ, **(env or {})},
        **more,
    )
