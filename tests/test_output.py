"""Sites take their place whole or not at all, and nothing that is not ours is touched."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from portal_builder import exchange as module
from portal_builder.errors import PortalError
from portal_builder.output import Output, Record


def staged(output: Output, slug: str, text: str) -> Path:
    folder = output.stage(slug)
    (folder / "index.html").write_text(text)
    (folder / "data.json").write_text('{"format": 1, "client": {}}')
    return folder


def test_first_site_and_the_next_one(tmp_path: Path) -> None:
    output = Output(tmp_path / "site")
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({"index.html": "1"}))
        assert (tmp_path / "site/acme/index.html").read_text() == "one"
        output.take("acme", staged(output, "acme", "two"), Record({"index.html": "2"}))
    assert (tmp_path / "site/acme/index.html").read_text() == "two"
    assert output.files("acme") == {"index.html": "2"}
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
    assert left.exists()
    with output.locked():
        assert not left.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(PortalError, match="cannot be written to"),
        Output(tmp_path / "file").locked(),
    ):
        pass


def _hold(path: Path, order: Path) -> None:
    with Output(path).locked():
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
        order.write_text(order.read_text() + "first\n")
    second.join(timeout=30)
    assert second.exitcode == 0
    assert order.read_text() == "first\nsecond\n"


def test_the_record_lists_each_file_with_its_digest(tmp_path: Path) -> None:
    output = Output(tmp_path)
    with output.locked():
        output.take("acme", staged(output, "acme", "one"), Record({"b": "2", "a": "1"}))
    state = json.loads((tmp_path / ".portal/acme.json").read_text())
    assert state == {"format": 1, "slug": "acme", "files": {"a": "1", "b": "2"}}
    assert list((tmp_path / ".portal/staging").iterdir()) == []
