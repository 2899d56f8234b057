"""A sealed site: nothing of it can be read, and in a browser the passphrase opens it whole."""

from __future__ import annotations

import re
import subprocess
from base64 import b64decode
from collections.abc import Iterator, Mapping
from hashlib import pbkdf2_hmac
from json import loads
from pathlib import Path

import pytest
from browsing import Seen, looking, search, serving
from commands import portal
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.sync_api import Browser
from test_accessible import complaints, faults

from portal_builder import sealing
from portal_builder.errors import PortalError, WrongUse
from portal_builder.merge.words import Words
from portal_builder.output import Output
from portal_builder.seal import Key, SealedFolder, generated, sealed, written
from portal_builder.site_record import Record
from portal_builder.verify import digests
from portal_builder.workspace import Workspace

ROOT = Path(__file__).parents[2]
PASSPHRASE = "a fine passphrase, näher"
WORDS = Words(ROOT / "theme" / "strings" / "en.po")
OWN = {"index.html", "seal.css", "seal-key.js", "seal-page.js", "seal-worker.js", "seal.json"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    done = portal(ROOT, "build", "demo", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sealed")
    (place / "passphrase").write_text(f"{PASSPHRASE}\n")
    words = ("--to", str(place / "x7"), "--passphrase-file", str(place / "passphrase"))
    done = portal(ROOT, "seal", "demo", "--out", str(site), *words)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    return place / "x7"


@pytest.fixture
def seen(browser: Browser, folder: Path) -> Iterator[Seen]:
    with serving(folder.parent) as base, looking(browser, f"{base}x7/") as found:
        yield found


def unlock(seen: Seen, passphrase: str = PASSPHRASE) -> None:
    seen.page.fill("#passphrase", passphrase)
    seen.page.click("button")


def opened(folder: Path, passphrase: str) -> dict[str, bytes]:
    """Opens a sealed site by what the docs say of its form, and by none of the program's own code."""
    about = loads((folder / "seal.json").read_text())
    salt = b64decode(about["salt"])
    assert (about["cipher"], about["derivation"]) == ("AES-256-GCM", "PBKDF2-HMAC-SHA256")
    assert about["iterations"] >= 600_000
    key = AESGCM(pbkdf2_hmac("sha256", passphrase.encode(), salt, about["iterations"], 32))

    def content(name: str) -> bytes:
        data = (folder / "sealed" / f"{name}.bin").read_bytes()
        return key.decrypt(data[:12], data[12:], name.encode())

    return {path: content(f["name"]) for path, f in loads(content("index"))["files"].items()}


def test_all_of_the_site_is_in_it_and_comes_out_with_the_passphrase(
    site: Path, folder: Path
) -> None:
    whole = {
        path.relative_to(site / "demo").as_posix(): path.read_bytes()
        for path in (site / "demo").rglob("*")
        if path.is_file()
    }
    assert opened(folder, PASSPHRASE) == whole
    with pytest.raises(InvalidTag):
        opened(folder, "a fine passphrase, naher")


def test_nothing_of_the_site_can_be_read(site: Path, folder: Path, tmp_path: Path) -> None:
    put(tmp_path / "another", FILES)
    own = {name: (tmp_path / "another" / name).read_bytes() for name in OWN}
    secret = {
        word
        for path in (site / "demo").rglob("*")
        if path.suffix in {".html", ".json", ".csv", ".xml", ".ics"}
        for word in (*words(path.read_bytes()), *words(path.name.encode()))
    }.difference(*map(words, own.values()))
    assert {b"Harrowfell", b"Outfitters", b"milestones", b"portal-client"} <= secret
    assert len(secret) > 400
    assert readable(folder, secret) == set()
    assert {p.name for p in folder.iterdir()} == OWN | {"sealed"}
    assert all(
        re.fullmatch(r"index\.bin|[0-9a-f]{32}\.bin", p.name) for p in folder.glob("sealed/*")
    )

    (folder / "sealed" / "milestones.bin").write_bytes((site / "demo" / "data.json").read_bytes())
    assert {b"Harrowfell", b"milestones"} <= readable(folder, secret)
    (folder / "sealed" / "milestones.bin").unlink()


def words(data: bytes) -> set[bytes]:
    """What may be a word: long enough not to come about by chance."""
    return set(re.findall(rb"[A-Za-z][A-Za-z-]{6,}", data))


def readable(folder: Path, secret: set[bytes]) -> set[bytes]:
    """Which words stand in a file or in a name."""
    return {
        word
        for path, data in contents(folder).items()
        for word in words(data) | words(path.encode())
        if word in secret
    }


def test_the_right_passphrase_opens_pages_links_and_search(seen: Seen) -> None:
    page = seen.open("")
    assert page.title() == "This site is sealed"
    unlock(seen)
    page.wait_for_selector(".md-header")
    assert "Harrowfell" in page.title()
    assert page.locator("h1").first.is_visible()
    assert any("Gift cards" in found for found in search(page, "gift cards"))
    page.keyboard.press("Escape")
    page.goto(f"{seen.base}budget/")
    assert page.locator("table").count() > 0
    page.goto(f"{seen.base}schedule")
    assert page.url == f"{seen.base}schedule/"
    data = page.evaluate("fetch('../data.json').then((answer) => answer.json())")
    assert data["client"]["name"] == "Harrowfell Outfitters"
    assert page.evaluate("fetch('../nowhere').then((answer) => answer.status)") == 404
    assert [c for c in seen.complaints if "404" not in c] == []
    assert seen.foreign() == []


def test_a_wrong_passphrase_is_said_and_opens_nothing(seen: Seen) -> None:
    page = seen.open("")
    unlock(seen, "a wrong passphrase")
    page.get_by_text("does not open the site").wait_for()
    assert page.locator("[role=status]").inner_text() == (
        "This passphrase does not open the site. Please look for a typing mistake."
    )
    assert "Harrowfell" not in page.content()
    unlock(seen, f"  {PASSPHRASE.replace('ä', 'a' + chr(0x308))}\t")
    page.wait_for_selector(".md-header")


@pytest.mark.corpus
@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_the_page_that_asks_can_be_used_by_everyone(
    browser: Browser, folder: Path, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    with (
        serving(folder) as base,
        browser.new_context(color_scheme=scheme, viewport=size) as context,
    ):  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(base)
        assert faults(page) == []
        page.fill("#passphrase", "wrong")
        page.click("button")
        page.get_by_text("does not open").wait_for()
        assert faults(page) == []
    assert complaints(folder / "index.html") == []


def test_a_closed_site_asks_again_and_leads_to_where_one_wanted(seen: Seen) -> None:
    page = seen.open("")
    unlock(seen)
    page.wait_for_selector(".md-header")
    page.goto(f"{seen.base}?lock")
    assert page.title() == "This site is sealed"
    page.goto(f"{seen.base}issues/#iss-1")
    assert page.title() == "This site is sealed"
    assert "Harrowfell" not in page.content()
    unlock(seen)
    page.wait_for_selector(".md-header")
    assert page.url == f"{seen.base}issues/#iss-1"


def test_the_page_that_asks_leads_nowhere_else(seen: Seen) -> None:
    page = seen.open("?next=//example.org/x")
    with page.expect_event("framenavigated"):
        unlock(seen)
    assert page.url == seen.base
    page.wait_for_selector(".md-header")
    assert page.url == seen.base


def test_an_update_is_seen_and_another_passphrase_asks_again(
    browser: Browser, tmp_path: Path
) -> None:
    page = "<title>{}</title><p>{}"
    put(tmp_path / "x", {"index.html": page.format("one", "first").encode()})
    with serving(tmp_path) as base, looking(browser, f"{base}x/") as seen:
        shown = seen.open("")
        unlock(seen)
        shown.get_by_text("first").wait_for()
        put(tmp_path / "x", {"index.html": page.format("two", "second").encode()})
        shown.reload()
        assert shown.title() == "two"
        put(tmp_path / "x", {"index.html": page.format("three", "third").encode()}, "another")
        shown.reload()
        assert shown.title() == "This site is sealed"
        unlock(seen)
        shown.get_by_text("does not open").wait_for()
        unlock(seen, "another")
        shown.get_by_text("third").wait_for()


def test_the_browser_keeps_the_key_for_twelve_hours(browser: Browser, tmp_path: Path) -> None:
    put(tmp_path / "x", FILES)
    with serving(tmp_path) as base, looking(browser, f"{base}x/") as seen:
        page = seen.open("")
        unlock(seen)
        page.get_by_text("one").wait_for()
        for hours, closed in ((11.9, False), (12.1, True)):
            page.evaluate(AGED, hours)
            page.reload()
            assert (page.title() == "This site is sealed") == closed


AGED = """hours => new Promise((resolve) => {
  const opening = indexedDB.open("portal-seal", 1);
  opening.onsuccess = () => {
    const change = opening.result.transaction("keys", "readwrite");
    const store = change.objectStore("keys");
    const kept = store.openCursor();
    kept.onsuccess = () => kept.result?.update({ ...kept.result.value, used: Date.now() - hours * 3600e3 });
    change.oncomplete = () => { opening.result.close(); resolve(); };
  };
})"""
"""Makes the key that the browser keeps as many hours older."""

FILES = {"index.html": b"<p>one", "assets/a.css": b"p{}"}


def put(folder: Path, files: dict[str, bytes], passphrase: str = PASSPHRASE) -> Key:
    target = SealedFolder(folder)
    target.check()
    key = target.key(passphrase)
    target.put(sealed(files.items(), key, WORDS))
    return key


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_an_update_changes_only_what_differs_and_keeps_the_key(tmp_path: Path) -> None:
    put(tmp_path / "x", FILES)
    before = contents(tmp_path / "x")
    put(tmp_path / "x", FILES)
    assert contents(tmp_path / "x") == before
    put(tmp_path / "x", {**FILES, "index.html": b"<p>two"})
    after = contents(tmp_path / "x")
    changed = {name for name in after if after[name] != before.get(name)}
    assert len(changed) == 2
    assert "sealed/index.bin" in changed
    assert len(after) == len(before)
    assert opened(tmp_path / "x", PASSPHRASE)["index.html"] == b"<p>two"


def test_another_passphrase_makes_all_of_it_new(tmp_path: Path) -> None:
    put(tmp_path / "x", FILES)
    before = contents(tmp_path / "x")
    put(tmp_path / "x", FILES, "another passphrase")
    after = contents(tmp_path / "x")
    assert set(before.items()) & set(after.items()) == {(n, before[n]) for n in OWN - {"seal.json"}}
    with pytest.raises(InvalidTag):
        opened(tmp_path / "x", PASSPHRASE)


def test_no_two_files_share_a_nonce_and_each_belongs_to_its_place(tmp_path: Path) -> None:
    put(tmp_path / "x", {f"{n}.html": b"the same text" for n in range(50)})
    found = [p.read_bytes() for p in (tmp_path / "x" / "sealed").iterdir()]
    assert len({data[:12] for data in found}) == len({data[12:] for data in found}) == 51
    one, two, *_ = sorted((tmp_path / "x" / "sealed").glob("[0-9a-f]*.bin"))
    two.write_bytes(one.read_bytes())
    with pytest.raises(InvalidTag):
        opened(tmp_path / "x", PASSPHRASE)


def test_a_sealed_file_belongs_to_its_place(tmp_path: Path) -> None:
    key = put(tmp_path / "x", FILES)
    one, two, *_ = sorted((tmp_path / "x" / "sealed").glob("[0-9a-f]*.bin"))
    assert key.opens(one.stem, one.read_bytes())
    assert not key.opens(two.stem, one.read_bytes())


def test_each_key_has_a_salt_of_its_own_and_is_said_nowhere() -> None:
    one, two = (Key.of(PASSPHRASE, iterations=1) for _ in range(2))
    assert one.salt != two.salt
    assert re.fullmatch(r"Key\(salt=b.*, iterations=1\)", repr(one))


@pytest.fixture
def built(tmp_path: Path) -> Workspace:
    """A workspace with a site of one page, as `portal build` would leave it."""
    (tmp_path / "clients").mkdir()
    output = Output(tmp_path / "site")
    with output.locked():
        staged = output.stage("acme")
        (staged / "index.html").write_text("one")
        output.take("acme", staged, Record(digests(staged)))
    return Workspace(tmp_path)


def test_sealing_takes_no_other_folders_place(built: Workspace) -> None:
    (built.root / "x").mkdir()
    (built.root / "x/notes.txt").write_text("mine")
    with pytest.raises(PortalError, match="no sealed site"):
        sealing.seal(built, "acme", built.root / "x", PASSPHRASE)
    assert [p.name for p in (built.root / "x").iterdir()] == ["notes.txt"]


def test_what_changes_while_it_is_sealed_is_not_sealed(
    built: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = sealing.as_verified

    def changed_after(slug: str, root: Path, files: Mapping[str, str]) -> object:
        found = verified(slug, root, files)
        (root / "index.html").write_text("mine")
        return found

    monkeypatch.setattr(sealing, "as_verified", changed_after)
    with pytest.raises(PortalError, match=r"index\.html changed while it was read"):
        sealing.seal(built, "acme", built.root / "x", PASSPHRASE)
    assert not (built.root / "x").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine").write_text("mine")
    with pytest.raises(PortalError, match="no sealed site"):
        put(tmp_path / "x", FILES)
    assert contents(tmp_path / "x") == {"mine": b"mine"}
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_the_passphrase_is_the_only_line_on_standard_output(site: Path, tmp_path: Path) -> None:
    words = ("seal", "demo", "--out", str(site), "--to", str(tmp_path / "x"))
    done = portal(ROOT, *words)
    assert done.returncode == 0
    passphrase = done.stdout.decode().removesuffix("\n")
    assert re.fullmatch(r"[2-9a-z]{4}(-[2-9a-z]{4}){5}", passphrase)
    assert passphrase.encode() not in done.stderr
    assert "index.html" in opened(tmp_path / "x", passphrase)
    assert generated() != generated()


def test_a_site_that_is_not_as_it_was_verified_is_not_sealed(site: Path, tmp_path: Path) -> None:
    subprocess.run(["cp", "-a", f"{site}/.", tmp_path / "site"], check=True)
    (tmp_path / "site" / "demo" / "data.json").write_text("{}")
    done = portal(ROOT, "seal", "demo", "--out", f"{tmp_path}/site", "--to", f"{tmp_path}/x")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"data.json" in done.stderr
    assert not (tmp_path / "x").exists()
    assert (
        portal(ROOT, "seal", "nobody", "--out", str(site), "--to", f"{tmp_path}/x").returncode == 2
    )


def test_a_short_passphrase_is_warned_of(site: Path, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("rosebud")
    words = ("--to", f"{tmp_path}/x", "--passphrase-file", f"{tmp_path}/passphrase")
    done = portal(ROOT, "seal", "demo", "--out", str(site), *words)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"can be guessed" in done.stderr
    assert b"rosebud" not in done.stderr


@pytest.mark.parametrize("text", [b"", b"\n", b" \t\n", b"\xff\n"])
def test_a_file_without_a_passphrase_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "passphrase").write_bytes(text)
    with pytest.raises(WrongUse):
        written(tmp_path / "passphrase")
    with pytest.raises(WrongUse):
        written(tmp_path / "missing")
