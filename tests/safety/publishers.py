"""Several publishers at once, and an older commit finishing last: never an older one over a newer one.

    python tests/safety/publishers.py [ROUNDS]

To a folder and to a local S3 server, 2 to 8 processes publish builds of different commits at the same
time, in an order of luck, with clocks that differ. What is seen may only ever become newer, and in the
end all of it is the newest.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import s3
from gitted import Repo
from publishing import contents

from portal_builder.publish.release import read_manifest
from safety.fleet import build, site, start

CLIENT = "client-000"
Read = Callable[[], bytes]


class Watcher(threading.Thread):
    """Reads the manifest without end, and notes each commit that it names."""

    def __init__(self, read: Read, heads: list[str]) -> None:
        super().__init__(daemon=True)
        self._read, self._heads = read, heads
        self.ended = threading.Event()
        self.seen: list[int] = []

    def run(self) -> None:
        while not self.ended.is_set():
            manifest = None
            with contextlib.suppress(OSError, http.client.HTTPException):
                manifest = read_manifest(self._read())
            if manifest and manifest.source.head:
                number = self._heads.index(manifest.source.head)
                if not self.seen or self.seen[-1] != number:
                    self.seen.append(number)
            time.sleep(0.005)


def together(
    root: Path, address: str, endpoint: str, heads: list[str], read: Read, count: int
) -> list[int]:
    """Lets as many publish at once; gives the commits that were seen, in their order."""
    watcher = Watcher(read, heads)
    watcher.start()
    chosen = [len(heads) - 1, *random.sample(range(len(heads) - 1), count - 1)]
    random.shuffle(chosen)
    running: list[subprocess.Popen[bytes]] = []
    for number in chosen:
        time.sleep(random.uniform(0, 0.3))
        running.append(start(root, address, endpoint, number))
    for number, process in zip(chosen, running, strict=True):
        # One that was not heard of for too long says that it is to be run again.
        while process.wait() == 2:
            process = start(root, address, endpoint, number)
        assert process.returncode == 0
    # And an older one that finishes after all of them.
    assert start(root, address, endpoint, min(chosen)).wait() == 0
    watcher.ended.set()
    watcher.join()
    return watcher.seen


def main() -> int:
    """Runs the rounds with both targets; gives 1 where an older one came after a newer one."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    os.environ |= s3.ENVIRONMENT
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, s3.server() as endpoint:
        root = Path(folder)
        heads = history(root)
        for trial in range(rounds):
            for count in range(2, 9):
                public = root / f"public-{trial}-{count}"
                s3.reset(endpoint)

                def of_folder(public: Path = public) -> bytes:
                    place = public / CLIENT / "current" / "manifest.json"
                    return place.read_bytes() if place.exists() else b""

                def of_store() -> bytes:
                    return s3.request(endpoint, "GET", f"/{s3.BUCKET}/live/{CLIENT}/manifest.json")[
                        2
                    ]

                for address, read in (
                    (f"file:{public}", of_folder),
                    (f"s3://{s3.BUCKET}/live", of_store),
                ):
                    seen = together(root, address, endpoint, heads, read, count)
                    whole = _whole(public, endpoint, address, len(heads) - 1)
                    wrong += seen != sorted(seen) or not whole
                    print(
                        f"{address.partition(':')[0]}: {count} at once, seen {seen}, whole: {whole}"
                    )
    print(f"{rounds * 14} rounds, {wrong} wrong")
    return 1 if wrong else 0


def history(root: Path) -> list[str]:
    """Nine commits, each with its build; the clock runs back and forth between them."""
    repo, heads = Repo(root), []
    for number in range(9):
        day = random.randint(1, 28)
        heads.append(repo.commit({"clients/x": str(number)}, f"20{10 + day}-02-{day:02}T12:00:00Z"))
        build(root, 1, number, heads[-1])
    return heads


def _whole(public: Path, endpoint: str, address: str, newest: int) -> bool:
    wanted = site(CLIENT, newest)
    if address.startswith("file:"):
        found = contents(public / CLIENT / "current")
    else:
        prefix = f"live/{CLIENT}/"
        found = {path: data.decode() for path, data in s3.objects(endpoint, prefix).items()}
    return {path: found.get(path) for path in wanted} == wanted


if __name__ == "__main__":
    sys.exit(main())
