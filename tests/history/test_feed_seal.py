"""Each update in the feed carries the head of the ledger that its readers keep."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

from gitted import Repo
from merging import retold
from test_chronicle import ISSUE, files
from test_every_change import BRITISH

from portal_builder.history import ledger
from portal_builder.site import MergedSite

UPDATE = "{on: 2026-02-0%s, title: Week %s}"
ATOM = "{http://www.w3.org/2005/Atom}"


def seals(site: MergedSite) -> dict[str, list[str]]:
    """The heads in each entry, by its title."""
    return {
        entry.findtext(f"{ATOM}title", ""): re.findall(
            "[0-9a-f]{64}", entry.findtext(f"{ATOM}content", "")
        )
        for entry in fromstring(site.files["feed.xml"]).iter(f"{ATOM}entry")
    }


def heads(site: MergedSite) -> list[str]:
    return [entry.hash for entry in ledger.read(site.files["ledger.json"]).entries]


def test_an_update_keeps_the_head_of_the_revision_that_told_it(repo: Repo) -> None:
    first, second = UPDATE % (1, 1), UPDATE % (8, 2)
    repo.commit(files(client=BRITISH, log=f"updates: [{first}]\n"), "2026-02-02T10:00Z")
    repo.commit(files(client=BRITISH, log=f"updates: [{first}, {second}]\n"), "2026-02-09T10:00Z")
    incident = ISSUE % "open"
    everything = files(client=BRITISH, log=f"updates: [{first}, {second}]\n{incident}")
    repo.commit(everything, "2026-02-16T10:00Z")
    site = retold(repo.folder)
    told = heads(site)
    assert seals(site) == {"Week 1": [told[0]], "Week 2": [told[1]]}
    assert b"Revision 2 of 9 February 2026." in site.files["feed.xml"]


def test_a_correction_brings_another_head(repo: Repo) -> None:
    update = UPDATE % (1, 1)
    repo.commit(files(log=f"updates: [{update}]\n"), "2026-02-02T10:00Z")
    corrected = update.replace(
        "}", ", corrections: [{on: 2026-02-03, what: It was two days, why: A slip of the pen}]}"
    )
    repo.commit(files(log=f"updates: [{corrected}]\n"), "2026-02-09T10:00Z")
    site = retold(repo.folder)
    assert seals(site) == {"Week 1": [heads(site)[1]]}


def test_what_is_not_committed_has_none_and_neither_has_what_is_no_update(repo: Repo) -> None:
    decision = "decisions: [{id: D-1, title: Choose, outcome: Blue, decided_on: 2026-02-01}]\n"
    repo.commit(files(log=decision))
    repo.write(files(log=f"{decision}updates: [{UPDATE % (1, 1)}]\n"))
    assert [*seals(retold(repo.folder)).values()] == [[], []]
