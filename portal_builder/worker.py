"""What a process does that lives for many clients: all that they share is made once.

A worker's result for a client never depends on which clients it had before.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from portal_builder import proof
from portal_builder.checking import Checker
from portal_builder.data import data_json, published_data
from portal_builder.errors import PortalError, Problem, WrongUse, own_fault, reason
from portal_builder.figures import derive
from portal_builder.freshness import Basis, watch_digest
from portal_builder.history.record import NOTHING_TOLD, Told
from portal_builder.intake import Intake
from portal_builder.job import Outcome, Setup
from portal_builder.merge import Templates, merge
from portal_builder.output import Output
from portal_builder.provider import Publisher, read_publisher
from portal_builder.render import Renderer
from portal_builder.settings import Settings, load_settings
from portal_builder.site import MergedSite
from portal_builder.site_record import Record
from portal_builder.source import versions
from portal_builder.tabular import csv_tables
from portal_builder.teller import Teller, still_published
from portal_builder.verify import (
    Expected,
    Leak,
    Shared,
    Verified,
    as_verified,
    digests,
    names_in,
    verify,
)


class Worker(Checker):
    """Checks and builds clients, one after the other."""

    @cached_property
    def publisher(self) -> Publisher:
        """Who publishes the sites, and where."""
        return read_publisher(self.setup.workspace, self._settings)

    @cached_property
    def renderer(self) -> Renderer:
        """MkDocs, with everything that sites have in common."""
        return Renderer(self._settings, self.setup.store)

    @cached_property
    def _settings(self) -> Settings:
        return load_settings(self.setup.workspace)

    @cached_property
    def templates(self) -> Templates:
        """The page templates, components and words."""
        workspace = self.setup.workspace
        return Templates(workspace.content, workspace.theme, workspace.shipped_strings)

    @cached_property
    def shared(self) -> Shared:
        """What every site may hold: content, theme, and the program's own words."""
        renderer = self.renderer
        return proof.shared(
            self.setup.workspace, renderer.theme.dirs, renderer.assets, self.publisher
        )

    @cached_property
    def teller(self) -> Teller:
        """What clients were told at earlier revisions."""
        setup = self.setup
        return Teller(
            setup.workspace,
            setup.sources.tip,
            setup.sources.no_history,
            setup.histories,
            setup.sign_with,
        )

    def merge(self, intake: Intake, told: Told = NOTHING_TOLD) -> MergedSite:
        """Makes the pages and files of a client whose facts hold."""
        facts = intake.facts
        assert facts is not None
        figures = {
            name: derive(project, zone=intake.zone, decimals=intake.decimals)
            for name, project in facts.projects
        }
        data = published_data(facts, figures, intake.decimals)
        return merge(
            facts,
            figures,
            data=data_json(data),
            tables=tuple(csv_tables(data)),
            templates=self.templates,
            publisher=self.publisher,
            told=told,
        )

    def render(
        self, intake: Intake, site: MergedSite, staged: Path, told: Told = NOTHING_TOLD
    ) -> Verified | tuple[Leak, ...]:
        """Writes a merged site into a folder that is empty or does not exist yet; verifies it."""
        self.renderer.render(site, staged)
        expected = proof.expected(site, self.shared, self._settings.has_foreign_code)
        return self.verify(staged, intake, site, expected, told)

    def verify(
        self,
        root: Path,
        intake: Intake,
        site: MergedSite,
        expected: Expected,
        told: Told = NOTHING_TOLD,
    ) -> Verified | tuple[Leak, ...]:
        """Looks through a site for what is not this client's to see.

        Args:
            root: where the site stands.
            intake: the client's files.
            site: the site as it is merged from them.
            expected: the files that it consists of.
            told: what the client was told before.
        """
        allowed = proof.allowed(intake, site, self.shared, expected, told)
        return verify(root, allowed, self.watchlist)

    def verify_built(
        self, root: Path, slug: str, files: Mapping[str, str] | None
    ) -> tuple[Leak, ...]:
        """The leaks in a site that was built before.

        Args:
            root: where it stands.
            slug: the client.
            files: what the build made of it; None where no record is kept: then it is compared
                with what its client's files give today.
        """
        intake = self.take_in(slug)
        if intake.facts is None:
            return (Leak("", f"nothing is proven: `portal check {slug}` finds errors"),)
        told = self.teller.told(intake)
        site = self.merge(intake, told)
        if files is None:
            with TemporaryDirectory() as folder:
                again = Path(folder) / slug
                self.renderer.render(site, again)
                files = digests(again)
        found = self.verify(root, intake, site, Expected(files), told)
        return () if isinstance(found, Verified) else found

    def build(self, slug: str, out: Path, again: bool = False) -> Outcome:
        """Takes one client from its folder to its verified site.

        Args:
            slug: the client.
            out: the output folder.
            again: whether its site was made from the same, and has only to be looked through: it
                lies there otherwise than it was put, or clients have other names now.

        Raises:
            WrongUse: the settings let no client's site be built.
        """
        intake = self.take_in(slug)
        if intake.facts is None:
            return Outcome(slug, intake.problems)
        output = Output(out)
        staged = None
        try:
            if again and (kept := self._still_verified(output, intake)):
                return kept
            told = self.teller.told(intake)
            if told.still_there:
                return Outcome(slug, (*intake.problems, *still_published(intake, told)))
            staged = output.stage(slug)
            found = self.render(intake, self.merge(intake, told), staged, told)
            if isinstance(found, Verified):
                output.take(slug, staged, self.record(found, intake.problems, told.missing))
                return Outcome(slug, intake.problems, built=True, no_history=told.missing)
            return Outcome(slug, intake.problems, leaks=tuple(found))
        except OSError as error:
            fault = f"{slug} could not be built: {reason(error)}"
            return Outcome(slug, intake.problems, fault=fault)
        except WrongUse:
            raise
        except PortalError as error:
            return Outcome(slug, intake.problems, fault=str(error))
        finally:
            if staged:
                output.drop(staged)

    @cached_property
    def watched(self) -> str:
        """Digest of all clients' names."""
        return watch_digest(self.setup.identities)

    def record(self, found: Verified, problems: tuple[Problem, ...], no_history: str) -> Record:
        """What is kept of a site: what is in it, what it was built from, what it rests on.

        Args:
            found: the site.
            problems: the warnings that its client's files gave.
            no_history: why it says nothing of earlier revisions, where it does not.
        """
        slug = found.slug
        sources, key = self.setup.sources, self.setup.keys.get(slug)
        record = Record(found.files, sources.of(slug), versions())
        is_lacking = sources.no_history or slug in sources.commits
        if key is None or (no_history and sources.tip and is_lacking):
            return record  # what git lacks today it may have tomorrow
        me = next(i for i in self.setup.identities if i.slug == slug)
        basis = Basis(
            key,
            self.watched,
            names=me.names,
            identifiers=me.identifiers,
            warnings=problems,
            no_history=no_history,
            excused=tuple(sorted(found.excused)),
        )
        return replace(record, basis=basis)

    def _still_verified(self, output: Output, intake: Intake) -> Outcome | None:
        """Looks whether a site is as it was verified, and for the names that clients have now.

        Returns:
            That it may stay; None where something is found that it was not verified with.
        """
        slug, facts = intake.slug, intake.facts
        record = output.record(slug)
        basis = record.basis if record else None
        if record is None or basis is None or facts is None or basis.warnings != intake.problems:
            return None
        attached = {sha256(data).hexdigest() for data in facts.assets.values()}
        own = {(p, d) for p, d in record.files.items() if d in attached and p.startswith("assets/")}
        site = as_verified(slug, output.site(slug), record.files)
        if not isinstance(site, Verified):
            return None
        found = names_in(site, self.watchlist, self.shared.files.items() | own)
        if not found <= set(basis.excused):
            return None
        source, watched = self.setup.sources.of(slug), replace(basis, watched=self.watched)
        output.leave(slug, replace(record, source=source, basis=watched))
        return Outcome(slug, intake.problems, built=True, no_history=basis.no_history)


@lru_cache(maxsize=1)
def worker(setup: Setup) -> Worker:
    """The worker of this process: made for the first chunk, kept for the next ones."""
    return Worker(setup)


def build_chunk(
    setup: Setup, slugs: Sequence[str], out: Path, again: frozenset[str] = frozenset()
) -> list[Outcome]:
    """Builds some clients in a worker process; some of their sites are only looked through again."""
    here = worker(setup)
    return [_built(here, slug, out, slug in again) for slug in slugs]


def _built(here: Worker, slug: str, out: Path, again: bool) -> Outcome:
    """What came of one client; what no one foresaw stops only this one."""
    try:
        return here.build(slug, out, again)
    except WrongUse:
        raise
    except Exception as error:
        if os.environ.get("PORTAL_DEBUG"):
            raise
        return Outcome(slug, fault=f"{slug}: {own_fault(error)}")
