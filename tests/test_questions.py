"""The questions of a client are answered by the overview, or one click away from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal_builder import pipeline
from portal_builder.workspace import Workspace

ROOT = Path(__file__).parents[1]
_ROW = re.compile(r"^\| (.+\?) \| ([a-z]+) \|", re.MULTILINE)

# What a reader of the demo finds, as its files have it.
ANSWERS = {
    "How does the project stand?": ("Needs attention", "The way back to on track"),
    "What do you need from me, and by when?": ("Send the delivery prices", "until Wed, 4 Nov 2026"),
    "When do we launch?": ("Fri, 15 Jan 2027",),
    "Is it later than promised, and why?": (
        "11 Dec 2026",
        "No launch in the weeks before the winter holidays",
    ),
    "What have you spent, and what will it cost?": ("£44,900", "£68,200"),
    "What changed lately?": ("What changed in 30 days", "More checks for refunds"),
    "How did it get more expensive?": ("Gift cards CR-1", "£66,000"),
    "Which invoices are open?": ("2026-031", "Overdue"),
    "How often did this date move?": ("14 Aug 2026", "opened our account ten weeks late"),
    "Who asked for this change, and who approved it?": ("Moira Tennant", "Approved"),
    "What exactly do we get for it?": ("Catalogue with search",),
    "What went wrong, and what keeps it from happening again?": (
        "Cause",
        "What prevents it from happening again",
    ),
    "What is broken at the moment?": ("Two products share one number",),
    "What could still go wrong?": ("Mitigation",),
    "Do we reach what we wanted?": ("Target",),
    "What did you write last month?": ("Order history delivered",),
    "Whom do I call?": ("@",),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    assert pipeline.build(Workspace(ROOT), ["demo"], out=out, jobs=1).built
    return out / "demo"


def rows() -> list[tuple[str, str]]:
    return _ROW.findall((ROOT / "docs/questions.md").read_text(encoding="utf-8"))


def read(page: Path) -> str:
    html = re.sub(
        r"<(script|style|svg)\b.*?</\1>", " ", page.read_text(encoding="utf-8"), flags=re.S
    )
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_each_question_is_asked_here() -> None:
    assert {question for question, _ in rows()} == ANSWERS.keys()


@pytest.mark.parametrize(("question", "page"), rows())
def test_the_page_answers_and_is_one_click_away(demo: Path, question: str, page: str) -> None:
    if page != "overview":
        assert f'href="{page}/' in (demo / "index.html").read_text(encoding="utf-8")
    text = read(demo / page / "index.html" if page != "overview" else demo / "index.html")
    assert [answer for answer in ANSWERS[question] if answer not in text] == []
