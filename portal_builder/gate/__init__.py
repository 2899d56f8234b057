"""What may not change in silence: facts then and now → what is refused of their difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from portal_builder.gate.baseline import baseline
from portal_builder.gate.confirmed import confirmed
from portal_builder.gate.decided import approvers, decided
from portal_builder.gate.forecasts import forecasts
from portal_builder.gate.names import accepted, called
from portal_builder.gate.pair import BASELINE, LOGS, Pair, State
from portal_builder.gate.plain import field
from portal_builder.gate.records import records
from portal_builder.gate.refusal import Refusal, again, moved
from portal_builder.gate.statements import statements
from portal_builder.model.facts import ClientFacts, Facts

__all__ = ["Refusal", "accepted", "called", "is_needed", "refusals"]

_RULES = (baseline, approvers, records, decided, forecasts, statements, confirmed)


def refusals(
    before: ClientFacts,
    after: ClientFacts,
    *,
    day: date | None = None,
    unread: frozenset[str] = frozenset(),
    partial: frozenset[str] = frozenset(),
) -> list[Refusal]:
    """All that is refused of what became of a client's published facts.

    Args:
        before: the facts at the base.
        after: those of today.
        day: when the base was committed, in the client's time zone; None where that is not known.
        unread: the projects of today that cannot be read: nothing is said of them.
        partial: those of which a file cannot be read: what rests on all of their facts is not said.
    """
    then, now = dict(before.projects), dict(after.projects)
    found = [*_currency(before, after)]
    for name, facts in then.items():
        if name in now:
            others = _elsewhere(name, now)
            pair = Pair(name, State(facts), State(now[name]), others, day, name not in partial)
            found += [refusal for rule in _RULES for refusal in rule(pair)]
        elif name not in unread:
            found.append(_gone(name, facts))
    return found


def is_needed(slug: str, before: ClientFacts, after: ClientFacts, what: str) -> bool:
    """Whether an override lets anything pass.

    Args:
        slug: the client's folder.
        before: the facts before a revision.
        after: those after it.
        what: what the override names.
    """
    found = [(slug, refusal) for refusal in refusals(before, after)]
    return any(what in names for names in accepted(found))


def _currency(before: ClientFacts, after: ClientFacts) -> Iterator[Refusal]:
    signed = any(f.project.contract and f.project.contract.signed_on for _, f in before.projects)
    was, now = field(before.client, "currency"), field(after.client, "currency")
    if signed and was not in (None, now):
        remedy = f"amounts stay in what was signed; {again('currency', was)}"
        yield Refusal(
            "", "client.currency", ("client", "currency"), moved("currency", was, now), remedy
        )


def _gone(name: str, facts: Facts) -> Refusal:
    what = f"the project {name} (“{facts.project.name}”) is gone"
    remedy = f"projects stay: restore its facts as projects/{name}; its `status` says how it ended"
    return Refusal(name, f"projects/{name}", (), what, remedy)


def _elsewhere(name: str, projects: Mapping[str, Facts]) -> dict[str, list[str]]:
    """Each record's id → the other projects that hold one."""
    found: dict[str, list[str]] = {}
    for other, facts in projects.items():
        if other != name:
            for way in (*BASELINE, *LOGS):
                for _, record in State(facts).entries(*way):
                    found.setdefault(record.id, []).append(other)
    return found
