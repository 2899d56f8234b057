"""`as_of` never goes back, and facts change only while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal_builder.gate.forecasts import expected
from portal_builder.gate.pair import Pair, State
from portal_builder.gate.plain import field, fields, plain
from portal_builder.gate.refusal import Refusal
from portal_builder.model.facts import Facts

_PLACE = ("project", "as_of")
NAMED = 5


def confirmed(pair: Pair) -> Iterator[Refusal]:
    """Looks at the day on which all facts were last confirmed."""
    then, now = pair.then.facts.project.as_of, pair.now.facts.project.as_of
    if now < then:
        what = f"it was {then} and is {now}: it does not go backwards"
        remedy = "write the day on which all facts here were last confirmed"
        yield Refusal(pair.id, "as_of", _PLACE, what, remedy)
    elif now > then or pair.confirmed_on == then or not pair.is_whole:
        return
    elif changed := _changed(pair):
        more = len(changed) - NAMED
        names = ", ".join(changed[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
        what = f"it stands still at {then}, though facts changed: {names}"
        remedy = "confirm all facts here, and write the day on which you did"
        yield Refusal(pair.id, "as_of", _PLACE, what, remedy)


def _changed(pair: Pair) -> list[str]:
    """The names of the records, and of the sections apart from them, that are not as they were."""
    then, now = _said(pair.then), _said(pair.now)
    return [name for name in {**then, **now} if then.get(name) != now.get(name)]


def _said(state: State) -> dict[str, Any]:
    """All facts of a project in their one form: by a record's id, else by section."""
    said: dict[str, Any] = {}
    for name in Facts.model_fields:
        section = getattr(state.facts, name)
        lists: dict[tuple[str, ...], tuple[Any, ...]]
        lists = {(name,): section} if isinstance(section, tuple) else {}
        if section is not None and not lists:
            about = fields(section)
            for key in ("items", "milestones", "lines"):
                if about.pop(key, None):
                    lists[name, key] = getattr(section, key)
            said[name] = {key: value for key, value in about.items() if key != "as_of"}
        for way, entries in lists.items():
            for entry in entries:
                known = getattr(entry, "id", None) or way[0]
                said.setdefault(known, []).append(_entry(state, way, entry))
    return {name: _sorted(held) for name, held in said.items() if held}


def _sorted(held: Any) -> Any:
    return sorted(held, key=repr) if isinstance(held, list) else held


def _entry(state: State, way: tuple[str, ...], entry: Any) -> Any:
    """An entry with what counts where it says nothing."""
    said = fields(entry)
    if way == ("schedule", "milestones"):
        start = entry.starts_on or state.facts.project.started_on
        said |= {"forecast_on": plain(expected(state, entry)), "starts_on": plain(start)}
    elif way == ("decisions",):
        said["status"] = entry.state
    elif way == ("budget", "lines"):
        said |= {
            "planned": field(entry, "planned") or "0",
            "percent_complete": _percent(state, entry),
        }
    return said


def _percent(state: State, line: Any) -> Any:
    """What is complete of a line: all once its milestone is done, where it says nothing."""
    return field(line, "percent_complete") or ("100" if line.milestone in state.done else "0")
