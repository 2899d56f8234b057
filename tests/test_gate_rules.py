"""What holds of the gate whatever the facts are."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_builder.client_folder import ClientFolder
from portal_builder.gate import accepted, called, is_needed, refusals
from portal_builder.history.past import facts_of
from portal_builder.model.changes import Change, CostImpact, Impact, ScheduleImpact
from portal_builder.model.facts import ClientFacts, Facts
from portal_builder.present import Present
from portal_builder.workspace import Workspace

HERE = Path(__file__).parent
FOLDERS: dict[str, ClientFolder] = {
    f"{case.name}/{slug}": Workspace(case).folder(slug)
    for kind in ("accepted", "invalid")
    for case in sorted((HERE / kind).iterdir())
    for slug in Workspace(case).slugs()
}
ACCEPTED = [name for name in FOLDERS if (HERE / "accepted" / name.split("/")[0]).is_dir()]
DAY = date(2026, 3, 2)


def signed() -> ClientFacts:
    """The signed client that the cases edit."""
    found = facts_of(Workspace(HERE / "gate_client").folder("acme"))
    assert found
    return found


def with_facts(client: ClientFacts, **changes: Any) -> ClientFacts:
    """The same client, something of its one project exchanged."""
    [(name, facts)] = client.projects
    held = {key: getattr(facts, key) for key in facts.model_fields_set} | changes
    new = Facts.model_construct(_fields_set=set(held), **held)
    return ClientFacts(client.slug, client.client, ((name, new),), client.several, (), {})


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_client_that_did_not_change_is_never_refused(name: str) -> None:
    folder = FOLDERS[name]
    before, present = facts_of(folder), Present.of(folder)
    assert before
    assert present.facts
    assert present.refused(before) == []


def test_no_pair_of_clients_is_too_odd_and_every_refusal_has_a_place() -> None:
    presents = {name: Present.of(folder) for name, folder in FOLDERS.items()}
    befores = [facts for folder in FOLDERS.values() if (facts := facts_of(folder))]
    assert len(befores) > 60
    count = 0
    for before in befores:
        for present in presents.values():
            if present.facts:
                for refusal in present.refused(before, DAY):
                    assert present.is_unsure(refusal) in (True, False)
                    place = present.place(refusal)
                    assert place.path.startswith("clients/")
                    assert place.line >= 1
                    count += 1
    assert count > 1_000


def request(status: str, impact: Impact) -> Change:
    return Change.model_validate(
        {
            "id": "CR-90",
            "title": "More",
            "reason": "You asked for it",
            "requested_on": "2026-03-02",
            "requested_by": "client",
            "status": status,
            "decided_on": "2026-03-02",
            "decided_by": "Ann",
        }
    ).model_copy(update={"impact": impact})


@given(
    status=st.sampled_from(["proposed", "approved"]),
    days=st.lists(st.integers(-400, 400), min_size=5, max_size=5),
    amounts=st.lists(st.decimals(-9999, 9999, places=2), min_size=3, max_size=3),
)
def test_a_further_change_request_is_accepted(
    status: str, days: list[int], amounts: list[Decimal]
) -> None:
    before = signed()
    impact = Impact(
        schedule=tuple(
            ScheduleImpact.model_construct(milestone=f"MS-{n}", days=d, draft=False)
            for n, d in enumerate(days, 1)
        ),
        cost=tuple(
            CostImpact.model_construct(line=f"BL-{n}", amount=a, draft=False)
            for n, a in enumerate(amounts, 1)
        ),
    )
    [(_, facts)] = before.projects
    after = with_facts(before, changes=(*facts.changes, request(status, impact)))
    assert refusals(before, after, day=DAY) == []
    assert [r.name for r in refusals(before, after)] == ["as_of"]


@given(days=st.integers(-400, 400).filter(bool))
def test_a_baseline_never_moves(days: int) -> None:
    before = signed()
    [(_, facts)] = before.projects
    assert facts.schedule
    moved = tuple(
        m.model_copy(update={"baseline_on": m.baseline_on + timedelta(days=days)})
        if m.id == "MS-3" and m.baseline_on
        else m
        for m in facts.schedule.milestones
    )
    after = with_facts(before, schedule=facts.schedule.model_copy(update={"milestones": moved}))
    found = refusals(before, after, day=DAY)
    assert [(r.name, r.path[-1]) for r in found] == [("MS-3", "baseline_on")]
    assert f"days: {days}}}" in found[0].remedy


def test_nothing_said_of_all_that_is_gone_or_new() -> None:
    before = signed()
    bare = ClientFacts("acme", before.client, (), False, (), {})
    assert [r.name for r in refusals(before, bare)] == ["projects/main"]
    assert refusals(before, bare, unread=frozenset({"main"})) == []
    assert refusals(bare, before) == []


def test_names_mean_one_client_and_one_project_only() -> None:
    before = signed()
    [(_, facts)] = before.projects
    two = ClientFacts("acme", before.client, (("web", facts), ("app", facts)), True, (), {})
    after = with_facts(before, risks=())
    [(_, fewer)] = after.projects
    less = ClientFacts("acme", before.client, (("web", fewer), ("app", fewer)), True, (), {})
    found = [("acme", r) for r in refusals(two, less, day=DAY)]
    assert called(found) == ["web/R-1", "app/R-1"]
    assert ["R-1" in names or "acme/R-1" in names for names in accepted(found)] == [False, False]
    assert ["acme/web/R-1" in names for names in accepted(found)] == [True, False]
    assert [is_needed("acme", two, less, what) for what in ("app/R-1", "R-1", "R-2")] == [
        *(True, False, False)
    ]
    assert is_needed("acme", before, after, "acme/R-1")
    assert not is_needed("acme", before, before, "as_of")
