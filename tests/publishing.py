"""Built sites made by hand, so that publishing is tested without the stages before it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from gitted import Repo

from portal_builder import delivery
from portal_builder.delivery import Delivery
from portal_builder.fingerprint import fingerprinted
from portal_builder.output import Output
from portal_builder.publish import Folder, Published, Release, Step, Store, Target
from portal_builder.site_record import Record
from portal_builder.source import Source
from portal_builder.verify import Verified, digests
from portal_builder.workspace import Workspace

Connect = Callable[..., Store]
VERSIONS = {"portal-builder": "0.1.0"}


def asset(text: str, name: str = "assets/stylesheets/portal.css") -> tuple[str, str]:
    """A file whose name carries its digest, and its text."""
    return fingerprinted(name, sha256(text.encode()).hexdigest()), text


def pages(text: str, style: str = "p{}") -> dict[str, str]:
    """A small site; the style is an asset that the page names."""
    name, css = asset(style)
    return {
        "index.html": f'<link href="{name}">{text}',
        "issues/index.html": f"<p>issues of {text}</p>",
        "data.json": '{"format": 1, "client": {}}',
        name: css,
    }


class Agency:
    """A workspace in git with clients, whose sites are made by hand, and a folder as target."""

    def __init__(self, root: Path, *slugs: str) -> None:
        self.repo = Repo(root / "workspace")
        self.root = root
        self.slugs = slugs or ("acme",)
        self.heads = [self.commit()]
        self.workspace = Workspace(self.repo.folder)
        self.target: Target = Folder(root / "public")

    def commit(self) -> str:
        """A commit that changes something."""
        count = self.repo.git("rev-list", "--all", "--count")
        return self.repo.commit({f"clients/{slug}/x.yml": count for slug in self.slugs})

    def advance(self) -> str:
        """The next commit on the branch."""
        self.heads.append(self.commit())
        return self.heads[-1]

    def build(
        self, slug: str, files: Mapping[str, str], head: str | None = None, out: str = "site"
    ) -> Path:
        """Leaves a site as `portal build` would; gives its folder."""
        output = Output(self.root / out)
        with output.locked():
            staged = output.stage(slug)
            digests = {}
            for path, text in files.items():
                place = staged / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, "utf-8")
                digests[path] = sha256(text.encode()).hexdigest()
            head = head or self.heads[-1]
            source = Source(None if head == "none" else head, self.heads[0])
            output.take(slug, staged, Record(digests, source, VERSIONS))
        return output.site(slug)

    def release(self, files: Mapping[str, str]) -> Release:
        """A release of the first client's site, which lies there as it was verified."""
        site = self.build(self.slugs[0], files)
        verified = Verified(self.slugs[0], site, digests(site))
        return Release(verified, Source(self.heads[-1], self.heads[0]), VERSIONS)

    def publish(self, *slugs: str, out: str = "site", **options: bool) -> Delivery:
        return delivery.publish(self.workspace, self.target, slugs, out=self.root / out, **options)

    def one(self, **options: bool) -> Published:
        """Publishes the only client."""
        done = self.publish(**options)
        assert not done.faults
        (outcome,) = done.outcomes
        return outcome

    def step(self, files: Mapping[str, str] | None = None, head: str | None = None) -> Step:
        """Builds the first client where files are given, publishes it, and says what was done."""
        if files is not None:
            self.build(self.slugs[0], files, head)
        return self.one().step

    def seen(self, slug: str = "") -> dict[str, str]:
        """What a reader of the folder sees of a client, by path, without the manifest."""
        return contents(self.root / "public" / (slug or self.slugs[0]) / "current")


def contents(folder: Path) -> dict[str, str]:
    """The files below a folder, which may be a link, without the manifest."""
    found = {}
    for place, _, names in os.walk(os.path.realpath(folder)):
        for name in names:
            path = Path(place, name)
            found[path.relative_to(os.path.realpath(folder)).as_posix()] = path.read_bytes().decode(
                errors="surrogateescape"
            )
    found.pop("manifest.json", None)
    return found
