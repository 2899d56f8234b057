"""The page "Every change": each revision, the newest first, with all that it changed, in words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from gitted import Repo
from merging import retold, text_of
from test_chronicle import ISSUE, client, files, project

from portal_builder import pipeline
from portal_builder.history.record import Excuse
from portal_builder.merge.sections.history import MOST, MOST_LINES
from portal_builder.site import MergedSite
from portal_builder.worker import Worker
from portal_builder.workspace import Workspace

BRITISH = client(more=", locale: en_GB, timezone: Europe/London")
MILESTONE = """schedule:
  milestones:
    - {id: MS-3, title: Launch, baseline_on: 2026-11-02%s}
"""
MOVED = MILESTONE % (
    ", forecast_on: 2026-11-16, slips: [{on: 2026-03-01, from: 2026-11-02, to: 2026-11-16, "
    "reason: Refunds, caused_by: client, change: CR-1}]"
)
CHANGE = (
    "changes: [{id: CR-1, title: Refunds, reason: asked, requested_on: 2026-02-01, "
    "requested_by: client, status: %s}]\n"
)


def page(repo: Repo, path: str = "history") -> list[str]:
    return text_of(retold(repo.folder), path).split("\n")


def html(site: MergedSite, path: str = "history") -> str:
    return "".join(next(page for page in site.pages if page.path == path).slots)


def revisions(repo: Repo, path: str = "history") -> list[str]:
    """What stands between the filter and the check of the ledger."""
    lines = page(repo, path)
    first = next(n for n, line in enumerate(lines) if re.search(r" of \d+ changes?$", line)) + 1
    ends = (n for n, line in enumerate(lines) if line.startswith("Every revision is sealed"))
    return lines[first : next(ends, None)]


def test_each_revision_says_what_it_changed_the_newest_first(repo: Repo) -> None:
    proposed = CHANGE % "proposed"
    repo.commit(
        files(client=BRITISH, schedule=MILESTONE % "", changes=proposed), "2026-03-02T10:00Z"
    )
    # 23:30 in UTC is half past midnight of the next day in London: summer time began on 29 March.
    repo.commit(
        files(client=BRITISH, schedule=MOVED, changes=proposed, issues=ISSUE % "open"),
        "2026-03-30T23:30Z",
    )
    assert revisions(repo) == [
        "31 March 2026 Revision 2",
        "MS-3 Launch moves from 2 to 16 November 2026; reason: Refunds; by CR-1",
        "ISS-1 Slow is new: Status Open",
        "2 March 2026 Revision 1",
        "The record of Acme begins",
        "Shop is a new project",
        "MS-3 Launch is new: Agreed when signed 2 November 2026",
        "CR-1 Refunds is new: Status Proposed",
    ]


def test_records_and_requests_are_linked_and_what_is_gone_is_not(repo: Repo) -> None:
    proposed = CHANGE % "proposed"
    repo.commit(files(schedule=MILESTONE % "", changes=proposed, issues=ISSUE % "open"))
    repo.commit(files(schedule=MOVED, changes=proposed, issues="issues: []\n"))
    found = html(retold(repo.folder))
    assert '<b><a href="../schedule/#ms-3">MS-3</a> Launch</b> moves' in found
    assert 'by <a href="../changes/#cr-1">CR-1</a></li>' in found
    assert '<li data-of="3"><b>ISS-1 Slow</b> is gone</li>' in found


def test_without_a_history_there_is_no_page_and_nothing_leads_to_it(repo: Repo) -> None:
    repo.write(files(issues=ISSUE % "open"))
    site = retold(repo.folder)
    assert "history" not in [page.path for page in site.pages]
    assert "history/" not in html(site, "")
    repo.commit({})
    assert "history" in [page.path for page in retold(repo.folder).pages]


def test_nothing_but_what_was_published_reaches_it(repo: Repo) -> None:
    draft = "risks: [{id: R-1, title: The owner leaves, draft: true}, {id: R-2, title: Rain}]\n"
    repo.commit(files(risks=f"# Never tell them\n{draft}"), message="A word for ourselves")
    repo.commit(files(risks=draft.replace("Rain", "Rain <!-- hush --> falls")))
    said = "\n".join(page(repo))
    assert "R-2 Rain <!-- hush --> falls: Title" in said  # plain text is shown as it is written
    for secret in ("owner leaves", "Never tell", "A word for", "Lead", "example.org", "R-1"):
        assert secret not in said


def test_texts_are_text(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE.replace("Slow", "'<b>Slow</b> {name} &amp; CR-1'") % "open"))
    repo.commit(files(issues=ISSUE.replace("Slow", "'<i>{field}'") % "open"))
    assert (
        revisions(repo)[1]
        == "ISS-1 <i>{field}: Title: <i>{field} (before: <b>Slow</b> {name} &amp; CR-1)"
    )
    assert "<i>" not in html(retold(repo.folder))


def test_what_a_redaction_took_out_is_said_to_be_removed(repo: Repo) -> None:
    issue = "issues: [{id: ISS-1, title: %s, status: open, opened_at: 2026-02-01%s}]\n"
    repo.commit(
        files(issues=issue % ("Ada Bell is slow", ", impact: Ada Bell")), "2026-03-01T10:00Z"
    )
    redactions = (
        ", redactions: [{on: 2026-03-09, of: ISS-1.title, why: It named a person},"
        " {on: 2026-03-09, of: ISS-1.impact, why: So did this}]"
    )
    repo.commit(
        files(project=project("2026-03-09", more=redactions), issues=issue % ("Slow", "")),
        "2026-03-09T10:00Z",
    )
    said = revisions(repo)
    assert "Ada" not in "\n".join(page(repo))
    assert "ISS-1 removed (It named a person) is new: Status Open" in said
    assert "ISS-1 Slow: Title: Slow (before: removed (It named a person))" in said
    assert "ISS-1 Slow: Impact: no longer given (before: removed (So did this))" in said


def test_a_slip_whose_reason_was_taken_out_still_says_how_the_date_moved(repo: Repo) -> None:
    repo.commit(files(client=BRITISH, schedule=MILESTONE % ""), "2026-03-01T10:00Z")
    moved = MOVED.replace(", change: CR-1", "")
    repo.commit(files(client=BRITISH, schedule=moved), "2026-03-02T10:00Z")
    redaction = ", redactions: [{on: 2026-03-09, of: MS-3.slips, why: It named a person}]"
    moved = moved.replace("reason: Refunds", "reason: Other reasons")
    repo.commit(
        files(client=BRITISH, project=project("2026-03-09", more=redaction), schedule=moved),
        "2026-03-09T10:00Z",
    )
    said = "\n".join(page(repo))
    assert "Refunds" not in said
    assert "Taken out of the record “MS-3.slips” is new" in said
    assert "MS-3 Launch: How the date moved: removed (It named a person)" in said


def test_long_histories_are_folded_by_year_and_month_and_all_there(repo: Repo) -> None:
    first = date(2025, 12, 31)
    for number in range(MOST + 2):
        moment = f"{first + timedelta(days=number)}T12:00Z"
        repo.commit(files(issues=ISSUE.replace("Slow", f"Slow {number}") % "open"), moment)
    found = html(retold(repo.folder))
    # One revision in 2025; of the 25 in 2026 each month is folded, and there is but one.
    summaries = re.findall(
        r"<details class=\"fold revisions__fold\"( open)?><summary>(.*?)<", found
    )
    assert summaries == [(" open", "2026"), (" open", "January 2026"), ("", "2025")]
    assert len(re.findall(r'<section id="r\d', found)) == MOST + 2


def test_a_short_history_is_not_folded(repo: Repo) -> None:
    for number in range(3):
        repo.commit(files(issues=ISSUE.replace("Slow", f"Slow {number}") % "open"))
    assert "<details" not in html(retold(repo.folder))


def test_of_a_revision_that_changed_much_the_rest_is_folded(repo: Repo) -> None:
    # The client and the project begin; with ten risks these are 12, and the eleventh is one more.
    risks = [f"{{id: R-{n}, title: Rain}}" for n in range(1, 12)]
    repo.commit(files(risks=f"risks: [{', '.join(risks)}]\n"))
    lines = revisions(repo)
    assert lines.index("and 1 more change") == 1 + MOST_LINES
    assert lines[-1] == "R-11 Rain is new"


def test_the_filter_names_the_sections_that_changed(repo: Repo) -> None:
    repo.commit(files(issues=ISSUE % "open", risks="risks: [{id: R-1, title: Rain}]\n"))
    found = html(retold(repo.folder))
    assert re.findall(r'<option value="(\w*)">(.*?)</option>', found) == [
        ("", "All sections"), ("1", "Overview"), ("2", "Issues"), ("3", "Risks"),
    ]  # fmt: skip
    # The client, the project, an issue, a risk
    assert "4 of 4 changes" in "\n".join(page(repo))


SEVERAL = {
    "clients/acme/client.yml": BRITISH,
    "clients/acme/projects/shop/project.yml": project(),
    "clients/acme/projects/care/project.yml": project(name="Care"),
}


def test_each_of_several_projects_has_its_own_and_the_client_the_rest(repo: Repo) -> None:
    repo.commit(SEVERAL, "2026-03-02T10:00Z")
    repo.commit({"clients/acme/projects/shop/issues.yml": ISSUE % "open"}, "2026-03-09T10:00Z")
    repo.commit({"clients/acme/client.yml": client("Acme Ltd", ", locale: en_GB")})
    assert revisions(repo, "shop/history") == [
        "9 March 2026 Revision 2", "ISS-1 Slow is new: Status Open",
        "2 March 2026 Revision 1", "Shop is a new project",
    ]  # fmt: skip
    assert revisions(repo, "care/history") == ["2 March 2026 Revision 1", "Care is a new project"]
    lines = revisions(repo)
    assert lines[0] == "1 October 2026 Revision 3"
    assert "Acme Ltd: Name: Acme Ltd (before: Acme)" in lines
    assert lines[lines.index("9 March 2026 Revision 2") :] == [
        "9 March 2026 Revision 2", "Shop: 1 change",
        "2 March 2026 Revision 1", "The record of Acme begins", "Care: 1 change", "Shop: 1 change",
    ]  # fmt: skip
    assert '<a href="../shop/history/#r2">Shop</a>' in html(retold(repo.folder))


def test_a_project_that_is_gone_is_told_of_with_the_client(repo: Repo) -> None:
    repo.commit(SEVERAL, "2026-03-02T10:00Z")
    repo.commit({"clients/acme/projects/care/risks.yml": "risks: [{id: R-1, title: Rain}]\n"})
    repo.commit({"clients/acme/projects/care": None})
    lines = revisions(repo)
    assert lines[1] == "Care is gone from the projects"
    assert "R-1 Rain is new" in lines
    assert "R-1 Rain is gone" not in lines


@pytest.mark.parametrize("locale", ["ar_EG", "de_DE"])
def test_numbers_and_days_are_in_the_clients_notation(repo: Repo, locale: str) -> None:
    repo.commit(files(client=client(more=f", locale: {locale}")), "2026-03-02T10:00Z")
    first = {"ar_EG": "٢ مارس ٢٠٢٦ النسخة ١", "de_DE": "2. März 2026 Fassung 1"}[locale]
    assert first in page(repo)


def excused(repo: Repo, *excuses: Excuse) -> MergedSite:
    """The site whose last revision let something pass."""
    here = Worker(pipeline.set_up(Workspace(repo.folder)))
    intake = here.take_in("acme")
    told = here.teller.told(intake)
    *others, last = told.history.revisions
    revisions = (*others, replace(last, overrides=excuses))
    return here.merge(intake, replace(told, history=replace(told.history, revisions=revisions)))


EXCUSE = Excuse("MS-3", "Agreed by <telephone>")


def test_of_an_override_the_reason_is_told(repo: Repo) -> None:
    repo.commit(files(schedule=MILESTONE % ""))
    site = excused(repo, EXCUSE, Excuse("contract.price", "A typing error"))
    lines = text_of(site, "history").split("\n")
    assert "MS-3: let pass as an exception; reason: Agreed by <telephone>" in lines
    assert "contract.price: let pass as an exception; reason: A typing error" in lines
    found = html(site)
    assert '<li data-of="2"><a href="../schedule/#ms-3">MS-3</a>: let pass' in found
    assert '<li data-of="1">contract.price: let pass' in found


@pytest.mark.parametrize("what", ["MS-3", "shop/MS-3", "acme/shop/MS-3", "shop/contract.price"])
def test_an_override_of_one_of_several_projects_stands_with_that_project(
    repo: Repo, what: str
) -> None:
    repo.commit({**SEVERAL, "clients/acme/projects/shop/s.yml": MILESTONE % ""})
    site = excused(repo, replace(EXCUSE, what=what))
    assert "let pass" in text_of(site, "shop/history")
    assert "let pass" not in text_of(site, "care/history")
    assert '<a href="' not in re.findall(r"<li[^>]*>[^<]*: let pass.*?</li>", html(site))[0]
