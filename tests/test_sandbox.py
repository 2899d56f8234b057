"""A workspace's own components are templates, and no template reaches past the values that it is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from portal_builder.merge import Templates

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Record:
    title: str = "Launch"

    def loud(self) -> str:
        return self.title.upper()


def shown(theme: Path, template: str) -> str:
    (theme / "components" / "tried.html").write_text(template, encoding="utf-8")
    values = {"record": Record(), "kind": Record, "steps": (n for n in (1, 2))}
    return str(Templates(ROOT / "content", theme).component("tried", **values))


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    return Path(copytree(ROOT / "theme", tmp_path / "theme"))


def test_what_a_value_has_is_shown(theme: Path) -> None:
    assert shown(theme, "{{ record.title }} {{ record.loud() }}") == "Launch LAUNCH"
    assert shown(theme, "{{ '{0}'.format(record.title) }}") == "Launch"


REACHES = {
    "a class": "{{ record.__class__ }}",
    "what it keeps to itself": "{{ record._title }}",
    "a method's globals": "{{ record.loud.__func__.__globals__ }}",
    "the order of classes": "{{ kind.mro() }}",
    "a frame": "{{ steps.gi_frame }}",
    "through a format": "{{ '{0.__class__}'.format(record) }}",
    "through a kept format": "{% set f = '{0.__class__}'.format %}{{ f(record) }}",
    "what Jinja brings along": "{{ lipsum() }}",
    "what is not there": "{{ record.nothing }}",
}


@pytest.mark.parametrize("way", REACHES)
def test_no_template_reaches_further(way: str, theme: Path) -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        shown(theme, REACHES[way])
