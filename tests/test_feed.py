"""The feed: what happened, known by the same names for ever, read by an independent parser."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from merging import CLIENT, PROJECT, made, merged, write
from test_merge import merged as by_hand

from portal_builder.formats import zone
from portal_builder.merge.feed import moment
from portal_builder.merge.naming import authority
from portal_builder.model.facts import Facts
from portal_builder.site import MergedSite, Provider

ATOM = "{http://www.w3.org/2005/Atom}"
SECTIONS = """\
updates:
  - {on: 2026-09-25, title: Week 39}
  - {on: 2026-10-02, title: Week 40, summary: "Soon: **MS-1**, see CR-1 and <b>more</b>"}
  - {on: 2026-10-02, title: Week 40 again}
changes:
  - {id: CR-1, title: Cards, reason: r, requested_on: 2026-09-01, requested_by: client, status: approved, decided_on: 2026-09-03, decided_by: X}
  - {id: CR-2, title: Cash, reason: r, requested_on: 2026-09-01, requested_by: client, status: rejected, decided_on: 2026-09-04, decided_by: X}
  - {id: CR-3, title: Open, reason: r, requested_on: 2026-09-01, requested_by: client, status: proposed}
  - {id: CR-4, title: Gone, reason: r, requested_on: 2026-09-01, requested_by: client, status: withdrawn}
decisions:
  - {id: D-1, title: Host, outcome: Ours, decided_on: 2026-08-01}
  - {id: D-2, title: Colour, waiting_on: client}
  - {id: D-3, title: Undated, outcome: Yes}
incidents:
  - {id: INC-1, title: Down, kind: outage, status: fixing, detected_at: "2026-09-10T23:30Z", detected_by: client, impact: No orders}
schedule:
  milestones: [{id: MS-1, title: Launch, baseline_on: 2026-12-01}]
"""
ALL = [
    "update-2026-10-02-2",
    "update-2026-10-02",
    "update-2026-09-25",
    "INC-1",
    "CR-2",
    "CR-1",
    "D-1",
    "D-3",
]


def root(site: MergedSite) -> ElementTree.Element:
    return ElementTree.fromstring(site.files["feed.xml"])


def ids(site: MergedSite) -> list[str]:
    return [entry.findtext(f"{ATOM}id", "") for entry in root(site).iter(f"{ATOM}entry")]


def names(site: MergedSite) -> list[str]:
    return [name.rpartition("/")[2] for name in ids(site)]


def test_what_happened_is_told_the_newest_first(tmp_path: Path) -> None:
    site = made(tmp_path, SECTIONS)
    assert names(site) == ALL
    assert ids(site)[3] == "tag:portal.invalid,2026:acme/main/INC-1"
    titles = [e.findtext(f"{ATOM}title") for e in root(site).iter(f"{ATOM}entry")]
    assert titles[3:6] == ["Incident: Down", "Rejected: Cash", "Approved: Cards"]


def test_an_independent_parser_reads_it(tmp_path: Path) -> None:
    base = "https://acme.example/portal/feed.xml"
    read = feedparser.parse(
        made(tmp_path, SECTIONS).files["feed.xml"],
        response_headers={"content-location": base, "content-type": "application/atom+xml"},
    )
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == "Acme Shop – Web shop"
    assert read.feed.updated == "2026-10-02T00:00:00+01:00"
    assert read.feed.link == "https://acme.example/portal/"
    entry = read.entries[1]
    assert entry.link == "https://acme.example/portal/updates/#update-2026-10-02"
    (content,) = entry.content
    assert content.type == "text/html"
    assert 'href="https://acme.example/portal/schedule/#ms-1"' in content.value
    assert 'href="https://acme.example/portal/changes/#cr-1"' in content.value
    assert "&lt;b&gt;more&lt;/b&gt;" in content.value


def test_it_is_what_the_standard_asks_for(tmp_path: Path) -> None:
    # RFC 4287, sections 4.1.1 and 4.1.2: what must be there once, and what may be there.
    feed = root(made(tmp_path, SECTIONS))
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Acme Shop"
    links = [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")]
    assert links == [("self", "feed.xml"), ("alternate", "./")]
    assert len(set(ids(made(tmp_path, SECTIONS)))) == len(ALL)
    stamp = re.compile(r"\d{4}-\d\d-\d\dT00:00:00[+-]\d\d:\d\d")
    assert all(stamp.fullmatch(e.text or "") for e in feed.iter(f"{ATOM}updated"))


def test_an_entry_is_of_the_records_day_where_the_client_is(tmp_path: Path) -> None:
    site = made(tmp_path, SECTIONS, CLIENT.replace("Europe/London", "Asia/Tokyo"))
    entry = list(root(site).iter(f"{ATOM}entry"))[3]
    # 23:30 UTC is the next morning in Tokyo
    assert entry.findtext(f"{ATOM}updated") == "2026-09-11T00:00:00+09:00"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: Week 40,", "title: Another title,"),
        ("Soon:", "Later:"),
        ("status: fixing", "status: identified"),
        ("2026-09-10T23:30Z", "2026-09-09T10:00Z"),
        ("outcome: Ours", "outcome: Yours, status: superseded"),
        ("decided_on: 2026-09-03", "decided_on: 2026-09-04"),
        ("name: Web shop", "name: Shop"),
        ("started_on: 2026-01-05", "started_on: 2026-02-05"),
        ("as_of: 2026-10-02", "as_of: 2026-10-05"),
        ("name: Acme Shop", "name: Acme"),
        ("timezone: Europe/London", "timezone: Asia/Tokyo"),
        ("  - {on: 2026-09-25, title: Week 39}\n", "  - {on: 2026-09-25, title: Week 39}\n  - {on: 2026-10-02, title: Not yet, draft: true}\n"),
    ],
)  # fmt: skip
def test_no_edit_makes_an_entry_a_new_one(tmp_path: Path, before: str, after: str) -> None:
    old = sorted(ids(made(tmp_path, SECTIONS)))
    assert before in CLIENT + PROJECT + SECTIONS
    change = [text.replace(before, after) for text in (SECTIONS, CLIENT, PROJECT)]
    assert sorted(ids(made(tmp_path, *change))) == old


def test_a_project_that_moves_into_a_folder_keeps_its_entries(tmp_path: Path) -> None:
    old = ids(made(tmp_path, SECTIONS))
    write(tmp_path, CLIENT)
    write(tmp_path, PROJECT + SECTIONS, "projects/main/all.yml")
    site = merged(tmp_path)
    assert ids(site) == old
    links = [e.find(f"{ATOM}link") for e in root(site).iter(f"{ATOM}entry")]
    assert links[3] is not None
    assert links[3].get("href") == "main/incidents/#inc-1"
    assert root(site).findtext(f"{ATOM}entry/{ATOM}title") == "Web shop: Week 40 again"


def test_every_link_of_it_leads_to_an_anchor_of_a_page(tmp_path: Path) -> None:
    site = made(tmp_path, SECTIONS)
    pages = {f"{page.path}/": "".join(page.slots) for page in site.pages}
    found = re.findall(
        r'href="([a-z]+/)#([a-z0-9-]+)"', site.files["feed.xml"].decode().replace("&quot;", '"')
    )
    assert len(found) > len(ALL)
    for page, anchor in found:
        assert f'id="{anchor}"' in pages[page]


def test_it_ends_after_thirty_entries(tmp_path: Path) -> None:
    updates = "".join(f"  - {{on: 2026-09-{n:02d}, title: Day {n}}}\n" for n in range(1, 31))
    site = made(tmp_path, SECTIONS.replace("updates:\n", f"updates:\n{updates}"))
    found = names(site)
    assert len(found) == 30
    assert found[0] == "update-2026-10-02-2"
    # two, then the days from the 30th down, the 25th twice and the incident of the 11th among them
    assert found[-1] == "update-2026-09-05"
    assert "INC-1" in found


def test_without_news_there_is_a_feed_all_the_same(tmp_path: Path) -> None:
    site = made(tmp_path, "")
    assert ids(site) == []
    assert root(site).findtext(f"{ATOM}updated") == "2026-10-02T00:00:00+01:00"


def test_characters_that_xml_cannot_write_are_left_out() -> None:
    update = {"on": "2026-10-02", "title": "A\ufffeB \U0001f389 <&", "summary": "x\uffffy"}
    project = {"name": "Shop", "started_on": "2026-01-05", "as_of": "2026-10-02"}
    facts = Facts.model_validate({"project": project, "updates": [update]})
    site = by_hand(("main", facts))
    assert not {"\ufffe", "\uffff"} & {*site.files["feed.xml"].decode()}
    (entry,) = root(site).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "AB \U0001f389 <&"
    assert "xy" in (entry.findtext(f"{ATOM}content") or "")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Studio.Example.org:8443/about", "studio.example.org"),
        ("http://studio.example.org.", "studio.example.org"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("mailto:a@b.example", "portal.invalid"),
        ("https://[::1]/", "portal.invalid"),
        ("https://[", "portal.invalid"),
        (None, "portal.invalid"),
    ],
)
def test_the_authority_is_the_providers_host(url: str | None, host: str) -> None:
    assert authority(Provider("Studio", url)) == host


def test_the_authority_and_the_author_are_the_providers(tmp_path: Path) -> None:
    provider = "{name: Studio, url: 'https://studio.example.org/'}"
    (tmp_path / "mkdocs.yml").write_text(f"plugins: [{{portal: {{provider: {provider}}}}}]\n")
    site = made(tmp_path, SECTIONS)
    assert ids(site)[0] == "tag:studio.example.org,2026:acme/main/update-2026-10-02-2"
    assert root(site).findtext(f"{ATOM}author/{ATOM}name") == "Studio"


@pytest.mark.parametrize(
    ("day", "name", "written"),
    [
        (date(2026, 7, 1), "Europe/London", "2026-07-01T00:00:00+01:00"),
        (date(2026, 1, 1), "America/St_Johns", "2026-01-01T00:00:00-03:30"),
        # on this day clocks in Cairo went from midnight to one
        (date(2026, 4, 24), "Africa/Cairo", "2026-04-24T00:00:00+02:00"),
        # local time was 9 minutes and 21 seconds ahead
        (date(1890, 1, 1), "Europe/Paris", "1890-01-01T00:00:00+00:09"),
        (date(1, 1, 1), "UTC", "0001-01-01T00:00:00+00:00"),
    ],
)
def test_a_day_begins_where_the_client_is(day: date, name: str, written: str) -> None:
    place = zone(name)
    assert place is not None
    assert moment(day, place) == written
