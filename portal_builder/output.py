"""The output folder: sites are staged beside their place, and take it whole or not at all.

<out>/<slug>/            a built site
<out>/.portal/<slug>.json   what the build made of it, and from what: each file's SHA-256
<out>/.portal/<slug>.before.json   the same of the site before, while the two change places
<out>/.portal/history/   what git told of each client's earlier revisions
<out>/.portal/staging/   sites on their way in, and out
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from portal_builder.errors import PortalError, reason
from portal_builder.exchange import ASIDE, exchange
from portal_builder.freshness import Basis, stamp
from portal_builder.site_record import Record
from portal_builder.workspace import SLUG

_MARK = re.compile(rb"""<meta name=["']?portal-client["']? content=["']?([a-z0-9-]+)""")


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

    @property
    def histories(self) -> Path:
        """Where histories are kept that were read before."""
        return self._own / "history"

    @property
    def was_built_into(self) -> bool:
        """Whether a build went into this folder before, even if it left no site."""
        return self._own.is_dir()

    def site(self, slug: str) -> Path:
        """Where a client's site stands."""
        return self.path / slug

    @contextlib.contextmanager
    def locked(self, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Holds the folder for one build; a second one waits for the first to end.

        Args:
            on_wait: called when another build holds the folder, before the wait for its end.

        Raises:
            PortalError: the folder cannot be written to.
        """
        try:
            self._staging.mkdir(parents=True, exist_ok=True)
            lock = (self._own / "lock").open("w")
        except OSError as error:
            raise PortalError(f"{self.path} cannot be written to: {error.strerror}") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self._staging.iterdir():
                self._put_back(left)
                _clear(left)
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
        return self._is_built(slug) or not any(site.iterdir())

    def _is_built(self, slug: str) -> bool:
        """Whether a site of ours stands at a client's place.

        Its pages say whose it is; where they are damaged, some file is still as it was recorded.
        """
        if client_of(self.site(slug)) == slug:
            return True
        files = self.files(slug) or {}
        return any(_is(self.site(slug) / path, digest) for path, digest in files.items())

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
        self._write_record(slug, _finished(staged, record))
        if self.site(slug).exists():
            exchange(staged, self.site(slug))
            _clear(staged)
        else:
            staged.rename(self.site(slug))
        self._before(slug).unlink(missing_ok=True)

    def records(self, slugs: Iterable[str]) -> dict[str, Record]:
        """The records of some clients' sites, where they are whole and no exchange was cut off."""
        known = [s for s in slugs if SLUG.fullmatch(s) and not self._before(s).exists()]
        found = {slug: _read(self._state(slug), slug) for slug in known}
        return {slug: record for slug, record in found.items() if record}

    def is_untouched(self, slug: str, basis: Basis) -> bool:
        """Whether a site lies on the disk just as it was put there."""
        try:
            return stamp(self.site(slug)) == basis.stamp
        except OSError:
            return False

    def leave(self, slug: str, record: Record) -> None:
        """Leaves a site that is as it was verified, however it came there: as a copy, perhaps."""
        self.keep(slug, _finished(self.site(slug), record))

    def keep(self, slug: str, record: Record) -> None:
        """Writes a site's record, whole or not at all."""
        new = self._staging / f"{slug}.json.{os.getpid()}"
        text = json.dumps(record.to_json(slug), indent=0) + "\n"
        new.write_text(text, encoding="utf-8")
        new.replace(self._state(slug))

    def drop(self, staged: Path) -> None:
        """Takes a staged folder away that came to nothing."""
        _clear(staged)

    def remove(self, slug: str) -> None:
        """Removes a client's site, and what was kept of its history."""
        gone = self.stage(slug)
        self.site(slug).rename(gone / "site")
        self._state(slug).unlink(missing_ok=True)
        self._before(slug).unlink(missing_ok=True)
        (self.histories / f"{slug}.json").unlink(missing_ok=True)
        _clear(gone)

    def slugs(self, but: Container[str] = ()) -> list[str]:
        """The clients whose sites stand here, or stood here by the record, sorted.

        Args:
            but: clients that are not asked for.
        """
        try:
            folders = sorted(p for p in self.path.iterdir() if p.is_dir() and not p.is_symlink())
        except OSError:
            return []
        names = [p.name for p in folders if SLUG.fullmatch(p.name) and p.name not in but]
        return [n for n in names if self.files(n) is not None or client_of(self.site(n)) == n]

    def record(self, slug: str) -> Record | None:
        """What the build made of a site, and from what; None where no record is whole.

        Where a build ended between record and site, the one that fits what stands there.
        """
        before, kept = _read(self._before(slug), slug), _read(self._state(slug), slug)
        site = self.site(slug)
        if before and all(_is(site / path, digest) for path, digest in before.files.items()):
            return before
        return kept

    def files(self, slug: str) -> Mapping[str, str] | None:
        """What the build made of a site, site path → SHA-256; None where no record is whole."""
        record = self.record(slug)
        return record.files if record else None

    def _state(self, slug: str) -> Path:
        return self._own / f"{slug}.json"

    def _before(self, slug: str) -> Path:
        return self._own / f"{slug}.before.json"

    def _write_record(self, slug: str, record: Record) -> None:
        kept = self._state(slug)
        if kept.exists() and _read(kept, slug) == self.record(slug):
            kept.replace(self._before(slug))
        self.keep(slug, record)


def write_whole(target: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes a file whole or not at all; what stood there is replaced.

    Args:
        target: where it belongs.
        data: its content.
        mode: who may read and write it.

    Raises:
        PortalError: it cannot be written there.
    """
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(data)
        new = Path(file.name)
        new.chmod(mode)
        new.replace(target)
    except OSError as error:
        raise PortalError(f"{target} cannot be written: {reason(error)}") from None


def client_of(site: Path) -> str | None:
    """The client whose site stands in a folder, as its pages say; None where it is no site."""
    for page in ("404.html", "index.html"):
        with contextlib.suppress(OSError), (site / page).open("rb") as file:
            if found := _MARK.search(file.read(4096)):
                return found[1].decode()
    return None


def _read(path: Path, slug: str) -> Record | None:
    try:
        return Record.from_json(slug, json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is(path: Path, digest: str) -> bool:
    try:
        return sha256(path.read_bytes()).hexdigest() == digest
    except (OSError, ValueError):
        return False


def _open_to_readers(site: Path) -> None:
    """Lets a web server read a site, whatever the mask of the account that built it."""
    for folder, _, names in os.walk(site):
        Path(folder).chmod(0o755)
        for name in names:
            Path(folder, name).chmod(0o644)


def _finished(site: Path, record: Record) -> Record:
    """Opens a site to its readers; gives its record with how its files lie from then on."""
    _open_to_readers(site)
    if record.basis is None:
        return record
    return replace(record, basis=replace(record.basis, stamp=stamp(site)))


def _clear(left: Path) -> None:
    """Takes away what is of no use any more; what resists is left for the next build."""
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            left.unlink()
