"""Two ledgers, or two sites: does the newer one go on from the older, and is each whole?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal_builder.characters import printable
from portal_builder.errors import WrongUse
from portal_builder.history import document, ledger
from portal_builder.history.fields import records_of
from portal_builder.history.kinds import Unreadable
from portal_builder.history.ledger import Ledger, NotWhole
from portal_builder.history.past import Published
from portal_builder.history.signature import signer

LEDGER, SIGNATURE, HISTORY, DATA = "ledger.json", "ledger.json.sig", "history.json", "data.json"


@dataclass(frozen=True, slots=True)
class Continuity:
    """What was found of two ledgers.

    Attributes:
        problems: why the newer one does not go on from the older, or one is not whole; none where
            all is well.
        old: how many entries the older one has; 0 where it cannot be read.
        new: how many the newer one has.
        head: the hash of the newer one's last entry; empty where it cannot be read.
        signed_by: who signed the newer one, where that was asked for.
    """

    problems: tuple[str, ...]
    old: int = 0
    new: int = 0
    head: str = ""
    signed_by: str | None = None


def continuity(old: Path, new: Path, signers: Path | None = None) -> Continuity:
    """Looks at two ledgers.

    Args:
        old: the one that was kept: a `ledger.json`, or a site that has one.
        new: the one of today.
        signers: who may have signed the newer one, in the form of `ssh-keygen`; None: not asked.

    Raises:
        WrongUse: one of them is not there.
    """
    problems: list[str] = []
    read = []
    for path in (old, new):
        try:
            read.append(_read(path))
        except NotWhole as reason:
            problems.append(f"{printable(str(path))}: this ledger {reason}")
    if len(read) < 2:
        return Continuity(tuple(problems))
    departed = ledger.departure(*read)
    if departed:
        problems.append(f"{printable(str(new))}: this ledger {departed}")
    signed_by = _signed(new, signers) if signers else None
    if signers and signed_by is None:
        problems.append(f"{printable(str(new))}: none of the signers has signed this ledger")
    before, after = read
    return Continuity(
        tuple(problems), len(before.entries), len(after.entries), after.head, signed_by
    )


def _file(path: Path) -> Path:
    return path / LEDGER if path.is_dir() else path


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{printable(str(path))} cannot be read: {error.strerror}") from None


def _signed(path: Path, signers: Path) -> str | None:
    file = _file(path)
    beside = file.with_name(f"{file.name}.sig")
    return signer(_content(file), _content(beside), signers) if beside.exists() else None


def _read(path: Path) -> Ledger:
    """A ledger that is whole; of a site, one that what the site shows agrees with."""
    read = ledger.read(_content(_file(path)))
    if path.is_dir():
        _check_history(path, read)
        _check_data(path, read)
    return read


def _check_history(site: Path, read: Ledger) -> None:
    try:
        told = document.read(_content(site / HISTORY))
    except NotWhole as reason:
        raise NotWhole(f"stands beside a {HISTORY} that {reason}") from None
    if told["dates"] != [entry.day for entry in read.entries]:
        raise NotWhole(f"does not name the same revisions as {HISTORY}")
    for entry, published in zip(read.entries, document.replayed(told), strict=True):
        if published is not None and published.digest != entry.facts:
            raise NotWhole(f"says something else of entry {entry.number} than {HISTORY}")


def _check_data(site: Path, read: Ledger) -> None:
    shown = _shown(_content(site / DATA))
    if shown is None or shown.digest != read.entries[-1].facts:
        raise NotWhole(f"does not hold what {DATA} shows: it was changed later, or never committed")


def _shown(data: bytes) -> Published | None:
    """What a `data.json` shows, as the record has it; None where it is none."""
    try:
        whole = json.loads(data, parse_int=str, parse_float=str, parse_constant=str)
        client = records_of("client", _as_written(whole["client"]))["client"][""]
        projects = {
            project["id"]: {
                name: records
                for section, held in project.items()
                if section not in ("id", "figures") and held
                for name, records in records_of(section, _as_written(held)).items()
            }
            for project in whole["projects"]
        }
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, Unreadable):
        return None
    return Published(client, projects)


def _as_written(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return {key: _as_written(inner) for key, inner in value.items()}
    return [_as_written(item) for item in value] if isinstance(value, list) else value
