"""Forecasts move with a reason: a new slip, or the date that an approved change has made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal_builder.gate.lists import match
from portal_builder.gate.pair import Pair, State
from portal_builder.gate.plain import edits, field, fields
from portal_builder.gate.refusal import Refusal, again, moved
from portal_builder.model.facts import Path
from portal_builder.model.schedule import Milestone, Slip

_UNKNOWN = "unknown"


def forecasts(pair: Pair) -> Iterator[Refusal]:
    """Looks at every milestone, and at the provider's own estimate."""
    for path, before, after in pair.both("schedule", "milestones"):
        new_slips, refusals = _slips(pair, path, before, after)
        yield from refusals
        if not new_slips and not _may_move(pair, before, after):
            yield _moved(pair, path, before, after)
        if before.done_on and before.done_on != after.done_on:
            was, now = field(before, "done_on"), field(after, "done_on")
            remedy = f"what is done stays done; {again('done_on', was)}"
            yield Refusal(pair.id, after.id, (*path, "done_on"), moved("done_on", was, now), remedy)
    yield from _estimate(pair)


def expected(state: State, milestone: Milestone) -> date | str | None:
    """The date that a milestone is given: its forecast, else its current date."""
    return milestone.forecast_on or state.current_on(milestone)


def _may_move(pair: Pair, before: Milestone, after: Milestone) -> bool:
    """Whether a forecast stands still, or moves to where it may without a slip."""
    was, now = expected(pair.then, before), expected(pair.now, after)
    if was is None or was == now or not pair.is_whole:
        return True
    was_current = was == pair.then.current_on(before)
    if now is None:  # the baseline is gone, which is another matter
        return was_current or was == _UNKNOWN
    if now != pair.now.current_on(after):
        return False
    # Reaches the agreed date: by an approved change, from unknown, or with its baseline.
    return pair.now.is_moved(after) or was == _UNKNOWN or was_current


def _moved(pair: Pair, path: Path, before: Milestone, after: Milestone) -> Refusal:
    was, now = expected(pair.then, before), expected(pair.now, after)
    said = moved("forecast_on", str(was), None if now is None else str(now))
    slip = f"{{on: …, from: {was}, to: {now or _UNKNOWN}, reason: …, caused_by: …}}"
    remedy = f"add a slip that says why: `slips: [{slip}]`"
    return Refusal(pair.id, after.id, (*path, "forecast_on"), f"{said}, without a new slip", remedy)


def _slips(
    pair: Pair, path: Path, before: Milestone, after: Milestone
) -> tuple[int, list[Refusal]]:
    """How many slips are new, and what is refused of the earlier ones."""
    matched = match(before.slips, after.slips, (fields, _closed, _day, _way))
    found = []
    for was, now, at in matched.pairs:
        for key, old, new in edits(was, now, skip=_open_ones(was)):
            what = f"an earlier slip was edited: {moved(key, old, new)}"
            remedy = f"slips stay; {again(key, old)}, and add a further slip"
            place = (*path, "slips", at, key)
            found.append(Refusal(pair.id, after.id, place, what, remedy))
    for i in matched.gone:
        slip = before.slips[i]
        what = f"its slip of {slip.on}, from {slip.from_} to {slip.to}, is gone"
        remedy = "slips stay; write it again, and add a further slip"
        found.append(Refusal(pair.id, after.id, (*path, "slips"), what, remedy))
    return len(matched.new), found


def _open_ones(slip: Slip) -> list[str]:
    """What was left open in a slip, and may be filled in."""
    found = ["change"] if slip.change is None else []
    return [*found, "caused_by"] if slip.caused_by == _UNKNOWN else found


def _closed(slip: Slip) -> object:
    return slip.on, slip.from_, slip.to, slip.reason


def _day(slip: Slip) -> object:
    return slip.on


def _way(slip: Slip) -> object:
    return slip.from_, slip.to


def _estimate(pair: Pair) -> Iterator[Refusal]:
    before, after = pair.group("budget", "forecast")
    was, now = field(before, "amount"), field(after, "amount")
    if was is None or was == now or (after and field(before, "reason") != field(after, "reason")):
        return
    place = ("budget", "forecast", "amount")
    what = f"{moved('amount', was, now)}, with no reason of its own"
    remedy = f"say in `reason` why it changed, or {again('amount', was)}"
    yield Refusal(pair.id, "budget.forecast", place, what, remedy)
