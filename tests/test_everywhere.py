"""What holds for texts holds in every field there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from everything import everything

from portal_builder import pipeline
from portal_builder.workspace import Workspace

# The client's own names stand outside any project; a title of a link leads where it says.
NOT_LINKED = {
    "client.name",
    "client.short_name",
    "project.links.0.title",
    "changes.0.evidence.sha256",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], int, Path]:
    root, count = tmp_path_factory.mktemp("everywhere"), 0

    def rich(number: int) -> str:
        nonlocal count
        count += 1
        return f"rich{number}z CR-1 <!-- hidden{number}z --> `CR-1`"

    written = everything(root, lambda number: f"plain{number}z CR-1", rich)
    result = pipeline.build(Workspace(root), out=root / "site", jobs=1)
    assert all(outcome.built for outcome in result.outcomes)
    return written, count, root / "site/acme"


def pages(site: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in site.rglob("index.html"))


def test_an_id_becomes_a_link_in_every_text(built: tuple[dict[str, str], int, Path]) -> None:
    written, count, site = built
    linked = set(re.findall(r'(plain\d+z|rich\d+z) <a href="[^"]*#cr-1">CR-1</a>', pages(site)))
    unlinked = {key for key, text in written.items() if text.split()[0] not in linked}
    assert unlinked == NOT_LINKED
    assert sum(word.startswith("rich") for word in linked) == count > 35
    assert "#cr-1" not in "".join(re.findall(r"<code>.*?</code>", pages(site)))


def test_no_comment_of_any_text_is_in_any_file(built: tuple[dict[str, str], int, Path]) -> None:
    for path in built[2].rglob("*"):
        if path.is_file():
            assert not re.search(rb"hidden\d+z", path.read_bytes()), path
    assert b"rich" in (built[2] / "search/search_index.json").read_bytes()
