"""History and ledger as files of built sites, and the commands that look at them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from gitted import Repo
from test_chronicle import ISSUE, client, files, project
from test_scaffold import make, uncomment

from portal_builder import pipeline
from portal_builder.cli import main
from portal_builder.history import ledger
from portal_builder.history.continuity import continuity
from portal_builder.pipeline import BuildResult
from portal_builder.workspace import Workspace


def build(repo: Repo, *slugs: str, out: str = "site", **options: Path) -> BuildResult:
    workspace = Workspace(repo.folder)
    return pipeline.build(workspace, slugs, out=repo.folder.parent / out, jobs=1, **options)  # type: ignore[arg-type]


def site(repo: Repo, name: str = "site", slug: str = "acme") -> Path:
    return repo.folder.parent / name / slug


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a command in this process: what it says, and its exit status."""
    said, noted = StringIO(), StringIO()
    arguments = [str(word) for word in words]
    with (
        patch.object(sys, "argv", ["portal", *arguments]),
        redirect_stdout(said),
        redirect_stderr(noted),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    status = ended.value.code
    assert isinstance(status, int)
    return subprocess.CompletedProcess(arguments, status, said.getvalue(), noted.getvalue())


@pytest.fixture
def told(repo: Repo) -> Repo:
    """A client of two revisions, built after each."""
    repo.commit(files(issues=ISSUE % "open"), "2026-03-02T10:00:00Z")
    build(repo, out="old")
    repo.commit(files(issues=ISSUE % "blocked"), "2026-03-09T10:00:00Z")
    build(repo)
    return repo


def test_a_site_holds_its_history_and_its_ledger_and_says_the_head(told: Repo) -> None:
    sealed = ledger.read((site(told) / "ledger.json").read_bytes())
    assert [entry.day for entry in sealed.entries] == ["2026-03-02", "2026-03-09"]
    for page in site(told).rglob("*.html"):
        assert sealed.head in page.read_text("utf-8")
    assert "Revision 2 of March 9, 2026" in (site(told) / "index.html").read_text("utf-8")
    said = json.loads((site(told) / "history.json").read_bytes())
    assert said["dates"] == ["2026-03-02", "2026-03-09"]
    assert run("--root", told.folder, "verify", site(told)).returncode == 0


def test_alone_or_with_what_was_kept_the_same_bytes(told: Repo) -> None:
    build(told, out="again")
    build(told)
    for path in site(told).rglob("*.*"):
        if path.is_file():
            other = site(told, "again") / path.relative_to(site(told))
            assert path.read_bytes() == other.read_bytes()


def test_an_older_name_of_its_own_may_stand_in_the_history(repo: Repo) -> None:
    """What this client's files held at any revision is its own, even once it is another's name."""
    repo.commit(files(risks="# Zephyrine\nrisks: [{id: R-1, title: Zephyrine leaves}]\n"))
    other = files("other", client=client("Zephyrine"), project=project(name="Mill"))
    repo.commit(other | files(risks="risks: [{id: R-1, title: A supplier leaves}]\n"))
    result = build(repo)
    assert [o.slug for o in result.built] == ["acme", "other"]
    assert b"Zephyrine" in (site(repo) / "history.json").read_bytes()
    assert run("--root", repo.folder, "verify", repo.folder.parent / "site").returncode == 0


def test_another_clients_name_that_was_never_its_own_is_still_found(told: Repo) -> None:
    told.commit(files("other", client=client("Zephyrine"), project=project(name="Mill")))
    build(told)
    for name in ("history.json", "ledger.json", "index.html"):
        path = site(told) / name
        before = path.read_bytes()
        path.write_bytes(before.replace(b"2026", b"Zephyrine", 1))
        done = run("--root", told.folder, "verify", site(told))
        assert done.returncode == 1
        assert "holds “Zephyrine”" in done.stderr
        path.write_bytes(before)


def test_a_draft_that_was_published_once_may_stand_there_and_another_may_not(repo: Repo) -> None:
    told_once = "risks: [{id: R-1, title: The harbour freezes over}]\n"
    repo.commit(files(risks=told_once))
    repo.commit(files(risks="# The harbour freezes over\nrisks: []\n"))
    assert not build(repo).failed
    draft = "risks: [{id: R-2, title: The owner retires early, draft: true}]\n"
    repo.commit(files(risks=draft))
    assert not build(repo).failed
    history = site(repo) / "history.json"
    history.write_text(history.read_text("utf-8").replace("freezes over", "retires early", 1))
    assert run("--root", repo.folder, "verify", site(repo)).returncode == 1


SECRET = "The password is Xk29-tango-Quay"


def test_what_a_redaction_takes_out_stands_nowhere_on_the_site(repo: Repo) -> None:
    repo.commit(files(project=project(more=f", summary: {SECRET}")), "2026-03-02T10:00:00Z")
    build(repo)
    assert any(SECRET.encode() in p.read_bytes() for p in site(repo).rglob("*.*") if p.is_file())
    redaction = ", redactions: [{on: 2026-03-02, of: project.summary, why: It named a password}]"
    repo.commit(files(project=project(more=redaction)), "2026-03-03T10:00:00Z")
    assert not build(repo).failed
    everything = [p for p in (repo.folder.parent / "site").rglob("*") if p.is_file()]
    assert not [p for p in everything if b"Xk29" in p.read_bytes()]
    assert b"It named a password" in (site(repo) / "history.json").read_bytes()
    page = site(repo) / "index.html"
    page.write_text(page.read_text("utf-8").replace("Shop", SECRET, 1), encoding="utf-8")
    assert run("--root", repo.folder, "verify", site(repo)).returncode == 1


def test_a_field_that_still_holds_what_is_taken_out_is_an_error_at_the_redaction(
    repo: Repo,
) -> None:
    repo.commit(files(project=project(more=f", summary: {SECRET}")), "2026-03-01T10:00:00Z")
    redaction = ", redactions: [{on: 2026-03-02, of: project.summary, why: It named a password}]"
    text = project(more=f", summary: {SECRET}{redaction}")
    repo.commit(files(project=text), "2026-03-02T10:00:00Z")
    (failed,) = build(repo).failed
    (problem,) = failed.problems
    assert problem.message == "project.summary still says what it said before 2026-03-02"
    assert problem.place.path == "clients/acme/project.yml"
    assert problem.place.column == text.index("project.summary") + 1


def test_hashes_are_no_ones_name(told: Repo) -> None:
    """An identifier of another client that a hash happens to hold is no leak."""
    head = ledger.read((site(told) / "ledger.json").read_bytes()).head
    others = client("Zephyrine", f", identifiers: [{head[:5]}]")
    told.write(files("other", client=others, project=project(name="Mill")))
    assert not build(told).failed


def plain(repo: Repo) -> Path:
    folder = repo.folder.parent / "plain"
    shutil.copytree(repo.folder / "clients", folder / "clients")
    return folder


def shallow(repo: Repo) -> Path:
    folder = repo.folder.parent / "shallow"
    repo.git("clone", "--quiet", "--depth=1", repo.folder.as_uri(), str(folder))
    return folder


def empty(repo: Repo) -> Path:
    folder = repo.folder.parent / "empty"
    made = Repo(folder)
    shutil.copytree(repo.folder / "clients", folder / "clients")
    return made.folder


def damaged(repo: Repo) -> Path:
    name = repo.git("rev-parse", "HEAD~1:clients/acme/issues.yml")
    path = repo.folder / ".git/objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    return repo.folder


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (plain, "in no git repository"),
        (shallow, "shallow clone"),
        (empty, "nothing is committed"),
        (damaged, "lacks contents"),
    ],
)
def test_without_a_history_the_site_is_built_and_site_and_terminal_say_so_once(
    told: Repo, make: Callable[[Repo], Path], words: str
) -> None:
    told.commit(files("two", client=client("Second")))
    root, out = make(told), told.folder.parent / "nothing kept"
    done = run("--root", root, "build", "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    said = [line for line in done.stdout.splitlines() if line.startswith("no history")]
    assert len(said) == 1
    assert words in said[0]
    page = (out / "acme" / "index.html").read_text("utf-8")
    assert "no record of what it said before" in page
    assert not (out / "acme" / "history.json").exists()
    assert not (out / "acme" / "ledger.json").exists()
    assert run("--root", root, "verify", out).returncode == 0


def test_a_client_that_is_not_committed_is_named(told: Repo) -> None:
    told.write(files("two", client=client("Second")))
    done = run("--root", told.folder, "build", "--out", told.folder.parent / "out")
    assert "no history of two: nothing of this client is committed yet" in done.stdout.splitlines()


def test_of_a_client_that_is_gone_nothing_is_kept(told: Repo) -> None:
    told.write({**files("two", client=client("Second")), "clients/acme": None})
    assert build(told).removed == ["acme"]
    kept = told.folder.parent / "site" / ".portal"
    assert not [path for path in kept.rglob("*acme*") if path.is_file()]


def test_without_a_git_program_the_site_is_built(told: Repo) -> None:
    out = told.folder.parent / "out"
    done = subprocess.run(
        [sys.executable, "-m", "portal_builder", "--root", told.folder, "build", "--out", out],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": str(told.folder)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "no history: there is no program `git` here" in done.stdout


def test_two_sites_or_two_ledgers_are_looked_at(told: Repo) -> None:
    old, new = site(told, "old"), site(told)
    for before, after in ((old, new), (old / "ledger.json", new), (old, new / "ledger.json")):
        done = run("verify", "--ledger", before, after)
        assert done.returncode == 0, done.stderr
        assert "The ledger goes on: 2 entries, 1 of them new" in done.stdout
        assert ledger.read((new / "ledger.json").read_bytes()).head in done.stdout
    back = run("verify", "--ledger", new, old)
    assert back.returncode == 1
    assert "ends early" in back.stderr


def flip_history(folder: Path) -> None:
    path = folder / "history.json"
    path.write_bytes(path.read_bytes().replace(b"blocked", b"in_progress"))


def flip_history_date(folder: Path) -> None:
    path = folder / "history.json"
    path.write_bytes(path.read_bytes().replace(b"2026-03-09", b"2026-03-08"))


def flip_data(folder: Path) -> None:
    path = folder / "data.json"
    path.write_bytes(path.read_bytes().replace(b'"blocked"', b'"open"'))


def drop_history(folder: Path) -> None:
    (folder / "history.json").write_bytes(b"")


def flip_ledger(folder: Path) -> None:
    path = folder / "ledger.json"
    path.write_bytes(path.read_bytes().replace(b"2026-03-09", b"2026-03-08"))


@pytest.mark.parametrize(
    "flip", [flip_history, flip_history_date, flip_data, drop_history, flip_ledger]
)
def test_a_file_of_a_site_that_was_flipped_is_found(
    told: Repo, flip: Callable[[Path], None]
) -> None:
    before = [p.read_bytes() for p in sorted(site(told).glob("*.json"))]
    flip(site(told))
    assert before != [p.read_bytes() for p in sorted(site(told).glob("*.json"))]
    done = run("verify", "--ledger", site(told, "old"), site(told))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert run("--root", told.folder, "verify", site(told)).returncode == 1


def test_every_field_there_is_agrees_with_the_ledger(repo: Repo) -> None:
    workspace = Workspace(repo.folder)
    workspace.clients.mkdir()
    uncomment(make(workspace))
    repo.commit({})
    assert not build(repo).failed
    assert continuity(site(repo), site(repo)).problems == ()
    data = json.loads((site(repo) / "data.json").read_bytes())
    told = json.loads((site(repo) / "history.json").read_bytes())["projects"][0]["records"]
    assert set(data["projects"][0]) - {"id", "figures"} == {name.split(".")[0] for name in told}


def test_history_rewritten_in_git_is_found_against_the_site_that_was_kept(told: Repo) -> None:
    told.git("reset", "--quiet", "--hard", "HEAD~1")
    told.commit(files(issues=ISSUE % "in_progress"), "2026-03-09T10:00:00Z")
    build(told, out="new")
    found = continuity(site(told), site(told, "new"))
    (problem,) = found.problems
    assert "differs from entry 2 on, of 2026-03-09" in problem
    assert continuity(site(told, "old"), site(told, "new")).problems == ()


def test_a_site_with_redactions_still_agrees_with_its_ledger(repo: Repo) -> None:
    repo.commit(files(project=project(more=", summary: Kim")), "2026-03-02T10:00:00Z")
    build(repo, out="old")
    redaction = ", redactions: [{on: 2026-03-02, of: project.summary, why: a name}]"
    repo.commit(files(project=project(more=redaction)), "2026-03-03T10:00:00Z")
    build(repo)
    assert continuity(site(repo, "old"), site(repo)).problems == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"no json", b"[]", b'{"format": 1, "entries": []}', b'{"format": 9, "entries": []}'],
)
def test_what_is_no_ledger_is_answered_on_either_side(
    told: Repo, tmp_path: Path, data: bytes
) -> None:
    odd = tmp_path / "odd.json"
    odd.write_bytes(data)
    whole = site(told) / "ledger.json"
    for old, new in ((odd, whole), (whole, odd), (odd, odd)):
        done = run("verify", "--ledger", old, new)
        assert done.returncode == 1
        assert "odd.json: this ledger " in done.stderr
        assert "Traceback" not in done.stderr


def test_wrong_use_of_verify(told: Repo, tmp_path: Path) -> None:
    whole = site(told) / "ledger.json"
    for words in (
        ("--ledger", whole, tmp_path / "nowhere"),
        ("--ledger", whole, tmp_path),
        ("--ledger", whole),
        ("--ledger", whole, whole, site(told)),
        ("--signers", whole, site(told)),
        (),
    ):
        done = run("verify", *words)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def keys(folder: Path, *names: str) -> Path:
    """Makes keys without passphrases, and a file that names their owners."""
    lines = []
    for name in names:
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)]
        subprocess.run(words, check=True)
        lines.append(f"{name}@example.org {(folder / f'{name}.pub').read_text().strip()}\n")
    (folder / "signers").write_text("".join(lines))
    return folder / "signers"


def test_a_ledger_can_be_signed_and_the_signer_named(told: Repo, tmp_path: Path) -> None:
    signers = keys(tmp_path, "lead")
    build(told, out="signed", sign_with=tmp_path / "lead")
    again = build(told, out="again", sign_with=tmp_path / "lead")
    assert not again.failed
    signed = site(told, "signed")
    assert (signed / "ledger.json.sig").read_bytes() == (
        site(told, "again") / "ledger.json.sig"
    ).read_bytes()
    done = run("verify", "--ledger", site(told, "old"), signed, "--signers", signers)
    assert done.returncode == 0, done.stderr
    assert "signed by lead@example.org" in done.stdout
    assert run("--root", told.folder, "verify", signed).returncode == 0


@pytest.mark.parametrize("case", ["not signed", "by another", "of another ledger", "no signature"])
def test_a_signature_that_does_not_stand_is_found(told: Repo, tmp_path: Path, case: str) -> None:
    keys(tmp_path, "lead", "other")
    (tmp_path / "signers").write_text(
        f"lead@example.org {(tmp_path / 'lead.pub').read_text().strip()}\n"
    )
    build(told, out="signed", sign_with=tmp_path / ("other" if case == "by another" else "lead"))
    signed = site(told, "signed")
    if case == "not signed":
        (signed / "ledger.json.sig").unlink()
    elif case == "of another ledger":
        shutil.copy(signed / "ledger.json.sig", site(told, "old") / "ledger.json.sig")
        signed = site(told, "old")
    elif case == "no signature":
        (signed / "ledger.json.sig").write_text("no signature")
    words = ("--ledger", site(told, "old"), signed, "--signers", tmp_path / "signers")
    done = run("verify", *words)
    assert done.returncode == 1
    assert "none of the signers has signed this ledger" in done.stderr


def test_a_key_that_cannot_sign_is_a_fault_in_words(told: Repo, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("no key")
    key.chmod(0o600)
    locked = tmp_path / "locked"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "a passphrase", "-f", str(locked)]
    subprocess.run(words, check=True)
    out = tmp_path / "out"
    for each in (key, locked):
        done = run("--root", told.folder, "build", "--out", out, "--sign", each)
        assert done.returncode == 2
        assert "the ledger cannot be signed with" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (out / "acme").exists()
