"""What clients were told at earlier revisions: git, the figures of those days, and who signs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal_builder.client_folder import CLIENTS
from portal_builder.data import figures_by_name
from portal_builder.errors import Place, Problem
from portal_builder.figures import derive
from portal_builder.formats import currency_decimals, zone
from portal_builder.history.cache import Cache
from portal_builder.history.chronicle import Chronicle
from portal_builder.history.continuity import LEDGER, SIGNATURE
from portal_builder.history.git import NoHistory, Repository
from portal_builder.history.past import Published, Reader
from portal_builder.history.record import Told
from portal_builder.history.recording import as_json
from portal_builder.history.signature import sign
from portal_builder.model.facts import ClientFacts
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.intake import Intake


class Teller:
    """Tells of each client what it was told.

    Args:
        workspace: where the clients are.
        head: the last revision that counts; empty where there is no history.
        no_history: why there is none.
        histories: where histories are kept that were read before; None: nowhere.
        sign_with: the key that signs the ledgers; None: they are not signed.
    """

    def __init__(
        self,
        workspace: Workspace,
        head: str,
        no_history: str = "",
        histories: Path | None = None,
        sign_with: Path | None = None,
    ) -> None:
        self._workspace = workspace
        self._head = head
        self._no_history = no_history
        self._histories = histories
        self._sign_with = sign_with

    @cached_property
    def _chronicle(self) -> Chronicle:
        cache = Cache(self._histories) if self._histories else None
        repository = Repository.find(self._workspace.clients)
        return Chronicle(repository, figures_then, tip=self._head, cache=cache, needed=_is_needed)

    def told(self, intake: Intake) -> Told:
        """What a client was told, or why that is not known.

        Raises:
            PortalError: the ledger cannot be signed.
        """
        today = Reader().recorded(self._workspace.folder(intake.slug)) if redacts(intake) else None
        return self.told_to(intake.slug, today)

    def told_to(self, slug: str, today: Published | None = None) -> Told:
        """The same of a client whose files are not known, but for the redactions in them.

        Args:
            slug: the client.
            today: what its files hold now, where redactions stand in them.

        Raises:
            PortalError: the ledger cannot be signed.
        """
        if not self._head:
            return Told(missing=self._no_history)
        try:
            told = self._chronicle.told(slug, today)
        except NoHistory as reason:
            return Told(missing=str(reason))
        if self._sign_with and told.files:
            signature = sign(told.files[LEDGER], self._sign_with)
            return replace(told, files={**told.files, SIGNATURE: signature})
        return told


def _is_needed(slug: str, before: ClientFacts, after: ClientFacts, what: str) -> bool:
    from portal_builder.gate import is_needed  # overrides are rare

    return is_needed(slug, before, after, what)


def redacts(intake: Intake) -> bool:
    """Whether a client's files take something out of its history."""
    projects = intake.facts.projects if intake.facts else ()
    return any(project.project.redactions for _, project in projects)


def figures_then(facts: ClientFacts) -> dict[str, dict[str, Any]]:
    """Each project's figures by name, of facts of any day.

    What binds entries to each other was not looked at in them: where that keeps the figures of a
    project from being derived, it has none.
    """
    place = zone(facts.client.timezone) or UTC
    known = currency_decimals(facts.client.currency) if facts.client.currency else None
    decimals = 2 if known is None else known
    found = {}
    for name, project in facts.projects:
        try:
            figures = derive(project, zone=place, decimals=decimals, drawn=False)
        except (LookupError, ArithmeticError, ValueError, TypeError):
            continue
        plain = figures_by_name(figures, decimals)
        found[name] = {figure: as_json(value) for figure, value in plain.items()}
    return found


def still_published(intake: Intake, told: Told) -> Iterator[Problem]:
    """Says of each redaction that its field still holds what is to be taken out."""
    for redaction in told.still_there:
        named = (text.place for text in intake.texts if text.text == redaction.of)
        place = next(named, Place(f"{CLIENTS}/{intake.slug}"))
        what = f"{redaction.of} still says what it said before {redaction.on}"
        yield Problem(place, what, "change what it says, or take this redaction away")
