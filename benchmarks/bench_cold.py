"""One build of many clients beside as many runs of `mkdocs build` on the same pages.

    python -m benchmarks.bench_cold [N]

Both sides get the same work: the merged pages of N copies of the demo client under other names.
What is printed is a ratio within one run, and the greatest memory of one process.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measured import portal, run

ROOT = Path(__file__).parents[1]
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


def main() -> None:
    """Measures and prints."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        copies(root, count)
        for name in ("content", "theme"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "mkdocs.yml", root)
        ours = portal(root, "build")
        mkdocs = (sys.executable, "-m", "mkdocs", "build", "-q", "-f", root / "mkdocs.yml")
        sample = range(min(SAMPLE, count))
        runs = [run(*mkdocs, PORTAL_CLIENT=f"copy-{n:03}").seconds for n in sample]
        theirs = sum(runs) / len(runs) * count
    said = f"{ours.seconds:.1f} s, greatest process {ours.memory:.0f} MiB"
    print(f"portal build, {count} clients: {said}")
    print(f"mkdocs build, {count} runs: {theirs:.1f} s (from {len(runs)} runs)")
    print(f"ratio: {ours.seconds / theirs:.3f}")


if __name__ == "__main__":
    main()
