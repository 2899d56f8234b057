"""The generated docs are fresh, and say everything that they are generated from."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click
import handmade
import pytest

from portal_builder import guide, reference
from portal_builder.figures.meanings import KINDS
from portal_builder.intake import take_in
from portal_builder.scaffold import scaffold
from portal_builder.workspace import Workspace

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


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
    for name, kind in KINDS.items():
        assert f"| `{name}` | {handmade.WORDS.plain(f'term.{name}')} | {kind} |" in text


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


def linked(page: Path) -> set[str]:
    text = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))  # code links nowhere
    return set(re.findall(r"\]\((?!https?:)([^)#\s]+)", text))


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *sorted(DOCS.rglob("*.md"))], ids=lambda page: page.name
)
def test_a_link_in_the_docs_leads_somewhere(page: Path) -> None:
    assert {link for link in linked(page) if not (page.parent / link).exists()} == set()


def tutorial() -> list[tuple[str, str]]:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_tutorial_is_answered_as_it_says(tmp_path: Path) -> None:
    scaffold(Workspace(tmp_path), "acme", "Acme Shop", date(2026, 10, 1))
    folder = Workspace(tmp_path).folder("acme")
    typed = [text for language, text in tutorial() if language == "yaml"]
    project, issues, schedule = typed
    for line in project.splitlines():
        assert line in (folder.path / "project.yml").read_text(encoding="utf-8")
    (folder.path / "issues.yml").write_text(issues)
    (problem,) = take_in(folder).problems
    answer = next(text for language, text in tutorial() if "opne" in text and not language)
    place = problem.place
    assert answer.startswith(f"{place.path}:{place.line}:{place.column}: {problem.message}\n")
    assert f"    {place.text}\n" in answer
    assert f"→ {problem.remedy}\n" in answer
    (folder.path / "issues.yml").write_text(issues.replace("opne", "open"))
    (folder.path / "schedule.yml").write_text(schedule)
    assert take_in(folder).problems == ()
