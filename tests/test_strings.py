"""Words come from the catalogue, and a missing one is a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal_builder.merge import Templates

ROOT = Path(__file__).parents[1]


def test_a_missing_word_fails() -> None:
    templates = Templates(ROOT / "content", ROOT / "theme")
    assert templates.words("choice.waiting_on_client") == "Waiting on you"
    with pytest.raises(KeyError):
        templates.words("overview.nothing_of_the_kind")
