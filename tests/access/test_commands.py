"""`portal access` as it is typed: users, what is refused, and what the servers say of the result."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import portal
from webservers import certify, publish

from portal_builder import csp
from portal_builder.access import UserFile
from portal_builder.errors import PortalError, WrongUse


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for slug in ("acme", "bolt"):
        (tmp_path / "clients" / slug).mkdir(parents=True)
    return tmp_path


def access(workspace: Path, *words: str, said: str = "") -> Any:
    return portal(
        workspace,
        "access",
        *words,
        input=said.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def configured(workspace: Path, server: str, *words: str) -> Any:
    folder, target = str(workspace / "etc"), f"file:{workspace}/public"
    return access(
        workspace, server, "--to", folder, "--root-dir", target, "--domain", "Example.org", *words
    )


def accepted_by_nginx(workspace: Path) -> None:
    own = workspace / "own.conf"
    own.write_text(f"events {{}}\nhttp {{ include {workspace}/etc/portals.conf; }}\n")
    tested = subprocess.run(
        ["nginx", "-t", "-q", "-c", own, "-g", f"pid {workspace}/pid;"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert (tested.returncode, tested.stderr) == (0, b"")


def test_a_users_password_is_kept_as_a_hash_that_fits_it(workspace: Path) -> None:
    import bcrypt

    to = ("--to", str(workspace / "etc"))
    done = access(workspace, "user", "acme", *to, said="correct horse\n")
    assert (done.returncode, done.stdout) == (0, b"acme may see acme\n")
    access(workspace, "user", "acme", *to, "--name", "ann@example.org", said="battery\n")
    text = (workspace / "etc" / "acme.htpasswd").read_text()
    assert "correct horse" not in text
    users = UserFile(workspace / "etc" / "acme.htpasswd").users()
    assert list(users) == ["acme", "ann@example.org"]
    assert bcrypt.checkpw(b"correct horse", users["acme"].encode())
    assert bcrypt.checkpw(b"battery", users["ann@example.org"].encode())
    assert users["acme"].startswith("$2b$10$")

    access(workspace, "user", "acme", *to, said="another\n")
    changed = UserFile(workspace / "etc" / "acme.htpasswd").users()
    assert not bcrypt.checkpw(b"correct horse", changed["acme"].encode())
    assert changed["ann@example.org"] == users["ann@example.org"]

    assert access(workspace, "user", "acme", *to, "--remove").returncode == 0
    assert list(UserFile(workspace / "etc" / "acme.htpasswd").users()) == ["ann@example.org"]
    assert access(workspace, "user", "acme", *to, "--remove").returncode == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("acme",), ""),
        (("acme",), "\n"),
        (("acme",), "x" * 73),
        (("../acme",), "x"),
        (("acme", "--name", "a:b"), "x"),
        (("acme", "--name", "a b"), "x"),
        (("acme", "--name", "$2b$10"), "x"),
    ],
)
def test_what_is_no_user_is_refused(workspace: Path, words: tuple[str, ...], said: str) -> None:
    done = access(workspace, "user", *words, "--to", str(workspace / "etc"), said=said)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert not (workspace / "etc").exists()


def test_a_password_counts_to_its_end(workspace: Path) -> None:
    words = ("user", "acme", "--to", str(workspace / "etc"))
    assert b"a password may have 72 bytes" in access(workspace, *words, said="x" * 73).stderr
    assert access(workspace, *words, said="x" * 72).returncode == 0


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o700])
def test_users_are_as_readable_as_their_folder(tmp_path: Path, mode: int) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc").chmod(mode)
    UserFile(tmp_path / "etc" / "acme.htpasswd").put("acme", "x")
    found = (tmp_path / "etc" / "acme.htpasswd").stat().st_mode & 0o777
    assert found == {0o755: 0o644, 0o750: 0o640, 0o700: 0o600}[mode]


def test_a_file_of_users_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "acme.htpasswd"
    path.write_text("acme:$apr1$x$y\n}\nrespond 200\n")
    with pytest.raises(PortalError, match=r"acme\.htpasswd:1 is no user"):
        UserFile(path).put("bob", "x")
    assert path.read_text().startswith("acme:$apr1$")


@pytest.mark.parametrize("auth", ["basic", "oidc", "mtls"])
@pytest.mark.parametrize("tls", [False, True])
def test_nginx_accepts_what_is_written(workspace: Path, auth: str, tls: bool) -> None:
    certificate = certify(workspace, "server")
    words = ["--tls", str(certificate.chain), str(certificate.key)] if tls else []
    done = configured(workspace, "nginx", "--auth", auth, *words)
    if auth == "mtls" and not tls:
        assert done.returncode == 2
        return
    assert done.returncode == 0, done.stderr
    for slug in ("acme", "bolt"):
        shutil.copy(certificate.chain, workspace / "etc" / f"{slug}.ca.pem")
    text = (workspace / "etc" / "portals.conf").read_text()
    assert text.count("disable_symlinks on from=$document_root;") == 2
    assert "server_name acme.example.org;" in text
    assert f'root "{workspace}/public/acme/current";' in text
    accepted_by_nginx(workspace)


def test_names_of_any_length_and_many_of_them_are_accepted(workspace: Path) -> None:
    slugs = ["a" * 63, *(f"client-{number}" for number in range(300))]
    assert configured(workspace, "nginx", *slugs).returncode == 0
    accepted_by_nginx(workspace)


def test_without_a_workspace_the_clients_are_those_that_are_published(tmp_path: Path) -> None:
    public = publish(tmp_path, ("acme", "bolt"))
    (public / "stray").mkdir()
    words = ("nginx", "--to", "etc", "--root-dir", str(public), "--domain", "example.org")
    done = subprocess.run(
        [sys.executable, "-m", "portal_builder", "access", *words],
        cwd=public, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = (public / "etc" / "portals.conf").read_text()
    assert re.findall(r"server_name (.*);", text) == ["_", "acme.example.org", "bolt.example.org"]


@pytest.mark.parametrize("words", [[], ["--auth", "oidc"], ["--acme"], ["--listen", "[::1]:8443"]])
def test_caddy_accepts_what_is_written(workspace: Path, words: list[str]) -> None:
    access(workspace, "user", "acme", "--to", str(workspace / "etc"), said="correct horse\n")
    assert configured(workspace, "caddy", *words).returncode == 0
    tested = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", workspace / "etc/portals.caddy"],
        capture_output=True, check=False, env={"HOME": str(workspace)},
    )  # fmt: skip
    assert tested.returncode == 0, tested.stderr.decode()


def test_clients_that_no_one_can_sign_in_to_are_named(workspace: Path) -> None:
    access(workspace, "user", "acme", "--to", str(workspace / "etc"), said="correct horse\n")
    said = configured(workspace, "nginx").stderr.decode()
    assert said == f"bolt has no users yet: portal access user bolt --to {workspace}/etc\n"
    assert "error 403" in _of("bolt", workspace)
    assert "error 403" not in _of("acme", workspace)


def _of(slug: str, workspace: Path) -> str:
    """What Caddy is told of a client."""
    configured(workspace, "caddy")
    text = (workspace / "etc" / "portals.caddy").read_text()
    return text.partition(f"{slug}.example.org:8080 {{")[2].partition("handle_errors")[0]


@pytest.mark.parametrize(
    "words",
    [
        ("--domain", "exa mple.org"),
        ("--domain", "example.org; return 200"),
        ("--root-dir", "/srv/x;y"),
        ("--root-dir", "/srv/$document_root"),
        ("--root-dir", '/srv/"x'),
        ("--to", "/tmp/{x}"),
        ("--listen", "443 ssl; x"),
        ("--auth-proxy", "http://127.0.0.1:4180; x"),
        ("--tls", "a", "b", "--acme"),
        ("UPPER",),
        ("a;b",),
    ],
)
def test_what_would_mean_something_else_in_a_configuration_is_refused(
    workspace: Path, words: tuple[str, ...]
) -> None:
    done = configured(workspace, "caddy", *words)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert not (workspace / "etc").exists()


def test_headers_for_hosts_that_read_a_file(workspace: Path) -> None:
    assert access(workspace, "headers", "--to", str(workspace)).returncode == 0
    first, *rules = (workspace / "_headers").read_text().splitlines()
    assert first == "/*"
    assert f"  Content-Security-Policy: {csp.AROUND}" in rules
    assert "  X-Content-Type-Options: nosniff" in rules
    assert "  Cache-Control: private, no-cache" in rules
    assert all(line.startswith("  ") and len(line) < 2000 for line in rules)


def test_without_the_package_it_is_said_which_one_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "bcrypt", None)
    with pytest.raises(WrongUse, match=r"portal-builder\[access\]"):
        UserFile(tmp_path / "x").put("acme", "x")
