"""Years of real YAML, turned into clients revision by revision, and their history read back.

    python -m benchmarks.real_history SOURCE [CHECKED]

SOURCE is a clone of https://github.com/kubernetes/enhancements, bare or not. Each of its proposals
becomes a client, and each of its first-parent commits that touches one a commit at the same moment:
a file that is no YAML stays one that cannot be read. Then the history of all is told, and of the
CHECKED clients with the most revisions every date is compared with what `git log` and `git show` say
of the source itself.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from portal_builder.history.chronicle import Chronicle
from portal_builder.history.git import Repository
from portal_builder.teller import figures_then

PATH = re.compile(r"keps/[^/]+/(?:(\d+)-)?([^/]+)/kep\.yaml")
STAGES = ("alpha", "beta", "stable")
STATUS = {
    "provisional": "planned",
    "implementable": "active",
    "implemented": "completed",
    "deferred": "on_hold",
}
ENDED = ("rejected", "withdrawn", "replaced")
SHOWN = 3
PLAIN = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(source: Path, *words: str) -> bytes:
    command = ["git", "-C", str(source), *words]
    return subprocess.run(command, check=True, capture_output=True, env=PLAIN).stdout


def slug_of(path: str) -> str | None:
    """The client that a proposal becomes: by its number, which stays when its folder moves."""
    match = PATH.fullmatch(path)
    if match is None:
        return None
    name = re.sub(r"[^a-z0-9]+", "-", match[2].lower()).strip("-")[:40].strip("-")
    return f"kep-{match[1]}" if match[1] else f"kep-{name}"


def converted(data: bytes, slug: str, seconds: int) -> str:
    """A proposal as a client's file; what is no mapping stays something that cannot be read."""
    try:
        said: Any = yaml.load(data, yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):  # a date that is none raises the latter
        said = None
    if not isinstance(said, dict):
        return "client: [this proposal is no YAML\n"
    as_of = datetime.fromtimestamp(seconds, UTC).date()
    milestone = said.get("milestone")
    planned = milestone if isinstance(milestone, dict) else {}
    items = [
        {"id": f"SC-{n}", "title": f"{stage} in {planned[stage]}", "status": "agreed"}
        for n, stage in enumerate(STAGES, 1)
        if planned.get(stage)
    ]
    status = str(said.get("status"))
    started = said.get("creation-date")
    project: dict[str, Any] = {
        "name": str(said.get("title") or slug).strip()[:200] or slug,
        "started_on": started.isoformat() if type(started) is date else "2016-01-01",
        "as_of": as_of.isoformat(),
        "summary": f"Owned by {said.get('owning-sig')}",
    }
    if status in STATUS or status in ENDED:
        project["status"] = STATUS.get(status, "cancelled")
    whole = {"client": {"name": slug.upper()}, "project": project, "scope": {"items": items}}
    return "".join(f"{name}: {json.dumps(section)}\n" for name, section in whole.items())


def revisions(source: Path) -> Iterator[tuple[int, list[tuple[str, str | None]]]]:
    """The first-parent commits: their moment, and the proposals that each changed or took away."""
    words = ("--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--reverse")
    said = git(source, "log", *words, "--format=%x01%ct", "HEAD", "--", "keps").split(b"\0")
    seconds, changes = 0, list[tuple[str, str | None]]()
    left = iter(said)
    for part in left:
        if part.startswith(b"\x01"):
            if changes:
                yield seconds, changes
            seconds, changes = int(part[1:]), []
        elif part.strip():
            _, _, _, new, status = part.strip().decode().split()
            path = next(left).decode(errors="replace")
            if slug_of(path):
                changes.append((path, None if status == "D" else new))
    if changes:
        yield seconds, changes


def stream(source: Path) -> Iterator[bytes]:
    """Input for `git fast-import`: the same commits, with clients in place of proposals."""
    for seconds, changes in revisions(source):
        yield f"commit refs/heads/main\ncommitter L <l@example.org> {seconds} +0000\n".encode()
        yield b"data 5\nFacts\n"
        for path, new in sorted(changes, key=lambda change: change[1] is not None):
            file = f"clients/{slug_of(path)}/client.yml"
            if new is None:
                yield f"D {file}\n".encode()
            else:
                text = converted(git(source, "cat-file", "blob", new), slug_of(path) or "", seconds)
                data = text.encode()
                yield f"M 100644 inline {file}\ndata {len(data)}\n".encode() + data + b"\n"


def expected(source: Path, paths: list[str], slug: str) -> list[str]:
    """The dates of a client's revisions, worked out from the source with `git log` and `git show`."""
    words = ("--first-parent", "-m", "--reverse", "--format=%H %ct", "HEAD", "--", *paths)
    found, last, latest = list[str](), "", 0
    for line in git(source, "log", *words).decode().splitlines():
        name, seconds = line.split()[0], int(line.split()[1])
        held = git(source, "ls-tree", "--name-only", name, "--", *paths).decode().split()
        text = "gone"
        for path in held:
            text = converted(git(source, "show", f"{name}:{path}"), slug, seconds)
        if text != last and not text.startswith("client: ["):
            latest = max(latest, seconds)
            found.append(datetime.fromtimestamp(latest, UTC).date().isoformat())
            last = text
    return found


def main() -> None:
    """Makes the clients, tells their history, compares, and prints."""
    source, checked = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 25
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        git(folder, "init", "--quiet", "--initial-branch=main")
        data = b"".join(stream(source))
        words = ["git", "-C", name, "fast-import", "--quiet"]
        subprocess.run(words, input=data, check=True, env=PLAIN)
        git(folder, "checkout", "--quiet", "-f", "main")
        start = time.perf_counter()
        repository = Repository.find(folder / "clients")
        chronicle = Chronicle(repository, figures_then)
        slugs = sorted(path.name for path in (folder / "clients").iterdir())
        told = {slug: chronicle.told(slug).history for slug in slugs}
        seconds = time.perf_counter() - start
        commits = len(repository.commits())
    total = sum(len(history.revisions) for history in told.values())
    print(f"{commits:,} commits, {len(slugs)} clients, {total:,} revisions told in {seconds:.1f} s")
    paths: dict[str, set[str]] = {}
    for _, changes in revisions(source):
        for path, _ in changes:
            paths.setdefault(slug_of(path) or "", set()).add(path)
    most = sorted(told, key=lambda slug: (-len(told[slug].revisions), slug))[:checked]
    wrong = 0
    for number, slug in enumerate(most):
        days = [revision.day.isoformat() for revision in told[slug].revisions]
        same = days == expected(source, sorted(paths[slug]), slug)
        wrong += not same
        if number < SHOWN or not same:
            print(
                f"{slug}: {len(days)} revisions, {days[0]} to {days[-1]}: {'as' if same else 'NOT as'} in git log"
            )
    print(f"{len(most)} clients checked, {wrong} differ")


if __name__ == "__main__":
    main()
