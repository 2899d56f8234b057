"""A release: one verified site as it is published, and the manifest that goes with it.

The manifest is an in-toto Statement whose predicate is SLSA's provenance. What the release's digest
covers, its own files, never changes; beside it the manifest names the assets of the release before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from portal_builder.fingerprint import is_fingerprinted
from portal_builder.source import Source
from portal_builder.verify import Verified

MANIFEST = "manifest.json"

_STATEMENT = "https://in-toto.io/Statement/v1"
_PREDICATE = "https://slsa.dev/provenance/v1"
_BUILDER = "pkg:generic/portal-builder"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Release:
    """A site that may be published: there is no other way to make one than of a verified site.

    Attributes:
        site: as it was verified.
        source: the commits that it was built from.
        versions: of what built it, by name.
        key: digest of all that it was made from; None where that is not known.
    """

    site: Verified
    source: Source
    versions: Mapping[str, str]
    key: str | None = None

    @property
    def digest(self) -> str:
        """The release's name: the SHA-256 of what it consists of."""
        return digest_of(self.site.files)


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The release that a rollback took away: it comes back only by another rollback.

    Attributes:
        release: its digest.
        head: the commit that it was built at; None where that is not known.
    """

    release: str
    head: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands at a target, and from what it was built.

    Attributes:
        slug: the client.
        files: the release's own files: site path → SHA-256.
        source: the commits that it was built from.
        versions: of what built it, by name.
        number: counts the releases of a client; a later one has a greater number.
        kept: assets of the release before that stay reachable: site path → SHA-256.
        rolled_back: the release that this one stands in for; None where it is the newest.
        etags: site path → how the store names the bytes that it was given; empty for folders.
        key: digest of all that the release was made from; None where that is not known.
    """

    slug: str
    files: Mapping[str, str]
    source: Source
    versions: Mapping[str, str]
    number: int = 1
    kept: Mapping[str, str] = field(default_factory=dict)
    rolled_back: RolledBack | None = None
    etags: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None

    @property
    def release(self) -> str:
        """The digest of the release."""
        return digest_of(self.files)

    @property
    def newest_head(self) -> str | None:
        """The newest commit that was published here, rolled back or not."""
        return self.rolled_back.head if self.rolled_back else self.source.head

    @property
    def all_files(self) -> dict[str, str]:
        """The release's own files and the assets that are kept: site path → SHA-256."""
        return {**self.kept, **self.files}

    @property
    def assets(self) -> dict[str, str]:
        """Of the release's own files those whose name stands for their content."""
        return {p: digest for p, digest in self.files.items() if is_fingerprinted(p, digest)}

    def to_bytes(self) -> bytes:
        """The manifest as it is published."""
        statement = {
            "_type": _STATEMENT,
            "subject": list(self._described(self.files)),
            "predicateType": _PREDICATE,
            "predicate": {
                "buildDefinition": {
                    "buildType": f"{_BUILDER}#site",
                    "externalParameters": {"client": self.slug},
                    **({"internalParameters": {"key": self.key}} if self.key else {}),
                    "resolvedDependencies": list(_commits(self.source)),
                },
                "runDetails": {
                    "builder": {"id": _BUILDER, "version": dict(self.versions)},
                    "byproducts": list(self._described(self.kept)),
                },
                "portal_release": self._release(),
            },
        }
        return (json.dumps(statement, ensure_ascii=False, indent=1) + "\n").encode()

    def _release(self) -> dict[str, Any]:
        release: dict[str, Any] = {"digest": self.release, "number": self.number}
        if self.rolled_back:
            from_ = {"digest": self.rolled_back.release, "head": self.rolled_back.head}
            release["rolledBack"] = from_
        return release

    def _described(self, files: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        for path, digest in sorted(files.items()):
            about: dict[str, Any] = {"name": path, "digest": {"sha256": digest}}
            if path in self.etags:
                about["annotations"] = {"etag": self.etags[path]}
            yield about


def digest_of(files: Mapping[str, str]) -> str:
    """The SHA-256 of a list of files as `sha256sum` writes it, sorted by path."""
    lines = (f"{digest}  {path}\n" for path, digest in sorted(files.items()))
    return sha256("".join(lines).encode()).hexdigest()


def read_manifest(data: bytes) -> Manifest | None:
    """Reads a manifest back; None where it is damaged, so that nothing is believed of it."""
    try:
        manifest = _manifest(json.loads(data))
        stated = json.loads(data)["predicate"]["portal_release"]["digest"]
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None
    return manifest if manifest.release == stated else None


def _manifest(statement: Any) -> Manifest:
    predicate = statement["predicate"]
    definition, run = predicate["buildDefinition"], predicate["runDetails"]
    release = predicate["portal_release"]
    back = release.get("rolledBack")
    described = [*statement["subject"], *run["byproducts"]]
    key = definition.get("internalParameters", {}).get("key")
    commits = {d["name"]: _commit(d["digest"]) for d in definition["resolvedDependencies"]}
    return Manifest(
        slug=str(definition["externalParameters"]["client"]),
        files=_files(statement["subject"]),
        source=Source(commits.get("head"), commits.get("facts")),
        versions={str(k): str(v) for k, v in run["builder"]["version"].items()},
        number=int(release["number"]),
        kept=_files(run["byproducts"]),
        rolled_back=RolledBack(_digest(back["digest"]), _head(back["head"])) if back else None,
        etags={
            str(d["name"]): str(d["annotations"]["etag"]) for d in described if "annotations" in d
        },
        key=None if key is None else _digest(key),
    )


def _commits(source: Source) -> Iterator[dict[str, Any]]:
    named = {"head": source.head, "facts": source.revision}
    for name, commit in named.items():
        if commit:
            yield {"name": name, "digest": {"gitCommit": commit}}


def _files(described: Any) -> dict[str, str]:
    return {_path(about["name"]): _digest(about["digest"]["sha256"]) for about in described}


def _path(written: Any) -> str:
    """A path that leads nowhere but below the site's folder."""
    parts = written.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise ValueError
    return str(written)


def _digest(written: Any) -> str:
    if not _SHA256.fullmatch(written):
        raise ValueError
    return str(written)


def _commit(digest: Any) -> str:
    if not _COMMIT.fullmatch(digest["gitCommit"]):
        raise ValueError
    return str(digest["gitCommit"])


def _head(written: Any) -> str | None:
    return None if written is None else _commit({"gitCommit": written})
