"""What a worker on another machine is given, does and gives back: values in, values out.

It keeps nothing that a result depends on: a client that was lost with one worker is made by any other.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from portal_builder.errors import Problem
from portal_builder.history.record import Told
from portal_builder.identity import Identity
from portal_builder.job import Setup
from portal_builder.parcel import Parcel, unpack
from portal_builder.teller import redacts
from portal_builder.verify import Verified
from portal_builder.worker import Worker
from portal_builder.workspace import SLUG, Workspace

PACKAGE = "portal-builder"
# Of all that a worker keeps there is one: a second site in the same process would only wait for the first.
_ONE_AT_A_TIME = threading.Lock()


class OtherVersion(Exception):
    """A worker is not made of what this build is to be made with; the text says what differs."""


@dataclass(frozen=True, slots=True)
class Common:
    """What all clients of a build are made with.

    Attributes:
        digest: names it: the same digest, the same values.
        parcel: what the workspace has of its own beside its clients.
        identities: every client's names, slug and identifiers.
        strict: whether a warning keeps a client from being built.
        made_with: the versions of all that has a part in a site's bytes.
    """

    digest: str
    parcel: Parcel = field(compare=False)
    identities: tuple[Identity, ...] = field(compare=False)
    strict: bool = field(compare=False)
    made_with: Mapping[str, str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class ClientInput:
    """What one client's site is made from.

    Attributes:
        slug: the client.
        parcel: its folder.
        told: what it was told before, without the texts of its files at those revisions.
    """

    slug: str
    parcel: Parcel
    told: Told


@dataclass(frozen=True, slots=True)
class Site:
    """A verified site as a value.

    Attributes:
        digests: site path → SHA-256 of every file in it.
        files: site path → content of those that are not the theme's.
        excused: what stands in it of other clients and may, folded.
    """

    digests: Mapping[str, str]
    files: Mapping[str, bytes]
    excused: frozenset[str]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one client.

    Attributes:
        slug: the client.
        problems: what is wrong with its data, warnings included.
        site: its site; None where its files have errors, or where it is left to do.
        left: why it has to be done where the history and the other sites are; else empty.
    """

    slug: str
    problems: tuple[Problem, ...] = ()
    site: Site | None = None
    left: str = ""


def build_chunk(common: Common, clients: Sequence[ClientInput]) -> list[Made]:
    """Builds and verifies some clients' sites.

    Raises:
        OtherVersion: what is installed here would make other sites.
    """
    if differs := difference(made_with(), common.made_with):
        raise OtherVersion(differs)
    with _ONE_AT_A_TIME:
        try:
            bench = _bench(common)
        except Exception as error:
            return [_failed(client, error) for client in clients]
        return [bench.make(client) for client in clients]


class Bench:
    """A folder of this worker's own with the workspace in it, and one client at a time."""

    def __init__(self, common: Common) -> None:
        root = Path(tempfile.mkdtemp(prefix="portal-", dir=_own_folder()))
        weakref.finalize(self, shutil.rmtree, root, ignore_errors=True)
        self._workspace = Workspace(root / "workspace")
        self._staged = root / "staged"
        unpack(common.parcel, self._workspace.root)
        setup = Setup(self._workspace, common.identities, common.strict, root / "store")
        self._worker = Worker(setup)

    def make(self, client: ClientInput) -> Made:
        """Builds a client's site; whatever keeps it from being built is left to whoever asked."""
        if not SLUG.fullmatch(client.slug):
            raise ValueError(f"{client.slug!r} is no client")
        folder = self._workspace.clients / client.slug
        try:
            unpack(client.parcel, folder)
            return self._made(client)
        except Exception as error:
            return _failed(client, error)
        finally:
            for left in (folder, self._staged):
                shutil.rmtree(left, ignore_errors=True)

    def _made(self, client: ClientInput) -> Made:
        intake = self._worker.take_in(client.slug)
        if intake.facts is None:
            return Made(client.slug, intake.problems)
        if redacts(intake) and not client.told.missing:
            return Made(client.slug, left="texts are taken out of its history")
        merged = self._worker.merge(intake, client.told)
        found = self._worker.render(intake, merged, self._staged, client.told)
        if not isinstance(found, Verified):
            return Made(client.slug, left="something in it has to be looked for in its history")
        return Made(client.slug, intake.problems, self._as_value(found))

    def _as_value(self, found: Verified) -> Site:
        theme = self._worker.shared.files
        own = [path for path, digest in found.files.items() if theme.get(path) != digest]
        files = {path: (found.root / path).read_bytes() for path in own}
        return Site(found.files, files, found.excused)


def _failed(client: ClientInput, error: Exception) -> Made:
    return Made(client.slug, left=f"a worker failed ({type(error).__name__}: {error})")


@lru_cache(maxsize=1)
def _bench(common: Common) -> Bench:
    """The bench of this process: made for a build's first chunk, kept for its next ones."""
    return Bench(common)


def _own_folder() -> str | None:
    """Where a cluster's worker may write: its cluster clears away what a killed one leaves there."""
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:  # in no cluster
        return None


@cache
def made_with() -> Mapping[str, str]:
    """The versions of all that has a part in a site's bytes, by name: the portal first.

    They are those with which this process began, whatever is installed while it lives.
    """
    import sys
    from importlib.metadata import requires, version

    from portal_builder.freshness import program_digest

    needed = (each for each in requires(PACKAGE) or () if "extra ==" not in each)
    names = [re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0] for each in needed]
    return {
        PACKAGE: version(PACKAGE),
        **{name: version(name) for name in names},
        "python": "{}.{}".format(*sys.version_info),
        f"the code of {PACKAGE}": program_digest()[:12],
    }


def difference(there: Mapping[str, str], here: Mapping[str, str]) -> str:
    """The first thing in which two machines differ, both versions named; empty where none does.

    Args:
        there: what a worker is made of.
        here: what the build is to be made with.
    """
    for name in dict.fromkeys((*here, *there)):
        if there.get(name) != here.get(name):
            theirs, ours = there.get(name, "not at all"), here.get(name, "none")
            return f"has {name} {theirs}, and this machine {ours}"
    return ""
