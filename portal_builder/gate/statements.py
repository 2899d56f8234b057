"""What was said stays: updates and incidents are corrected beside what they said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal_builder.gate.lists import Matched, match
from portal_builder.gate.pair import Pair
from portal_builder.gate.plain import edits, field, fields, shown
from portal_builder.gate.refusal import Refusal, again, moved
from portal_builder.model.facts import Path
from portal_builder.model.incidents import Incident
from portal_builder.model.updates import Update

_CORRECT = "say what was wrong in a new entry: `corrections: [{on: …, what: …, why: …}]`"
_UPDATE_TEXTS = ("title", "summary", "done", "next", "wins", "challenges", "needs_from_client")
_HEALTH_TEXTS = ("reason", "back_to_green")
_INCIDENT_TEXTS = ("title", "impact", "cause", "fix", "prevention_none")
_LISTS = ("prevention", "timeline", "corrections")
_WHILE_OPEN = ("impact", "severity")


def statements(pair: Pair) -> Iterator[Refusal]:
    """Looks at every update and every incident that was published."""
    yield from _updates(pair)
    for path, before, after in pair.both("incidents"):
        corrected, refusals = _corrections(pair, after.id, path, before, after)
        yield from refusals
        yield from _facts(pair, path, before, after, corrected)
        for key in ("prevention", "timeline"):
            yield from _inner(pair, (*path, key), before, after, corrected)


def _updates(pair: Pair) -> Iterator[Refusal]:
    before, after = ([u for _, u in s.entries("updates")] for s in (pair.then, pair.now))
    matched: Matched[Update] = match(before, after, (fields, _title, _day))
    for was, now, at in matched.pairs:
        name, path = f"updates.{was.on}", ("updates", at)
        corrected, refusals = _corrections(pair, name, path, was, now)
        yield from refusals
        mended = _UPDATE_TEXTS if corrected else ()
        for key, old, new in edits(was, now, skip=("corrections", "health", *mended)):
            yield _edited(pair, name, (*path, key), key, old, new, is_text=key in _UPDATE_TEXTS)
        yield from _health(pair, name, path, was, now, corrected)
    for i in matched.gone:
        was = before[i]
        what = f"the update {shown(was.title)} of {was.on} is gone"
        remedy = "updates stay: write it again, and correct it in its `corrections`"
        yield Refusal(pair.id, f"updates.{was.on}", ("updates",), what, remedy)


def _title(update: Update) -> object:
    return update.on, update.title


def _day(entry: Any) -> object:
    return entry.on


def _health(
    pair: Pair, name: str, path: Path, before: Update, after: Update, corrected: bool
) -> Iterator[Refusal]:
    keys = ("overall", *(() if corrected else _HEALTH_TEXTS))
    for key in keys:
        was, now = field(before.health, key), field(after.health, key)
        if was != now:
            place = (*path, "health", key)
            is_text = key in _HEALTH_TEXTS
            yield _edited(pair, name, place, f"health.{key}", was, now, is_text=is_text)


def _edited(
    pair: Pair, name: str, path: Path, key: str, was: Any, now: Any, *, is_text: bool
) -> Refusal:
    back = again(key, was)
    remedy = f"{back}, or mend the text and {_CORRECT}" if is_text else f"{back}, and {_CORRECT}"
    return Refusal(pair.id, name, path, moved(key, was, now), remedy)


def _corrections(
    pair: Pair, name: str, path: Path, before: Any, after: Any
) -> tuple[bool, list[Refusal]]:
    """Whether one is new, and what is refused of the earlier ones."""
    matched = match(before.corrections, after.corrections, (fields, _day))
    found = []
    for was, now, at in matched.pairs:
        for key, old, new in edits(was, now):
            place = (*path, "corrections", at, key)
            what = f"an earlier correction was edited: {moved(key, old, new)}"
            found.append(Refusal(pair.id, name, place, what, again(key, old)))
    for i in matched.gone:
        was = before.corrections[i]
        what = f"its correction of {was.on}, {shown(was.what)}, is gone"
        remedy = "corrections stay; write it again"
        found.append(Refusal(pair.id, name, (*path, "corrections"), what, remedy))
    return bool(matched.new), found


def _facts(
    pair: Pair, path: Path, before: Incident, after: Incident, corrected: bool
) -> Iterator[Refusal]:
    free = ["status", *_LISTS, *(_INCIDENT_TEXTS if corrected else ())]
    free += _WHILE_OPEN if before.status != "resolved" else ()
    free += ["disclosed_at"] if before.disclosed_at == "never" and after.disclosed_at else []
    for key, was, now in edits(before, after, skip=free):
        if was is not None:
            is_text = key in _INCIDENT_TEXTS
            yield _edited(pair, after.id, (*path, key), key, was, now, is_text=is_text)
    for key in _INCIDENT_TEXTS if corrected else ():
        was = field(before, key)
        if was is not None and field(after, key) is None:
            yield _edited(pair, after.id, (*path, key), key, was, None, is_text=False)


def _inner(
    pair: Pair, path: Path, before: Incident, after: Incident, corrected: bool
) -> Iterator[Refusal]:
    """The measures or the timeline: entries may be new, and what was open in one may be filled in."""
    key = str(path[-1])
    lists = getattr(before, key), getattr(after, key)
    matched = match(*lists, (fields, _text, _time))
    for was, now, at in matched.pairs:
        for name, old, new in edits(was, now, skip=("text",) if corrected else ()):
            if old is not None:
                said = f"{key}.{name}"
                place = (*path, at, name)
                yield _edited(pair, after.id, place, said, old, new, is_text=name == "text")
    for i in matched.gone:
        what = f"an entry of `{key}` is gone: {shown(field(lists[0][i], 'text'))}"
        remedy = "what was said stays; write it again, and correct it in `corrections`"
        yield Refusal(pair.id, after.id, path, what, remedy)


def _text(entry: Any) -> object:
    return field(entry, "text")


def _time(entry: Any) -> object:
    """What is left of an entry whose text may have been mended; what else it says is compared."""
    return field(entry, "at") if hasattr(entry, "at") else None
