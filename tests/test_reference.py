"""The generated docs are fresh, and say everything that they are generated from."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from portal_builder import guide, reference
from portal_builder.figures.meanings import MEANINGS

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", ["reference.md", "commands.md", "figures.md"])
def test_what_is_committed_is_what_would_be_generated(name: str) -> None:
    committed = (DOCS / name).read_text(encoding="utf-8")
    assert committed == reference.PAGES[name](), "run `make docs` and commit what it writes"


def test_every_key_of_every_section_is_described() -> None:
    text = reference.yaml_reference()
    for section in guide.SECTIONS:
        table = text.partition(f"\n## `{section}`\n")[2].partition("\n## ")[0]
        for key in guide.keys(section):
            assert f"\n| `{'.'.join(key.path)}` |" in table


def test_a_key_is_described_as_the_model_has_it() -> None:
    text = reference.yaml_reference()
    assert (
        "\n| `as_of` | date | yes | the day on which all facts here were last confirmed; "
        "every figure is as of it | `2026-03-31` |\n"
    ) in text
    assert (
        "| `health.red_above_percent` | percent, 0 to 100 |  | red above this; default `10` |"
        in text
    )
    assert r"| client \| provider \| third_party | yes |" in text


def test_every_figure_is_described() -> None:
    text = reference.figures_reference()
    for name, meaning in MEANINGS.items():
        assert f"| `{name}` | {meaning.term} | {meaning.kind} |" in text


def test_a_command_is_described_by_its_own_help() -> None:
    @click.group(name="tool", context_settings={"help_option_names": ["-h", "--help"]})
    def tool() -> None:
        """Does things."""

    @tool.command()
    @click.argument("thing")
    @click.option("--times", default=2, show_default=True, metavar="N", help="How often.")
    def do(thing: str, times: int) -> None:
        """Does one thing."""

    text = reference.commands_reference(tool)
    assert "## `tool do`\n\nDoes one thing.\n\n```\ntool do [OPTIONS] THING\n```" in text
    assert "| `--times N` | How often.  [default: 2] |" in text
    assert text.count("| `-h, --help` |") == 2


def test_every_table_has_as_many_cells_in_each_line() -> None:
    for text in (reference.yaml_reference(), reference.figures_reference()):
        for block in text.split("\n\n"):
            if block.startswith("|"):
                cells = {line.replace(r"\|", "").count("|") for line in block.splitlines()}
                assert len(cells) == 1


def test_the_pages_are_written_where_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["reference", str(tmp_path)])
    monkeypatch.setattr(reference, "PAGES", {"a.md": lambda: "text ü\n"})
    reference.main()
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "text ü\n"
