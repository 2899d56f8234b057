"""Facts become pages: every field is shown, every record has its anchor, nothing is live."""

from __future__ import annotations

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


def test_several_projects_stand_under_their_ids() -> None:
    site = merged(("web", facts()), ("app", facts("App")), several=True)
    paths = [p.path for p in site.pages]
    assert paths[0] == ""
    assert {"web", "web/issues", "app", "app/issues"} < set(paths)
    assert '<a href="app/">App</a>' in html(site, "")
