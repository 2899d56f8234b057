"""Sites take their place whole or not at all, and nothing that is not ours is touched."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from portal_builder import exchange as module
from portal_builder import output as folder_of_sites
from portal_builder.errors import PortalError
from portal_builder.output import Output, client_of
from portal_builder.site_record import Record

MARK = '<meta name="portal-client" content="{}">'


def staged(output: Output, slug: str, text: str) -> Path:
    folder = output.stage(slug)
    (folder / "index.html").write_text(text)
    (folder / "404.html").write_text(MARK.format(slug))
    return folder


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_first_site_and_the_next_one(tmp_path: Path) -> None:
    output = Output(tmp_path / "site")
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({"index.html": "1"}))
        assert (tmp_path / "site/acme/index.html").read_text() == "one"
        output.take("acme", staged(output, "acme", "two"), Record({"index.html": "2"}))
    assert (tmp_path / "site/acme/index.html").read_text() == "two"
    assert output.files("acme") == {"index.html": "2"}
    assert sorted(p.name for p in (tmp_path / "site/.portal").iterdir()) == [
        "acme.json",
        "lock",
        "staging",
    ]
    assert list((tmp_path / "site/.portal/staging").iterdir()) == []
    assert (tmp_path / "site/acme").stat().st_mode & 0o777 == 0o755


def test_without_exchange_it_takes_two_renames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.ctypes, "CDLL", lambda *_args, **_kwargs: object())
    test_first_site_and_the_next_one(tmp_path)


def test_a_kill_between_the_two_renames_loses_no_site(tmp_path: Path) -> None:
    output = Output(tmp_path / "site")
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({"index.html": "1"}))
        left = output.stage("acme")
    with output.locked():
        output.site("acme").rename(left.with_name(f"{left.name}.old"))
    assert not output.site("acme").exists()
    with output.locked():
        assert output.site("acme").exists()
        assert (output.site("acme") / "index.html").read_text() == "one"
        assert list((tmp_path / "site/.portal/staging").iterdir()) == []


def test_a_swap_that_fails_half_way_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("staged", "place"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("")
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name == "staged":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(module.ctypes, "CDLL", lambda *_args, **_kwargs: object())
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="No space"):
        module.exchange(tmp_path / "staged", tmp_path / "place")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["place", "place", "staged", "staged"]


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_the_portal_did_not_make_is_left_alone(tmp_path: Path, kind: str) -> None:
    output = Output(tmp_path / "site")
    place = tmp_path / "site/acme"
    with output.locked():
        folder = staged(output, "acme", "one")
        if kind == "file":
            place.write_text("mine")
        elif kind == "link":
            (tmp_path / "else").mkdir()
            place.symlink_to(tmp_path / "else")
        else:
            place.mkdir()
            (place / "notes.txt").write_text("mine")
        with pytest.raises(PortalError, match="no site that the portal made"):
            output.take("acme", folder, Record({}))
    assert place.is_symlink() == (kind == "link")
    assert "acme" not in output.slugs()
    if kind == "folder":
        assert [p.name for p in place.iterdir()] == ["notes.txt"]


def test_a_site_is_known_even_without_its_record(tmp_path: Path) -> None:
    output = Output(tmp_path)
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({}))
        (tmp_path / ".portal/acme.json").unlink()
        assert output.slugs() == ["acme"]
        output.take("acme", staged(output, "acme", "two"), Record({}))
        output.remove("acme")
    assert output.slugs() == []
    assert not (tmp_path / ".portal/acme.json").exists()


def test_what_took_the_place_of_a_site_is_not_ours(tmp_path: Path) -> None:
    output = Output(tmp_path)
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({"index.html": digest("one")}))
        shutil.rmtree(tmp_path / "acme")
        (tmp_path / "acme").mkdir()
        (tmp_path / "acme/index.html").write_text("mine")
        assert not output.is_ours("acme")


def test_a_copy_under_another_name_is_not_ours(tmp_path: Path) -> None:
    output = Output(tmp_path)
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({"index.html": digest("one")}))
    shutil.copytree(tmp_path / "acme", tmp_path / "acme-old")
    assert output.slugs() == ["acme"]
    assert not output.is_ours("acme-old")
    assert client_of(tmp_path / "acme-old") == "acme"


def test_a_damaged_site_is_known_by_what_is_still_whole(tmp_path: Path) -> None:
    output = Output(tmp_path)
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({"index.html": digest("one")}))
    (tmp_path / "acme/404.html").unlink()
    assert output.is_ours("acme")
    (tmp_path / "acme/index.html").write_text("two")
    assert not output.is_ours("acme")


def test_a_site_can_be_read_whoever_built_it(tmp_path: Path) -> None:
    output = Output(tmp_path)
    mask = os.umask(0o077)
    try:
        with output.locked():
            folder = staged(output, "acme", "one")
            (folder / "scope").mkdir()
            (folder / "scope/page.html").write_text("x")
            output.take("acme", folder, Record({}))
    finally:
        os.umask(mask)
    modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "acme").rglob("*")}
    assert modes == {"404.html": 0o644, "index.html": 0o644, "scope": 0o755, "page.html": 0o644}


@pytest.mark.parametrize("end", ["exchange", "_clear"])
def test_where_a_build_ends_early_the_record_is_that_of_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    output = Output(tmp_path)
    records = {text: Record({"index.html": digest(text)}) for text in ("one", "two", "three")}

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with output.locked():
        output.take("acme", staged(output, "acme", "one"), records["one"])
        with monkeypatch.context() as patch:
            patch.setattr(folder_of_sites, end, stop)
            for text in ("two", "two"):
                with pytest.raises(KeyboardInterrupt):
                    output.take("acme", staged(output, "acme", text), records[text])
        standing = (tmp_path / "acme/index.html").read_text()
        assert standing == {"exchange": "one", "_clear": "two"}[end]
        assert output.record("acme") == records[standing]
        output.take("acme", staged(output, "acme", "three"), records["three"])
    assert output.record("acme") == records["three"]
    assert not (tmp_path / ".portal/acme.before.json").exists()


@pytest.mark.parametrize(
    "state",
    [b"", b"[]", b"\xff", b'{"format": 2}', b'{"format": 1, "slug": "other", "files": {}}',
     b'{"format": 1, "slug": "acme", "files": []}', b"[" * 100_000],
)  # fmt: skip
def test_a_damaged_record_is_not_believed(tmp_path: Path, state: bytes) -> None:
    output = Output(tmp_path)
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({}))
    (tmp_path / ".portal/acme.json").write_bytes(state)
    assert output.files("acme") is None


def test_an_aborted_build_leaves_nothing_behind(tmp_path: Path) -> None:
    output = Output(tmp_path)
    with output.locked():
        left = staged(output, "acme", "half")
        (left.parent / "acme.json.1").write_text("{")
    assert left.exists()
    with output.locked():
        assert list(left.parent.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(PortalError, match="cannot be written to"),
        Output(tmp_path / "file").locked(),
    ):
        pass


def _hold(path: Path, order: Path) -> None:
    with Output(path).locked(lambda: order.write_text("waiting\n")):
        order.write_text(order.read_text() + "second\n")


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    order = tmp_path / "order"
    order.write_text("")
    context = multiprocessing.get_context("spawn")
    second = context.Process(target=_hold, args=(tmp_path / "site", order))
    with Output(tmp_path / "site").locked():
        second.start()
        second.join(timeout=1.5)
        assert second.is_alive()
        while not order.read_text():
            assert second.is_alive()
        order.write_text(order.read_text() + "first\n")
    second.join(timeout=30)
    assert second.exitcode == 0
    assert order.read_text() == "waiting\nfirst\nsecond\n"


def test_the_record_lists_each_file_with_its_digest(tmp_path: Path) -> None:
    output = Output(tmp_path)
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({"b": "2", "a": "1"}))
    state = json.loads((tmp_path / ".portal/acme.json").read_text())
    assert state == {"format": 1, "slug": "acme", "files": {"a": "1", "b": "2"}}
    assert list((tmp_path / ".portal/staging").iterdir()) == []
