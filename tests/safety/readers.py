"""Readers of a folder while its link is swapped again and again.

    python tests/safety/readers.py [SWAPS]

A web server hands out `current`; readers load a page, then the asset that it names, without end. Each
page must be whole and each asset found, also where the link was swapped in between: a page that was
loaded before one swap must still find what it names after it.
"""

from __future__ import annotations

import http.client
import multiprocessing
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from browsing import QuietHandler
from publishing import pages

from portal_builder.publish import Folder
from safety.scenes import SLUG, Line, release

READERS = 4
_ASSET = re.compile(r'href="([^"]+)"')


def serve(public: Path, port: Any) -> None:
    """Hands out what is current, in a process of its own."""
    handler = partial(QuietHandler, directory=str(public / SLUG / "current"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    port.value = server.server_port
    server.serve_forever()


def read(port: int, begun: Any, done: Any, looks: Any, me: int, ended: Any, found: Any) -> None:
    """Loads pages and what they name, and tells how often, and what was wrong."""
    pages_read = assets = late = 0
    wrong: list[str] = []
    while not ended.is_set():
        before = done.value
        status, page = _get(port, "/")
        pages_read += 1
        name = _ASSET.search(page)
        if status != 200 or not name or not page.endswith(">end"):
            wrong.append(f"page: {status} {page[:60]!r}")
            continue
        status, style = _get(port, f"/{name[1]}")
        if begun.value - before > 1:
            late += 1  # there may have been a second swap in between: nothing is promised
        elif status != 200 or not style.startswith("p{"):
            wrong.append(f"{name[1]}: {status}")
        assets += 1
        looks[me] += 1
    found.put((pages_read, assets - late, late, wrong))


def _get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@contextmanager
def running(public: Path, begun: Any, done: Any) -> Iterator[Any]:
    """A server and its readers; the queue in which they tell what they saw."""
    context = multiprocessing.get_context("spawn")
    port, ended, found = context.Value("i", 0), context.Event(), context.Queue()
    looks = context.Array("i", READERS)
    server = context.Process(target=serve, args=(public, port), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.05)
    readers = [
        context.Process(target=read, args=(port.value, begun, done, looks, n, ended, found))
        for n in range(READERS)
    ]
    for reader in readers:
        reader.start()
    _await_looks(looks)
    yield found
    _await_looks(looks)
    ended.set()
    for reader in readers:
        reader.join()
    server.kill()


def _await_looks(looks: Any) -> None:
    """Waits until each reader has looked twice more, so that it takes part on a slow machine too."""
    wanted = [number + 2 for number in looks]
    while any(number < least for number, least in zip(looks, wanted, strict=True)):
        time.sleep(0.02)


def main() -> int:
    """Swaps as often; gives 1 where a reader saw something wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    begun, done = (multiprocessing.get_context("spawn").Value("i", 0) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        root, public = Path(folder), Folder(Path(folder) / "public")

        def publish(number: int) -> None:
            files = pages(f"{number}>end", style=f"p{{order: {number}}}")
            public.publish(release(root / str(number % 7), number, files), Line())

        publish(1)
        with running(root / "public", begun, done) as found:
            began = time.monotonic()
            for number in range(2, count + 2):
                begun.value += 1
                publish(number)
                done.value += 1
            seconds = time.monotonic() - began
        told = [found.get() for _ in range(READERS)]
    looked, assets, late = (sum(part[n] for part in told) for n in range(3))
    wrong = [line for part in told for line in part[3]]
    for line in wrong[:20]:
        print(line)
    print(
        f"{count} swaps in {seconds:.0f} s: {looked} pages and {assets} assets read, "
        f"{len(wrong)} wrong; {late} assets may have come two swaps later"
    )
    return 1 if wrong or not assets else 0


if __name__ == "__main__":
    sys.exit(main())
