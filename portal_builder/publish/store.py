"""An object store as a target: `<prefix>/<slug>/<path>`, each object put whole.

New assets come first, then what else is no page, then the pages, the manifest last. What is gone is
removed after a while, so that a page that is being looked at does not lose what it names.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import md5, sha256
from pathlib import Path

from portal_builder.errors import PortalError, WrongUse
from portal_builder.publish.headers import ASK_AGAIN, headers
from portal_builder.publish.lease import Lease, Terms
from portal_builder.publish.objects import Objects, Stored, plain_etag
from portal_builder.publish.order import History, Step, decide
from portal_builder.publish.outcome import Published, Refused, Standing
from portal_builder.publish.release import MANIFEST, Manifest, Release, read_manifest
from portal_builder.workspace import SLUG

GRACE = 30.0
"""For how many seconds what is gone stays after the last page was put."""
_OWNED = ".portal/clients"
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class _Stand:
    """What stands at a client's place in the store."""

    objects: Mapping[str, Stored]
    manifest: Manifest | None

    def holds(self, path: str, digest: str, root: Path | None = None) -> str | None:
        """How the store names a file's bytes, if it has exactly these; else None.

        Args:
            path: its site path.
            digest: their SHA-256.
            root: where the file can be read, if it can.
        """
        found = self.objects.get(path)
        if found is None or found.etag is None:
            return None
        if self.manifest and self.manifest.etags.get(path) == found.etag:
            return found.etag if self.manifest.all_files.get(path) == digest else None
        if root is None:
            return None
        # Nothing is known of it, as after a publish that was cut off; most stores say its MD5.
        data = _read(root, path, digest)
        is_same = found.etag == md5(data, usedforsecurity=False).hexdigest()
        return found.etag if is_same else None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to put.

    Attributes:
        step: PUBLISHED or UNCHANGED.
        manifest: as it will be, but for the names that the store gives to what is sent.
        sent: the files to put: site path → SHA-256.
        gone: the objects to remove, by site path.
    """

    step: Step
    manifest: Manifest
    sent: Mapping[str, str]
    gone: tuple[str, ...]


class Store:
    """Publishes into an object store; within `session` only.

    Args:
        objects: the store.
        say: told what a person should know meanwhile.
        terms: how the right to write is held.
        grace: for how many seconds what is gone stays.
    """

    def __init__(
        self,
        objects: Objects,
        say: Callable[[str], None],
        terms: Terms | None = None,
        grace: float = GRACE,
    ) -> None:
        self._objects, self._say, self._grace = objects, say, grace
        self._lease = Lease(objects, terms or Terms(), say)
        self._gone: list[str] = []

    @contextlib.contextmanager
    def session(self, dry_run: bool = False) -> Iterator[None]:
        """Keeps other publishers out, and at the end removes what is gone.

        Args:
            dry_run: whether nothing will be written, so that nobody need be kept out.

        Raises:
            StoreFault: the store cannot be used, or does not answer for too long.
        """
        if dry_run:
            yield
            return
        with self._lease.held():
            yield
            if self._gone:
                time.sleep(self._grace)
                self._lease.hold()
                self._objects.delete(self._gone)

    def slugs(self) -> list[str]:
        """The clients of which something may be here, sorted."""
        return sorted(name for name in self._objects.folders() if SLUG.fullmatch(name))

    def releases(self, slug: str) -> list[Standing]:
        """The release of a client that is here: a store keeps the current one only."""
        manifest = self._stand(slug).manifest
        return [Standing(manifest, is_current=True)] if manifest else []

    def rollback(self, slug: str, wanted: str | None = None) -> Published:  # noqa: ARG002 - as targets do
        """Refuses: a store keeps no earlier release.

        Raises:
            WrongUse: always.
        """
        raise WrongUse(
            f"a store keeps the current release only; revert the commit that {slug} shall be "
            "without, and build and publish that"
        )

    def publish(self, release: Release, history: History, force: bool = False) -> Published:
        """Publishes a release, or says why not.

        Args:
            release: of a verified site.
            history: knows which commit came first.
            force: whether it goes before a release that it cannot be compared with.

        Raises:
            Refused: the site is not as it was verified any more.
            StoreFault: the store cannot be used, or does not answer for too long.
            PortalError: there are objects that are none of the portal's.
        """
        slug = release.site.slug
        stand = self._stand(slug)
        planned = _plan(stand, release, history, force)
        if isinstance(planned, Published):
            return planned
        if stand.manifest is None:
            self._own(slug)
        etags = {**planned.manifest.etags, **self._send(release, planned.sent)}
        manifest = replace(planned.manifest, etags=etags)
        if planned.sent or manifest != stand.manifest:
            self._put(f"{slug}/{MANIFEST}", manifest.to_bytes(), _manifest_headers())
        self._gone += [f"{slug}/{path}" for path in planned.gone]
        mended = planned.step is Step.UNCHANGED and (planned.sent or planned.gone)
        step = Step.MENDED if mended else planned.step
        return Published(slug, step, manifest.release, changes=len(planned.sent))

    def preview(self, release: Release, history: History, force: bool = False) -> Published:
        """Says what `publish` would do, and writes nothing."""
        planned = _plan(self._stand(release.site.slug), release, history, force)
        if isinstance(planned, Published):
            return planned
        mended = planned.step is Step.UNCHANGED and (planned.sent or planned.gone)
        step = Step.MENDED if mended else planned.step
        return Published(
            release.site.slug, step, planned.manifest.release, changes=len(planned.sent)
        )

    def _stand(self, slug: str) -> _Stand:
        """What stands at a client's place.

        Raises:
            PortalError: objects that the portal did not put.
        """
        objects = self._objects.listed(slug)
        about = objects.get(MANIFEST)
        found = self._objects.get(f"{slug}/{MANIFEST}", about.size) if about else None
        manifest = read_manifest(found[0]) if found else None
        manifest = manifest if manifest and manifest.slug == slug else None
        if objects and not manifest and not self._objects.get(f"{_OWNED}/{slug}"):
            raise PortalError(
                f"{self._objects.name} holds objects below {slug}/ that the portal did not put; "
                "name another target"
            )
        return _Stand(objects, manifest)

    def _own(self, slug: str) -> None:
        """Notes that what stands at a client's place is the portal's, before any of it does."""
        if self._objects.get(f"{_OWNED}/{slug}") is None:
            self._put(f"{_OWNED}/{slug}", b"", {"Cache-Control": ASK_AGAIN})

    def _send(self, release: Release, files: Mapping[str, str]) -> dict[str, str]:
        """Puts files in their order; gives how the store names their bytes."""
        etags: dict[str, str] = {}

        def send(item: tuple[str, str]) -> None:
            path, digest = item
            data = _read(release.site.root, path, digest)
            etag = self._put(f"{release.site.slug}/{path}", data, headers(path, data, digest))
            if etag is not None:
                etags[path] = etag

        for part in _in_order(files):
            _in_parallel(send, part)
        return etags

    def _put(self, path: str, data: bytes, attributes: Mapping[str, str]) -> str | None:
        self._lease.hold()
        return plain_etag(self._objects.put(path, data, attributes).get("e_tag"))


def _plan(stand: _Stand, release: Release, history: History, force: bool) -> _Plan | Published:
    """What to put, or why nothing."""
    own, root, known = release.site.files, release.site.root, stand.manifest
    if MANIFEST in own:
        raise Refused(f"it has a file of its own named {MANIFEST}")
    decision = decide(release, known, history, force)
    if decision.step not in (Step.PUBLISHED, Step.UNCHANGED):
        standing = known.release if known else ""
        return Published(release.site.slug, decision.step, standing, decision.why)
    unchanged = decision.step is Step.UNCHANGED
    before = (known.kept if unchanged else known.assets) if known else {}
    etags: dict[str, str] = {}
    for path, digest in own.items():
        etag = stand.holds(path, digest, root)
        etags |= {path: etag} if etag else {}
    kept = {p: d for p, d in before.items() if p not in own and stand.holds(p, d)}
    etags |= {path: stand.objects[path].etag or "" for path in kept}
    number = (known.number + (not unchanged)) if known else 1
    source, versions = release.source, release.versions
    manifest = Manifest(
        release.site.slug, own, source, versions, number, kept, None, etags, release.key
    )
    sent = {path: digest for path, digest in own.items() if path not in etags}
    gone = tuple(sorted(stand.objects.keys() - own.keys() - kept.keys() - {MANIFEST}))
    return _Plan(decision.step, manifest, sent, gone)


def _in_order(files: Mapping[str, str]) -> Iterator[list[tuple[str, str]]]:
    """Assets and attachments, then data and search, then the pages that name them."""

    def rank(path: str) -> int:
        return 2 if path.endswith(".html") else 0 if path.startswith("assets/") else 1

    for wanted in range(3):
        yield [(path, digest) for path, digest in sorted(files.items()) if rank(path) == wanted]


def _in_parallel(task: Callable[[tuple[str, str]], None], items: Iterable[tuple[str, str]]) -> None:
    """Does a task for all items, several at once; the first fault ends it."""
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        for _ in pool.map(task, items):
            pass
    finally:
        pool.shutdown(cancel_futures=True)


def _read(root: Path, path: str, digest: str) -> bytes:
    """The bytes of a verified file, as long as they are those that were verified."""
    try:
        descriptor = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            data = file.read()
    except OSError:
        data = b""
    if sha256(data).hexdigest() != digest:
        raise Refused(f"{path} is not as it was verified")
    return data


def _manifest_headers() -> dict[str, str]:
    return {"Content-Type": "application/json", "Cache-Control": ASK_AGAIN}
