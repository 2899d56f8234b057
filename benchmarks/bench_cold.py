"""One build of many clients beside as many runs of `mkdocs build` on the same pages.

    python -m benchmarks.bench_cold [N]

Both sides get the same work: the merged pages of N copies of the demo client under other names.
What is printed is a ratio within one run, and the greatest memory of one process.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PR_SET_CHILD_SUBREAPER = 36  # of Linux' prctl
SAMPLE = 5  # runs of `mkdocs build` that are timed; N of them take N times their mean


def copies(root: Path, count: int) -> None:
    """Makes a workspace of copies of the demo client, each under its own name."""
    for n in range(count):
        target = root / "clients" / f"copy-{n:03}"
        shutil.copytree(ROOT / "clients" / "demo", target)
        file = target / "client.yml"
        lines = file.read_text("utf-8").splitlines()
        named = [f"  name: Copyfirm {n:03}" if x.startswith("  name:") else x for x in lines]
        kept = [x for x in named if not x.startswith("  short_name:")]
        file.write_text("\n".join(kept) + "\n", "utf-8")


def timed(words: list[str], **environment: str) -> float:
    """Runs a command and gives its seconds; processes that it began are waited for afterwards."""
    start = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True, env={**os.environ, **environment})
    seconds = time.perf_counter() - start
    with contextlib.suppress(ChildProcessError):  # there is none left
        while True:
            os.wait()
    return seconds


def main() -> None:
    """Measures and prints."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    # The memory of a process counts where it is waited for, and workers outlive their command a little.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        copies(root, count)
        for name in ("content", "theme"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "mkdocs.yml", root)
        portal = [sys.executable, "-m", "portal_builder", "--root", folder, "build"]
        ours = timed(portal)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        mkdocs = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(root / "mkdocs.yml")]
        runs = [timed(mkdocs, PORTAL_CLIENT=f"copy-{n:03}") for n in range(min(SAMPLE, count))]
        theirs = sum(runs) / len(runs) * count
    print(f"portal build, {count} clients: {ours:.1f} s, greatest process {memory:.0f} MiB")
    print(f"mkdocs build, {count} runs: {theirs:.1f} s (from {len(runs)} runs)")
    print(f"ratio: {ours / theirs:.3f}")


if __name__ == "__main__":
    main()
