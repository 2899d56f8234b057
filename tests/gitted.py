"""Small repositories, made commit by commit with the dates that a test wants."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

# Nothing of whoever runs the tests takes part.
PLAIN = {
    **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Lead",
    "GIT_AUTHOR_EMAIL": "lead@example.org",
    "GIT_COMMITTER_NAME": "Lead",
    "GIT_COMMITTER_EMAIL": "lead@example.org",
}
Files = Mapping[str, str | bytes | None]


def leave_out_settings(patch: pytest.MonkeyPatch) -> None:
    """Sees that git, when this process runs it, takes no one's own settings."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        patch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        patch.setenv(name, PLAIN[name])


class Repo:
    """A repository whose work tree is a folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *words: str, **environment: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(self.folder), *words],
            capture_output=True,
            text=True,
            check=False,
            env={**PLAIN, **environment},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, files: Files) -> None:
        """Writes files; None takes one away, and a folder with all in it."""
        for name, content in files.items():
            path = self.folder / name
            if content is None:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode() if isinstance(content, str) else content
            path.write_bytes(data)

    def commit(self, files: Files, at: str = "2026-10-01T12:00:00Z", message: str = "Facts") -> str:
        """Commits files as at a moment; gives the commit's name."""
        self.write(files)
        self.git("add", "--all")
        return self.record(at, message)

    def record(self, at: str = "2026-10-01T12:00:00Z", message: str = "Facts") -> str:
        """Commits what is staged, or nothing."""
        words = ("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message)
        self.git(*words, GIT_AUTHOR_DATE="1999-12-31T00:00:00Z", GIT_COMMITTER_DATE=at)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, at: str, message: str = "Merge") -> str:
        """Merges a branch with a commit of its own."""
        words = ("merge", "--quiet", "--no-ff", "--no-edit", "-m", message, branch)
        self.git(*words, GIT_COMMITTER_DATE=at)
        return self.git("rev-parse", "HEAD")
