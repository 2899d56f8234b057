"""Clients are handed to a cluster as values, and the sites that come back are put in their place.

What comes back is input from outside: a site is taken only if it holds what was verified, byte for byte, with
the theme's files as they are here. What a cluster cannot know is left to be built here.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from portal_builder.cluster import Cluster, Lost
from portal_builder.engine import AssetStore, configuration, theme_assets
from portal_builder.errors import PortalError, WrongUse, reason
from portal_builder.freshness import named_paths
from portal_builder.job import Outcome, Setup
from portal_builder.output import Output, client_of
from portal_builder.parcel import NoParcel, Parcel, check_path, pack, pack_followed
from portal_builder.remote import ClientInput, Common, Made, Site, build_chunk, made_with
from portal_builder.settings import load_settings
from portal_builder.verify import Verified
from portal_builder.worker import worker

_FOREIGN = (
    "mkdocs.yml takes in {}, which a cluster's workers do not have; build without --scheduler"
)


class Handover:
    """One build's clients on their way to a cluster, and their sites on the way back.

    Args:
        cluster: who builds them.
        setup: what all of them share.
        output: where the sites belong.
        kept: clients that are not handed over, since their sites are only looked through again.
        chunk: how many clients are handed over at once, at most.

    Attributes:
        left: client → why it is left to be built here; empty where it needs no word.

    Raises:
        WrongUse: the workspace's settings take in what workers do not have.
    """

    def __init__(
        self, cluster: Cluster, setup: Setup, output: Output, kept: Collection[str], chunk: int
    ) -> None:
        self.left: dict[str, str] = {}
        self._cluster = cluster
        self._setup = setup
        self._output = output
        self._kept = kept
        self._chunk = chunk
        self._here = worker(setup)
        self._missing: dict[str, str] = {}
        self._common = _common(setup)
        self._store = AssetStore(output.store)
        theme = configuration(load_settings(setup.workspace), setup.workspace.site).theme
        self._theme = {asset.path: asset for asset in theme_assets(theme).published.values()}

    def build(self, slugs: Sequence[str]) -> Iterator[Outcome]:
        """Builds clients elsewhere; those that have to be built here are in `left` then.

        Raises:
            PortalError: the cluster is lost.
        """
        shared = self._cluster.share(self._common, self._common.digest)
        chunks = self._chunks(slugs)
        for clients, made in self._cluster.each(build_chunk, shared, chunks):
            names = [client.slug for client in clients]
            if isinstance(made, Lost):
                self.left |= dict.fromkeys(names, made.why)
                continue
            if [each.slug for each in made] != names:
                raise PortalError(f"a worker was given {', '.join(names)} and gave back others")
            for each in made:
                if each.left:
                    self.left[each.slug] = each.left
                else:
                    yield self._outcome(each)

    def _chunks(self, slugs: Sequence[str]) -> Iterator[Sequence[ClientInput]]:
        """Packs clients, a chunk when it is asked for."""
        size = min(self._chunk, -(-len(slugs) // max(1, self._cluster.workers)))
        packed: list[ClientInput] = []
        for client in self._packed(slugs):
            packed.append(client)
            if len(packed) == size:
                yield packed
                packed = []
        if packed:
            yield packed

    def _packed(self, slugs: Iterable[str]) -> Iterator[ClientInput]:
        workspace = self._setup.workspace
        for slug in slugs:
            if slug in self._kept or workspace.slug_problem(slug):
                self.left[slug] = ""
                continue
            try:
                parcel = pack(workspace.clients / slug)
                told = self._here.teller.told_to(slug)
            except (NoParcel, PortalError) as error:
                self.left[slug] = str(error)
                continue
            self._missing[slug] = told.missing
            yield ClientInput(slug, parcel, replace(told, sources=()))

    def _outcome(self, made: Made) -> Outcome:
        slug, missing = made.slug, self._missing.pop(made.slug)
        if made.site is None:
            return Outcome(slug, made.problems)
        staged = None
        try:
            staged = self._output.stage(slug)
            verified = self._received(slug, made.site, staged)
            record = self._here.record(verified, made.problems, missing)
            self._output.take(slug, staged, record)
            return Outcome(slug, made.problems, built=True, no_history=missing)
        except OSError as error:
            fault = f"{slug} could not be built: {reason(error)}"
            return Outcome(slug, made.problems, fault=fault)
        except ValueError as error:
            fault = f"{slug} came back from a worker as no site: {error}"
            return Outcome(slug, made.problems, fault=fault)
        except PortalError as error:
            return Outcome(slug, made.problems, fault=str(error))
        finally:
            if staged:
                self._output.drop(staged)

    def _received(self, slug: str, site: Site, staged: Path) -> Verified:
        """Writes a site that came back, if it is what was verified.

        Raises:
            ValueError: it is not.
            OSError: it cannot be written.
        """
        if unknown := site.files.keys() - site.digests.keys():
            raise ValueError(f"{min(unknown)} was not verified")
        for path, digest in site.digests.items():
            check_path(path)
            target, data = staged / path, site.files.get(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                asset = self._theme.get(path)
                if asset is None or asset.digest != digest:
                    raise ValueError(f"{path} is no file of the theme here")
                self._store.link(asset, target)
            elif sha256(data).hexdigest() != digest:
                raise ValueError(f"{path} is not as it was verified")
            else:
                target.write_bytes(data)
        if client_of(staged) != slug:
            raise ValueError("its pages are not this client's")
        return Verified(slug, staged, dict(site.digests), site.excused)


def _common(setup: Setup) -> Common:
    """What all clients share, as a value.

    Raises:
        WrongUse: workers do not have all that takes part.
    """
    versions = made_with()
    parcel = _parcel(setup)
    values = parcel.files, sorted(parcel.folders), setup.identities, setup.strict, versions
    digest = sha256(pickle.dumps(values)).hexdigest()
    return Common(digest, parcel, setup.identities, setup.strict, versions)


def _parcel(setup: Setup) -> Parcel:
    workspace = setup.workspace
    config = workspace.own_config
    if load_settings(workspace).has_foreign_code:
        raise WrongUse(_FOREIGN.format("plugins, extensions or hooks of your own"))
    named = named_paths(workspace, config.read_bytes()) if config else []
    if named is None:
        raise WrongUse(_FOREIGN.format("another file, or the environment"))
    own = [workspace.root / name for name in ("content", "theme", "mkdocs.yml")]
    try:
        return pack_followed(workspace.root, [*own, *named])
    except NoParcel as error:
        raise WrongUse(_FOREIGN.format(error)) from None
