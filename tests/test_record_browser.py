"""The record as a reader has it: in a real browser, served and from disk, with and without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rewound
from browsing import Seen, looking, serving
from chart_faults import faults
from gitted import leave_out_settings
from playwright.sync_api import Browser, Page

from portal_builder import pipeline
from portal_builder.history import ledger
from portal_builder.workspace import Workspace

pytestmark = pytest.mark.browser

Tamper = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo client with a dozen revisions."""
    with pytest.MonkeyPatch.context() as patch:
        leave_out_settings(patch)
        folder = tmp_path_factory.mktemp("record")
        workspace = Workspace(rewound.demo(folder / "work").folder)
        result = pipeline.build(workspace, out=folder / "site", jobs=1)
        assert [(o.problems, o.leaks, o.fault) for o in result.outcomes] == [((), (), "")]
        yield folder / "site/demo"


@pytest.fixture(params=["http", "file"])
def seen(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[Seen]:
    with serving(site) as served:
        base = served if request.param == "http" else site.as_uri() + "/"
        with looking(browser, base) as found:
            yield found
            assert found.complaints == []
            assert found.foreign() == []


def days(page: Page) -> list[str]:
    """The days of the revisions that are seen."""
    return page.locator(".revisions section:visible > h2 > time").all_inner_texts()


def shown(page: Page) -> tuple[int, int]:
    """How many changes are said to be shown, and how many are seen."""
    said = int(page.locator(".revisions output").inner_text().split()[0])
    return said, page.locator(".revisions li[data-of]:visible").count()


# Every change


def test_without_scripts_all_of_it_is_there(browser: Browser, site: Path) -> None:
    with looking(browser, site.as_uri() + "/", scripts=False) as found:
        page = found.open("history/")
        assert len(days(page)) == len(rewound.DAYS)
        assert not page.locator(".portal-filter").first.is_visible()
        page.locator(".revisions section summary").last.click()
        assert page.get_by_text("Refund” is new").is_visible()


def test_a_reader_finds_what_changed_in_a_section(seen: Seen) -> None:
    page = seen.open("history/")
    assert days(page)[0] == "30 October 2026"
    page.locator("select[name=of]").select_option("Schedule")
    page.get_by_label("From").fill("2026-08-01")
    page.get_by_label("To", exact=True).fill("2026-10-16")
    assert days(page) == ["16 October 2026", "2 October 2026", "21 August 2026"]
    # A visit was planned on 15 September; three dates moved on 12 October, one on 14 August.
    assert shown(page) == (5, 5)
    page.get_by_label("Find a change").fill("REFUNDS need")
    assert days(page) == ["16 October 2026"]
    assert shown(page) == (1, 1)
    page.get_by_label("Find a change").fill("nothing of the kind")
    assert (days(page), shown(page)) == ([], (0, 0))


def test_what_is_folded_is_found_and_folded_again(seen: Seen) -> None:
    page = seen.open("history/")
    before = page.locator(".revisions li[data-of]:visible").count()
    page.get_by_label("Find a change").fill("split payment")
    assert page.get_by_text("Glossary “Split payment” is new").is_visible()
    page.get_by_label("Find a change").fill("")
    assert page.locator(".revisions li[data-of]:visible").count() == before


def test_an_address_names_the_day_to_begin_with(seen: Seen) -> None:
    page = seen.open("history/#from-2026-10-16")
    assert days(page) == ["30 October 2026", "16 October 2026"]
    assert page.get_by_label("From").input_value() == "2026-10-16"


def test_an_address_names_a_revision(seen: Seen) -> None:
    page = seen.open("history/#r4")
    assert page.locator(".revisions section:target time").inner_text() == "5 June 2026"


def test_what_is_printed_is_all_of_it(seen: Seen) -> None:
    page = seen.open("history/")
    page.get_by_label("Find a change").fill("nothing of the kind")
    page.emulate_media(media="print")
    assert len(days(page)) == len(rewound.DAYS)


# Over time


@pytest.mark.parametrize("width", [320, 360, 720, 1440])
def test_charts_over_time_are_readable_at_every_width(seen: Seen, width: int) -> None:
    page = seen.open("history/")
    page.set_viewport_size({"width": width, "height": 900})
    assert page.locator("figure.chart").count() == 3
    assert faults(page) == []


def test_lines_are_lines_and_lie_where_their_numbers_say(seen: Seen) -> None:
    page = seen.open("history/")
    chart = page.locator("#chart-record-end .chart--wide")
    fills = page.locator(".chart polyline").evaluate_all(
        "all => all.map(e => getComputedStyle(e).fill)"
    )
    assert set(fills) == {"none"}
    places = chart.locator("circle[data-value]").evaluate_all(
        "all => all.map(e => [+e.dataset.value, +e.getAttribute('cy')])"
    )
    # 0 days late at first, 42 in the end; the scale runs to 60 over 220 pixels.
    assert [value for value, _ in places] == [0, 42, 42]
    assert places[0][1] - places[1][1] == pytest.approx(42 / 60 * 220, abs=0.02)


# Since the last visit


def visit(seen: Seen) -> Page:
    """Opens the overview in a tab of its own: another visit of the same browser."""
    name = "index.html" if seen.base.startswith("file:") else ""
    page = seen.page.context.new_page()
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.goto(f"{seen.base}{name}")
    page.wait_for_load_state("load")
    return page


def remember(page: Page, kept: str) -> None:
    """Lets the browser remember another visit than it had."""
    page.evaluate(
        "kept => Object.keys(localStorage).filter(key => key.startsWith('portal-record:'))"
        ".forEach(key => localStorage.setItem(key, kept))",
        kept,
    )


def test_nothing_is_said_at_a_first_visit_nor_where_nothing_changed(seen: Seen) -> None:
    assert not visit(seen).locator("#since").is_visible()
    assert not visit(seen).locator("#since").is_visible()


def test_what_changed_since_the_last_visit_is_said_until_the_next(seen: Seen) -> None:
    remember(visit(seen), '{"on": [2026, 10, 20], "last": 11, "day": "2026-10-16"}')
    page = visit(seen)
    for _ in range(2):
        assert (
            page.locator("#since h2")
            .inner_text()
            .startswith("Since your last visit on 20 October 2026")
        )
        items = page.locator("#since li:visible").all_inner_texts()
        assert len(items) == 5
        assert all(item.startswith("30 Oct") for item in items)
        page.reload()
    page.locator("#since h2 a").click()
    page.wait_for_selector(".revisions form:visible")
    assert days(page) == ["30 October 2026"]
    assert not visit(seen).locator("#since").is_visible()


def test_who_was_away_for_long_is_led_to_all_that_changed(seen: Seen) -> None:
    remember(visit(seen), '{"on": [2026, 6, 1], "last": 3, "day": "2026-05-01"}')
    page = visit(seen)
    assert page.locator("#since li:visible").count() == 5
    page.get_by_text("All that changed since then").click()
    page.wait_for_selector(".revisions form:visible")
    assert days(page)[-1] == "1 May 2026"


@pytest.mark.parametrize(
    "kept",
    ["", "no JSON", "{}", "7", '"<b>"', '{"on": "<b>", "last": 1, "day": "x"}', '{"last": 99}'],
)
def test_what_a_browser_keeps_may_be_anything(seen: Seen, kept: str) -> None:
    remember(visit(seen), kept)
    page = visit(seen)
    assert not page.locator("#since").is_visible()
    remember(page, '{"on": [2026, 6, 1], "last": 3, "day": "2026-05-01"}')
    assert visit(seen).locator("#since").is_visible()


def test_a_browser_that_keeps_nothing_says_nothing(seen: Seen) -> None:
    seen.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"
    )
    page = seen.open("")
    assert not page.locator("#since").is_visible()
    seen.complaints = [text for text in seen.complaints if "refused" not in text]


# The ledger


def check(page: Page, head: str) -> list[str]:
    """What is said of a head that a reader enters."""
    page.get_by_label("The head that you noted").fill(head)
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("[data-said]:visible").first.wait_for()
    return page.locator("[data-said]:visible").all_inner_texts()


def heads(site: Path) -> list[str]:
    return [entry.hash for entry in ledger.read((site / "ledger.json").read_bytes()).entries]


COMPUTED = (
    "Your browser computed all 12 seals of the ledger anew, and each follows from the one before."
)
LISTED = "Only its first 16 characters were compared, with the list on this page"
PART = "This head is part of the record: it is the one of "


def test_a_head_that_was_noted_is_found_with_its_day(seen: Seen, site: Path) -> None:
    page = seen.open("history/")
    last, fifth = (heads(site)[number] for number in (11, 4))
    how = LISTED if seen.base.startswith("file:") else COMPUTED
    # As it stands at the foot of a page that was printed: with a line end within
    noted = f"Revision 12 of 30 October 2026. Keep this: {last[:40]} {last[40:].upper()} "
    said = check(page, noted)
    assert said[0] == f"{PART}30 October 2026 Revision 12."
    assert said[1].startswith(how)
    assert check(page, fifth)[0] == f"{PART}26 June 2026 Revision 5."
    page.locator("[data-revision]").click()
    assert page.locator(".revisions section:target time").inner_text() == "26 June 2026"


def test_a_head_of_another_record_is_not_found(seen: Seen, site: Path) -> None:
    page = seen.open("history/")
    said = check(page, "0123456789abcdef" * 4)
    assert said[0].startswith("This head is not part of this record.")
    assert said[1].startswith(LISTED if seen.base.startswith("file:") else COMPUTED)
    for entered in ("", "Revision 12", heads(site)[0][:63], heads(site)[0] + "0"):
        assert [text[:26] for text in check(page, entered)] == ["A head has 64 characters, "]


def test_the_foot_of_each_page_leads_to_the_check(seen: Seen) -> None:
    page = seen.open("scope/")
    page.get_by_role("link", name="Check this record").click()
    page.wait_for_selector("#ledger form:visible")
    assert "/history/" in page.url


@pytest.fixture
def served(browser: Browser, site: Path) -> Iterator[Seen]:
    with serving(site) as base, looking(browser, base) as found:
        yield found


def answering(seen: Seen, entries: list[dict[str, object]]) -> Page:
    """The page, its ledger exchanged on the way."""
    body = json.dumps({"format": 1, "entries": entries})
    seen.page.route("**/ledger.json", lambda route: route.fulfill(body=body))
    return seen.open("history/")


def written(site: Path) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = json.loads((site / "ledger.json").read_bytes())["entries"]
    return entries


@pytest.mark.parametrize(
    "tampered",
    [
        lambda e: [*e[:4], {**e[4], "facts": "0" * 64}, *e[5:]],
        lambda e: [*e[:4], {**e[4], "date": "2026-06-27"}, *e[5:]],
        lambda e: [*e[:4], {**e[4], "hash": "0" * 64}, *e[5:]],
        lambda e: [*e[:4], *e[5:]],
        lambda e: [*e[:4], e[5], e[4], *e[6:]],
        lambda e: [*e[:4], {**e[5], "number": 5}, *e[6:]],
    ],
    ids=["facts edited", "day edited", "hash edited", "dropped", "swapped", "renumbered"],
)
def test_a_ledger_that_is_not_whole_is_said_so(served: Seen, site: Path, tampered: Tamper) -> None:
    page = answering(served, tampered(written(site)))
    (said,) = check(page, heads(site)[11])
    assert said.startswith(
        "This record is not whole: its seals do not follow from each other from revision 5 on."
    )


def test_a_ledger_that_was_made_anew_does_not_hold_the_head(served: Seen, site: Path) -> None:
    forged = ledger.Ledger()
    for number, entry in enumerate(written(site), 1):
        facts = "0" * 64 if number == 7 else str(entry["facts"])
        forged = forged.followed(date.fromisoformat(str(entry["date"])), facts)
    page = answering(served, [entry.written() for entry in forged.entries])
    assert check(page, heads(site)[11])[0].startswith("This head is not part of this record.")
    # What came before the entry that was exchanged still stands.
    assert check(page, heads(site)[5])[0].startswith(PART)


def test_where_a_browser_computes_no_hashes_it_is_said_so(served: Seen, site: Path) -> None:
    served.page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = served.open("history/")
    said = check(page, heads(site)[11])
    assert said[0].startswith(PART)
    assert said[1].startswith("It was compared with the ledger, whose seals were not computed anew")
    assert served.complaints == []


def test_without_scripts_a_reader_is_led_to_the_ledger(browser: Browser, site: Path) -> None:
    with looking(browser, site.as_uri() + "/", scripts=False) as found:
        page = found.open("history/")
        assert not page.get_by_role("button", name="Check", exact=True).is_visible()
        assert (
            page.locator(".ledger noscript")
            .inner_text()
            .startswith("Checking a head here needs scripts.")
        )
