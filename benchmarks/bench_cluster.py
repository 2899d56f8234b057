"""A build on a Dask cluster of this machine's processes, one of which is killed half-way, and a local one.

    python -m benchmarks.bench_cluster [CLIENTS [RECORDS]] [--workers N] [--json FILE]

Both are whole processes, one after the other. The sites of the two are compared byte for byte; where they
differ, or one is missing, that is said, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.generated import workspace

Process = subprocess.Popen[bytes]
AUTHOR = ("-c", "user.name=Lead", "-c", "user.email=lead@example.org")


@contextmanager
def dask(*words: str) -> Iterator[Process]:
    """A scheduler or a worker, for as long as it is needed."""
    command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[Process]]]:
    """A scheduler's address, and its workers."""
    file = folder / "scheduler.json"
    local = ("--host", "127.0.0.1")
    with ExitStack() as stack:
        stack.enter_context(dask("scheduler", *local, "--port", "0", "--scheduler-file", str(file)))
        while not file.exists() or not file.stat().st_size:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        words = ("worker", address, *local, "--no-nanny", "--nthreads", "1")
        places = [("--local-directory", str(folder / f"worker-{n}")) for n in range(workers)]
        begun = [stack.enter_context(dask(*words, *place)) for place in places]
        _wait_for(address, workers)
        yield address, begun


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address) as client:
        client.wait_for_workers(workers, timeout=120)


def build(root: Path, out: Path, words: Sequence[str], victim: Process | None = None) -> float:
    """The seconds that a build takes; a victim is killed once half of the sites are built."""
    portal = (sys.executable, "-m", "portal_builder", "--root", str(root))
    half = len([*(root / "clients").iterdir()]) // 2
    start = time.perf_counter()
    command = [*portal, "build", "--out", str(out), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        for number, _ in enumerate(running.stdout, 1):
            if victim and number == half:
                victim.kill()
    if running.returncode:
        sys.exit(f"a build ended with exit status {running.returncode}")
    return time.perf_counter() - start


def sites(out: Path) -> dict[str, bytes]:
    """Every file of every site."""
    places = ((Path(place), names) for place, _, names in os.walk(out))
    return {
        str(place.relative_to(out) / name): (place / name).read_bytes()
        for place, names in places
        if ".portal" not in place.parts
        for name in names
    }


def measure(folder: Path, clients: int, records: int, workers: int) -> dict[str, Any]:
    root = workspace(folder / "agency", clients, records)
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "Facts")):
        subprocess.run(["git", "-C", root, *AUTHOR, *words], check=True)
    with cluster(folder, workers) as (address, begun):
        far = build(root, folder / "far", ["--scheduler", address], begun[0])
    near = build(root, folder / "near", ["--jobs", str(workers)])
    one, other = sites(folder / "far"), sites(folder / "near")
    return {
        "clients": clients,
        "workers, one of them killed half-way": workers,
        "on the cluster (s)": round(far, 1),
        "here (s)": round(near, 1),
        "files": len(other),
        "files that differ": sum(one.get(p) != other.get(p) for p in one.keys() | other.keys()),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("clients", nargs="?", type=int, default=100)
    parser.add_argument("records", nargs="?", type=int, default=30)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        figures = measure(Path(temporary), given.clients, given.records, given.workers)
    for name, value in figures.items():
        print(f"{name}: {value}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    sys.exit(1 if figures["files that differ"] else 0)


if __name__ == "__main__":
    main()
