"""What differs from what is published, laid over it, is a whole build; what cannot be relied on is built."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from commands import portal

from portal_builder import delivery, pipeline
from portal_builder.errors import WrongUse
from portal_builder.job import BuildResult
from portal_builder.output import Output
from portal_builder.publish import Folder
from portal_builder.publish.release import digest_of, read_manifest
from portal_builder.published import NOT_AS_PUBLISHED, Unread, open_reference
from portal_builder.published.fetched import FetchedReference
from portal_builder.published.folder import FolderReference
from portal_builder.sharding import Shard
from portal_builder.verify import digests
from portal_builder.workspace import Workspace, shipped

CLIENT = """client: {{name: {name}, currency: GBP}}
project: {{name: Relaunch, started_on: 2026-01-05, as_of: 2026-10-02}}
"""
NAMES = ("Aldermere", "Birchcombe", "Corvane")
SLUGS = {name.lower() for name in NAMES}


@dataclass
class Agency:
    """A small workspace, and what is published of it."""

    root: Path

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root / "agency")

    @property
    def public(self) -> Path:
        return self.root / "public"

    def write(self, name: str, text: str) -> None:
        path = self.workspace.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def client(self, name: str, more: str = "") -> None:
        self.write(f"clients/{name.lower()}/client.yml", CLIENT.format(name=name) + more)

    def build(self, out: str, *slugs: str, **options: Any) -> BuildResult:
        return pipeline.build(self.workspace, slugs, out=self.root / out, jobs=1, **options)

    def publish(self, out: str) -> dict[str, str]:
        done = delivery.publish(self.workspace, Folder(self.public), out=self.root / out)
        assert not done.faults
        return {outcome.slug: str(outcome.step) for outcome in done.outcomes}

    def differing(self, address: Path | str | None = None, **options: Any) -> set[str]:
        """The clients that are built into a folder of their own, and stand alone in it."""
        shutil.rmtree(self.root / "part", ignore_errors=True)
        done = self.build("part", published=str(address or self.public), **options)
        built = {outcome.slug for outcome in done.built}
        assert built == {p.name for p in (self.root / "part").iterdir()} - {".portal"}
        return built

    def current(self, slug: str) -> Path:
        return self.public / slug / "current"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Agency(tmp_path_factory.mktemp("published"))
    for name in NAMES:
        made.client(name)
    made.build("site")
    made.publish("site")
    return made.root


@pytest.fixture
def agency(published: Path, tmp_path: Path) -> Agency:
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Agency(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and ".portal" not in p.parts
    }


def edits(agency: Agency, chance: random.Random) -> list[Callable[[], None]]:
    """What may happen to a workspace between two builds."""
    name = chance.choice([*NAMES, "Dunmarsh"])
    folder = agency.workspace.clients / name.lower()
    term = f"\nglossary: [{{term: Quay {chance.random()}, meaning: By the water.}}]\n"
    page = f"# Notes {chance.random()}\n"
    words = (shipped("content") / "pages/glossary.md").read_text() + page
    return [
        lambda: None,
        lambda: agency.client(name),
        lambda: agency.client(name, term),
        lambda: agency.write(f"clients/{name.lower()}/pages/notes.md", page),
        lambda: agency.write("content/pages/glossary.md", words),
        lambda: shutil.rmtree(folder, ignore_errors=True),
    ]


def test_what_differs_laid_over_the_release_is_a_whole_build(agency: Agency) -> None:
    shutil.copytree(shipped("content"), agency.workspace.root / "content")
    chance = random.Random(7)
    laid = shutil.copytree(agency.root / "site", agency.root / "laid")
    for _ in range(8):
        chance.choice(edits(agency, chance))()
        whole = agency.build("whole", force=True)
        planned = pipeline.plan(agency.workspace, out=agency.root / "none", published=str(laid))
        differing = agency.differing(laid)
        assert differing == set(planned)
        before = files(laid)
        shutil.copytree(agency.root / "part", laid, dirs_exist_ok=True)
        for slug in {p.name for p in laid.iterdir()} - {o.slug for o in whole.built} - {".portal"}:
            Output(laid).remove(slug)
        assert files(laid) == files(agency.root / "whole")
        changed = {p.split("/")[0] for p, data in files(laid).items() if before.get(p) != data}
        assert changed <= differing
        assert agency.differing() >= changed
        agency.publish("part")
        for slug in (o.slug for o in whole.built):
            seen = files(agency.current(slug).resolve())
            wanted = files(agency.root / "whole" / slug)
            assert {path: seen[path] for path in wanted} == wanted
    assert not agency.differing()
    assert not agency.differing(laid)


def test_only_what_differs_is_built_and_the_rest_is_counted(agency: Agency) -> None:
    assert not agency.differing()
    agency.client("Corvane", "glossary: [{term: Quay, meaning: By the water.}]\n")
    words = ("build", "--out", str(agency.root / "new"), "--published", str(agency.public))
    done = portal(agency.workspace.root, *words)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[0] == b"built corvane"
    assert done.stdout.endswith(b"1 site built; 2 published as they would be built\n")
    words = ("plan", *words[3:], "--format", "gitlab", "--shards", "2")
    done = portal(agency.workspace.root, *words)
    assert b"portal build --shard 2/2 --published" in done.stdout
    assert b"1/2" not in done.stdout


def test_what_it_is_compared_with_may_lie_in_three_ways(agency: Agency) -> None:
    for slug in SLUGS:
        shutil.copytree(agency.current(slug), agency.root / "served" / slug)
    agency.client("Aldermere", "# another word\n")
    for address in (
        agency.public,
        f"file:{agency.public}",
        agency.root / "served",
        agency.root / "site",
    ):
        assert agency.differing(address) == {"aldermere"}


def test_named_clients_parts_and_force(agency: Agency) -> None:
    agency.client("Aldermere", "# another word\n")
    agency.client("Corvane", "# another word\n")
    public = str(agency.public)
    done = agency.build("one", "aldermere", "birchcombe", published=public)
    assert [o.slug for o in done.built] == ["aldermere"]
    assert [o.slug for o in done.published] == ["birchcombe"]
    held = {slug for slug in ("aldermere", "corvane") if Shard(1, 2).holds(slug)}
    assert agency.differing(shard=Shard(1, 2)) == held
    assert agency.differing(force=True) == SLUGS


def test_what_stood_in_the_folder_before_and_is_published_goes(agency: Agency) -> None:
    agency.client("Corvane", "# another word\n")
    (agency.root / "site/mine").mkdir()
    done = agency.build("site", published=str(agency.public))
    assert done.removed == ["aldermere", "birchcombe"]
    assert {p.name for p in (agency.root / "site").iterdir()} == {".portal", "mine", "corvane"}


def test_a_partial_build_is_proven_and_published_also_where_it_is_empty(agency: Agency) -> None:
    root, out = agency.workspace.root, str(agency.root / "part")
    assert not agency.differing()
    to = ("publish", "--to", f"file:{agency.public}", "--out", out)
    done = portal(root, *to)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"nothing to publish\n", b"")
    assert portal(root, "verify", out).returncode == 0
    agency.client("Corvane", "# another word\n")
    assert agency.differing() == {"corvane"}
    assert agency.publish("part") == {"corvane": "unchanged"}
    assert not agency.differing()
    agency.client("Corvane", "glossary: [{term: Quay, meaning: By the water.}]\n")
    assert agency.differing() == {"corvane"}
    assert agency.publish("part") == {"corvane": "published"}
    assert not agency.differing()


def _altered(place: Path) -> None:
    (place / "data.json").write_text("{}")


def _same_size(place: Path) -> None:
    data = (place / "index.html").read_bytes()
    (place / "index.html").write_bytes(data[:-1] + b" ")


def _lost(place: Path) -> None:
    (place / "glossary.json").write_text("")
    (place / "404.html").unlink()


def _one_more(place: Path) -> None:
    (place / "more.html").write_text("mine")


def _a_link(place: Path) -> None:
    (place / "404.html").rename(place.parent / "404.html")
    (place / "404.html").symlink_to(place.parent / "404.html")


def _no_manifest(place: Path) -> None:
    (place / "manifest.json").unlink()


def _pipe(place: Path) -> None:
    _no_manifest(place)
    os.mkfifo(place / "manifest.json")


def _manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def spoil(place: Path) -> None:
        statement = json.loads((place / "manifest.json").read_bytes())
        change(statement)
        (place / "manifest.json").write_text(json.dumps(statement))

    return spoil


def _definition(statement: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = statement["predicate"]["buildDefinition"]
    return found


def _text(data: bytes) -> Callable[[Path], None]:
    return lambda place: (place / "manifest.json").write_bytes(data) and None


STANDS, WHOLE = "what stands there is not what was published", "the manifest is not whole"
SPOILT: dict[str, tuple[Callable[[Path], None], str]] = {
    "altered": (_altered, STANDS),
    "altered, of the same size": (_same_size, STANDS),
    "lost": (_lost, STANDS),
    "one more": (_one_more, STANDS),
    "a link": (_a_link, STANDS),
    "no manifest": (_no_manifest, "nothing of it is published there"),
    "a pipe": (_pipe, "manifest.json is no regular file"),
    "of an earlier version": (
        _manifest(lambda s: _definition(s).pop("internalParameters")),
        "nothing says from what it was made",
    ),
    "another key": (_manifest(lambda s: _definition(s).update(internalParameters={"key": 7})), WHOLE),
    "another client's": (
        _manifest(lambda s: _definition(s).update(externalParameters={"client": "birchcombe"})),
        WHOLE,
    ),
    "a page": (_text(b"<!doctype html><title>Sign in</title>"), WHOLE),
    "deep": (_text(b"[" * 200_000), WHOLE),
    "a number": (_text(b"7"), WHOLE),
    "large": (_text(b" " * (16 * 1024 * 1024) + b"{}"), WHOLE),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_site_that_cannot_be_relied_on_is_built_and_a_note_says_why(
    agency: Agency, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, why = SPOILT[name]
    spoil(agency.current("corvane"))
    assert agency.differing() == {"corvane"}
    assert capsys.readouterr().err == f"corvane: built, for {why}\n"
    assert files(agency.root / "part/corvane") == files(agency.root / "site/corvane")


def test_another_key_is_another_site(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    other = {"key": "0" * 64}
    _manifest(lambda s: _definition(s).update(internalParameters=other))(agency.current("corvane"))
    assert agency.differing() == {"corvane"}
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "spoil", [lambda p: p.unlink(), lambda p: p.write_text("{"), lambda p: p.write_text("[]")]
)
def test_a_built_site_without_its_record_is_built(
    agency: Agency, spoil: Callable[[Path], object]
) -> None:
    spoil(agency.root / "site/.portal/corvane.json")
    assert agency.differing(agency.root / "site") == {"corvane"}


def test_a_reference_that_is_not_there_means_all(
    agency: Agency, capsys: pytest.CaptureFixture[str]
) -> None:
    assert agency.differing(agency.root / "nowhere") == SLUGS
    said = capsys.readouterr().err
    assert said.startswith("all is built, for what is published cannot be read: ")
    assert said.count("\n") == 1


def test_what_is_no_reference_is_wrong_use_and_no_secret_is_said(agency: Agency) -> None:
    out = str(agency.root / "part")
    for address in (
        "https://lead:tr0ub4dor@example.org/", "https://example.org/?token=tr0ub4dor",
        "ftp://example.org/", "https:///lead:tr0ub4dor@acme", out,
    ):  # fmt: skip
        done = portal(agency.workspace.root, "build", "--out", out, "--published", address)
        assert done.returncode == 2
        assert b"tr0ub4dor" not in done.stdout + done.stderr
        assert b"Traceback" not in done.stderr


def test_warnings_are_said_again_and_count_under_strict(agency: Agency) -> None:
    agency.client("Dunmarsh")
    agency.client("Corvane", "glossary: [{term: Quay, meaning: As at Dunmarsh.}]\n")
    agency.build("site")
    agency.publish("site")
    done = agency.build("part", published=str(agency.public))
    assert {o.slug: len(o.problems) for o in done.published} == {
        "aldermere": 0, "birchcombe": 0, "corvane": 1, "dunmarsh": 0,
    }  # fmt: skip
    done = agency.build("part", published=str(agency.public), strict=True)
    assert [o.slug for o in done.failed] == ["corvane"]


def test_a_new_clients_name_in_anothers_text_is_warned_of(agency: Agency) -> None:
    agency.client("Corvane", "glossary: [{term: Quay, meaning: As at Dunmarsh.}]\n")
    agency.build("site")
    agency.publish("site")
    agency.client("Dunmarsh")
    done = agency.build("part", published=str(agency.public))
    assert [o.slug for o in done.built] == ["dunmarsh"]
    (corvane,) = [o for o in done.published if o.slug == "corvane"]
    assert "“dunmarsh”" in corvane.problems[0].message


def test_a_new_clients_name_in_a_site_whose_files_do_not_hold_it(agency: Agency) -> None:
    """As though it had been let through: its digests are in order, and it is built again."""
    place = agency.current("corvane")
    manifest = read_manifest((place / "manifest.json").read_bytes())
    assert manifest
    page = (place / "index.html").read_text().replace("Relaunch", "Dunmarsh")
    (place / "index.html").write_text(page)
    digests = {**manifest.files, "index.html": sha256(page.encode()).hexdigest()}
    statement = json.loads(manifest.to_bytes())
    for each in statement["subject"]:
        each["digest"]["sha256"] = digests[each["name"]]
    statement["predicate"]["portal_release"]["digest"] = digest_of(digests)
    (place / "manifest.json").write_text(json.dumps(statement))
    assert not agency.differing()
    agency.client("Dunmarsh")
    assert agency.differing() == {"corvane", "dunmarsh"}
    assert pipeline.plan(
        agency.workspace, out=agency.root / "none", published=str(agency.public)
    ) == ["corvane", "dunmarsh"]


def test_a_broken_client_stops_only_itself(agency: Agency) -> None:
    agency.client("Corvane", "nothing: known\n")
    done = agency.build("part", published=str(agency.public))
    assert [o.slug for o in done.failed] == ["corvane"]
    assert [o.slug for o in done.published] == ["aldermere", "birchcombe"]
    assert not done.built


def test_a_manifest_says_nothing_of_other_clients(agency: Agency) -> None:
    """Neither their number nor their names change a byte of what is known of a release's input."""

    def keys() -> dict[str, str | None]:
        found = {
            s: read_manifest((agency.current(s) / "manifest.json").read_bytes()) for s in SLUGS
        }
        return {slug: manifest.key if manifest else None for slug, manifest in found.items()}

    before = keys()
    assert all(before.values())
    agency.client("Dunmarsh", "glossary: [{term: Quay, meaning: By the water.}]\n")
    shutil.rmtree(agency.workspace.clients / "birchcombe")
    agency.client("Aldermere", "# another word\n")
    agency.build("site", force=True)
    agency.publish("site")
    after = keys()
    assert after["corvane"] == before["corvane"]
    assert after["aldermere"] != before["aldermere"]


def test_a_reference_is_read_as_it_is_named() -> None:
    with pytest.raises(WrongUse, match="no credentials"):
        open_reference("https://a:b@example.org")
    with pytest.raises(WrongUse, match="nothing published"):
        open_reference("gopher://example.org")


@dataclass
class Served(FetchedReference):
    """A folder of built sites as if it were fetched."""

    folder: Path
    gave_up = ""

    def get(self, slug: str, path: str, limit: int) -> bytes | None:  # noqa: ARG002
        file = self.folder / path
        return file.read_bytes()[: limit + 1] if file.is_file() else None


def test_a_served_record_is_not_taken_at_its_word(agency: Agency) -> None:
    agency.build("site")
    near = FolderReference(agency.root / "site").digests("aldermere")
    assert near.basis is not None
    assert Served(agency.root / "site").digests("aldermere") == replace(near, basis=None)


def test_of_a_served_site_each_file_is_as_its_record_says(agency: Agency) -> None:
    agency.build("site")
    served = Served(agency.root / "site")
    said = served.digests("aldermere")
    with served.site(said) as folder:
        assert digests(folder) == said.files
    page = agency.root / "site/aldermere/index.html"
    page.write_bytes(page.read_bytes() + b" ")
    with pytest.raises(Unread, match=NOT_AS_PUBLISHED), served.site(said):
        pass


def test_a_record_is_taken_at_its_word_only_where_the_names_are_the_same(agency: Agency) -> None:
    agency.client("Corvane", "glossary: [{term: Quay, meaning: As at Dunmarsh.}]\n")
    agency.build("site")
    site = str(agency.root / "site")
    assert [o.problems for o in agency.build("part", published=site).published] == [(), (), ()]
    agency.client("Dunmarsh")
    done = agency.build("part", published=site)
    assert [o.slug for o in done.built] == ["dunmarsh"]
    assert [len(o.problems) for o in done.published] == [0, 0, 1]
    page = agency.root / "site/aldermere/index.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert agency.differing(site) == {"aldermere", "dunmarsh"}
