"""The output folder: sites are staged beside their place, and take it whole or not at all.

<out>/<slug>/            a built site
<out>/.portal/<slug>.json   what the build made of it, and from what: each file's SHA-256
<out>/.portal/staging/   sites on their way in, and out
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal_builder.errors import PortalError
from portal_builder.exchange import ASIDE, exchange
from portal_builder.source import Source
from portal_builder.workspace import SLUG

STATE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Record:
    """What a build made of a site, and from what.

    Attributes:
        files: site path → SHA-256.
        source: the commits that it was built from.
        versions: of what built it, by name.
    """

    files: Mapping[str, str]
    source: Source = field(default_factory=Source)
    versions: Mapping[str, str] = field(default_factory=dict)

    def to_json(self, slug: str) -> dict[str, Any]:
        """The record as it is kept; what is not known is left out."""
        about = {
            "head": self.source.head,
            "revision": self.source.revision,
            "versions": dict(self.versions) or None,
        }
        known = {key: value for key, value in about.items() if value is not None}
        return {
            "format": STATE_FORMAT,
            "slug": slug,
            **known,
            "files": dict(sorted(self.files.items())),
        }

    @classmethod
    def from_json(cls, slug: str, state: Any) -> Record:
        """Reads it back.

        Raises:
            ValueError: it is no record of this client; KeyError, TypeError and AttributeError too.
        """
        if state["format"] != STATE_FORMAT or state["slug"] != slug:
            raise ValueError
        head, revision = (state.get(key) and str(state[key]) for key in ("head", "revision"))
        return cls(
            _texts(state["files"]), Source(head, revision), _texts(state.get("versions", {}))
        )


def _texts(values: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in values.items()}


class Output:
    """One output folder.

    Args:
        path: where the sites stand; made when it is first written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = path / ".portal"
        self._staging = self._own / "staging"

    @property
    def store(self) -> Path:
        """Where what all sites share is kept once, to be linked into each."""
        return self._own / "store"

    def site(self, slug: str) -> Path:
        """Where a client's site stands."""
        return self.path / slug

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the folder for one build; a second one waits for the first to end.

        Raises:
            PortalError: the folder cannot be written to.
        """
        try:
            self._staging.mkdir(parents=True, exist_ok=True)
            lock = (self._own / "lock").open("w")
        except OSError as error:
            raise PortalError(f"{self.path} cannot be written to: {error.strerror}") from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self._staging.iterdir():
                self._put_back(left)
                shutil.rmtree(left, ignore_errors=True)
            yield

    @contextlib.contextmanager
    def read(self) -> Iterator[None]:
        """Keeps builds out while the sites are read, as far as the folder allows it."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                lock = stack.enter_context((self._own / "lock").open("rb"))
                fcntl.flock(lock, fcntl.LOCK_SH)
            yield

    def _put_back(self, left: Path) -> None:
        """A kill between the two renames of a swap leaves the old site aside: it is the site."""
        if left.name.endswith(ASIDE):
            site = self.site(left.name.partition(".")[0])
            if not os.path.lexists(site):
                left.rename(site)

    def stage(self, slug: str) -> Path:
        """Makes an empty folder for a client's next site."""
        return Path(tempfile.mkdtemp(prefix=f"{slug}.", dir=self._staging))

    def is_ours(self, slug: str) -> bool:
        """Whether what stands at a client's place may be replaced: nothing, or a site of ours."""
        site = self.site(slug)
        if not os.path.lexists(site):
            return True
        if site.is_symlink() or not site.is_dir():
            return False
        return self.files(slug) is not None or _looks_built(site) or not any(site.iterdir())

    def take(self, slug: str, staged: Path, record: Record) -> None:
        """Puts a staged and verified site in its place, in one step.

        Args:
            slug: the client.
            staged: the folder that `stage` gave.
            record: what is in it, and from what it was built.

        Raises:
            PortalError: something stands there that the portal did not make.
        """
        if not self.is_ours(slug):
            raise PortalError(
                f"{self.site(slug)} is no site that the portal made; move it away, or name another --out"
            )
        staged.chmod(0o755)
        self._write_record(slug, record)
        if self.site(slug).exists():
            exchange(staged, self.site(slug))
            shutil.rmtree(staged)
        else:
            staged.rename(self.site(slug))

    def drop(self, staged: Path) -> None:
        """Takes a staged folder away that came to nothing."""
        shutil.rmtree(staged, ignore_errors=True)

    def remove(self, slug: str) -> None:
        """Removes a client's site."""
        gone = self.stage(slug)
        self.site(slug).rename(gone / "site")
        self._state(slug).unlink(missing_ok=True)
        shutil.rmtree(gone)

    def slugs(self) -> list[str]:
        """The clients whose sites stand here, sorted."""
        try:
            folders = sorted(p for p in self.path.iterdir() if p.is_dir() and not p.is_symlink())
        except OSError:
            return []
        names = [p.name for p in folders if SLUG.fullmatch(p.name)]
        return [n for n in names if self.files(n) is not None or _looks_built(self.site(n))]

    def record(self, slug: str) -> Record | None:
        """What the build made of a site, and from what; None where no record is whole."""
        try:
            return Record.from_json(slug, json.loads(self._state(slug).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def files(self, slug: str) -> Mapping[str, str] | None:
        """What the build made of a site, site path → SHA-256; None where no record is whole."""
        record = self.record(slug)
        return record.files if record else None

    def _state(self, slug: str) -> Path:
        return self._own / f"{slug}.json"

    def _write_record(self, slug: str, record: Record) -> None:
        new = self._staging / f"{slug}.json.{os.getpid()}"
        text = json.dumps(record.to_json(slug), indent=0) + "\n"
        new.write_text(text, encoding="utf-8")
        new.replace(self._state(slug))


def _looks_built(site: Path) -> bool:
    try:
        with (site / "data.json").open("rb") as file:
            return (
                file.read(200)
                .replace(b" ", b"")
                .replace(b"\n", b"")
                .startswith(b'{"format":1,"client"')
            )
    except OSError:
        return False
