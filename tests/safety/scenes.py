"""What is done to a folder while something fails, and what must hold whatever happens."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from publishing import VERSIONS, contents, pages

from portal_builder import pipeline
from portal_builder.output import Output
from portal_builder.publish import Folder, Release
from portal_builder.publish.release import read_manifest
from portal_builder.site_record import Record
from portal_builder.source import Source
from portal_builder.verify import Verified, as_verified
from portal_builder.worker import Worker
from portal_builder.workspace import Workspace

Files = Mapping[str, str]
SLUG = "acme"
SWAP, WHOLE = "a build's swap", "a whole build"


class Line:
    """A history in which commits are numbers, each newer than the ones below."""

    def is_newer(self, commit: str, than: str) -> bool:
        return int(commit, 16) > int(than, 16)


def release(root: Path, number: int, files: Files, slug: str = SLUG) -> Release:
    """A verified site, as it was built at a commit."""
    site = root / f"built-{number}" / slug
    for path, text in files.items():
        place = site / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    digests = {path: sha256(text.encode()).hexdigest() for path, text in files.items()}
    verified = as_verified(slug, site, digests)
    assert isinstance(verified, Verified)
    return Release(verified, Source(f"{number:040x}"), VERSIONS)


@dataclass(frozen=True)
class Scene:
    """A change of a folder that may be cut off anywhere.

    Attributes:
        name: what it is called.
        root: the folder that is changed; copies of it are where things fail.
        change: does it, given the folder.
        allowed: every state in which a reader may find it: path → text.
        wanted: the state after it.
        seen: how a reader finds it.
    """

    name: str
    root: Path
    change: Callable[[Path], None]
    allowed: tuple[Files, ...]
    wanted: Files
    seen: Callable[[Path], Files]

    @contextlib.contextmanager
    def copy(self) -> Iterator[Path]:
        """The folder as it was before, to be spoilt."""
        place = self.root.with_name(f"{self.root.name}-try")
        shutil.rmtree(place, ignore_errors=True)
        if self.root.exists():
            shutil.copytree(self.root, place, symlinks=True)
        yield place
        shutil.rmtree(place, ignore_errors=True)

    def torn(self, place: Path) -> str:
        """What a reader would find wrong; empty where all is well."""
        seen = self.seen(place)
        if seen in self.allowed:
            return ""
        whole = {**self.wanted, **dict(self.allowed[0])}
        return f"{self.name}: neither the old state nor the new one: {sorted(seen.items() ^ whole.items())[:3]}"


def _seen(public: Path) -> Files:
    return contents(public / SLUG / "current")


def scenes(root: Path) -> Iterator[Scene]:
    """Every way in which a folder is changed, on small sites."""
    one, two, three = (pages(str(n), style=f"p{n}{{}}") for n in (1, 2, 3))
    made = [release(root, n, files) for n, files in enumerate((one, two, three), 1)]
    first, second, third = made

    def publish(which: Release) -> Callable[[Path], None]:
        return lambda public: _done(Folder(public).publish(which, Line()))

    def prepared(name: str, *steps: Callable[[Path], None]) -> Path:
        public = root / name
        for step in steps:
            step(public)
        return public

    def with_assets(files: Files, before: Files) -> Files:
        name = next(path for path in before if path.endswith(".css"))
        return {**files, name: before[name]}

    both, then = with_assets(two, one), with_assets(three, two)
    back = with_assets(one, two)
    yield Scene("the first release", root / "first", publish(first), ({}, one), one, _seen)
    yield Scene(
        "the next release, and the oldest goes",
        prepared("next", publish(first), publish(second)),
        publish(third),
        (both, then),
        then,
        _seen,
    )
    yield Scene(
        "a rollback",
        prepared("back", publish(first), publish(second)),
        lambda public: _done(Folder(public).rollback(SLUG, first.digest)),
        (both, back),
        back,
        _seen,
    )
    spoilt = prepared("mend", publish(first), publish(second))
    (spoilt / SLUG / "current" / "index.html").write_text("mine")
    mine = {**both, "index.html": "mine"}
    yield Scene("mending", spoilt, publish(second), (mine, both), both, _seen)
    yield Scene(
        "the commit alone moves on",
        prepared("head", publish(first)),
        publish(release(root, 9, one)),
        (one,),
        one,
        _seen,
    )
    yield swap(root)


def _done(outcome: object) -> None:
    assert outcome


def swap(root: Path) -> Scene:
    """The exchange at the end of a build."""
    old, new = pages("old"), pages("new")

    def take(files: Files) -> Callable[[Path], None]:
        def build(out: Path) -> None:
            output = Output(out)
            with output.locked():
                staged = output.stage(SLUG)
                for path, text in files.items():
                    (staged / path).parent.mkdir(parents=True, exist_ok=True)
                    (staged / path).write_text(text, "utf-8")
                digests = {p: sha256(t.encode()).hexdigest() for p, t in files.items()}
                output.take(SLUG, staged, Record(digests))

        return build

    out = root / "swap"
    take(old)(out)
    return Scene(SWAP, out, take(new), (old, new), new, lambda place: contents(place / SLUG))


def whole_build(root: Path) -> Scene:
    """A client's build from its files to its place, by a worker that has built before."""
    place = Workspace(root / "workspace")
    file = place.clients / SLUG / "client.yml"
    file.parent.mkdir(parents=True)
    text = "client: {name: Acme}\nproject: {name: %s, started_on: 2026-01-05, as_of: 2026-10-02}\n"
    sites = []
    for name in ("Old", "New"):
        file.write_text(text % name, "utf-8")
        pipeline.build(place, out=root / name.lower(), jobs=1)
        sites.append(contents(root / name.lower() / SLUG))
    worker = Worker(pipeline.set_up(place))

    def build(out: Path) -> None:
        with Output(out).locked():
            if not worker.build(SLUG, out).built:
                raise OSError

    build(root / "warm")
    old, new = sites
    return Scene(WHOLE, root / "old", build, (old, new), new, lambda out: contents(out / SLUG))


def is_left_over(place: Path) -> list[str]:
    """What a publish that ended well leaves behind and should not."""
    return [str(path) for path in place.rglob(".staging")]


def manifest_is_whole(public: Path) -> bool:
    """Whether the manifest that is seen belongs to what is seen."""
    data = public / SLUG / "current" / "manifest.json"
    manifest = read_manifest(data.read_bytes())
    return manifest is not None and set(manifest.all_files) == set(_seen(public))
