"""What is checked of one client after the other; all that a check needs, and no more, is imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from portal_builder.errors import Problem, Severity
from portal_builder.intake import Intake, Text, take_in
from portal_builder.job import Setup
from portal_builder.verify import Watchlist, foreign_in_file, foreign_in_text, suspects


class Checker:
    """Checks clients, one after the other."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    @cached_property
    def watchlist(self) -> Watchlist:
        """All clients' names, to be found in one pass."""
        return Watchlist(self.setup.identities)

    def take_in(self, slug: str) -> Intake:
        """Reads and checks a client; names of other clients in its texts are warnings."""
        wrong = self.setup.workspace.slug_problem(slug)
        if wrong:
            return Intake(slug, None, None, (wrong,), (), ())
        intake = take_in(self.setup.workspace.folder(slug))
        foreign = [*self._foreign(slug, intake.texts), *self._foreign_attached(intake)]
        problems = sorted({*intake.problems, *foreign})
        if self.setup.strict:
            problems = [replace(p, severity=Severity.ERROR) for p in problems]
        broken = any(p.severity is Severity.ERROR for p in problems)
        facts = None if broken else intake.facts
        return replace(intake, facts=facts, problems=tuple(problems))

    def _foreign(self, slug: str, texts: Sequence[Text]) -> Iterable[Problem]:
        watched = suspects(self.watchlist, slug, (text.text for text in texts))
        for text in texts:
            if text.text not in watched:
                continue
            for token in foreign_in_text(self.watchlist, slug, text.text):
                yield Problem(
                    text.place,
                    f"this text holds “{token}”, which belongs to another client",
                    "take it out, unless this client may read it",
                    Severity.WARNING,
                )

    def _foreign_attached(self, intake: Intake) -> Iterable[Problem]:
        assets = intake.facts.assets if intake.facts else {}
        for name, data in assets.items():
            for token in foreign_in_file(self.watchlist, intake.slug, name, data):
                yield Problem(
                    self.setup.workspace.folder(intake.slug).place(name),
                    f"this file holds “{token}”, which belongs to another client",
                    "take it out, unless this client may read it",
                    Severity.WARNING,
                )


@lru_cache(maxsize=1)
def checker(setup: Setup) -> Checker:
    """The checker of this process: made for the first chunk, kept for the next ones."""
    return Checker(setup)
