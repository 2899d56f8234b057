"""A folder as a whole: what counts as there, what is taken, and what keeps a client from being built."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal_builder.client_folder import ClientFolder
from portal_builder.errors import Severity
from portal_builder.intake import Intake, take_in

CLIENT = "client: {name: Acme}\n"
PROJECT = "project: {name: Shop, started_on: 2026-01-05, as_of: 2026-10-02}\n"


def taken(root: Path, files: dict[str, str | bytes]) -> Intake:
    for name, content in files.items():
        path = root / "clients/acme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return take_in(ClientFolder(root, "acme"))


def said(intake: Intake) -> list[tuple[str, int, int, str]]:
    return [
        (p.place.path.removeprefix("clients/acme/"), p.place.line, p.place.column, p.message)
        for p in intake.problems
    ]


@pytest.mark.parametrize("name", ["main", "data", "feed", "pages", "client", "0", "a" * 63])
def test_a_project_may_have_any_name_that_no_page_has(name: str, tmp_path: Path) -> None:
    intake = taken(tmp_path, {"client.yml": CLIENT, f"projects/{name}/project.yml": PROJECT})
    assert said(intake) == []
    assert intake.facts is not None
    assert [project for project, _ in intake.facts.projects] == [name]


@pytest.mark.parametrize("name", ["scope", "decisions", "help", "index", "404", "search", "assets"])
def test_the_name_of_a_page_is_no_projects(name: str, tmp_path: Path) -> None:
    intake = taken(tmp_path, {"client.yml": CLIENT, f"projects/{name}/project.yml": PROJECT})
    [(path, line, column, _)] = said(intake)
    assert (path, line, column) == (f"projects/{name}", 1, 1)


def test_a_page_cannot_have_the_name_of_a_project(tmp_path: Path) -> None:
    files = {"client.yml": CLIENT, "projects/one/project.yml": PROJECT}
    assert said(taken(tmp_path, {**files, "pages/two.md": "x"})) == []
    [(path, *_)] = said(taken(tmp_path, {**files, "pages/one.md": "x"}))
    assert path == "pages/one.md"


@pytest.mark.parametrize("name", ["Shop", "a_b", "-a", "a" * 64])
def test_what_can_be_no_address_is_said(name: str, tmp_path: Path) -> None:
    project = taken(tmp_path / "1", {"client.yml": CLIENT, f"projects/{name}/project.yml": PROJECT})
    assert [f"“{name}” cannot be a project's address"] == [m for *_, m in said(project)]
    page = taken(tmp_path / "2", {"a.yml": CLIENT + PROJECT, f"pages/{name}.md": "x"})
    assert [f"“{name}” cannot be a page's address"] == [m for *_, m in said(page)]


@pytest.mark.parametrize("nothing", ["issues:", "issues: ~", "issues: []", "issues: {}"])
def test_a_section_with_nothing_in_it_stands_nowhere(nothing: str, tmp_path: Path) -> None:
    some = "issues: [{id: ISS-1, title: Slow, status: open, opened_at: 2026-02-01}]\n"
    files: dict[str, str | bytes] = {"a.yml": nothing, "b.yml": CLIENT + PROJECT + some}
    files["c.yml"] = nothing
    intake = taken(tmp_path, files)
    assert said(intake) == []
    assert intake.facts is not None
    [(_, facts)] = intake.facts.projects
    assert [issue.id for issue in facts.issues] == ["ISS-1"]


def test_a_section_in_two_files_names_both_places(tmp_path: Path) -> None:
    some = "issues: [{id: ISS-1, title: Slow, status: open, opened_at: 2026-02-01}]\n"
    intake = taken(tmp_path, {"a.yml": f"# first\n{some}", "b.yml": CLIENT + PROJECT + some})
    [(path, line, column, message)] = said(intake)
    assert (path, line, column) == ("b.yml", 3, 1)
    assert "clients/acme/a.yml:2:1" in message


UNSEEN = ['"\\u200b"', '"\\u00ad\\ufeff "', '"\\u3164"', '"\\u2800"', '"\\u00a0\\u3000"', "'\t '"]


@pytest.mark.parametrize("text", UNSEEN)
def test_a_required_title_must_be_seen(text: str, tmp_path: Path) -> None:
    term = f"glossary: [{{term: {text}, meaning: x}}]\n"
    [(path, line, column, message)] = said(taken(tmp_path, {"a.yml": CLIENT + PROJECT + term}))
    assert (path, line, column) == ("a.yml", 3, 19)
    assert "blank" in message


@pytest.mark.parametrize(
    "text", [*UNSEEN, "<!-- later -->", "'[a]: https://example.org'", "'<br>'", "'&nbsp;'", "---"]
)
def test_a_required_markdown_text_must_be_seen(text: str, tmp_path: Path) -> None:
    term = f"glossary: [{{term: x, meaning: {text}}}]\n"
    [(path, line, column, message)] = said(taken(tmp_path, {"a.yml": CLIENT + PROJECT + term}))
    assert (path, line, column) == ("a.yml", 3, 31)
    assert "blank" in message


def test_a_picture_or_code_alone_is_something_to_see(tmp_path: Path) -> None:
    terms = "glossary: [{term: x, meaning: '![](assets/a.png)'}, {term: y, meaning: '`x`'}]\n"
    terms += "issues: [{id: ISS-1, title: x, status: open, opened_at: 2026-02-01, impact: ' '}]\n"
    files: dict[str, str | bytes] = {"a.yml": CLIENT + PROJECT + terms, "assets/a.png": b"x"}
    assert said(taken(tmp_path, files)) == []


# --- extra pages --------------------------------------------------------------------------------


def page(root: Path, content: str | bytes) -> Intake:
    return taken(root, {"a.yml": CLIENT + PROJECT, "pages/more.md": content})


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        ("a\n\nb\x07\n", 3, 2, "U+0007"),
        ("a\nb\u202ec", 2, 2, "U+202E"),
        ("a\r\nb\rc", 2, 2, "carriage return"),
        (b"a\nbc\xff", 2, 3, "UTF-8"),
        ("x" * 65_537, 1, 1, "64 KiB"),
        (b"x" * (2 * 1024 * 1024 + 1), 1, 1, "2 MiB"),
    ],
)
def test_what_may_not_stand_in_a_page_is_marked(
    content: str | bytes, line: int, column: int, words: str, tmp_path: Path
) -> None:
    [problem] = page(tmp_path, content).problems
    assert (problem.place.line, problem.place.column) == (line, column)
    assert words in problem.message
    assert problem.severity is Severity.ERROR


def test_what_is_wrong_with_a_pages_links_is_marked_where_they_lead(tmp_path: Path) -> None:
    intake = page(
        tmp_path, "# More\n\nsee [a](../b) and\n![c](https://example.org/c.png)\n[d](&#47;)"
    )
    assert [(p.place.line, p.place.column, p.place.text) for p in intake.problems] == [
        (1, 1, ""),
        (3, 9, "see [a](../b) and"),
        (4, 6, "![c](https://example.org/c.png)"),
    ]
    assert {p.severity for p in intake.problems} == {Severity.WARNING}
    assert intake.facts is not None
    assert [found.name for found in intake.facts.pages] == ["more"]


@pytest.mark.parametrize("content", ["", "\n \n", "<!-- not yet -->"])
def test_a_page_with_nothing_on_it_is_not_published(content: str, tmp_path: Path) -> None:
    intake = page(tmp_path, content)
    assert said(intake) == []
    assert intake.facts is not None
    assert intake.facts.pages == ()
