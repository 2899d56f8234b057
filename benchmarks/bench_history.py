"""The history of many clients: read cold, read again, and read again with little that is new.

    python -m benchmarks.bench_history [COMMITS] [CLIENTS] [SEED]

The repository is made from a seed: each client has five files, and each commit moves one client on,
as a lead would: actuals, a slip, an issue, an update. What is printed are seconds, of processes that
begin with nothing, and what a revision adds to a client's site.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from portal_builder.pool import in_processes, make_ready
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.history.chronicle import Chronicle

START = date(2024, 1, 8)
WORDS = [
    "order",
    "basket",
    "payment",
    "refund",
    "page",
    "search",
    "login",
    "export",
    "import",
    "mail",
    "invoice",
    "stock",
]


class Client:
    """One client's facts, moved on commit by commit."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.slug = f"client-{number:03}"
        self.chance = chance
        self.as_of = START + timedelta(days=number % 28)
        self.actuals: list[str] = []
        self.issues: list[str] = []
        self.updates: list[str] = []
        self.slips: list[str] = []
        self.forecast = START + timedelta(days=300)
        self.revision = 0

    def text(self, count: int = 6) -> str:
        return " ".join(self.chance.choice(WORDS) for _ in range(count))

    def move(self) -> None:
        """A week's work of a lead."""
        self.revision += 1
        self.as_of += timedelta(days=7)
        match self.chance.randrange(4):
            case 0:
                month = self.as_of.strftime("%Y-%m")
                note = self.text(2)
                self.actuals.append(
                    f"{{period: {month}, amount: {self.chance.randrange(900)}, note: {note}}}"
                )
            case 1:
                later = self.forecast + timedelta(days=self.chance.randrange(1, 14))
                self.slips.append(
                    f"{{on: {self.as_of}, from: {self.forecast}, to: {later}, "
                    f"reason: {self.text(4)}, caused_by: provider}}"
                )
                self.forecast = later
            case 2:
                number = len(self.issues) + 1
                self.issues.append(
                    f"{{id: ISS-{number}, title: {self.text(3)}, status: open, severity: low, "
                    f"opened_at: {self.as_of}, description: {self.text(12)}}}"
                )
            case _:
                self.updates.append(
                    f"{{on: {self.as_of}, title: {self.text(3)}, wins: [{self.text()}]}}"
                )

    def files(self) -> dict[str, str]:
        baseline = START + timedelta(days=300)
        slips = f"[{', '.join(self.slips)}]"
        return {
            "client.yml": f"client: {{name: Firm {self.slug}, currency: GBP}}\n",
            "project.yml": (
                f"project:\n  name: Work for {self.slug}\n  started_on: {START}\n"
                f"  as_of: {self.as_of}\n  summary: {self.slug} gets a new shop\n"
            ),
            "plan.yml": (
                "schedule:\n  milestones:\n"
                f"    - {{id: MS-1, title: Launch, baseline_on: {baseline}, "
                f"forecast_on: {self.forecast}, slips: {slips}}}\n"
                "scope:\n  items:\n"
                + "".join(
                    f"    - {{id: SC-{n}, title: Part {n}, status: agreed}}\n" for n in range(1, 9)
                )
            ),
            "budget.yml": (
                "budget:\n  lines:\n"
                f"    - {{id: BL-1, title: Work, planned: 50000, actuals: [{', '.join(self.actuals)}]}}\n"
                "    - {id: BL-2, title: Care, planned: 9000}\n"
            ),
            "log.yml": (
                "issues:\n"
                + "".join(f"  - {entry}\n" for entry in self.issues)
                + "updates:\n"
                + "".join(f"  - {entry}\n" for entry in self.updates)
            ),
        }


def stream(commits: int, clients: int, seed: int) -> Iterator[bytes]:
    """Input for `git fast-import`: all clients in the first commit, then one moved by each."""
    chance = random.Random(seed)
    made = [Client(n, chance) for n in range(clients)]
    last: dict[str, str] = {}
    for number in range(commits):
        moved = made if number == 0 else [chance.choice(made)]
        changed = {}
        for client in moved:
            client.move()
            files = {f"clients/{client.slug}/{n}": t for n, t in client.files().items()}
            changed |= {n: t for n, t in files.items() if last.get(n) != t}
        last |= changed
        seconds = 1_704_700_000 + number * 40_000
        yield f"commit refs/heads/main\ncommitter Lead <l@example.org> {seconds} +0000\n".encode()
        yield b"data 5\nFacts\n"
        for name, text in changed.items():
            data = text.encode()
            yield f"M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n"


def make(folder: Path, commits: int, clients: int, seed: int) -> None:
    """Makes the repository and checks its last revision out."""
    plain = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True, env=plain)
    data = b"".join(stream(commits, clients, seed))
    subprocess.run([*git, "fast-import", "--quiet"], input=data, check=True, env=plain)
    subprocess.run([*git, "checkout", "--quiet", "-f", "main"], check=True, env=plain)


def tell_some(folder: str, cache: str, slugs: list[str]) -> list[tuple[int, int]]:
    """Reads the histories of some clients: of each its revisions, and the bytes of its files."""
    told = [_chronicle(folder, cache).told(slug) for slug in slugs]
    return [(len(t.history.revisions), sum(map(len, t.files.values()))) for t in told]


@lru_cache(maxsize=1)
def _chronicle(folder: str, cache: str) -> Chronicle:
    """What tells the histories in this process, kept for the next clients as a worker keeps it."""
    from portal_builder.history.cache import Cache
    from portal_builder.history.chronicle import Chronicle
    from portal_builder.history.git import Repository
    from portal_builder.teller import figures_then

    repository = Repository.find(Path(folder) / "clients")
    return Chronicle(repository, figures_then, cache=Cache(Path(cache)))


def tell_all(folder: str, cache: str) -> None:
    """Reads the histories of all clients in two processes, as a build does."""
    make_ready("portal_builder.teller")
    slugs = Workspace(Path(folder)).slugs()
    chunks = [slugs[n : n + 20] for n in range(0, len(slugs), 20)]
    parts = in_processes(partial(tell_some, folder, cache), chunks, 2)
    found = [each for part in parts for each in part]
    print(*map(sum, zip(*found, strict=True)))


def tell(folder: Path, cache: Path) -> tuple[str, int, int]:
    """The same in a process that begins with nothing: seconds, revisions, bytes."""
    start = time.perf_counter()
    words = [sys.executable, "-m", "benchmarks.bench_history", "--tell", str(folder), str(cache)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    revisions, size = map(int, done.stdout.split())
    return f"{time.perf_counter() - start:.2f} s", revisions, size


def main() -> None:
    """Measures and prints."""
    if sys.argv[1:2] == ["--tell"]:
        tell_all(*sys.argv[2:])
        return
    commits, clients, seed = (*map(int, sys.argv[1:]), *(1000, 200, 1)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        folder, before = Path(one), Path(two)
        make(folder, commits, clients, seed)
        cold, revisions, size = tell(folder, folder / ".cache")
        warm = tell(folder, folder / ".cache")[0]
        make(before, commits - 20, clients, seed)
        tell(before, before / ".cache")
        first = tell(before, before / ".cache")[2]
        (before / ".cache").rename(folder / ".partly")
        partly = tell(folder, folder / ".partly")[0]
    print(f"{commits:,} commits, {clients} clients, {revisions:,} revisions")
    print(f"cold {cold}; nothing new {warm}; 20 new commits {partly}")
    print(f"a revision adds {(size - first) / 20:.0f} bytes to history.json and ledger.json")


if __name__ == "__main__":
    main()
