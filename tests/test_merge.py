"""Facts become pages: every field is shown, every record has its anchor, nothing is live."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from portal_builder.figures import derive
from portal_builder.formats import zone
from portal_builder.merge import Templates, merge
from portal_builder.model.client import Client
from portal_builder.model.facts import ClientFacts, Facts
from portal_builder.provider import Publisher
from portal_builder.site import MergedSite

ROOT = Path(__file__).parents[1]
HOSTILE = '<script>alert(1)</script> [x](javascript:1) {{ 7*7 }} "'


def facts(name: str = "Relaunch") -> Facts:
    return Facts.model_validate(
        {
            "project": {"name": name, "started_on": "2026-01-05", "as_of": "2026-10-02"},
            "issues": [
                {
                    "id": "ISS-1",
                    "title": "Slow pages, see CR-2",
                    "status": "waiting_on_client",
                    "opened_at": "2026-09-01",
                    "description": HOSTILE,
                }
            ],
            "changes": [
                {
                    "id": "CR-2",
                    "title": "Faster host",
                    "reason": "Speed",
                    "requested_on": "2026-09-02",
                    "requested_by": "client",
                    "status": "proposed",
                    "impact": {"quality": "Pages open sooner"},
                }
            ],
            "updates": [
                {"on": "2026-10-02", "title": "Week 40", "wins": ["First win", "Second win"]},
                {"on": "2026-10-02", "title": "Week 40 again"},
            ],
        }
    )


def merged(*projects: tuple[str, Facts], several: bool = False) -> MergedSite:
    client = Client.model_validate({"name": "Acme & Sons", "locale": "en_GB"})
    utc = zone("UTC")
    assert utc is not None
    return merge(
        ClientFacts("acme", client, projects, several, (), {}),
        {name: derive(project, zone=utc, decimals=2) for name, project in projects},
        data=b"{}",
        templates=Templates(ROOT / "content", ROOT / "theme"),
        publisher=Publisher(None, {}, None),
    )


def html(site: MergedSite, path: str) -> str:
    return "".join(next(p for p in site.pages if p.path == path).slots)


def test_only_sections_with_data_have_a_page() -> None:
    site = merged(("main", facts()))
    assert [p.path for p in site.pages] == ["", "issues", "changes", "updates"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("issues", "Waiting on you"),
        ("issues", "1 Sept 2026"),
        ("changes", "Pages open sooner"),
        ("changes", "2 Sept 2026"),
        ("updates", "First win<br>"),
        ("updates", "Second win"),
        ("", "5 Jan 2026"),
    ],
)
def test_fields_are_shown_in_the_client_s_notation(path: str, text: str) -> None:
    assert text.removesuffix("<br>") in html(merged(("main", facts())), path)


def test_records_have_anchors_and_ids_link_to_them() -> None:
    site = merged(("main", facts()))
    assert 'id="iss-1"' in html(site, "issues")
    assert '<a href="../changes/#cr-2">CR-2</a>' in html(site, "changes") + html(site, "issues")
    assert [e.anchor for e in site.pages[3].search] == [
        "",
        "update-2026-10-02-2",
        "update-2026-10-02",
    ]


def test_hostile_text_is_shown_as_text() -> None:
    page = merged(("main", facts(HOSTILE))).pages[0]
    assert "<script" not in page.markdown + html(merged(("main", facts())), "issues")
    assert "[x]" not in page.markdown
    assert "{{ 7*7 }}" in html(merged(("main", facts())), "issues")


def test_a_hostile_title_is_shown_as_text() -> None:
    issue = {"id": "ISS-1", "title": HOSTILE, "status": "open", "opened_at": "2026-09-01"}
    project = {"name": "Quay", "started_on": "2026-01-05", "as_of": "2026-10-02"}
    made = html(
        merged(("main", Facts.model_validate({"project": project, "issues": [issue]}))), "issues"
    )
    assert "<script" not in made
    assert HOSTILE in unescape(made)


def test_several_projects_stand_under_their_ids() -> None:
    site = merged(("web", facts()), ("app", facts("App")), several=True)
    paths = [p.path for p in site.pages]
    assert paths[0] == ""
    assert {"web", "web/issues", "app", "app/issues"} < set(paths)
    assert '<a href="app/">App</a>' in html(site, "")


def reads(path: str, **sections: object) -> str:
    """The text of a page of a project, as of 2 October 2026 unless it says otherwise."""
    project = {"name": "Quay", "started_on": "2026-01-05", "as_of": "2026-10-02"}
    given = sections.pop("project", {})
    assert isinstance(given, dict)
    made = Facts.model_validate({"project": project | given} | sections)
    text = re.sub("<[^>]+>", " ", html(merged(("main", made)), path))
    return unescape(" ".join(text.split()))


def change(status: str, **more: object) -> dict[str, object]:
    asked = {"requested_on": "2026-02-01", "requested_by": "client", "reason": "Asked"}
    return {"id": "CR-1", "title": "A change", "status": status, **asked, **more}


def test_milestones_on_time_are_said_as_n_of_m() -> None:
    kept = {"id": "MS-1", "title": "Kept", "baseline_on": "2026-03-02", "done_on": "2026-03-02"}
    late = {"id": "MS-2", "title": "Late", "baseline_on": "2026-03-02", "done_on": "2026-03-03"}
    free = {"id": "MS-3", "title": "Free", "done_on": "2026-03-03"}
    page = reads("schedule", schedule={"milestones": [kept, late, free]})
    assert "Milestones reached on time 1 of 2" in page


def test_an_end_that_nobody_knows_is_said_to_be_unknown() -> None:
    known = {"id": "MS-1", "title": "Known", "baseline_on": "2026-12-01"}
    unknown = {**known, "id": "MS-2", "title": "Unknown", "forecast_on": "unknown"}
    assert "End as we expect it 1 Dec 2026" in reads("schedule", schedule={"milestones": [known]})
    page = reads("schedule", schedule={"milestones": [known, unknown]})
    assert "End as we expect it Not known yet" in page
    cancelled = {**unknown, "cancelled_by": "CR-1"}
    page = reads(
        "schedule", schedule={"milestones": [known, cancelled]}, changes=[change("approved")]
    )
    assert "End as we expect it 1 Dec 2026" in page


def test_a_stated_health_and_the_computed_one_stand_together_where_they_differ() -> None:
    late = {"id": "MS-1", "title": "Launch", "baseline_on": "2026-03-02"}
    health = {"overall": "green", "reason": "All is *well*"}
    update = {"on": "2026-10-01", "title": "Week 40", "health": health}
    page = reads("", schedule={"milestones": [late]}, updates=[update])
    assert "● On track All is well" in page
    assert "The figures alone say: ◆ Off track" in page
    health["overall"] = "red"
    assert "The figures alone say" not in reads(
        "", schedule={"milestones": [late]}, updates=[update]
    )


@pytest.mark.parametrize(
    ("status", "shown"), [("approved", "× Removed"), ("proposed", "● Delivered")]
)
def test_an_approved_change_removes_what_it_names(status: str, shown: str) -> None:
    item = {"id": "SC-1", "title": "Kiosk", "status": "delivered", "removed_by": "CR-1"}
    sections = {"scope": {"items": [item]}, "changes": [change(status)]}
    page = reads("scope", **sections)
    assert f"Kiosk {shown} SC-1" in page
    assert ("Removal proposed by" in page) is (status == "proposed")
    assert ("Kiosk SC-1 Please accept" in reads("", **sections)) is (status == "proposed")


def test_the_estimate_s_method_is_said_in_words() -> None:
    lines = [{"id": "BL-1", "title": "Build", "planned": "10"}]
    forecast = {"amount": "12", "reason": "More stones"}
    page = reads("budget", budget={"lines": lines, "forecast": forecast})
    assert "How we estimate the final cost our own estimate" in page
    assert "What we expect it to cost ¤12 ¤2 more than agreed" in reads(
        "budget", budget={"forecast": forecast, "lines": lines}
    )
    assert "What we expect it to cost ¤12" in reads("budget", budget={"forecast": forecast})


def test_the_first_days_of_the_calendar_have_an_overview() -> None:
    project = {"started_on": "0001-01-01", "as_of": "0001-01-02"}
    assert "Nothing waits on you" in reads("", project=project)


def test_a_meeting_that_goes_beyond_its_day_says_until_when() -> None:
    short = {"title": "Review", "at": "2026-10-01T23:00Z", "minutes": "30"}
    long = {"title": "Retreat", "at": "2026-10-01T23:00Z", "minutes": "1500"}
    page = reads("schedule", schedule={"meetings": [short, long]})
    assert "1 Oct 2026, 23:00 – 23:30 For 30 minutes" in page
    assert "1 Oct 2026, 23:00 – 3 Oct 2026, 00:00 For 1,500 minutes" in page


@pytest.mark.parametrize(
    ("at", "held", "shown"),
    [
        ("2026-10-02T09:00Z", "true", "✓ Held"),
        ("2026-10-02T09:00Z", "false", "× Not held"),
        ("2026-10-02T09:00Z", None, ""),
        ("2026-10-03T09:00Z", None, "○ To come"),
        ("2026-10-03T09:00Z", "false", "○ To come"),
    ],
)
def test_a_meeting_took_place_only_if_someone_says_so(
    at: str, held: str | None, shown: str
) -> None:
    meeting = {"title": "Review", "at": at, "held": held}
    page = reads("schedule", schedule={"meetings": [meeting]})
    assert f"Review {shown} #".replace("  ", " ") in page
