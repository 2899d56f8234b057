"""Tables as CSV: the YAML's names, the data's values, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from merging import made, merged, write

from portal_builder.site import MergedSite


def rows(site: MergedSite, path: str) -> list[list[str]]:
    data = site.files[path]
    assert data.startswith(b"\xef\xbb\xbf")
    assert not data.startswith(b"\xef\xbb\xbf\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def tables(site: MergedSite) -> set[str]:
    return {path for path in site.files if path.endswith(".csv")}


def test_a_table_has_the_names_of_the_yaml_and_the_values_of_the_data(tmp_path: Path) -> None:
    site = made(
        tmp_path,
        """\
        budget:
          lines:
            - {id: BL-1, title: "Design, drafts", planned: 100.5, percent_complete: 33.30}
            - {id: BL-2, title: Not yet, planned: 7, draft: true}
            - id: BL-3
              title: Build
              description: |
                One

                Two “quoted” "twice"
              planned: -20
        """,
    )
    assert rows(site, "budget/lines.csv") == [
        ["id", "title", "description", "planned", "added_by", "milestone", "starts_on", "ends_on", "percent_complete"],
        ["BL-1", "Design, drafts", "", "100.50", "", "", "", "", "33.30"],
        ["BL-3", "Build", 'One\n\nTwo “quoted” "twice"\n', "-20.00", "", "", "", "", ""],
    ]  # fmt: skip
    lines = site.files["budget/lines.csv"].split(b"\r\n")
    assert lines[1] == b'BL-1,"Design, drafts",,100.50,,,,,33.30'
    assert lines[-1] == b""


def test_entries_within_a_record_are_a_table_of_their_own(tmp_path: Path) -> None:
    site = made(
        tmp_path,
        """\
        schedule:
          milestones:
            - {id: MS-1, title: Start, baseline_on: 2026-03-01, done_on: 2026-03-01}
            - id: MS-2
              title: Launch
              baseline_on: 2026-11-01
              forecast_on: unknown
              depends_on: [MS-1]
              slips:
                - {on: 2026-09-01, from: 2026-11-01, to: 2026-12-01, reason: Late, caused_by: provider}
                - {on: 2026-10-01, from: 2026-12-01, to: unknown, reason: "+1", caused_by: unknown, draft: false}
          meetings:
            - {title: Review, at: "2026-09-15T09:30+01:00", minutes: 45, held: true}
        updates:
          - {on: 2026-09-30, title: Week 40, wins: [First, Second], corrections: [{on: 2026-10-01, what: A, why: B}]}
        """,
    )
    assert rows(site, "schedule/slips.csv") == [
        ["milestones.id", "on", "from", "to", "reason", "caused_by", "change"],
        ["MS-2", "2026-09-01", "2026-11-01", "2026-12-01", "Late", "provider", ""],
        ["MS-2", "2026-10-01", "2026-12-01", "unknown", "+1", "unknown", ""],
    ]
    milestone = rows(site, "schedule/milestones.csv")
    assert milestone[0][-2:] == ["scope", "depends_on"]
    assert milestone[2][:6] == ["MS-2", "Launch", "", "", "2026-11-01", "unknown"]
    assert milestone[2][-1] == "MS-1"
    assert rows(site, "schedule/meetings.csv") == [
        ["title", "at", "minutes", "held", "notes", "link"],
        ["Review", "2026-09-15T09:30+01:00", "45", "true", "", ""],
    ]
    assert rows(site, "updates/corrections.csv") == [
        ["updates.on", "on", "what", "why"],
        ["2026-09-30", "2026-10-01", "A", "B"],
    ]
    update = dict(zip(*rows(site, "updates/updates.csv"), strict=True))
    assert update["wins"] == "First\nSecond"
    assert update["health.overall"] == ""


def test_keys_within_a_key_are_joined_by_dots_and_ids_by_spaces(tmp_path: Path) -> None:
    site = made(
        tmp_path,
        """\
        scope:
          items:
            - {id: SC-1, title: Cards, status: agreed, added_by: CR-1}
            - {id: SC-2, title: Vouchers, status: agreed, added_by: CR-1}
        budget:
          lines: [{id: BL-1, title: Cards, added_by: CR-1}]
          retainer: {unit: hours, included: 10, periods: [{period: 2026-09, used: 7.50}]}
        changes:
          - id: CR-1
            title: Cards
            reason: Asked for
            requested_on: 2026-09-01
            requested_by: client
            status: proposed
            impact: {cost: [{line: BL-1, amount: 5}], scope: {add: [SC-1, SC-2]}, quality: Better}
        """,
    )
    change = dict(zip(*rows(site, "changes/changes.csv"), strict=True))
    assert change["impact.scope.add"] == "SC-1 SC-2"
    assert change["impact.quality"] == "Better"
    assert rows(site, "changes/cost.csv") == [
        ["changes.id", "line", "amount"],
        ["CR-1", "BL-1", "5.00"],
    ]
    assert rows(site, "budget/periods.csv") == [["period", "used", "note"], ["2026-09", "7.50", ""]]
    assert tables(site) == {
        "scope/items.csv",
        "budget/lines.csv",
        "budget/periods.csv",
        "changes/changes.csv",
        "changes/cost.csv",
    }


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0101", "'+44 20 7946 0101"),
        ("-1", "-1"),
        ("+1.50", "+1.50"),
        ("-x", "'-x"),
        ("-1.", "'-1."),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("1=1", "1=1"),
        ("'=1", "'=1"),
        ("٣", "٣"),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(
    tmp_path: Path, written: str, cell: str
) -> None:
    quoted = written.replace("'", "''")
    site = made(tmp_path, f"glossary: [{{term: '{quoted}', meaning: \"x\"}}]\n")
    assert rows(site, "glossary/glossary.csv") == [["term", "meaning"], [cell, "x"]]


def test_a_tab_at_the_start_of_a_text_gets_one_too(tmp_path: Path) -> None:
    site = made(tmp_path, 'glossary: [{term: x, meaning: "\\t=1+1"}]\n')
    assert rows(site, "glossary/glossary.csv")[1] == ["x", "'\t=1+1"]


def test_each_table_is_linked_on_its_page_and_only_there(tmp_path: Path) -> None:
    site = made(
        tmp_path,
        """\
        actions: [{id: A-1, title: Do it, party: client}]
        feedback: [{on: 2026-09-01, score: 9}]
        documents: [{title: Plan, url: "https://x.example/"}]
        """,
    )
    linked = {
        page.path: [d.path for d in page.downloads if d.kind == "text/csv"] for page in site.pages
    }
    assert linked == {
        "": [],
        "decisions": ["decisions/actions.csv"],
        "goals": ["goals/feedback.csv"],
        "documents": ["documents/documents.csv"],
    }
    assert tables(site) == {path for paths in linked.values() for path in paths}


def test_tables_of_several_projects_stand_below_their_ids(tmp_path: Path) -> None:
    write(tmp_path, "client: {name: Acme Shop}\n")
    for name in ("app", "web"):
        project = f"project: {{name: {name}, started_on: 2026-01-05, as_of: 2026-10-02}}\n"
        risks = f"risks: [{{id: R-1, title: Of {name}}}]\n"
        write(tmp_path, project + risks, f"projects/{name}/all.yml")
    site = merged(tmp_path)
    assert tables(site) == {"app/risks/risks.csv", "web/risks/risks.csv"}
    assert rows(site, "web/risks/risks.csv")[1][:2] == ["R-1", "Of web"]
    (page,) = [page for page in site.pages if page.path == "web/risks"]
    assert [(d.label, d.path) for d in page.downloads] == [("Risks (CSV)", "web/risks/risks.csv")]
