"""One build of many clients beside other builders on the same pages, all in one run and in turn.

    python -m benchmarks.bench_beside [CLIENTS ...] [--records N] [--rounds N] [--others FOLDER]
                                      [--json FILE] [--svg FILE]

Each round builds all clients with the portal, from nothing, and a sample of them with each other builder,
one process for each client; so many runs as there are clients take that many times their mean. Printed
are medians over the rounds, and ratios of what ran in one round. Zensical is the one in the environment
FOLDER; Hugo the one on the path. Hugo's pages have no theme, no search and no scripts, and nothing but the
portal verifies what it wrote.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.curves import curves
from benchmarks.generated import workspace
from benchmarks.measured import Run, portal, run, written
from benchmarks.plain import write_plain
from portal_builder.workspace import Workspace

SAMPLE = 5
OURS = "portal build"
Builder = Callable[[Path], Run]
Figures = dict[str, Any]


def builders(others: Path | None) -> dict[str, Builder]:
    """The other builders that are here: each builds the project in a folder, from nothing."""
    quiet = {"NO_MKDOCS_2_WARNING": "1"}
    found: dict[str, Builder] = {
        "mkdocs build": lambda folder: run(
            sys.executable, "-m", "mkdocs", "build", "-q", "-c", cwd=folder, **quiet
        )
    }
    zensical = others / "bin" / "zensical" if others else None
    if zensical and zensical.exists():
        found["zensical build"] = lambda folder: run(zensical, "build", "-c", cwd=folder)
    if hugo := shutil.which("hugo"):
        found["hugo"] = lambda folder: run(hugo, "--quiet", "-d", "site", cwd=folder)
    return found


def measure(
    clients: int, records: int, rounds: int, others: Mapping[str, Builder], projects: int = 0
) -> Figures:
    """Builds one workspace with all builders, in turn."""
    with tempfile.TemporaryDirectory() as temporary:
        root = workspace(Path(temporary, "workspace"), clients, records, projects)
        slugs = Workspace(root).slugs()[:SAMPLE]
        plain = write_plain(Workspace(root), slugs, Path(temporary, "plain"))
        found: dict[str, list[float]] = {name: [] for name in (OURS, *others)}
        ours: list[Run] = []
        for _ in range(rounds):
            shutil.rmtree(root / "site", ignore_errors=True)
            ours.append(portal(root, "build"))
            found[OURS].append(ours[-1].seconds)
            for name, build in others.items():
                mean = statistics.mean(build(folder).seconds for folder in plain)
                found[name].append(mean * clients)
        size = written(root / "site")
    return {
        "clients": clients,
        "records": records,
        "projects": projects,
        "seconds": {name: round(statistics.median(runs), 3) for name, runs in found.items()},
        "times faster": {name: _ratio(found[name], found[OURS]) for name in others},
        "memory of the greatest process (MiB)": round(max(each.memory for each in ours)),
        "bytes for each client": size // clients,
    }


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    return round(statistics.median(t / o for t, o in zip(theirs, ours, strict=True)), 1)


def drawn(found: Sequence[Figures]) -> str:
    """The seconds of each builder by the number of clients."""
    names = found[0]["seconds"]
    series = {name: [(each["clients"], each["seconds"][name]) for each in found] for name in names}
    return curves(series, "clients", "seconds")


def main() -> None:
    """Measures, prints, and keeps what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", nargs="*", type=int, default=[10, 100])
    parser.add_argument("--records", type=int, default=30)
    parser.add_argument("--projects", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--others", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    given = parser.parse_args()
    others = builders(given.others.absolute() if given.others else None)
    found = []
    for clients in given.clients:
        found.append(measure(clients, given.records, given.rounds, others, given.projects))
        print(json.dumps(found[-1], indent=2), flush=True)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    if given.svg:
        given.svg.write_text(drawn(found), "utf-8")


if __name__ == "__main__":
    main()
