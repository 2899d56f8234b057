"""The calendar: the dates that matter, read by two independent parsers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest
import vobject
from merging import CLIENT, made, merged, write

from portal_builder.site import MergedSite

SECTIONS = """\
schedule:
  milestones:
    - {id: MS-1, title: Design, baseline_on: 2026-03-01, done_on: 2026-03-03}
    - {id: MS-2, title: "Launch, at last; soon", baseline_on: 2026-12-01, description: "A **long** text, so that its line must be folded: äöü and 漢字 and more of it"}
    - {id: MS-3, title: Some day, baseline_on: 2026-12-01, forecast_on: unknown, slips: [{on: 2026-10-01, from: 2026-12-01, to: unknown, reason: Nobody knows, caused_by: unknown}]}
    - {id: MS-4, title: Not yet scheduled}
    - {id: MS-5, title: Called off, baseline_on: 2026-12-01, cancelled_by: CR-1}
    - {id: MS-6, title: Proposed, baseline_on: 2026-12-01, added_by: CR-2}
    - {id: MS-7, title: Overdue, baseline_on: 2026-09-01}
    - {id: MS-8, title: Draft, baseline_on: 2026-12-01, draft: true}
  meetings:
    - {title: Review, at: "2026-11-25T10:00+01:00", minutes: 45, link: "https://meet.example/x,y"}
    - {title: Held, at: "2026-09-25T10:00:30.5+01:00", held: true}
    - {title: Not held, at: "2026-09-26T10:00+01:00", held: false}
    - {title: Not held yet, at: "2026-11-26T10:00Z", held: false, minutes: 0}
changes:
  - {id: CR-1, title: No, reason: r, requested_on: 2026-09-01, requested_by: client, status: approved, decided_on: 2026-09-03, decided_by: X}
  - {id: CR-2, title: More, reason: r, requested_on: 2026-09-01, requested_by: client, status: proposed}
decisions:
  - {id: D-1, title: Colour, waiting_on: client, needed_by: 2026-10-20, cost_of_delay: A week each week}
  - {id: D-2, title: Taken, outcome: Ours, needed_by: 2026-10-20, decided_on: 2026-08-01}
  - {id: D-3, title: Undated, waiting_on: client}
actions:
  - {id: A-1, title: Send texts, party: client, assignee: Dana, due_on: 2026-10-10}
  - {id: A-2, title: Sent, party: client, due_on: 2026-09-10, done_on: 2026-09-09}
  - {id: A-3, title: Undated, party: client}
"""


def events(site: MergedSite) -> dict[str, icalendar.Event]:
    read = icalendar.Calendar.from_ical(site.files["calendar.ics"])
    found = {str(event["uid"]): event for event in read.walk("VEVENT")}
    assert len(found) == len(read.walk("VEVENT"))
    return found


def test_what_has_a_date_is_in_it_and_nothing_else(tmp_path: Path) -> None:
    found = {
        uid: (str(e["summary"]), e["dtstart"].dt)
        for uid, e in events(made(tmp_path, SECTIONS)).items()
    }
    at = ".main.acme@portal.invalid"
    assert found == {
        f"ms-1{at}": ("Reached: Design", date(2026, 3, 3)),
        f"ms-2{at}": ("Milestone: Launch, at last; soon", date(2026, 12, 1)),
        # what is open cannot have happened: not before the day of the facts
        f"ms-7{at}": ("Milestone: Overdue", date(2026, 10, 2)),
        f"meeting-2026-11-25{at}": ("Review", datetime(2026, 11, 25, 9, 0, tzinfo=UTC)),
        f"meeting-2026-09-25{at}": ("Held", datetime(2026, 9, 25, 9, 0, 30, tzinfo=UTC)),
        f"meeting-2026-11-26{at}": ("Not held yet", datetime(2026, 11, 26, 10, 0, tzinfo=UTC)),
        f"d-1{at}": ("To be decided: Colour", date(2026, 10, 20)),
        f"a-1{at}": ("To be done: Send texts", date(2026, 10, 10)),
    }  # fmt: skip


def test_an_entry_says_what_one_has_to_know(tmp_path: Path) -> None:
    site = made(tmp_path, SECTIONS)
    found = events(site)
    launch = found["ms-2.main.acme@portal.invalid"]
    assert launch["description"] == (
        "On track · as signed\n\nA long text, so that its line must be folded: äöü and 漢字 and more of it"
    )
    assert str(launch["transp"]) == "TRANSPARENT"
    assert "url" not in launch
    review = found["meeting-2026-11-25.main.acme@portal.invalid"]
    assert review["dtend"].dt == datetime(2026, 11, 25, 9, 45, tzinfo=UTC)
    assert str(review["location"]) == "https://meet.example/x,y"
    assert "dtend" not in found["meeting-2026-11-26.main.acme@portal.invalid"]
    due = found["d-1.main.acme@portal.invalid"]
    assert due["description"] == "Whose turn it is: You\n\nA week each week"
    assert found["a-1.main.acme@portal.invalid"]["description"] == "Whose turn it is: Dana"


def test_it_is_written_as_the_standard_asks(tmp_path: Path) -> None:
    data = made(tmp_path, SECTIONS).files["calendar.ics"]
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"SUMMARY:Milestone: Launch\\, at last\\; soon" in lines
    assert b"DTSTART;VALUE=DATE:20261201" in lines
    assert b"DTSTART:20261125T090000Z" in lines
    # the day of the facts, whatever day it is now
    assert data.count(b"\r\nDTSTAMP:20261002T000000Z\r\n") == data.count(b"BEGIN:VEVENT") == 8


def test_another_parser_reads_the_same(tmp_path: Path) -> None:
    text = made(tmp_path, SECTIONS).files["calendar.ics"].decode()
    read = vobject.readOne(text)
    titles = sorted(event.summary.value for event in read.vevent_list)
    assert len(titles) == 8
    assert "Milestone: Launch, at last; soon" in titles
    assert read.validate()


def test_an_entry_moves_with_its_date(tmp_path: Path) -> None:
    before = events(made(tmp_path, SECTIONS))
    text = SECTIONS.replace(
        'title: Review, at: "2026-11-25T10:00', 'title: Talk, at: "2026-11-25T14:00'
    )
    after = events(
        made(tmp_path, text.replace("baseline_on: 2026-09-01", "baseline_on: 2026-12-24"))
    )
    assert set(after) == set(before)
    assert after["ms-7.main.acme@portal.invalid"]["dtstart"].dt == date(2026, 12, 24)


def test_addresses_stand_in_it_where_the_site_knows_its_own(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_url: https://{slug}.example.org/\n")
    found = events(made(tmp_path, SECTIONS))
    assert (
        found["ms-2.main.acme@portal.invalid"]["url"] == "https://acme.example.org/schedule/#ms-2"
    )


def test_it_is_linked_where_dates_stand(tmp_path: Path) -> None:
    site = made(tmp_path, SECTIONS)
    linked = [p.path for p in site.pages if any(d.path == "calendar.ics" for d in p.downloads)]
    assert linked == ["", "schedule", "decisions"]


@pytest.mark.parametrize(
    "sections", ["", "schedule: {milestones: [{id: MS-1, title: Some day}]}\n"]
)
def test_without_dates_there_is_none(tmp_path: Path, sections: str) -> None:
    site = made(tmp_path, sections)
    assert "calendar.ics" not in site.files
    assert not any(d.path == "calendar.ics" for page in site.pages for d in page.downloads)


def test_several_projects_share_one_and_are_named(tmp_path: Path) -> None:
    write(tmp_path, CLIENT)
    for name in ("app", "web"):
        project = f"project: {{name: The {name}, started_on: 2026-01-05, as_of: 2026-10-02}}\n"
        text = "actions: [{id: A-1, title: Do it, party: client, due_on: 2026-10-10}]\n"
        write(tmp_path, project + text, f"projects/{name}/all.yml")
    found = events(merged(tmp_path))
    assert {uid: str(e["summary"]) for uid, e in found.items()} == {
        "a-1.app.acme@portal.invalid": "To be done: Do it (The app)",
        "a-1.web.acme@portal.invalid": "To be done: Do it (The web)",
    }
