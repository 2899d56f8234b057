"""Nothing outside a client's folder is read, whatever stands in it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from portal_builder.client_folder import ClientFolder
from portal_builder.errors import PortalError, WrongUse
from portal_builder.regular import Unreadable, read_regular
from portal_builder.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> ClientFolder:
    (tmp_path / "clients/acme/assets").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    return ClientFolder(tmp_path, "acme")


def test_a_regular_file_is_read(folder: ClientFolder) -> None:
    (folder.path / "assets/a.txt").write_text("text")
    assert folder.asset("assets/a.txt") == b"text"


def test_the_limit_shows_that_there_is_more(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 100)
    assert len(read_regular(tmp_path / "long", 10)) == 11


def test_links_pipes_sockets_and_folders_are_refused(folder: ClientFolder) -> None:
    assets = folder.path / "assets"
    (assets / "link.txt").symlink_to(folder.root / "secret")
    os.link(folder.root / "secret", assets / "hard.txt")
    os.mkfifo(assets / "pipe.txt")
    (assets / "folder.txt").mkdir()
    here = Path.cwd()
    os.chdir(assets)  # the address of a socket may be short only
    try:
        server = socket.socket(socket.AF_UNIX)
        server.bind("socket.txt")
        server.close()
    finally:
        os.chdir(here)
    for name, reason in {
        "link.txt": "a link", "hard.txt": "a hard link", "pipe.txt": "no regular file",
        "folder.txt": "no regular file", "socket.txt": "no regular file",
    }.items():  # fmt: skip
        with pytest.raises(Unreadable, match=reason):
            folder.asset(f"assets/{name}")


@pytest.mark.parametrize(
    "name",
    ["../secret", "assets/../../../secret", "/etc/passwd", "assets", "assets/", "assets//a",
     "assets/./a", "assets/a\x00b", "assets/a\nb", "other/a", "assets\\a", "assets/x/../a", "",
     "assets/C:a"],
)  # fmt: skip
def test_a_path_out_of_the_folder_is_refused(folder: ClientFolder, name: str) -> None:
    with pytest.raises(Unreadable):
        folder.asset(name)


def test_a_linked_assets_folder_is_not_followed(folder: ClientFolder) -> None:
    (folder.root / "elsewhere").mkdir()
    (folder.root / "elsewhere/a.txt").write_text("secret")
    (folder.path / "assets/inner").symlink_to(folder.root / "elsewhere")
    with pytest.raises(Unreadable):
        folder.asset("assets/inner/a.txt")


def test_linked_yaml_is_named_not_read(folder: ClientFolder) -> None:
    (folder.path / "client.yml").symlink_to(folder.root / "secret")
    [file] = folder.yaml_files()
    assert (file.data, file.path) == (None, "clients/acme/client.yml")
    assert "a link" in file.problem


def test_what_would_be_overlooked_is_named(folder: ClientFolder) -> None:
    for name in ("a.yaml", "b.YML", "client.yml", ".hidden.yaml", "notes.txt"):
        (folder.path / name).write_text("")
    (folder.path / "c.yml").mkdir()
    (folder.path / "projects/one").mkdir(parents=True)
    (folder.path / "projects/one/d.yaml").write_text("")
    (folder.path / "projects/stray.yml").write_text("")
    (folder.path / "pages").symlink_to(folder.root)
    for name in ("archive/2025/e.yml", "archive/notes.md", "projects/one/old/f.YAML",
                 "projects/one/pages/g.md", "assets/h.yaml", ".git/i.yml"):  # fmt: skip
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / name).write_text("")
    named = {p.place.path.removeprefix("clients/acme/") for p in folder.misnamed()}
    assert named == {
        "a.yaml",
        "b.YML",
        "c.yml",
        "projects/one/d.yaml",
        "projects/stray.yml",
        "pages",
        "archive/2025/e.yml",
        "projects/one/old/f.YAML",
        "projects/one/pages",
    }


def test_the_workspace_is_the_nearest_folder_upwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clients/acme").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "clients/acme")
    assert Workspace.find().root == tmp_path
    monkeypatch.chdir("/")
    with pytest.raises(WrongUse):
        Workspace.find()
    with pytest.raises(WrongUse):
        Workspace.find(Path("/proc"))


@pytest.mark.parametrize("slug", ["Acme", "-a", "a-", "a" * 64, "ä", "a b", "a_b", "a.b"])
def test_a_slug_that_is_none_is_said(tmp_path: Path, slug: str) -> None:
    (tmp_path / "clients" / slug).mkdir(parents=True)
    workspace = Workspace.find(tmp_path)
    assert workspace.slugs() == [slug]
    assert workspace.slug_problem(slug) is not None


@pytest.mark.parametrize("slug", ["a", "a-b", "0", "a" * 63, "a--b"])
def test_a_slug_that_is_one_passes(tmp_path: Path, slug: str) -> None:
    assert Workspace(tmp_path).slug_problem(slug) is None


def test_what_is_shipped_fills_in(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert (workspace.content / "pages").is_dir()
    (tmp_path / "content").mkdir()
    assert workspace.content == tmp_path / "content"


def test_names_of_any_bytes_can_be_said(folder: ClientFolder) -> None:
    names = [b"\xff.yaml", b"a\nb.yaml", b"\x1b[31m.yaml", b"sub/\xfe.yml"]
    for name in names:
        path = Path(os.fsdecode(os.fsencode(folder.path) + b"/" + name))
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    said = [(p.place.path, p.message, p.remedy or "") for p in folder.misnamed()]
    assert len(said) == len(names)
    for text in (
        *(part for parts in said for part in parts),
        folder.place("projects", "\udcff").path,
    ):
        assert text.encode().decode().isprintable()


def test_facts_beside_the_clients_are_named(tmp_path: Path) -> None:
    (tmp_path / "clients/acme").mkdir(parents=True)
    for name in ("beta.yml", "gamma.yaml", "README.md", ".hidden.yml"):
        (tmp_path / "clients" / name).write_text("")
    workspace = Workspace(tmp_path)
    assert workspace.slugs() == ["acme", "beta.yml", "gamma.yaml"]
    problem = workspace.slug_problem("beta.yml")
    assert problem is not None
    assert (problem.place.path, problem.remedy) == (
        "clients/beta.yml",
        "move it into the folder of its client",
    )


CLOSED = (
    "clients/acme",
    "clients/acme/pages",
    "clients/acme/projects",
    "clients/acme/projects/one",
)


@pytest.mark.parametrize("closed", CLOSED)
def test_a_folder_that_may_not_be_read_is_named(
    folder: ClientFolder, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    (folder.path / "pages").mkdir()
    (folder.path / "projects/one").mkdir(parents=True)
    access = os.access  # the superuser may read everything, so the answer is given for it
    refused = folder.root / closed
    monkeypatch.setattr(os, "access", lambda path, mode: path != refused and access(path, mode))
    [problem] = folder.misnamed()
    assert (problem.place.path, problem.message) == (
        closed,
        "this is a folder that may not be read here",
    )


def test_clients_that_cannot_be_listed_are_no_empty_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PortalError, match="clients cannot be read: Permission denied"):
        Workspace(tmp_path).slugs()


def test_an_attachment_that_is_too_large_is_refused(folder: ClientFolder) -> None:
    with (folder.path / "assets/a.txt").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(Unreadable, match="larger than 64 MiB"):
        folder.asset("assets/a.txt")


def test_only_what_lies_in_assets_is_an_attachment(folder: ClientFolder) -> None:
    (folder.path / "pages").mkdir()
    (folder.path / "pages/a.txt").write_text("text")
    (folder.path / "assets/a.txt").write_text("text")
    assert folder.asset("assets/a.txt") == b"text"
    with pytest.raises(Unreadable, match="no path within assets/"):
        folder.asset("pages/a.txt")


def test_a_client_is_no_link_to_a_folder_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients/acme").symlink_to(tmp_path / "elsewhere")
    workspace = Workspace.find(tmp_path)
    assert workspace.slugs() == ["acme"]
    problem = workspace.slug_problem("acme")
    assert problem is not None
    assert problem.message == "acme is a link to somewhere else"
