"""A publish of many clients that is killed again and again finishes, and no reader sees a torn page.

    python tests/safety/interrupted.py [CLIENTS] [KILLS]

To a folder and to a local S3 server: revision 1 of all clients stands there; revision 2 is published
and killed at random moments, while a reader looks at pages of all clients without end: each must be
whole, of the right client, and of revision 1 or 2. The run after the last kill must finish it.
"""

from __future__ import annotations

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

from portal_builder.publish.lease import LOCK
from safety.fleet import PAGES, build, site, slugs, start

Read = Callable[[str, str], str]


class Reader(threading.Thread):
    """Looks at random pages of random clients until it is told to stop."""

    def __init__(self, read: Read, clients: list[str]) -> None:
        super().__init__(daemon=True)
        self._read, self._clients = read, clients
        self.ended = threading.Event()
        self.looked, self.wrong = 0, list[str]()

    def run(self) -> None:
        while not self.ended.is_set():
            slug, page = random.choice(self._clients), random.choice(PAGES)
            text = self._read(slug, f"{page}index.html")
            self.looked += 1
            if text not in [site(slug, n)[f"{page}index.html"] for n in (1, 2)]:
                self.wrong.append(f"{slug}/{page}: {text[:80]!r}, {len(text)} characters")
            time.sleep(0.002)


def interrupted(root: Path, address: str, endpoint: str, kills: int, longest: float) -> int:
    """Publishes revision 2 and kills it as often; gives how many kills hit a run under way."""
    hit = 0
    for _ in range(kills):
        process = start(root, address, endpoint, 2)
        try:
            process.wait(random.uniform(0.2, longest))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            hit += 1
        if endpoint:  # the next one need not wait until the lease has run out
            s3.request(endpoint, "DELETE", f"/{s3.BUCKET}/live/{LOCK}")
    return hit


def trial(
    root: Path, address: str, endpoint: str, clients: list[str], kills: int, read: Read
) -> list[str]:
    """Does all of it with one target; gives what is wrong."""
    began = time.monotonic()
    assert start(root, address, endpoint, 1).wait() == 0
    whole = time.monotonic() - began
    reader = Reader(read, clients)
    reader.start()
    hit = interrupted(root, address, endpoint, kills, min(whole, 12.0))
    began = time.monotonic()
    status = start(root, address, endpoint, 2).wait()
    last = time.monotonic() - began
    reader.ended.set()
    reader.join()
    wrong = reader.wrong + ([f"the last run ended with {status}"] if status else [])
    print(
        f"{address}: {len(clients)} clients in {whole:.0f} s; {kills} runs, {hit} killed under way; "
        f"the last run {last:.0f} s; {reader.looked} pages looked at, {len(reader.wrong)} wrong",
        flush=True,
    )
    return wrong


def main() -> int:
    """Runs it with both targets; gives 1 where something is wrong."""
    count, kills = (int(word) for word in [*sys.argv[1:], "200", "50"][:2])
    os.environ |= s3.ENVIRONMENT
    with tempfile.TemporaryDirectory() as folder, s3.server() as endpoint:
        root, clients = Path(folder), slugs(count)
        repo = Repo(root)
        build(root, count, 1, repo.commit({"clients/x": "1"}))
        build(root, count, 2, repo.commit({"clients/x": "2"}))
        public = root / "public"

        def of_folder(slug: str, path: str) -> str:
            return (public / slug / "current" / path).read_text("utf-8")

        def of_store(slug: str, path: str) -> str:
            return s3.request(endpoint, "GET", f"/{s3.BUCKET}/live/{slug}/{path}")[2].decode()

        wrong = trial(root, f"file:{public}", "", clients, kills, of_folder)
        for slug in clients:
            wrong += differences(slug, contents(public / slug / "current"))
        s3.reset(endpoint)
        wrong += trial(root, f"s3://{s3.BUCKET}/live", endpoint, clients, kills, of_store)
        stored = s3.objects(endpoint, "live/")
        for slug in clients:
            own = {
                p.removeprefix(f"{slug}/"): d for p, d in stored.items() if p.startswith(f"{slug}/")
            }
            own.pop("manifest.json", None)
            wrong += differences(slug, {path: data.decode() for path, data in own.items()})
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def differences(slug: str, found: dict[str, str]) -> list[str]:
    """What in the end is not revision 2 with the asset of revision 1 beside it."""
    wanted = {**{p: t for p, t in site(slug, 1).items() if p.endswith(".css")}, **site(slug, 2)}
    return [] if found == wanted else [f"{slug}: {sorted(found.keys() ^ wanted.keys())}"]


if __name__ == "__main__":
    sys.exit(main())
