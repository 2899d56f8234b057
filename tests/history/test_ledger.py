"""The ledger is sealed: each way of tampering with it is found, against a head that was kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from portal_builder.history.ledger import START, Ledger, NotWhole, departure, read, write


def facts(number: int) -> str:
    return sha256(f"facts {number}".encode()).hexdigest()


def ledger(count: int, fork: int = 99) -> Ledger:
    """A ledger of one entry a day; from the entry `fork` on it tells another story."""
    made = Ledger()
    for number in range(1, count + 1):
        told = facts(number if number < fork else -number)
        made = made.followed(date(2026, 10, number), told)
    return made


def changed(change: Callable[[list[dict[str, Any]]], None], count: int = 4) -> bytes:
    """A file in which entries were changed by hand."""
    whole = json.loads(write(ledger(count)))
    change(whole["entries"])
    return json.dumps(whole).encode()


def resealed(entries: list[dict[str, Any]]) -> bytes:
    """A file whose entries were sealed anew by someone who knows how."""
    made = Ledger()
    for entry in entries:
        made = made.followed(date.fromisoformat(entry["date"]), entry["facts"])
    return write(made)


def test_what_is_hashed_is_worked_out_by_other_means() -> None:
    entry = ledger(2).entries[1]
    first = ledger(1).entries[0]
    text = f'{{"date":"2026-10-02","facts":"{facts(2)}","number":2,"previous":"{first.hash}"}}'
    assert entry.hash == sha256(text.encode()).hexdigest()
    assert first.previous == START == "0" * 64
    assert ledger(2).head == entry.hash


def test_a_ledger_is_read_as_it_was_written() -> None:
    assert read(write(ledger(3))) == ledger(3)
    assert json.loads(write(ledger(1))) == {
        "format": 1,
        "entries": [ledger(1).entries[0].written()],
    }


def test_a_ledger_goes_on_from_each_that_it_was() -> None:
    for count in range(1, 5):
        assert departure(ledger(count), ledger(4)) is None


def edit_facts(entries: list[dict[str, Any]]) -> None:
    entries[1]["facts"] = facts(7)


def edit_date(entries: list[dict[str, Any]]) -> None:
    entries[1]["date"] = "2026-10-03"


def drop(entries: list[dict[str, Any]]) -> None:
    del entries[1]


def drop_the_first(entries: list[dict[str, Any]]) -> None:
    del entries[0]


def swap(entries: list[dict[str, Any]]) -> None:
    entries[1], entries[2] = entries[2], entries[1]


def double(entries: list[dict[str, Any]]) -> None:
    entries.append(entries[-1])


def renumber(entries: list[dict[str, Any]]) -> None:
    del entries[0]
    for number, entry in enumerate(entries, 1):
        entry["number"] = number


def edit_hash(entries: list[dict[str, Any]]) -> None:
    entries[3]["hash"] = "0" * 64


BY_HAND = [edit_facts, edit_date, drop, drop_the_first, swap, double, renumber, edit_hash]


@pytest.mark.parametrize("change", BY_HAND)
def test_entries_changed_by_hand_are_found_without_anything_kept(
    change: Callable[[list[dict[str, Any]]], None],
) -> None:
    with pytest.raises(NotWhole):
        read(changed(change))


@pytest.mark.parametrize("change", [edit_facts, edit_date, drop, drop_the_first, swap])
def test_entries_changed_and_sealed_anew_are_found_against_a_kept_ledger(
    change: Callable[[list[dict[str, Any]]], None],
) -> None:
    entries = json.loads(write(ledger(4)))["entries"]
    change(entries)
    entries.sort(key=lambda entry: entry["date"])
    if change is swap:
        entries[1]["facts"], entries[2]["facts"] = entries[2]["facts"], entries[1]["facts"]
    forged = read(resealed(entries))  # whole in itself: that is what a kept head is for
    assert departure(ledger(4), forged) is not None


def test_a_ledger_that_was_cut_short_is_found_against_a_kept_one() -> None:
    assert departure(ledger(4), ledger(2)) == "ends early: the last 2 of 4 entries are missing"


def test_a_fork_is_found_where_it_begins() -> None:
    assert departure(ledger(4), ledger(6, fork=3)) == "differs from entry 3 on, of 2026-10-03"


def test_what_nobody_kept_can_be_rewritten() -> None:
    """Entries after the kept head can be forged: a head proves only what led to it."""
    assert departure(ledger(2), ledger(6, fork=3)) is None


@pytest.mark.parametrize(
    ("number", "previous", "words"),
    [
        (3, "", "has the number 3 where entry 2 belongs"),
        (2, START, "breaks at entry 2: it does not follow the one before it"),
    ],
)
def test_entries_that_are_sealed_but_do_not_follow_are_found(
    number: int, previous: str, words: str
) -> None:
    first = ledger(1).entries[0]
    said = {"number": number, "date": "2026-10-02", "facts": facts(2)}
    said["previous"] = previous or first.hash
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    forged = {**said, "hash": sha256(text.encode()).hexdigest()}
    whole = {"format": 1, "entries": [first.written(), forged]}
    with pytest.raises(NotWhole, match=words):
        read(json.dumps(whole).encode())


def test_a_day_before_the_last_is_found_though_it_is_sealed() -> None:
    made = ledger(2).followed(date(2026, 9, 1), facts(3))
    with pytest.raises(NotWhole, match="back in time at entry 3"):
        read(write(made))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"{'format': 1}", "is no JSON"),
        (b"[]", "has no format"),
        (b"null", "has no format"),
        (b'{"entries": []}', "has no format"),
        (b'{"format": 1, "entries": []}', "is empty"),
        (b'{"format": 1, "entries": {}}', "is of no format that there is"),
        (b'{"format": 0, "entries": []}', "is of no format that there is"),
        (b'{"format": true, "entries": [1]}', "is of no format that there is"),
        (b'{"format": "1", "entries": []}', "is of no format that there is"),
        (b'{"format": 2, "entries": []}', "is of format 2, which this version"),
        (b'{"format": 1, "entries": [null]}', "says something else in entry 1"),
        (b'{"format": 1, "entries": [{"number": 1}]}', "says something else in entry 1"),
    ],
)
def test_what_is_no_ledger_gets_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(NotWhole, match=words):
        read(data)


@pytest.mark.parametrize(
    ("key", "value"), [("number", "1"), ("facts", "abc"), ("date", "soon"), ("hash", None)]
)
def test_an_entry_of_another_kind_is_no_entry(key: str, value: object) -> None:
    def change(entries: list[dict[str, Any]]) -> None:
        entries[0][key] = value

    with pytest.raises(NotWhole, match="in entry 1"):
        read(changed(change))
