"""Whatever a client's files publish stands on a page, and each record at its anchor."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel
from test_scaffold import make, uncomment

from portal_builder.figures import derive
from portal_builder.formats import Formats, parse_locale
from portal_builder.intake import Intake, take_in
from portal_builder.merge import Templates, merge
from portal_builder.model.facts import Facts, meanings, records
from portal_builder.model.types import MONEY, PLAIN, RICH
from portal_builder.provider import Publisher
from portal_builder.site import MergedSite
from portal_builder.workspace import Workspace

ROOT = Path(__file__).parents[1]
Shown = tuple[Intake, MergedSite]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """A client that uses every field there is: the scaffold with its comments taken away."""
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    workspace.clients.mkdir()
    uncomment(make(workspace))
    intake = take_in(workspace.folder("acme"))
    assert intake.facts is not None
    figures = {
        name: derive(facts, zone=intake.zone, decimals=intake.decimals)
        for name, facts in intake.facts.projects
    }
    return intake, merge(
        intake.facts,
        figures,
        data=b"{}",
        templates=Templates(ROOT / "content", ROOT / "theme"),
        publisher=Publisher(None, {}, None),
    )


def words(site: MergedSite) -> str:
    """All that a reader can read, without spaces."""
    made = "".join(page.markdown + "".join(page.slots) for page in site.pages)
    return squeezed(html.unescape(re.sub(r"<[^>]*>", "", made)))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def values(model: BaseModel, path: str = "") -> Iterator[tuple[str, object, object]]:
    """Every value that was written: its path, itself, and what it means."""
    marks = meanings(type(model))
    for name in sorted(model.model_fields_set):
        found = getattr(model, name)
        for item in found if isinstance(found, tuple) else (found,):
            if isinstance(item, BaseModel):
                yield from values(item, f"{path}.{name}")
            elif item is not None and name != "draft":
                yield f"{path}.{name}", item, marks[name]


def written(value: object, mark: object, formats: Formats) -> str | None:
    """How a reader meets a value; None where that is said in other words."""
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal | int):
        return formats.money(Decimal(value)) if mark == MONEY else formats.number(value)
    if mark in (PLAIN, RICH):
        return re.sub(r"[*`_>#|-]|\[|\]\([^)]*\)", "", str(value))
    return None


def test_every_value_that_is_published_stands_on_a_page(shown: Shown) -> None:
    intake, site = shown
    assert intake.facts is not None
    client = intake.facts.client
    locale = parse_locale(client.locale)
    assert locale is not None
    formats = Formats(locale, intake.zone, client.currency)
    text = re.sub(r"[*`_>#|-]", "", words(site))
    (_, facts), = intake.facts.projects  # fmt: skip
    found = [(p, w) for p, v, m in values(facts) if (w := written(v, m, formats)) is not None]
    missing = [
        f"{path}: {shown}"
        for path, shown in found
        if squeezed(re.sub(r"[*`_>#|-]", "", shown)) not in text
    ]
    assert missing == []
    assert len(found) > 150


def test_every_record_stands_at_its_anchor(shown: Shown) -> None:
    intake, site = shown
    assert intake.facts is not None
    made = "".join("".join(page.slots) for page in site.pages)
    names = [record.id for facts in projects(intake) for _, record, _ in records(facts)]
    assert len(names) > 8
    for name in names:
        assert made.count(f'id="{name.lower()}"') == 1


def test_anchors_and_their_search_entries_are_unique_on_a_page(shown: Shown) -> None:
    for page in shown[1].pages:
        anchors = re.findall(r' id="([^"]+)"', "".join(page.slots))
        assert len(anchors) == len(set(anchors))
        assert {entry.anchor for entry in page.search} <= {"", *anchors}


def projects(intake: Intake) -> list[Facts]:
    assert intake.facts is not None
    return [facts for _, facts in intake.facts.projects]
