"""The baseline, once it is signed: an approved change is added beside it, never edited into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from portal_builder.gate.lists import Change, differing
from portal_builder.gate.pair import BASELINE, Pair
from portal_builder.gate.plain import edits, field, fields, number, plain, shown
from portal_builder.gate.refusal import Refusal, again, moved
from portal_builder.model.facts import Path

CONTRACT = ("type", "price", "ends_on", "signed_on")
RETAINER = ("unit", "included", "carry_over_periods")
# Of each record of the baseline what was signed.
SIGNED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("scope", "items"): ("title", "description", "added_by"),
    ("schedule", "milestones"): ("title", "starts_on", "baseline_on", "added_by"),
    ("budget", "lines"): ("planned", "starts_on", "ends_on", "added_by"),
}
_STAY = "baselines stay; "
_COUNTING = ("proposed", "approved")


def baseline(pair: Pair) -> Iterator[Refusal]:
    """Looks at all that was signed."""
    if not pair.is_signed:
        return
    yield from _group(pair, ("project", "contract"), "contract", CONTRACT)
    yield from _group(pair, ("budget",), "budget", ("contingency",))
    yield from _group(pair, ("budget", "retainer"), "budget.retainer", RETAINER)
    for way in BASELINE:
        for path, before, after in pair.both(*way):
            yield from _record(pair, way, path, before, after)
        yield from _new(pair, way)
    yield from _removed(pair)
    yield from _terms(pair)


def _group(pair: Pair, way: tuple[str, ...], name: str, keys: tuple[str, ...]) -> Iterator[Refusal]:
    before, after = pair.group(*way)
    for key in keys:
        was, now = field(before, key), field(after, key)
        if was not in (None, now):
            remedy = f"{_STAY}add a change request with its `impact`, and {again(key, was)}"
            yield Refusal(pair.id, f"{name}.{key}", (*way, key), moved(key, was, now), remedy)


def _record(
    pair: Pair, way: tuple[str, ...], path: Path, before: Any, after: Any
) -> Iterator[Refusal]:
    for key, was, now in edits(before, after):
        is_first = was is None and key != "added_by"
        if key not in SIGNED[way] or (is_first and key != "starts_on"):
            continue
        if not _is_default(pair, key, before, after):
            remedy = _remedy(key, before, after)
            yield Refusal(pair.id, after.id, (*path, key), moved(key, was, now), remedy)
    if way == ("scope", "items"):
        criteria = [[plain(c.text, True) for c in item.acceptance] for item in (before, after)]
        for change in differing(*criteria):
            at = (*path, "acceptance")
            place = at if change.at is None else (*at, change.at, "text")
            what = _said("an acceptance criterion", change)
            remedy = _restored(change, "a scope item with `added_by`")
            yield Refusal(pair.id, after.id, place, what, remedy)


def _is_default(pair: Pair, key: str, before: Any, after: Any) -> bool:
    """Whether a field is left out or written out where that says the same, or says it first."""
    was, now = getattr(before, key), getattr(after, key)
    if key == "planned":
        return bool(before.added_by) and not was and not now
    if key != "starts_on":
        return False
    if not hasattr(after, "baseline_on"):  # a line begins with its milestone where it does not say
        return was is None
    starts = [state.facts.project.started_on for state in (pair.then, pair.now)]
    is_first = was is None and before.baseline_on is None
    return is_first or (was is None and now in starts) or (now is None and was == starts[1])


def _remedy(key: str, before: Any, after: Any) -> str:
    was, now = getattr(before, key), getattr(after, key)
    request = ""
    if key == "baseline_on" and isinstance(now, date):
        request = f"`schedule: [{{milestone: {after.id}, days: {(now - was).days}}}]`"
    elif key == "planned":
        amount = (now or Decimal(0)) - was
        request = f"`cost: [{{line: {after.id}, amount: {number(amount)}}}]`"
    elif key in ("title", "description") and hasattr(after, "acceptance"):
        request = f"`scope: {{add: […], remove: [{after.id}]}}`"
    ask = f"add a change request with {request}, and " if request else ""
    return f"{_STAY}{ask}{again(key, field(before, key))}"


def _new(pair: Pair, way: tuple[str, ...]) -> Iterator[Refusal]:
    before, status = pair.then.by_id(*way), pair.now.effects.status
    for path, entry in pair.now.entries(*way):
        if entry.id in before:
            continue
        if entry.added_by is None:
            what = "is new, and no change request adds it to what was signed"
            remedy = "add a change request, and name it here: `added_by: CR-…`"
            yield Refusal(pair.id, entry.id, path, what, remedy)
        elif status.get(entry.added_by, "proposed") not in _COUNTING:
            what = f"is new, but {entry.added_by}, which is to add it, is {status[entry.added_by]}"
            remedy = "name a change that is proposed or approved in `added_by`"
            yield Refusal(pair.id, entry.id, (*path, "added_by"), what, remedy)


def _removed(pair: Pair) -> Iterator[Refusal]:
    """Items that are removed, though no approved change removes them."""
    before = pair.then.by_id("scope", "items")
    for path, item in pair.now.entries("scope", "items"):
        status = pair.now.effects.status.get(item.removed_by or "")
        if item.status != "removed" or status == "approved" or item.id not in before:
            continue
        if status is None and not pair.is_whole:
            continue
        then = before[item.id][1]
        if then.status == "removed" and then.removed_by == item.removed_by:
            continue
        named = f"{item.removed_by}, which is to remove it, is {status or 'not there'}"
        what = f"`status` was {then.status} and is removed, but "
        what += named if item.removed_by else "no change request removes it"
        remedy = f"name an approved change in `removed_by`, or {again('status', then.status)}"
        yield Refusal(pair.id, item.id, (*path, "status"), what, remedy)


def _terms(pair: Pair) -> Iterator[Refusal]:
    """What is excluded, and what the plan takes for granted."""
    for key, noun in (("excluded", "an exclusion"), ("assumptions", "an assumption")):
        lists = [
            [_term(entry) for _, entry in state.entries("scope", key)]
            for state in (pair.then, pair.now)
        ]
        for change in differing(*lists):
            place = ("scope", key) if change.at is None else ("scope", key, change.at)
            remedy = _restored(change, "the description of a change request")
            yield Refusal(pair.id, f"scope.{key}", place, _said(noun, change), remedy)


def _term(entry: Any) -> Any:
    said = fields(entry)
    return said["text"] if "text" in said else [*said.values()]


def _said(noun: str, change: Change) -> str:
    if change.before is None:
        return f"{noun} more than was signed: {shown(change.after)}"
    if change.after is None:
        return f"{noun} less than was signed: {shown(change.before)}"
    return f"{noun} was {shown(change.before)} and is {shown(change.after)}"


def _restored(change: Change, instead: str) -> str:
    what = "take it away again" if change.before is None else f"write {shown(change.before)} again"
    return f"{_STAY}{what}, and put what is new into {instead}"
