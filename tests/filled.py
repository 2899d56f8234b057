"""Facts in which every field of every model is filled, each with a value that stands nowhere else.

A list holds entries with all fields, one for each choice that a field offers; and for each field
that may be left out an entry with that field alone, so that no value is shown only beside another.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

from portal_builder.model import types as t
from portal_builder.model.facts import Facts

# Where a reference leads: what it may name, and an id of that kind that the facts hold.
_REFERENCES = {
    ("scope item",): "SC-1",
    ("milestone",): "MS-1",
    ("budget line",): "BL-1",
    ("change",): "CR-1",
    (): "D-1",
}
_PREFIXES = {
    **{"ScopeItem": "SC", "Milestone": "MS", "BudgetLine": "BL", "Issue": "ISS", "Change": "CR"},
    **{"Decision": "D", "Action": "A", "Risk": "R", "Incident": "INC", "Goal": "G"},
}
_LETTERS = "abcdefghkmnprstuvwxyz"


class Filler:
    """Makes values as they are written, each another."""

    def __init__(self) -> None:
        self.count = 0
        self.assets: dict[str, bytes] = {}
        self._ids: dict[str, int] = {}

    def facts(self) -> Facts:
        """One project with every section and every field."""
        return Facts.model_validate(self.fields(Facts, 0, lone=None))

    def fields(self, model: type[BaseModel], turn: int, *, lone: str | None) -> dict[str, Any]:
        """A model's fields by the names they are written with.

        Args:
            model: what is filled.
            turn: decides which of a field's choices is taken.
            lone: the only field to be filled of those that may be left out; None for all.
        """
        hints = typing.get_type_hints(model, include_extras=True)
        values = {}
        for name, field in model.model_fields.items():
            if name != "draft" and (field.is_required() or lone in (None, name)):
                values[field.alias or name] = self.value(hints[name], turn, model)
        return values

    def value(self, hint: Any, turn: int, owner: type[BaseModel]) -> Any:
        """A value of a field, from its annotation."""
        made = next((make for kind, make in _MAKERS if kind == hint), None)
        if made:
            return made(self, turn)
        if hint == t.RecordId:
            return self._id(owner)
        if typing.get_origin(hint) is typing.Literal:
            choices = typing.get_args(hint)
            return choices[turn % len(choices)]
        if typing.get_origin(hint) is tuple:
            return self._list(typing.get_args(hint)[0], turn, owner)
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            return self.fields(hint, turn, lone=None)
        if typing.get_origin(hint) is typing.Annotated:
            marker = next(m for m in hint.__metadata__ if isinstance(m, t.Reference))
            return _REFERENCES[marker.kinds]
        inner = next(a for a in typing.get_args(hint) if a is not type(None))
        return self.value(inner, turn, owner)

    def _id(self, owner: type[BaseModel]) -> str:
        number = self._ids[owner.__name__] = self._ids.get(owner.__name__, 0) + 1
        return f"{_PREFIXES[owner.__name__]}-{number}"

    def _list(self, hint: Any, turn: int, owner: type[BaseModel]) -> list[Any]:
        if not (isinstance(hint, type) and issubclass(hint, BaseModel)):
            return [self.value(hint, turn + n, owner) for n in range(2)]
        optional = [n for n, f in hint.model_fields.items() if not f.is_required() and n != "draft"]
        whole = [self.fields(hint, n, lone=None) for n in range(_choices(hint))]
        return whole + [self.fields(hint, n, lone=name) for n, name in enumerate(optional)]

    def number(self) -> int:
        """A number that no other value has."""
        self.count += 1
        return self.count

    def word(self) -> str:
        """A word that no other value has."""
        number, word = self.number(), ""
        while number:
            number, rest = divmod(number, len(_LETTERS))
            word += _LETTERS[rest]
        return f"q{word}"

    def day(self) -> date:
        """A day that no other value has."""
        return date(2001, 1, 1) + timedelta(days=self.number())

    def month(self) -> str:
        """A month that no other value has."""
        number = self.number()
        return f"{1000 + number // 12}-{number % 12 + 1:02}"

    def file(self) -> str:
        """The name of a file that the client has."""
        name = f"assets/{self.word()}.pdf"
        self.assets[name] = b"%PDF-1.7\n"
        return name


def _choices(model: type[BaseModel]) -> int:
    """The most choices that a field of a model offers, two at least."""
    hints = typing.get_type_hints(model, include_extras=True).values()
    flat = [a for hint in hints for a in (hint, *typing.get_args(hint))]
    found = [len(typing.get_args(a)) for a in flat if typing.get_origin(a) is typing.Literal]
    return max(found, default=2)


Maker = Callable[[Filler, int], object]


def _own(make: Callable[[Filler], object]) -> Maker:
    """A value that stands nowhere else."""
    return lambda filler, _turn: make(filler)


def _by(make: Callable[[int], object]) -> Maker:
    """A value of a few, by turns."""
    return lambda _filler, turn: make(turn)


_MAKERS: tuple[tuple[Any, Maker], ...] = (
    (t.Text, _own(lambda f: f"Wort {f.word()}")),
    (t.RequiredText, _own(lambda f: f"Wort {f.word()}")),
    (t.Rich, _own(lambda f: f"Passage *{f.word()}*")),
    (t.RequiredRich, _own(lambda f: f"Passage *{f.word()}*")),
    (t.Day, _own(lambda f: f.day().isoformat())),
    (t.DayOrUnknown, lambda f, turn: "unknown" if turn % 2 else f.day().isoformat()),
    (t.Moment, _own(lambda f: f"{f.day()}T23:30:00-05:00")),
    (t.DayOrMoment, lambda f, turn: f"{f.day()}" + ("T09:05:07Z" if turn % 2 else "")),
    (t.Disclosure, lambda f, turn: ("never", f"{f.day()}", f"{f.day()}T09:30+02:00")[turn % 3]),
    (t.Period, _own(lambda f: f.month())),
    (t.Number, lambda f, turn: f"{'-' if turn % 2 else ''}{123_000 + f.number()}.25"),
    (t.Money, lambda f, turn: f"{'-' if turn % 2 else ''}{1_234_000 + f.number()}.50"),
    (t.Percent, _by(lambda turn: f"{40 + turn}.5")),
    (t.Score, _by(lambda turn: str(turn % 11))),
    (t.Rating, _by(lambda turn: str(turn % 5 + 1))),
    (t.Minutes, _by(lambda turn: str(45 + turn))),
    (t.Count, _by(lambda turn: str(2 + turn))),
    (t.Rhythm, _by(lambda turn: str(9 + turn))),
    (t.Days, _by(lambda turn: str(17 + turn))),
    (t.Flag, _by(lambda turn: "true" if turn % 2 else "false")),
    (t.Url, _own(lambda f: f"https://{f.word()}.example.org/a?b=c&d")),
    (t.File, _own(lambda f: f.file())),
    (t.Email, _own(lambda f: f"{f.word()}@example.org")),
    (t.Phone, _own(lambda f: f"+44 (20) {7_000 + f.number()}")),
    (t.Color, _by(lambda turn: ("#14532D", "#b45309")[turn % 2])),
)
