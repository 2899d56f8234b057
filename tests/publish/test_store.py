"""Object stores: what is sent and in which order, with which headers, and what is removed."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
import s3
from publishing import Agency, Connect, asset, pages

from portal_builder.errors import PortalError, WrongUse
from portal_builder.publish import GitHistory, Refused, Step, StoreFault, open_target
from portal_builder.publish.headers import ASK_AGAIN, FOREVER, content_type


def seen(endpoint: str, prefix: str = "live/acme/") -> dict[str, str]:
    found = s3.objects(endpoint, prefix)
    found.pop("manifest.json", None)
    return {path: data.decode() for path, data in found.items()}


def puts(proxy: s3.Proxy) -> list[str]:
    """The objects of the client that were written, in their order."""
    start = f"/{s3.BUCKET}/live/acme/"
    return [p.removeprefix(start) for m, p in proxy.seen if m == "PUT" and p.startswith(start)]


def test_objects_are_the_sites_files(agency: Agency, endpoint: str) -> None:
    assert agency.step(pages("one")) is Step.PUBLISHED
    assert seen(endpoint) == pages("one")
    assert agency.target.slugs() == ["acme"]
    (standing,) = agency.target.releases("acme")
    assert standing.is_current
    assert standing.manifest.source.head == agency.heads[0]
    assert agency.step() is Step.UNCHANGED


def test_without_a_prefix_the_client_stands_at_the_top(
    agency: Agency, endpoint: str, connect: Connect
) -> None:
    agency.target = connect(prefix="")
    agency.step(pages("one"))
    assert seen(endpoint, "acme/") == pages("one")


def test_assets_go_first_then_pages_and_the_manifest_last(
    agency: Agency, endpoint: str, connect: Connect
) -> None:
    with s3.proxy(endpoint) as proxy:
        agency.target = connect(proxy.address)
        agency.step({**pages("one"), "assets/plan.pdf": "plan", "search/search_index.json": "{}"})
        order = puts(proxy)
    rank = {"assets": 0, "data.json": 1, "search": 1, "index.html": 2, "issues": 2}
    ranks = [rank.get(path.partition("/")[0], 3) for path in order]
    assert ranks == sorted(ranks)
    assert order[-1] == "manifest.json"
    assert len(order) == 7


def test_only_what_differs_is_sent(agency: Agency, endpoint: str, connect: Connect) -> None:
    agency.step(pages("one"))
    with s3.proxy(endpoint) as proxy:
        agency.target = connect(proxy.address)
        agency.build(
            "acme", {**pages("two"), "issues/index.html": pages("one")["issues/index.html"]}
        )
        agency.one()
        assert puts(proxy) == ["index.html", "manifest.json"]
        proxy.seen.clear()
        assert agency.step() is Step.UNCHANGED
        assert puts(proxy) == []
        # Another client's merge: the order moves on, and no byte of the site.
        agency.build("acme", agency_pages(agency), agency.advance())
        agency.one()
        assert puts(proxy) == ["manifest.json"]


def agency_pages(agency: Agency) -> dict[str, str]:
    root = agency.root / "site/acme"
    return {p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*") if p.is_file()}


def test_headers_say_what_a_file_is_and_how_long_it_holds(agency: Agency, endpoint: str) -> None:
    style, css = asset("p{}")
    files = {**pages("one"), "assets/plan.pdf": "plan", "assets/Grüße & Pläne #1 50%.txt": "Grüße"}
    agency.step(files)

    def head(path: str) -> dict[str, str]:
        from urllib.parse import quote

        return s3.request(endpoint, "HEAD", f"/{s3.BUCKET}/live/acme/{quote(path)}")[1]

    assert head(style)["content-type"] == "text/css; charset=utf-8"
    assert head(style)["cache-control"] == FOREVER
    assert head(style)["x-amz-meta-sha256"] == sha256(css.encode()).hexdigest()
    assert head("index.html")["content-type"] == "text/html; charset=utf-8"
    assert head("index.html")["cache-control"] == ASK_AGAIN
    assert head("assets/plan.pdf")["content-type"] == "application/pdf"
    assert head("assets/plan.pdf")["cache-control"] == ASK_AGAIN
    assert head("assets/Grüße & Pläne #1 50%.txt")["content-type"] == "text/plain; charset=utf-8"
    assert head("manifest.json")["content-type"] == "application/json"
    assert head("manifest.json")["cache-control"] == ASK_AGAIN
    assert seen(endpoint) == files
    assert agency.step() is Step.UNCHANGED


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.CSV", "ä".encode(), "text/csv; charset=utf-8"),
        ("a.csv", "ä".encode("latin-1"), "text/csv"),
        ("a.js", b"1", "text/javascript; charset=utf-8"),
        ("a.svg", b"<svg/>", "image/svg+xml"),
        ("a.xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.unheard", b"", "application/octet-stream"),
        ("COPYING", b"", "application/octet-stream"),
    ],
)
def test_media_types(name: str, data: bytes, kind: str) -> None:
    assert content_type(name, data) == kind


def test_what_is_gone_is_removed_and_assets_of_the_release_before_stay(
    agency: Agency, endpoint: str
) -> None:
    agency.step({**pages("one", "old{}"), "team/index.html": "team"})
    agency.step(pages("two", "new{}"), agency.advance())
    old = asset("old{}")
    assert seen(endpoint) == {**pages("two", "new{}"), old[0]: old[1]}
    manifest = json.loads(s3.objects(endpoint, "live/acme/")["manifest.json"])
    kept = manifest["predicate"]["runDetails"]["byproducts"]
    assert [about["name"] for about in kept] == [old[0]]
    agency.step(pages("three", "newer{}"), agency.advance())
    new = asset("new{}")
    assert seen(endpoint) == {**pages("three", "newer{}"), new[0]: new[1]}


def test_nothing_is_removed_before_the_pages_and_the_manifest_are_there(
    agency: Agency, endpoint: str, connect: Connect
) -> None:
    agency.step({**pages("one"), "team/index.html": "team"})
    with s3.proxy(endpoint) as proxy:
        agency.target = connect(proxy.address)
        agency.step(pages("two"), agency.advance())
        manifest = proxy.seen.index(("PUT", f"/{s3.BUCKET}/live/acme/manifest.json"))
        (removal,) = (n for n, (m, p) in enumerate(proxy.seen) if m == "POST" and "delete" in p)
    assert removal > manifest


def test_order_holds_for_stores_too(agency: Agency, endpoint: str) -> None:
    newer = agency.advance()
    agency.step(pages("new"), newer)
    assert agency.step(pages("old"), agency.heads[0]) is Step.OLDER
    assert agency.step(pages("none"), "none") is Step.REFUSED
    assert seen(endpoint) == pages("new")


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("index.html", b"mine"),
        ("index.html", None),
        ("extra.html", b"mine"),
        ("issues/index.html", b""),
        ("manifest.json", b"{}"),
        ("manifest.json", None),
    ],
)
def test_a_store_altered_by_hand_is_mended(
    agency: Agency, endpoint: str, path: str, data: bytes | None
) -> None:
    agency.step(pages("one"))
    method = "PUT" if data is not None else "DELETE"
    s3.request(endpoint, method, f"/{s3.BUCKET}/live/acme/{path}", data)
    assert agency.one(dry_run=True).step in (Step.MENDED, Step.PUBLISHED)
    assert agency.one().step in (Step.MENDED, Step.PUBLISHED)
    assert seen(endpoint) == pages("one")
    assert agency.step() is Step.UNCHANGED


def test_a_kept_asset_that_was_altered_is_kept_no_longer(agency: Agency, endpoint: str) -> None:
    agency.step(pages("one", "old{}"))
    agency.step(pages("two", "new{}"), agency.advance())
    s3.request(endpoint, "PUT", f"/{s3.BUCKET}/live/acme/{asset('old{}')[0]}", b"mine")
    assert agency.step() is Step.MENDED
    assert seen(endpoint) == pages("two", "new{}")


def test_what_is_none_of_the_portals_is_left_alone(agency: Agency, endpoint: str) -> None:
    s3.request(endpoint, "PUT", f"/{s3.BUCKET}/live/acme/backup.tar", b"mine")
    s3.request(endpoint, "PUT", f"/{s3.BUCKET}/live/acme-2/index.html", b"mine")
    agency.build("acme", pages("one"))
    done = agency.publish()
    assert "did not put" in "".join(done.faults)
    assert seen(endpoint) == {"backup.tar": "mine"}
    s3.request(endpoint, "DELETE", f"/{s3.BUCKET}/live/acme/backup.tar")
    assert agency.step() is Step.PUBLISHED
    assert seen(endpoint, "live/acme-2/") == {"index.html": "mine"}


def test_a_publish_that_was_cut_off_is_taken_up_again(
    agency: Agency, endpoint: str, connect: Connect
) -> None:
    files = {**pages("one"), **{f"more/{n}/index.html": str(n) for n in range(20)}}
    agency.build("acme", files)
    with s3.proxy(endpoint) as proxy:
        agency.target = connect(proxy.address, patience=0.1)
        proxy.fault = lambda number, *_: "drop" if number > 18 else None
        with pytest.raises(StoreFault):
            agency.publish()
    there = seen(endpoint)
    assert 2 < len(there) < len(files)
    assert "manifest.json" not in s3.objects(endpoint, "live/acme/")
    with s3.proxy(endpoint) as proxy:
        agency.target = connect(proxy.address)
        assert agency.one().step is Step.PUBLISHED
        assert not set(puts(proxy)) & set(there)
    assert seen(endpoint) == files


def test_a_dry_run_writes_nothing(agency: Agency, endpoint: str) -> None:
    agency.build("acme", pages("one"))
    assert agency.one(dry_run=True).changes == 4
    assert s3.objects(endpoint) == {}


def test_a_site_that_changes_meanwhile_is_refused(agency: Agency, endpoint: str) -> None:
    site = agency.build("acme", pages("one"))
    release = agency.publish(dry_run=True)
    assert not release.refused
    (site / "index.html").write_text("mine")
    outcome = agency.one()
    assert outcome.step is Step.REFUSED
    assert seen(endpoint) == {}


def test_a_site_that_changes_while_it_is_sent_is_refused(agency: Agency, endpoint: str) -> None:
    release = agency.release(pages("one"))
    (release.site.root / "index.html").write_text("mine")
    history = GitHistory(agency.workspace.clients)
    with (
        agency.target.session(),
        pytest.raises(Refused, match=r"index\.html is not as it was verified"),
    ):
        agency.target.publish(release, history)
    assert not {"index.html", "manifest.json"} & s3.objects(endpoint, "live/acme/").keys()


def test_a_site_with_a_manifest_of_its_own_is_refused(agency: Agency) -> None:
    assert agency.step({**pages("one"), "manifest.json": "{}"}) is Step.REFUSED


def test_a_store_keeps_no_earlier_release(agency: Agency) -> None:
    agency.step(pages("one"))
    with pytest.raises(WrongUse, match="keeps the current release only"):
        agency.target.rollback("acme")


def test_two_clients_do_not_touch_each_other(
    tmp_path: Path, endpoint: str, connect: Connect
) -> None:
    agency = Agency(tmp_path, "acme", "acme-2")
    agency.target = connect()
    agency.build("acme", pages("one"))
    agency.build("acme-2", pages("two"))
    agency.publish()
    agency.build("acme", {"index.html": "x", "data.json": "{}"}, agency.advance())
    agency.publish("acme")
    assert seen(endpoint, "live/acme-2/") == pages("two")
    assert set(seen(endpoint)) == {"index.html", "data.json", asset("p{}")[0]}


@pytest.mark.parametrize(
    ("address", "options", "what"),
    [
        ("public", {}, "is no target"),
        ("file:", {}, "is no target"),
        ("s3:bucket", {}, "is no target"),
        ("ftp://host/x", {}, "is no address of a store"),
        ("key:secret@bucket/x", {}, "bucket/x is no target"),
        ("s3:bucket?token=secret", {}, "bucket is no target"),
        ("s3:///key:secret@bucket/x", {}, "bucket/x is no address of a store"),
        ("s3:///bucket#secret", {}, "bucket is no address of a store"),
        ("s3://key:secret@bucket/x", {}, "must hold no credentials"),
        ("s3://bucket/x?token=secret", {}, "must hold no credentials"),
        ("s3://bucket", {"endpoint": "http://key:secret@host/"}, "must hold no credentials"),
        ("s3://bucket", {"endpoint": "ftp://host/"}, "is no address of a store"),
        ("s3://bucket", {"keep": 3}, "--keep is for folders"),
        ("file:x", {"endpoint": "http://host/"}, "--endpoint is for stores"),
    ],
)
def test_targets_that_are_none(address: str, options: dict[str, object], what: str) -> None:
    with pytest.raises(WrongUse, match=what) as found:
        open_target(address, **{"keep": None, "endpoint": None, "say": print, **options})  # type: ignore[arg-type]
    assert "secret" not in str(found.value)


def test_a_folder_is_named_in_either_way(tmp_path: Path) -> None:
    for address in (f"file:{tmp_path}/a%20b", f"file://{tmp_path}/a%2520b"):
        target = open_target(address, keep=None, endpoint=None, say=print)
        assert str(getattr(target, "path", "")) == f"{tmp_path}/a%20b"


def test_a_store_whose_settings_are_wrong_is_told_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A secret that was put into the wrong variable is not quoted."""
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "a-secret-in-the-wrong-place")
    with pytest.raises(PortalError, match=r"cannot be used: .*boolean") as found:
        open_target("s3://bucket", keep=None, endpoint=None, say=print)
    assert "a-secret" not in str(found.value)
