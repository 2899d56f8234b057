"""Charts as a reader meets them: in a browser, on a phone and on a desk, read aloud, printed."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import crowded
import pytest
from browsing import Seen, looking, serving
from chart_faults import faults
from playwright.sync_api import Browser, Page

from portal_builder import pipeline
from portal_builder.workspace import Workspace

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
WIDTHS = (320, 360, 719, 720, 1440)
PAGES = {
    "demo": ["schedule", "budget", "issues", "goals", "risks"],
    "lumenwerk": ["budget", "issues", "goals"],
    "crowded": ["schedule", "budget", "issues", "goals", "risks"],
    "arabic": ["schedule", "budget", "issues", "risks"],
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own clients, and two with more than there is room for."""
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    shutil.copytree(ROOT / "clients", workspace.clients)
    crowded.write(workspace.clients, "crowded")
    crowded.write(workspace.clients, "arabic", "ar_EG", "EGP")
    result = pipeline.build(workspace, out=workspace.site, jobs=1)
    assert [(o.slug, o.problems, o.leaks) for o in result.failed] == []
    return workspace.site


@pytest.fixture
def seen(browser: Browser, sites: Path) -> Iterator[Seen]:
    with serving(sites) as base, looking(browser, base) as found:
        yield found


def resized(page: Page, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 900})
    return page


@pytest.mark.parametrize("slug", PAGES)
def test_charts_are_readable_at_every_width(seen: Seen, slug: str) -> None:
    for name in PAGES[slug]:
        page = seen.open(f"{slug}/{name}/")
        assert page.locator("figure.chart").count()
        for width in WIDTHS:
            assert faults(resized(page, width)) == [], f"{name} at {width}"


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        ("text.style.fontSize = '11px'", "px tall"),
        ("text.setAttribute('x', -30)", "leaves the drawing"),
        ("text.textContent = '4,711'", "is not beneath"),
        ("svg.append(text.cloneNode(true))", "lies over"),
        ("svg.querySelector('rect').setAttribute('width', 9000)", "leaves the drawing"),
    ],
)
def test_a_planted_fault_is_found(seen: Seen, plant: str, said: str) -> None:
    page = resized(seen.open("demo/budget/"), 720)
    assert faults(page) == []
    page.evaluate(
        "() => { const svg = document.querySelector('.chart--wide');"
        f"const text = svg.querySelector('text'); {plant}; }}"
    )
    assert any(said in fault for fault in faults(page))


# Names, descriptions, and the table beneath


def images(page: Page) -> list[tuple[str, str]]:
    """Name and description of each image that assistive technology reads; icons have neither."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    nodes = [node for node in tree["nodes"] if node.get("role", {}).get("value") == "image"]
    found = [(n["name"]["value"], n.get("description", {}).get("value", "")) for n in nodes]
    return [(name, description) for name, description in found if name]


@pytest.mark.parametrize("width", [360, 1440])
def test_each_chart_is_one_image_with_its_finding_as_name(seen: Seen, width: int) -> None:
    page = resized(seen.open("demo/budget/"), width)
    assert images(page) == [
        (
            "We expect £68,200 in the end: £2,200 more than agreed",
            "From the signed budget over every approved change to what we expect, as of 30 Oct 2026. "
            "All its numbers stand in the table beneath.",
        ),
        (
            "£44,900 spent on work worth £41,060; work worth £57,124 was due by now",
            "Money over time, as of 30 Oct 2026. The range: the work that is left costs what was "
            "agreed, or as much more as the work so far, or more again by as much as we are behind. "
            "All its numbers stand in the table beneath.",
        ),
    ]


@pytest.mark.parametrize(
    ("path", "finding"),
    [
        ("demo/schedule/", "We expect the end on 22 January 2027: 42 days after the date as signed"),
        ("demo/issues/", "5 of 8 issues are open; half of the resolved ones took no more than 2 days"),
        ("demo/goals/", "49 % on 30 September 2026; the target is 60 %"),
        ("demo/risks/", "The gravest open risk scores 12 of 25: “The payment provider changes its checks again”"),
        ("lumenwerk/budget/", "Oktober 2026: 12 Stunden verbraucht, 16,75 Stunden übrig"),
        ("lumenwerk/goals/", "99,97 % am 30. Oktober 2026; das Ziel ist 99,9 %"),
    ],
)  # fmt: skip
def test_the_finding_is_title_and_name(seen: Seen, path: str, finding: str) -> None:
    page = seen.open(path)
    assert page.locator(".chart__title").first.inner_text() == finding
    assert finding in [name for name, _ in images(page)]


def test_the_data_stand_beneath_in_a_folded_table(seen: Seen) -> None:
    page = seen.open("demo/budget/")
    fold = page.locator("figure.chart details").first
    assert fold.get_attribute("open") is None
    fold.locator("summary").click()
    rows = [row.inner_text().split("\t") for row in fold.locator("tr").all()]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["Step", "Amount", "Total after it"],
        ["As signed", "£60,000", ""],
        ["Gift cards CR-1", "+£4,800", "£64,800"],
        ["No printed size charts CR-2", "-£600", "£64,200"],
        ["More checks for refunds CR-5", "+£1,800", "£66,000"],
        ["Agreed today", "£66,000", ""],
        ["More than agreed", "+£2,200", "£68,200"],
        ["What we expect it to cost", "£68,200", ""],
        ["Spent so far", "£44,900", ""],
    ]
    assert fold.locator("tbody th[scope=row]").count() == 8
    assert page.locator("figure.chart [data-sortable], figure.chart .portal-filter").count() == 0


def test_slips_are_told_where_they_lie_and_beneath(seen: Seen) -> None:
    page = resized(seen.open("demo/schedule/"), 1440)
    reason = (
        "14 Aug 2026: from 18 Sept 2026 to 16 Oct 2026. The payment provider opened our account ten "
        "weeks late (caused by: Third party)"
    )
    assert reason in page.locator(".chart--wide .hit title").all_text_contents()
    assert reason in page.locator("figure.chart table").inner_text().replace(
        "\n", " "
    ) or reason in (page.locator("figure.chart table").text_content() or "")


# Marks


def test_in_the_page_a_bar_is_as_long_as_its_number(seen: Seen) -> None:
    page = resized(seen.open("demo/budget/"), 1440)
    measured = (
        page.locator(".chart--wide")
        .first.locator("rect[data-value]")
        .evaluate_all(
            "bars => bars.map(bar => [+bar.dataset.value, bar.getBoundingClientRect().width])"
        )
    )
    assert [value for value, _ in measured] == [60000, 4800, -600, 1800, 66000, 2200, 44900]
    unit = measured[0][1] / 60000
    for value, width in measured:
        assert width == pytest.approx(abs(value) * unit, abs=0.02)


def test_in_the_page_every_day_lies_on_one_scale(seen: Seen) -> None:
    page = resized(seen.open("demo/schedule/"), 1440)
    marks = page.locator(".chart--wide [data-date]").evaluate_all(
        "marks => marks.map(mark => { const box = mark.getBoundingClientRect();"
        "return [Date.parse(mark.dataset.date) / 864e5, box.left + box.width / 2]; })"
    )
    assert (
        len(marks) == 20
    )  # 6 signed, 6 agreed, 4 expected, 2 done, 1 slip on its way, the facts' day
    (first, start), (last, end) = min(marks), max(marks)
    for day, place in marks:
        assert place == pytest.approx(
            start + (day - first) * (end - start) / (last - first), abs=0.1
        )


def test_ids_are_unique_and_nothing_is_styled_in_place(sites: Path) -> None:
    for page in sites.rglob("index.html"):
        text = page.read_text("utf-8")
        found = Counter(re.findall(r'\sid="([^"]+)"', text))
        assert [name for name, times in found.items() if times > 1] == [], page
        for chart in re.findall(r'<figure class="chart.*?</figure>', text, re.DOTALL):
            assert not re.search(r"style=|<style|\son\w+=", chart)


# Forms


@pytest.mark.parametrize(
    ("width", "shown", "hidden"), [(360, "narrow", "wide"), (720, "wide", "narrow")]
)
def test_the_room_chooses_the_form(seen: Seen, width: int, shown: str, hidden: str) -> None:
    page = resized(seen.open("demo/schedule/"), width)
    assert page.locator(f".chart--{shown}").is_visible()
    assert not page.locator(f".chart--{hidden}").is_visible()


def test_in_print_the_wide_form_stands_with_its_table_unfolded(seen: Seen) -> None:
    page = resized(seen.open("demo/budget/"), 360)
    page.emulate_media(media="print")
    assert page.locator(".chart--wide").first.is_visible()
    assert not page.locator(".chart--narrow").first.is_visible()
    assert page.locator("figure.chart table").first.is_visible()


def test_read_from_right_to_left_bars_grow_from_the_right(seen: Seen) -> None:
    page = resized(seen.open("arabic/budget/"), 1440)
    chart = page.locator(".chart--wide").first
    axis = chart.locator("line.axis").bounding_box()
    title = chart.locator("text").first.bounding_box()
    signed = chart.locator("rect.is-signed").first.bounding_box()
    assert axis
    assert title
    assert signed
    assert signed["x"] + signed["width"] == pytest.approx(axis["x"], abs=2)
    assert title["x"] > axis["x"]


def test_without_colours_no_two_kinds_of_mark_look_alike(seen: Seen) -> None:
    page = resized(seen.open("demo/schedule/"), 1440)
    looks = page.locator(".chart--wide [data-date]").evaluate_all(
        "marks => marks.map(m => [m.classList[0], m.tagName, getComputedStyle(m).fill === getComputedStyle(m).stroke])"
    )
    shapes: dict[str, set[str]] = {}
    for look, tag, _ in looks:
        shapes.setdefault(tag, set()).add(look)
    # Signed and expected are both round: one hollow, one filled.
    assert shapes == {
        "circle": {"is-baseline", "is-expected"},
        "polygon": {"is-agreed"},
        "rect": {"is-done"},
        "line": {"is-today", "is-move"},
    }
    hollow = page.locator(".chart--wide .is-baseline").first.evaluate(
        "m => getComputedStyle(m).fill"
    )
    filled = page.locator(".chart--wide .is-expected").first.evaluate(
        "m => getComputedStyle(m).fill"
    )
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert hollow == paper != filled
