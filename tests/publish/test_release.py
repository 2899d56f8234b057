"""What a manifest says, and what of a damaged one is believed: nothing."""

from __future__ import annotations

import inspect
import json
import typing
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from portal_builder.publish import Folder, Release, Store
from portal_builder.publish.release import Manifest, RolledBack, digest_of, read_manifest
from portal_builder.source import Source
from portal_builder.verify import Verified

A, B, C = ("a" * 64, "b" * 64, "c" * 64)
HEAD, FACTS = "1" * 40, "2" * 40
MANIFEST = Manifest(
    slug="acme",
    files={"index.html": A, "assets/portal.bbbbbbbb.css": B},
    source=Source(HEAD, FACTS),
    versions={"portal-builder": "0.1.0"},
    number=3,
    kept={"assets/portal.cccccccc.css": C},
    rolled_back=RolledBack(C, HEAD),
    etags={"index.html": '"x"'},
    key=A,
)


def test_a_manifest_is_a_statement_of_provenance() -> None:
    statement = json.loads(MANIFEST.to_bytes())
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
    assert statement["subject"] == [
        {"name": "assets/portal.bbbbbbbb.css", "digest": {"sha256": B}},
        {"name": "index.html", "digest": {"sha256": A}, "annotations": {"etag": '"x"'}},
    ]
    definition = statement["predicate"]["buildDefinition"]
    assert definition["externalParameters"] == {"client": "acme"}
    assert definition["internalParameters"] == {"key": A}
    assert definition["resolvedDependencies"] == [
        {"name": "head", "digest": {"gitCommit": HEAD}},
        {"name": "facts", "digest": {"gitCommit": FACTS}},
    ]
    run = statement["predicate"]["runDetails"]
    assert run["builder"]["version"] == {"portal-builder": "0.1.0"}
    assert run["byproducts"] == [{"name": "assets/portal.cccccccc.css", "digest": {"sha256": C}}]


def test_the_digest_is_that_of_the_list_that_sha256sum_writes() -> None:
    listed = f"{B}  assets/portal.bbbbbbbb.css\n{A}  index.html\n"
    assert MANIFEST.release == sha256(listed.encode()).hexdigest()


def test_the_digest_covers_the_files_alone() -> None:
    other = replace(
        MANIFEST, source=Source(None, None), versions={}, number=9, kept={}, rolled_back=None
    )
    assert other.release == MANIFEST.release == digest_of(MANIFEST.files)


def test_assets_are_what_carries_its_own_digest() -> None:
    assert MANIFEST.assets == {"assets/portal.bbbbbbbb.css": B}
    assert replace(MANIFEST, files={"assets/portal.bbbbbbbb.css": A}).assets == {}


@pytest.mark.parametrize(
    "manifest",
    [
        MANIFEST,
        replace(MANIFEST, rolled_back=None, source=Source(), etags={}, kept={}, key=None),
        replace(MANIFEST, rolled_back=RolledBack(C, None), source=Source("3" * 64, None)),
    ],
)
def test_a_manifest_is_read_as_it_was_written(manifest: Manifest) -> None:
    assert read_manifest(manifest.to_bytes()) == manifest


def broken(change: str, value: Any) -> bytes:
    statement = json.loads(MANIFEST.to_bytes())
    place, *rest = change.split("/")
    here: Any = statement
    for step in (place, *rest[:-1]) if rest else ():
        here = here[int(step)] if step.isdigit() else here[step]
    here[int(rest[-1]) if rest[-1].isdigit() else rest[-1]] = value
    return json.dumps(statement).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"\xff",
        b"[" * 100_000,
        MANIFEST.to_bytes()[:-40],
        broken("subject/0/name", "../x"),
        broken("subject/0/name", "/etc/passwd"),
        broken("subject/0/name", "a//b"),
        broken("subject/0/name", "a/./b"),
        broken("subject/0/name", "a\0b"),
        broken("subject/0/name", 7),
        broken("subject/0/digest", {"sha256": "short"}),
        broken("subject/0/digest", {"sha256": C}),
        broken("predicate/runDetails/byproducts", [{"name": "../../x", "digest": {"sha256": C}}]),
        broken("predicate/portal_release/number", "many"),
        broken("predicate/portal_release/number", float("inf")),
        broken("predicate/buildDefinition/internalParameters", {"key": "short"}),
        broken("predicate/buildDefinition/internalParameters", [A]),
        broken("predicate/portal_release/digest", C),
        broken("predicate/portal_release/rolledBack", {"digest": "../x", "head": None}),
        broken(
            "predicate/buildDefinition/resolvedDependencies",
            [{"name": "head", "digest": {"gitCommit": "--upload-pack=x"}}],
        ),
    ],
)
def test_of_a_damaged_manifest_nothing_is_believed(data: bytes) -> None:
    assert read_manifest(data) is None


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", "a/./b", "a\0b"])
def test_a_manifest_names_no_path_out_of_its_folder(path: str) -> None:
    assert read_manifest(replace(MANIFEST, files={path: A}).to_bytes()) is None
    assert read_manifest(replace(MANIFEST, kept={path: A}).to_bytes()) is None


@pytest.mark.parametrize("target", [Folder, Store])
def test_only_a_verified_site_can_be_published(target: type[Folder] | type[Store]) -> None:
    """The type checker sees to it, as long as this is what the annotations say."""
    for name in ("publish", "preview"):
        method = getattr(target, name)
        assert typing.get_type_hints(method)["release"] is Release
    assert typing.get_type_hints(Release)["site"] is Verified
    assert "site" in inspect.signature(Release).parameters
