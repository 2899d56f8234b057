"""Many clients with sites made by hand, published by processes that may be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from publishing import VERSIONS, asset

from portal_builder import delivery
from portal_builder.output import Output
from portal_builder.publish import Folder, Store, StoreFault, Target
from portal_builder.publish.lease import Terms
from portal_builder.publish.objects import Objects
from portal_builder.site_record import Record
from portal_builder.source import Source
from portal_builder.workspace import Workspace

PAGES = ("", "scope/", "schedule/", "budget/", "issues/", "changes/", "risks/", "team/")
TERMS, TIMEOUT = Terms(1.0, 4.0, 12.0), 6.0


def site(slug: str, revision: int) -> dict[str, str]:
    """A client's site at a revision; each of its pages says whose it is, and of which revision."""
    name, style = asset(f"p{{order: {revision}}}")
    marked = {f"{page}index.html": f"{slug} {revision} {page} <link {name}>" for page in PAGES}
    filled = {path: text + "." * 4000 + "whole" for path, text in marked.items()}
    return {**filled, "data.json": json.dumps({"format": 1, "client": slug}), name: style}


def slugs(count: int) -> list[str]:
    return [f"client-{number:03}" for number in range(count)]


def build(root: Path, count: int, revision: int, head: str) -> None:
    """Leaves all clients' sites as `portal build` would."""
    output = Output(root / f"site-{revision}")
    with output.locked():
        for slug in slugs(count):
            (root / "clients" / slug).mkdir(parents=True, exist_ok=True)
            write(output, slug, site(slug, revision), head)


def write(output: Output, slug: str, files: Mapping[str, str], head: str) -> None:
    staged = output.stage(slug)
    for path, text in files.items():
        (staged / path).parent.mkdir(parents=True, exist_ok=True)
        (staged / path).write_text(text, "utf-8")
    digests = {path: sha256(text.encode()).hexdigest() for path, text in files.items()}
    output.take(slug, staged, Record(digests, Source(head), VERSIONS))


def target(address: str, endpoint: str) -> Target:
    """A target whose leases run out soon, so that a kill is soon forgotten."""
    if address.startswith("file:"):
        return Folder(Path(address.removeprefix("file:")))
    objects = Objects(address, endpoint, patience=40, timeout=TIMEOUT)
    return Store(objects, lambda _: None, TERMS, grace=0.2)


def start(root: Path, address: str, endpoint: str, revision: int) -> subprocess.Popen[bytes]:
    """Publishes all clients in a process of its own."""
    words = [sys.executable, __file__, str(root), address, endpoint, str(revision)]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL)


def main() -> int:
    root, address, endpoint, revision = sys.argv[1:]
    out = Path(root) / f"site-{revision}"
    try:
        done = delivery.publish(Workspace(Path(root)), target(address, endpoint), out=out)
    except StoreFault as fault:
        print(fault, file=sys.stderr)
        return 2
    for fault in done.faults:
        print(fault, file=sys.stderr)
    return 2 if done.faults else 1 if done.refused else 0


if __name__ == "__main__":
    sys.exit(main())
