"""Records stay: none goes, is renumbered, or moves to another project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from portal_builder.gate.lists import match
from portal_builder.gate.names import named
from portal_builder.gate.pair import BASELINE, LOGS, Pair
from portal_builder.gate.plain import field, shown
from portal_builder.gate.refusal import Refusal, again, moved
from portal_builder.model.facts import Path

_INVOICE = ("number", "amount", "issued_on", "due_on")


def records(pair: Pair) -> Iterator[Refusal]:
    """Looks at whatever has an id, and at entries that are known by what they say."""
    for way in (*(BASELINE if pair.is_signed else ()), *LOGS):
        now = pair.now.by_id(*way)
        for name, (_, record) in pair.then.by_id(*way).items():
            if name not in now:
                yield _gone(pair, way, record)
    yield from _invoices(pair)
    for path, before, after in pair.both("goals"):
        at = (*path, "measurements")
        values = [entry.measurements for entry in (before, after)]
        yield from _values(pair, after.id, at, values, "value", "measurement")
    feedback = [[entry for _, entry in s.entries("feedback")] for s in (pair.then, pair.now)]
    yield from _values(pair, "", ("feedback",), feedback, "score", "feedback")
    yield from _documents(pair)


def _gone(pair: Pair, way: Path, record: Any) -> Refusal:
    others = pair.elsewhere.get(record.id, [])
    where = f", and stands in the project {others[0]} now" if others else ""
    what = f"the {record.noun} {shown(record.title)} is gone{where}"
    remedy = f"records stay: write {record.id} again; its status says how it ended"
    if "added_by" in type(record).model_fields:
        remedy = f"records stay: write {record.id} again; a change request removes or cancels it"
    return Refusal(pair.id, record.id, way, what, remedy, record.id)


def _invoices(pair: Pair) -> Iterator[Refusal]:
    way = ("budget", "invoices")
    before, after = ([entry for _, entry in s.entries(*way)] for s in (pair.then, pair.now))
    matched = match(before, after, (_said(_INVOICE), _said(("number",))))
    for was, now, at in matched.pairs:
        for key in _INVOICE:
            old, new = field(was, key), field(now, key)
            if old != new:
                name = f"invoices.{named(was.number)}"
                remedy = (
                    f"invoices stay; {again(key, old)}, or mark it `void: true` and add another"
                )
                yield Refusal(pair.id, name, (*way, at, key), moved(key, old, new), remedy)
    for i in matched.gone:
        what = f"the invoice {shown(before[i].number)} is gone"
        remedy = "invoices stay: write it again; one that does not count is marked `void: true`"
        yield Refusal(pair.id, f"invoices.{named(before[i].number)}", way, what, remedy)


def _values(
    pair: Pair, name: str, way: Path, lists: Sequence[Sequence[Any]], key: str, noun: str
) -> Iterator[Refusal]:
    """Entries of a day with a value: none may go, and no value may change.

    Args:
        pair: the project.
        name: the record that they belong to; empty where each is named by its day.
        way: where they stand.
        lists: the entries then and now.
        key: the value's key.
        noun: what one is called.
    """
    before, after = lists
    matched = match(before, after, (_said(("on", key)), _said(("on",))))
    for was, now, at in matched.pairs:
        old, new = field(was, key), field(now, key)
        if old != new:
            what = f"the {noun} of {was.on}: {moved(key, old, new)}"
            remedy = f"what was measured stays; {again(key, old)}, and add another entry"
            called = name or f"{way[0]}.{was.on}"
            yield Refusal(pair.id, called, (*way, at, key), what, remedy)
    for i in matched.gone:
        what = f"the {noun} of {before[i].on} is gone: `{key}` was {field(before[i], key)}"
        called = name or f"{way[0]}.{before[i].on}"
        yield Refusal(pair.id, called, way, what, "what was measured stays; write it again")


def _documents(pair: Pair) -> Iterator[Refusal]:
    before, after = ([entry for _, entry in s.entries("documents")] for s in (pair.then, pair.now))
    for i in match(before, after, (_said(("title",)),)).gone:
        title = before[i].title
        what = f"the document {shown(title)} is gone"
        remedy = "documents stay: write it again, under the title that it had"
        yield Refusal(pair.id, f"documents.{named(title)}", ("documents",), what, remedy)


def _said(keys: Sequence[str]) -> Callable[[Any], object]:
    return lambda entry: [field(entry, key) for key in keys]
