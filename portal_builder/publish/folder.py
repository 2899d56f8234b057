"""A folder as a target: releases side by side, and a link that is swapped in one step."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from portal_builder.errors import PortalError, WrongUse
from portal_builder.publish.order import History, Step, decide
from portal_builder.publish.outcome import Published, Refused, Standing
from portal_builder.publish.release import MANIFEST, Manifest, Release, RolledBack
from portal_builder.publish.shelf import Shelf
from portal_builder.workspace import SLUG

KEEP = 2
"""How many releases are kept at least, and by default."""


class Folder:
    """Publishes into a folder.

    Args:
        path: the folder; made when it is first written to.
        keep: how many releases of each client are kept.
    """

    def __init__(self, path: Path, keep: int = KEEP) -> None:
        self.path, self._keep = path, max(keep, KEEP)

    def session(self, dry_run: bool = False) -> AbstractContextManager[None]:  # noqa: ARG002
        """Does nothing: each client's folder is held for itself."""
        return nullcontext()

    def slugs(self) -> list[str]:
        """The clients of which releases are here, sorted."""
        folders = sorted(self.path.iterdir()) if self.path.is_dir() else []
        names = [folder.name for folder in folders if SLUG.fullmatch(folder.name)]
        return [name for name in names if Shelf(self.path, name).manifests()]

    def releases(self, slug: str) -> list[Standing]:
        """The releases of a client that are here, the newest first."""
        shelf = Shelf(self.path, slug)
        current = shelf.current
        return [Standing(m, digest == current) for digest, m in shelf.manifests().items()]

    def publish(self, release: Release, history: History, force: bool = False) -> Published:
        """Publishes a release, or says why not.

        Args:
            release: of a verified site.
            history: knows which commit came first.
            force: whether it goes before a release that it cannot be compared with.

        Raises:
            Refused: the site is not as it was verified any more.
            OSError: the folder cannot be written to; the old release or the new one is seen.
            PortalError: something else stands in its place.
        """
        shelf = Shelf(self.path, release.site.slug)
        with shelf.locked():
            planned = _plan(shelf, release, history, force)
            if isinstance(planned, Published):
                return planned
            step, manifest = planned
            written = shelf.put(manifest, release.site.root)
            self._prune(shelf)
            step = Step.MENDED if written and step is Step.UNCHANGED else step
            return Published(release.site.slug, step, manifest.release)

    def _prune(self, shelf: Shelf) -> None:
        try:
            shelf.prune(self._keep)
        except OSError as error:
            raise PortalError(
                f"{shelf.slug} is published, but its older releases could not be removed: {error}"
            ) from None

    def preview(self, release: Release, history: History, force: bool = False) -> Published:
        """Says what `publish` would do, and writes nothing."""
        shelf = Shelf(self.path, release.site.slug)
        shelf.check()
        planned = _plan(shelf, release, history, force)
        if isinstance(planned, Published):
            return planned
        step, manifest = planned
        known = shelf.manifests().get(shelf.current or "")
        before = known.files if known else {}
        changes = sum(before.get(path) != digest for path, digest in manifest.files.items())
        if step is Step.UNCHANGED and (shelf.altered(manifest) or known is None):
            step = Step.MENDED
        return Published(release.site.slug, step, manifest.release, changes=changes)

    def rollback(self, slug: str, wanted: str | None = None) -> Published:
        """Lets an earlier release be seen again, until a newer one than the newest is published.

        Args:
            slug: the client.
            wanted: the release's digest or its beginning; None: the one before the current.

        Raises:
            WrongUse: there is no such release.
            Refused: it was altered since it was published.
            OSError: the folder cannot be written to; the one release or the other is seen.
        """
        shelf = Shelf(self.path, slug)
        if not shelf.manifests():
            raise WrongUse(f"nothing of {slug} is published in {self.path}")
        with shelf.locked():
            found = shelf.manifests()
            current = found.get(shelf.current or "")
            chosen = _chosen(found, current, wanted)
            if chosen is current:
                return Published(slug, Step.UNCHANGED, chosen.release, "it is the current one")
            shelf.put(_standing_in(shelf, chosen, current))
            return Published(slug, Step.PUBLISHED, chosen.release)


def _plan(
    shelf: Shelf, release: Release, history: History, force: bool
) -> tuple[Step, Manifest] | Published:
    """What to put on the shelf, or why nothing."""
    if MANIFEST in release.site.files:
        raise Refused(f"it has a file of its own named {MANIFEST}")
    found = shelf.manifests()
    known = found.get(shelf.current or "") or next(iter(found.values()), None)
    decision = decide(release, known, history, force)
    if decision.step not in (Step.PUBLISHED, Step.UNCHANGED):
        return Published(
            release.site.slug, decision.step, known.release if known else "", decision.why
        )
    number = max((manifest.number for manifest in found.values()), default=0) + 1
    if known and decision.step is Step.UNCHANGED:
        kept = known.kept
        number = number if known.rolled_back else known.number
    else:
        kept = known.assets if known else {}
    own = release.site.files
    manifest = Manifest(
        slug=release.site.slug,
        files=own,
        source=release.source,
        versions=release.versions,
        number=number,
        kept=shelf.found({p: d for p, d in kept.items() if p not in own}),
        key=release.key,
    )
    return decision.step, manifest


def _chosen(
    found: Mapping[str, Manifest], current: Manifest | None, wanted: str | None
) -> Manifest:
    if wanted:
        matching = [manifest for digest, manifest in found.items() if digest.startswith(wanted)]
        if len(matching) != 1:
            what = "several releases begin" if matching else "no release begins"
            raise WrongUse(f"{what} with {wanted}; `portal releases` lists them")
        return matching[0]
    before = [m for m in found.values() if current is None or m.number < current.number]
    if not before:
        raise WrongUse("no earlier release is kept; `portal releases` lists them")
    return before[0]


def _standing_in(shelf: Shelf, chosen: Manifest, current: Manifest | None) -> Manifest:
    """The manifest of a release that is seen in place of the newest one."""
    away = current.rolled_back if current else None
    if current and away is None:
        away = RolledBack(current.release, current.source.head)
    if away and away.release == chosen.release:
        away = None
    kept = current.assets if current else {}
    kept = shelf.found({p: d for p, d in kept.items() if p not in chosen.files})
    return replace(chosen, kept=kept, rolled_back=away)
