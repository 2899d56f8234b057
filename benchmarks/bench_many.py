"""Builds and checks of many clients: from nothing, with nothing changed, with one client changed.

    python -m benchmarks.bench_many [CLIENTS [RECORDS]] [--runs N] [--in FOLDER] [--json FILE]

All runs are whole processes. What is compared runs in turn, and the ratios are those of one round; what is
printed are medians over the rounds. With --in a workspace that was made before is used again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.generated import workspace
from benchmarks.measured import portal, run

ROOT = Path(__file__).parents[1]
STAT = """
import os, sys
for place, _, names in os.walk(sys.argv[1]):
    for name in names:
        os.stat(os.path.join(place, name))
"""
Rounds = dict[str, list[float]]


class Bench:
    """The commands on one workspace."""

    def __init__(self, root: Path, cache: Path) -> None:
        self._root, self._cache = root, cache
        self.slugs = sorted(path.name for path in (root / "clients").iterdir())

    def portal(self, *words: str) -> float:
        return portal(self._root, *words, XDG_CACHE_HOME=str(self._cache)).seconds

    def mkdocs(self) -> float:
        words = ("build", "-q", "-f", str(ROOT / "mkdocs.yml"), "-d", f"{self._cache}-plain")
        about = {"PORTAL_CLIENT": self.slugs[0], "PORTAL_ROOT": str(self._root)}
        return run(sys.executable, "-m", "mkdocs", *words, **about).seconds

    def imports(self) -> float:
        return run(sys.executable, "-c", "import mkdocs.commands.build").seconds

    def stats(self) -> float:
        return run(sys.executable, "-c", STAT, self._root / "site").seconds

    def edit(self) -> None:
        """Changes what one client says."""
        file = self._root / "clients" / self.slugs[0] / "team.yml"
        file.write_text(file.read_text("utf-8") + f"# {time.time_ns()}\n", "utf-8")

    def one_changed(self) -> float:
        self.edit()
        return self.portal("build")

    def check_all(self) -> float:
        for file in self._cache.rglob("*.json"):
            file.unlink()
        return self.portal("check")

    def rounds(self, runs: int) -> Rounds:
        """What is compared, in turn."""
        measured: dict[str, Callable[[], float]] = {
            "build, nothing changed": lambda: self.portal("build"),
            "import mkdocs.commands.build": self.imports,
            "stat of every output file": self.stats,
            "build, one client changed": self.one_changed,
            "mkdocs build, one client": self.mkdocs,
            "check, from nothing": self.check_all,
            "check, nothing changed": lambda: self.portal("check"),
        }
        self.portal("build")
        found: Rounds = {name: [] for name in measured}
        for _ in range(runs):
            for name, measure in measured.items():
                found[name].append(measure())
        return found


def report(found: Rounds) -> dict[str, float]:
    """The medians, and the ratios of what ran in one round."""
    same, imports, stats, one, mkdocs, _, _ = found.values()
    ratios = [s / (i + t) for s, i, t in zip(same, imports, stats, strict=True)]
    more = [(o - s) / m for o, s, m in zip(one, same, mkdocs, strict=True)]
    medians = {name: statistics.median(values) for name, values in found.items()}
    return {
        **{f"{name} (s)": round(value, 3) for name, value in medians.items()},
        "nothing changed / (import + stat)": round(statistics.median(ratios), 2),
        "one changed, more than nothing / one mkdocs build": round(statistics.median(more), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("clients", nargs="?", type=int, default=100)
    parser.add_argument("records", nargs="?", type=int, default=30)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--in", dest="folder", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = given.folder or workspace(Path(temporary), given.clients, given.records)
        bench = Bench(root, Path(temporary) / "cache")
        cold = None if given.folder else bench.portal("build")
        figures = {"clients": len(bench.slugs), **report(bench.rounds(given.runs))}
    if cold:
        figures["build, from nothing (s)"] = round(cold, 3)
    for name, value in figures.items():
        print(f"{name}: {value}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
