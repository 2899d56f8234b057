"""The command line: its exit statuses, what it says and where, and that nothing makes it fall over."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from commands import WORDS, portal

PROJECT = "project: {name: Shop, started_on: 2026-01-05, as_of: 2026-10-02}\n"
ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

NO_HISTORY = b"no history: this folder is in no git repository; commit the clients' files to one\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    client(tmp_path, "acme", "client: {name: Ärger & Söhne}\n" + PROJECT)
    return tmp_path


def client(root: Path, slug: str, text: str) -> Path:
    file = root / "clients" / slug / "client.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "words",
    [("frob",), ("build", "--frob"), ("build", "nobody"), ("check", "acme", "nobody"), ("new", "A b"),
     ("new", "acme"), ("serve", "nobody"), ("verify", "."), ("verify", "/nowhere"), ("build", "--jobs", "0"),
     ("check", "--format", "xml"), ("serve", "acme", "--port", "0"), ("check", "b\udcff")],
)  # fmt: skip
def test_wrong_use_has_the_status_2(root: Path, words: tuple[str, ...]) -> None:
    done = portal(root, *words)
    assert done.returncode == 2
    assert done.stderr
    assert b"Traceback" not in done.stderr


def test_where_nothing_is_wrong_json_is_an_empty_list(root: Path) -> None:
    done = portal(root, "check", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


@pytest.mark.parametrize(
    "words", [("check",), ("check", "--format", "json"), ("schema",), ("build",)]
)
def test_a_terminal_without_such_letters_is_no_hindrance(
    root: Path, words: tuple[str, ...]
) -> None:
    client(root, "beta", "client: {name: Ü, größe: “”}\n" + PROJECT)
    done = portal(root, *words, env=ASCII)
    assert done.returncode == (0 if words == ("schema",) else 1)
    assert b"Traceback" not in done.stderr
    (done.stdout + done.stderr).decode("ascii")
    if "json" in words:
        assert "größe" in json.loads(done.stdout)[0]["message"]


@pytest.mark.parametrize("closed", ["check <&-", "schema >&-", "nonsense 2>&-", "build >&- 2>&-",
                                    "build | true", "nonsense 2>&1 | true"])  # fmt: skip
def test_a_closed_stream_changes_no_status(root: Path, closed: str) -> None:
    command = " ".join([*WORDS, "--root", f"'{root}'", closed])
    shell = ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"]
    done = subprocess.run(shell, capture_output=True, check=False)
    assert done.returncode == (2 if "nonsense" in closed else 0)
    assert b"Traceback" not in done.stderr


def test_a_full_disk_under_the_output_is_said(root: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = portal(root, "schema", stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (2, b"portal: No space left on device\n")


def _on_terminal(words: list[str]) -> bytes:
    ours, theirs = pty.openpty()
    with subprocess.Popen(words, stdout=theirs, stderr=theirs, stdin=theirs) as running:
        os.close(theirs)
        said = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            said += part
        os.close(ours)
    assert running.returncode == 0
    return said


def test_on_a_terminal_long_work_shows_how_far_it_is(root: Path) -> None:
    for n in range(4):
        client(root, f"more-{n}", f"client: {{name: Morefirm{n}}}\n" + PROJECT)
    words = [*WORDS, "--root", str(root)]
    said = _on_terminal([*words, "build", "--jobs", "1"])
    assert b"building" in said
    assert b"5/5" in said
    assert b"5 sites built" in said
    assert b"verifying" in _on_terminal([*words, "verify", str(root / "site")])
    assert b"building" not in portal(root, "build").stderr


def test_an_interrupt_ends_it_quietly(root: Path) -> None:
    for n in range(40):
        client(root, f"more-{n}", f"client: {{name: Morefirm{n}}}\n" + PROJECT)
    words = [*WORDS, "--root", str(root), "build", "--jobs", "2"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith(b"built ")
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=120)
    assert (running.returncode, said.strip()) == (130, b"Stopped.")
    assert list((root / "site/.portal/staging").iterdir()) == []
    assert portal(root, "build").returncode == 0


# The output folder


def test_sites_are_kept_out_of_their_own_sources(root: Path) -> None:
    for place in ("clients", "clients/acme", "clients/acme/assets/x"):
        done = portal(root, "build", "--out", str(root / place))
        assert done.returncode == 2
        assert b"sites cannot stand in" in done.stderr
    assert [p.name for p in (root / "clients/acme").iterdir()] == ["client.yml"]


def test_what_else_stands_beside_the_sites_is_left_alone(root: Path) -> None:
    assert portal(root, "build").returncode == 0
    site = root / "site"
    (site / "notes").mkdir()
    (site / "README").write_text("mine")
    kept = site / "acme-as-it-was"
    kept.mkdir()
    for file in (site / "acme").glob("*.*"):
        (kept / file.name).write_bytes(file.read_bytes())
    client(root, "beta", "client: {name: Beta}\n" + PROJECT)
    (site / "beta").mkdir()
    (site / "beta/mine.txt").write_text("mine")
    done = portal(root, "build")
    assert done.returncode == 2
    assert (
        done.stdout
        == b"built acme\nfailed beta\n%b1 site built; 1 not built, left as they were\n" % NO_HISTORY
    )
    assert b"site/beta is no site that the portal made" in done.stderr
    names = {p.name for p in site.iterdir()}
    assert names == {".portal", "README", "acme", "acme-as-it-was", "beta", "notes"}
    assert (site / "beta/mine.txt").read_text() == "mine"


def test_a_site_alone_is_verified_wherever_it_stands(root: Path) -> None:
    assert portal(root, "build").returncode == 0
    (root / "site/acme").rename(root / "elsewhere")
    assert portal(root, "verify", str(root / "elsewhere")).returncode == 0
    (root / "elsewhere/extra.txt").write_text("x")
    done = portal(root, "verify", str(root / "elsewhere"))
    assert done.returncode == 1
    assert done.stderr == b"acme/extra.txt: a file that the build did not make\n"


def test_a_second_build_says_that_it_waits(root: Path) -> None:
    from portal_builder.output import Output

    with Output(root / "site").locked():
        words = [*WORDS, "--root", str(root), "build"]
        second = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        assert second.stderr is not None
        assert second.stderr.readline().startswith(b"waiting for another build into ")
    assert second.communicate(timeout=120) == (b"built acme\n%b1 site built\n" % NO_HISTORY, b"")


# The preview


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port if port not in (5060, 5061) else _free_port()


def test_a_port_that_is_taken_is_said(root: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        done = portal(root, "serve", "acme", "--port", str(holder.getsockname()[1]))
    assert done.returncode == 2
    assert b"name another with --port" in done.stderr
    assert b"Traceback" not in done.stderr


class Preview:
    """A running `portal serve`, looked at until it shows what is expected."""

    def __init__(self, root: Path) -> None:
        port = _free_port()
        self.address = f"http://127.0.0.1:{port}/"
        words = [*WORDS, "--root", str(root), "serve", "acme", "--port", str(port)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self.process.stdout is not None
        self.first = self.process.stdout.readline().decode()

    def shows(self, text: str) -> bool:
        for _ in range(300):
            with urllib.request.urlopen(self.address, timeout=60) as answer:
                if text in answer.read().decode():
                    return True
            time.sleep(0.2)
        return False

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=60)
        return said.decode()


def test_a_preview_stays_up_whatever_happens(root: Path) -> None:
    file = root / "clients/acme/client.yml"
    good = file.read_text("utf-8")
    preview = Preview(root)
    assert preview.first == f"Serving {preview.address} until you press Ctrl-C.\n"
    assert preview.shows("Söhne")
    file.write_text("client: [", encoding="utf-8")
    assert preview.shows("waits for a correction")
    file.write_text(good.replace("Shop", "Bazaar"), encoding="utf-8")
    assert preview.shows("Bazaar")
    (root / "clients/acme").rename(root / "clients/away")
    assert preview.shows("there is no client acme")
    (root / "clients/away").rename(root / "clients/acme")
    assert preview.shows("Bazaar")
    config = root / "mkdocs.yml"
    config.write_text("plugins: [portal: {provider: {nme: x}}]")
    assert preview.shows("unknown key `nme`")
    config.write_text(
        "plugins: [portal: {provider: {name: Quillworks}}]\nsite_url: https://x.example/{slug}/"
    )
    assert preview.shows("Quillworks")
    said = preview.stop()
    assert preview.process.returncode == 0
    assert "clients/acme/client.yml:1:" in said
    assert "unknown key `nme`" in said
    assert "Traceback" not in said
