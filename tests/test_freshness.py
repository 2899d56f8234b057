"""A build that does only what is needed leaves what a forced one makes, whatever changed before it."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from gitted import Repo

from portal_builder import freshness, pipeline, survey
from portal_builder.errors import Problem
from portal_builder.freshness import common_digest, own_digest, stamp
from portal_builder.output import Output
from portal_builder.worker import Worker
from portal_builder.workspace import Workspace, shipped

CLIENT = """client: {{name: {name}, currency: GBP}}
project: {{name: Relaunch, started_on: 2026-01-05, as_of: 2026-10-02}}
"""
NAMES = ("Aldermere", "Birchcombe", "Corvane")


@dataclass
class Agency:
    """A small workspace of its own, and two folders of its sites."""

    workspace: Workspace

    def write(self, name: str, text: str) -> Path:
        path = self.workspace.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def client(self, name: str, more: str = "") -> Path:
        return self.write(f"clients/{name.lower()}/client.yml", CLIENT.format(name=name) + more)

    def build(self, force: bool = False, out: str = "site", strict: bool = False) -> Built:
        inodes = self.inodes(out)
        result = pipeline.build(
            self.workspace, out=self.workspace.root / out, jobs=1, force=force, strict=strict
        )
        said = {o.slug: (o.built, o.problems, o.no_history) for o in result.outcomes}
        now = self.inodes(out)
        made = {slug for slug, inode in now.items() if inodes.get(slug) != inode}
        return Built(said, made, self.files(out), self.records(out))

    def inodes(self, out: str = "site") -> dict[str, int]:
        """The inode of each site's folder: another one once it was built anew."""
        folder = self.workspace.root / out
        found = folder.iterdir() if folder.is_dir() else ()
        return {p.name: p.stat().st_ino for p in found if p.name != ".portal"}

    def files(self, out: str) -> dict[str, bytes]:
        folder = self.workspace.root / out
        found = (p for p in sorted(folder.rglob("*")) if ".portal" not in p.parts)
        return {
            f"{p.relative_to(folder)} {p.stat().st_mode:o}": p.read_bytes() if p.is_file() else b""
            for p in found
        }

    def records(self, out: str) -> dict[str, dict[str, object]]:
        """What is kept of each site, but for how it lies on the disk."""
        found = {}
        for path in sorted((self.workspace.root / out / ".portal").glob("*.json")):
            kept = json.loads(path.read_bytes())
            kept.pop("seal", None)
            kept.get("basis", {}).pop("stamp", None)
            found[path.name] = kept
        return found


@dataclass
class Built:
    """What a build said, which sites it made, and what stands there then."""

    said: dict[str, tuple[bool, tuple[Problem, ...], str]]
    made: set[str]
    files: dict[str, bytes]
    records: dict[str, dict[str, object]]


@pytest.fixture
def agency(tmp_path: Path) -> Agency:
    here = Agency(Workspace(tmp_path / "agency"))
    for name in NAMES:
        here.client(name)
    return here


def as_forced(agency: Agency) -> Built:
    """Builds what is needed, and all: proves that both come to the same; gives the former."""
    done, forced = agency.build(), agency.build(force=True, out="forced")
    assert done.said == forced.said
    assert done.files.keys() == forced.files.keys()
    assert [name for name in done.files if done.files[name] != forced.files[name]] == []
    assert done.records == forced.records
    return done


def test_where_nothing_changed_nothing_is_made(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.client("Birchcombe", "glossary: [{term: Wharf, meaning: See Corvane.}]\n")
    first = agency.build()
    assert first.made == {name.lower() for name in NAMES}
    [warning] = first.said["birchcombe"][1]
    assert "“corvane”" in warning.message

    def parse(*_: object) -> None:
        raise AssertionError("nothing needs to be read")

    monkeypatch.setattr(Worker, "take_in", parse)
    monkeypatch.setattr(survey, "identity", parse)
    second = agency.build()
    assert second.made == set()
    assert second.said == first.said
    assert second.files == first.files


def test_a_change_of_one_client_makes_one_site(agency: Agency) -> None:
    agency.build()
    agency.client("Corvane", "risks: [{id: R-1, title: Rain, probability: 1, impact: 2}]\n")
    assert as_forced(agency).made == {"corvane"}


def test_force_makes_all(agency: Agency) -> None:
    agency.build()
    assert agency.build(force=True).made == {name.lower() for name in NAMES}


Edit = Callable[[Agency], object]


def shipped_copy(name: str) -> Edit:
    """Gives the workspace what is shipped as its own."""
    return lambda a: shutil.copytree(shipped(name), a.workspace.root / name, dirs_exist_ok=True)


def append(name: str, text: str) -> Edit:
    def edit(agency: Agency) -> None:
        path = agency.workspace.root / name
        with path.open("a", encoding="utf-8") as file:
            file.write(text)

    return edit


PROVIDER = "plugins: [{portal: {provider: {name: %s, logo: logo.svg}}}]\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h%dv8z"/></svg>\n'

# What is there before the first build; then what changes. Each is one influence, on all sites.
COMMON: dict[str, tuple[list[Edit], Edit]] = {
    "content": (
        [shipped_copy("content")],
        append("content/pages/index.md", "\nOne more sentence.\n"),
    ),
    "theme": (
        [shipped_copy("theme")],
        append("theme/overrides/main.html", "{# new #}\n<!-- x -->"),
    ),
    "a component": ([shipped_copy("theme")], append("theme/components/figures.html", "<hr>")),
    "a folder of one's own": (
        [],
        lambda a: (shipped_copy("content")(a), append("content/pages/index.md", "\nMore.\n")(a)),
    ),
    "mkdocs.yml": ([], lambda a: a.write("mkdocs.yml", "site_url: https://{slug}.example.org/\n")),
    "the provider": (
        [
            lambda a: a.write("mkdocs.yml", PROVIDER % "One"),
            lambda a: a.write("logo.svg", SVG % 1),
        ],
        lambda a: a.write("mkdocs.yml", PROVIDER % "Two"),
    ),
    "the provider's logo": (
        [
            lambda a: a.write("mkdocs.yml", PROVIDER % "One"),
            lambda a: a.write("logo.svg", SVG % 1),
        ],
        lambda a: a.write("logo.svg", SVG % 2),
    ),
    "a theme elsewhere": (
        [
            lambda a: shutil.copytree(shipped("theme") / "overrides", a.workspace.root / "looks"),
            lambda a: a.write("mkdocs.yml", "theme: {custom_dir: looks}\n"),
        ],
        append("looks/main.html", "<!-- x -->"),
    ),
    "a setting taken from elsewhere": (
        [
            lambda a: a.write("mkdocs.yml", "INHERIT: base.yml\n"),
            lambda a: a.write("base.yml", "site_url: https://{slug}.example.org/\n"),
        ],
        lambda a: a.write("base.yml", "site_url: https://{slug}.example.net/\n"),
    ),
    "a plugin's settings": (
        [
            lambda a: a.write("mkdocs.yml", "hooks: [hook.py]\n"),
            lambda a: a.write("hook.py", "def on_page_content(html, **_): return html + 'one'\n"),
        ],
        lambda a: a.write("hook.py", "def on_page_content(html, **_): return html + 'two'\n"),
    ),
}


@pytest.mark.parametrize("what", COMMON)
def test_what_all_sites_are_made_with_counts(agency: Agency, what: str) -> None:
    shutil.rmtree(agency.workspace.clients / "birchcombe")
    before, edit = COMMON[what]
    for each in before:
        each(agency)
    agency.build()
    edit(agency)
    assert as_forced(agency).made == {"aldermere", "corvane"}


def test_a_setting_from_the_environment_counts(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.write("mkdocs.yml", "site_url: !ENV [PORTAL_TEST_ADDRESS]\n")
    for host in ("example.org", "example.net"):
        monkeypatch.setenv("PORTAL_TEST_ADDRESS", f"https://{{slug}}.{host}/")
        agency.build()
        page = agency.workspace.site / "corvane/index.html"
        assert f"https://corvane.{host}/".encode() in page.read_bytes()


def test_the_program_and_all_that_is_installed_count(
    agency: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {common_digest(agency.workspace)}
    package = tmp_path / "program"
    package.mkdir()
    (package / "worker.py").write_text("1")
    monkeypatch.setattr(freshness, "_PACKAGE", package)
    known.add(common_digest(agency.workspace))
    (package / "worker.py").write_text("2")
    known.add(common_digest(agency.workspace))
    for version in ("tool-1.0.dist-info", "tool-1.1.dist-info"):
        (tmp_path / version).mkdir()
        monkeypatch.syspath_prepend(str(tmp_path))
        known.add(common_digest(agency.workspace))
    key = agency.write("key", "one")
    known.add(common_digest(agency.workspace, key))
    agency.write("key", "two")
    known.add(common_digest(agency.workspace, key))
    assert None not in known
    assert len(known) == 7


def link(path: Path, to: str) -> None:
    path.unlink()
    path.symlink_to(to)


# One client's folder, and all that can become of it.
OWN: dict[str, Callable[[Path], object]] = {
    "bytes": lambda p: (p / "client.yml").write_text("2"),
    "another name": lambda p: (p / "client.yml").rename(p / "facts.yml"),
    "one more": lambda p: (p / "more.yml").write_text(""),
    "one less": lambda p: (p / "assets/plan.pdf").unlink(),
    "an empty folder": lambda p: (p / "projects").mkdir(),
    "an attachment": lambda p: (p / "assets/plan.pdf").write_bytes(b"%PDF-2"),
    "a link": lambda p: link(p / "client.yml", "assets/same.yml"),
    "a hard link": lambda p: os.link(p / "client.yml", p.parent / "client.yml"),
    "a pipe": lambda p: os.mkfifo(p / "more.yml"),
    "bytes that move from file to file": lambda p: (
        (p / "assets/a").write_bytes(b"23"),
        (p / "assets/b").write_bytes(b"1"),
    ),
}


@pytest.mark.parametrize("what", OWN)
def test_everything_in_a_clients_folder_counts(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "acme"
    (folder / "assets").mkdir(parents=True)
    for name, text in {
        "client.yml": "1",
        "assets/same.yml": "1",
        "assets/plan.pdf": "%PDF",
    }.items():
        (folder / name).write_text(text)
    (folder / "assets/a").write_bytes(b"2")
    (folder / "assets/b").write_bytes(b"31")
    before = own_digest(folder)
    assert own_digest(folder) == before
    OWN[what](folder)
    assert own_digest(folder) != before


def touch(path: Path, seconds: int = 1) -> None:
    about = path.stat()
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns + seconds))


def replaced(path: Path) -> None:
    """Another file of the same bytes, size and time."""
    about, data = path.stat(), path.read_bytes()
    new = path.with_name("new")
    new.write_bytes(data)
    os.utime(new, ns=(about.st_atime_ns, about.st_mtime_ns))
    new.replace(path)


def swapped(site: Path) -> None:
    (site / "index.html").rename(site / "other")
    (site / "404.html").rename(site / "index.html")
    (site / "other").rename(site / "404.html")


def copied(site: Path) -> None:
    shutil.copytree(site, site.with_name("copy"))
    shutil.rmtree(site)
    site.with_name("copy").rename(site)


# How a site can come to lie otherwise with the same bytes: it is found to be the same, and left.
MOVED: dict[str, Callable[[Path], object]] = {
    "a file has another time": lambda s: touch(s / "index.html"),
    "a file is another one": lambda s: replaced(s / "index.html"),
    "a file cannot be read": lambda s: (s / "data.json").chmod(0o600),
    "the folder cannot be read": lambda s: s.chmod(0o700),
    "all is a copy": copied,
}


@pytest.mark.parametrize("what", MOVED)
def test_a_site_of_the_same_bytes_is_left(
    agency: Agency, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.build()
    MOVED[what](agency.workspace.site / "birchcombe")
    assert as_forced(agency).made == set()
    monkeypatch.setattr(Worker, "take_in", None)  # nothing is left to be looked at
    assert agency.build().made == set()


# What can become of a site: each is put right, and only this site is made anew.
ALTERED: dict[str, Callable[[Path], object]] = {
    "a file is missing": lambda s: (s / "data.json").unlink(),
    "a file is altered": lambda s: (s / "data.json").write_text("{}"),
    "a file is one more": lambda s: (s / "extra.html").write_text("Corvane"),
    "a folder is one more": lambda s: (s / "extra").mkdir(),
    "two files change places": swapped,
    "a file became a link": lambda s: link(s / "data.json", "404.html"),
    "nothing is left": shutil.rmtree,
    "the folder is empty": lambda s: (shutil.rmtree(s), s.mkdir()),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_became_of_a_site_is_put_right(agency: Agency, what: str) -> None:
    agency.build()
    ALTERED[what](agency.workspace.site / "birchcombe")
    assert as_forced(agency).made == {"birchcombe"}


def test_a_style_changed_in_place_is_mended_in_all_sites_that_share_it(agency: Agency) -> None:
    agency.build()
    style = next(agency.workspace.site.glob("birchcombe/assets/stylesheets/*.css"))
    assert style.stat().st_nlink > 1
    with style.open("a") as file:
        file.write("/* mine */")
    assert as_forced(agency).made == {name.lower() for name in NAMES}


STATES: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _: None,
    "empty": lambda _: b"",
    "no JSON": lambda kept: kept[:-9],
    "another client's": lambda kept: kept.replace(b'"birchcombe"', b'"corvane"'),
    "a digest": lambda kept: kept.replace(b'"404.html": "', b'"404.html": "0'),
    "a warning": lambda kept: kept.replace(b'"warnings": []', b'"warnings": [1]'),
    "a name": lambda kept: kept.replace(b'"Birchcombe"', b'"Birchfield"'),
    "no seal": lambda kept: kept.replace(b'"seal"', b'"zeal"'),
    "of the format before": lambda kept: kept.replace(b'"basis"', b'"bases"'),
}


@pytest.mark.parametrize("what", STATES)
def test_a_state_that_is_damaged_is_not_believed(agency: Agency, what: str) -> None:
    agency.build()
    path = agency.workspace.site / ".portal/birchcombe.json"
    before = path.read_bytes()
    after = STATES[what](before)
    assert after != before
    path.unlink() if after is None else path.write_bytes(after)
    assert as_forced(agency).made == {"birchcombe"}


def test_a_record_of_another_version_still_says_what_is_in_the_site(agency: Agency) -> None:
    agency.build()
    output = Output(agency.workspace.site)
    [record] = output.records(["birchcombe"]).values()
    assert record.basis
    kept = {**record.to_json("birchcombe"), "basis": {"rests": "on other things"}}
    del kept["seal"]
    kept["seal"] = sha256(json.dumps(kept).encode()).hexdigest()
    (agency.workspace.site / ".portal/birchcombe.json").write_text(json.dumps(kept))
    assert output.record("birchcombe") == replace(record, basis=None)
    assert as_forced(agency).made == {"birchcombe"}


def test_a_folder_that_is_no_clients_stops_only_itself(agency: Agency) -> None:
    agency.build()
    agency.write(f"clients/{'x' * 250}/client.yml", CLIENT.format(name="Long"))
    done = as_forced(agency)
    assert [slug[:2] for slug, (built, _, _) in done.said.items() if not built] == ["xx"]
    assert done.made == set()


def test_a_client_that_goes_takes_its_site_along_even_without_a_state(agency: Agency) -> None:
    agency.build()
    shutil.rmtree(agency.workspace.site / ".portal")
    shutil.rmtree(agency.workspace.clients / "birchcombe")
    done = as_forced(agency)
    assert not (agency.workspace.site / "birchcombe").exists()
    assert set(done.said) == {"aldermere", "corvane"}


def test_a_new_clients_name_is_looked_for_in_sites_that_did_not_change(agency: Agency) -> None:
    agency.client("Birchcombe", "glossary: [{term: Wharf, meaning: As at Dunmarsh.}]\n")
    assert agency.build().said["birchcombe"][1] == ()
    agency.client("Dunmarsh")
    done = as_forced(agency)
    [warning] = done.said["birchcombe"][1]
    assert "“dunmarsh”" in warning.message
    assert done.made == {"birchcombe", "dunmarsh"}
    assert as_forced(agency).made == set()
    shutil.rmtree(agency.workspace.clients / "dunmarsh")
    done = as_forced(agency)
    assert done.said["birchcombe"][1] == ()
    assert done.made == {"birchcombe"}


def test_a_site_is_looked_through_for_what_its_client_may_not_show(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the site holds and the client's files do not: here its worker put it there."""
    merge = Worker.merge

    def talkative(here: Worker, *given: object) -> object:
        site = merge(here, *given)  # type: ignore[arg-type]
        return replace(site, notice="Dunmarsh")

    monkeypatch.setattr(Worker, "merge", talkative)
    agency.build()
    agency.client("Dunmarsh")
    done = agency.build()
    assert [slug for slug, (built, _, _) in done.said.items() if built] == ["dunmarsh"]


def test_strict_says_again_what_a_lenient_build_let_pass(agency: Agency) -> None:
    agency.client("Birchcombe", "glossary: [{term: Wharf, meaning: See Corvane.}]\n")
    agency.build()
    done = agency.build(strict=True)
    assert [slug for slug, (built, _, _) in done.said.items() if not built] == ["birchcombe"]
    assert done.made == set()


def test_a_revision_counts_and_a_commit_elsewhere_only_moves_the_record_on(agency: Agency) -> None:
    repo = Repo(agency.workspace.root)
    agency.write(".gitignore", "/site\n/forced\n")
    repo.commit({}, "2026-10-01T12:00:00Z")
    agency.build()
    agency.client("Corvane", "glossary: [{term: Quay, meaning: By the water.}]\n")
    repo.commit({}, "2026-10-02T12:00:00Z")
    done = as_forced(agency)
    assert done.made == {"corvane"}
    assert {kept["head"] for kept in done.records.values()} == {repo.git("rev-parse", "HEAD")}
    repo.git("commit", "--quiet", "--amend", "--no-edit", GIT_COMMITTER_DATE="2026-10-03T12:00:00Z")
    assert as_forced(agency).made == {"corvane"}
    shutil.rmtree(agency.workspace.root / ".git")
    done = as_forced(agency)
    assert done.made == {name.lower() for name in NAMES}
    assert all(why for _, _, why in done.said.values())


def test_why_there_is_no_history_counts(agency: Agency) -> None:
    Repo(agency.workspace.root)
    agency.build()
    shutil.rmtree(agency.workspace.root / ".git")
    assert as_forced(agency).made == {name.lower() for name in NAMES}


def edits(chance: random.Random) -> Iterator[tuple[str, Edit]]:
    """Edits without end, each with a name to know it by."""
    number = 0
    names = [*NAMES, "Dunmarsh", "Elmsworth"]
    while True:
        number += 1
        name, other = chance.sample(names, 2)
        slug = name.lower()
        text = f"glossary: [{{term: Term {number}, meaning: As at {other}.}}]\n"
        page = f"{slug}/index.html"
        yield chance.choice(
            [
                (f"{name} is written", lambda a, n=name, t=text: a.client(n, t)),
                (f"{name} has less", lambda a, n=name: a.client(n)),
                (f"{name} breaks", lambda a, n=name: a.client(n, "oops: 1\n")),
                (f"{name} goes", lambda a, s=slug: _gone(a.workspace.clients / s)),
                (
                    f"{name} is renamed",
                    lambda a, n=name, s=slug: a.write(
                        f"clients/{s}/client.yml", CLIENT.format(name=f"{n} Works")
                    ),
                ),
                ("content", append("content/pages/index.md", f"\nSentence {number}.\n")),
                ("theme", append("theme/overrides/main.html", f"<!-- {number} -->")),
                (
                    "mkdocs.yml",
                    lambda a, n=number: a.write("mkdocs.yml", PROVIDER % f"Agency{n % 3}"),
                ),
                (f"{page} is altered", lambda a, f=page: _altered(a, f, "x")),
                (f"{page} is gone", lambda a, f=page: _altered(a, f, None)),
                (f"state of {name}", lambda a, s=slug: _altered(a, f".portal/{s}.json", "}")),
                ("no state", lambda a: _gone(a.workspace.site / ".portal")),
            ]
        )


def _gone(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _altered(agency: Agency, name: str, more: str | None) -> None:
    """Alters what stands in both folders: the site of a client that is broken stays as it is."""
    for out in ("site", "forced"):
        path = agency.workspace.root / out / name
        if path.exists():
            path.write_text(path.read_text() + more) if more else path.unlink()


def test_after_any_sequence_of_edits_the_same_as_a_forced_build(agency: Agency) -> None:
    for name in ("content", "theme"):
        shipped_copy(name)(agency)
    agency.write("logo.svg", SVG % 1)
    chance = random.Random(6)
    kept = 0
    for number, (name, edit) in zip(range(24), edits(chance), strict=False):
        edit(agency)
        if number % 2 and len(list(agency.workspace.clients.iterdir())):
            done = as_forced(agency)
            assert done.files, name
            kept += len(done.said) - len(done.made)
    assert kept > 5


def test_the_stamp_of_a_site_says_how_it_lies_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.html").write_text("1")
    known = {stamp(tmp_path)}
    touch(tmp_path / "a/b.html")
    known.add(stamp(tmp_path))
    assert len(known) == 2
    assert not Output(tmp_path).is_untouched("missing", freshness.Basis("", ""))
