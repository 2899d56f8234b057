"""What can be read of a section of which some is wrong, so that all the rest is checked as well.

Of what is wrong as little as possible is set aside: a key that its group can do without, else the
entry of a list, else the whole. A text or a choice that is required is stood in for, and so are the
project's two days, each by one that no rule minds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from portal_builder.model.facts import ClientFile, Path, field_at, meanings, model_at
from portal_builder.model.types import PLAIN, RICH

SHOWN = 1_000  # errors of one section

_QUIET: dict[Path, str] = {
    ("project", "started_on"): "0001-01-01",
    ("project", "as_of"): "9999-12-31",
}


@dataclass(slots=True)
class Salvaged:
    """A section as far as it could be read.

    Attributes:
        value: the model, or the tuple of models; None where nothing could be read.
        errors: what is wrong with it, as the models say it; of very much only the first.
        more: how many errors there are besides.
        lost: the paths of what was set aside or stood in for, unknown keys apart.
        numbers: list → the numbers in the file of those entries that were kept.
    """

    value: Any = None
    errors: list[ErrorDetails] = field(default_factory=list)
    more: int = 0
    lost: set[Path] = field(default_factory=set)
    numbers: dict[Path, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Cut:
    """What has to go, and per group of keys what stands in for what is missing."""

    away: set[Path] = field(default_factory=set)
    stand_ins: dict[Path, dict[str, str]] = field(default_factory=dict)
    lost: set[Path] = field(default_factory=set)

    def take(self, name: str, path: Path, kind: str) -> bool:
        """Takes the smallest part away that an error at a path of the file rests on.

        Returns:
            Whether there was anything left to take.
        """
        while kind != "extra_forbidden" and path and not self._can_go(name, path):
            if self._stand_in(name, path):
                return True
            path = path[:-1]
        if path in self.away:
            return False
        self.away.add(path)
        if kind != "extra_forbidden":
            self.lost.add(path)
        return True

    def _can_go(self, name: str, path: Path) -> bool:
        """Entries can, and what is optional; but a draft is never judged as if it were none."""
        known = field_at(name, path) if isinstance(path[-1], str) else None
        return known is None or not (known.is_required() or path[-1] == "draft")

    def _stand_in(self, name: str, path: Path) -> bool:
        key, group = str(path[-1]), path[:-1]
        quiet = _QUIET.get((name, *path))
        if quiet is not None:
            self.lost.add(path)
        elif (model := model_at(name, group)) and meanings(model).get(key) in (PLAIN, RICH):
            quiet = "?"
        elif choices := _choices(field_at(name, path)):
            quiet = choices[0]
            self.lost.add(path)
        if quiet is None or key in self.stand_ins.get(group, ()):
            return False
        self.stand_ins.setdefault(group, {})[key] = quiet
        return True


def salvage(name: str, data: Any) -> Salvaged:
    """Reads a section; of one with mistakes as much as stands without them.

    Args:
        name: the section's.
        data: what stands in the file, as plain values.
    """
    cut, found = _Cut(), Salvaged()
    while () not in cut.away:
        numbers: dict[Path, list[int]] = {}
        rest = _without(data, cut, (), numbers) if cut.away or cut.stand_ins else data
        read = _tried(name, rest)
        if not isinstance(read, ValidationError):
            found.value, found.numbers = read, numbers
            break
        errors, total = _errors(name, rest, read)
        if not found.errors:
            found.errors, found.more = errors, total - len(errors)
        taken = [cut.take(name, written(e["loc"], numbers), e["type"]) for e in errors]
        if found.more or not any(taken):
            cut.take(name, (), "")
    found.lost = cut.lost
    return found


def known(name: str, data: Any) -> Any:
    """Reads a section of another day as far as today's models know it.

    Args:
        name: the section.
        data: what stands in it, as plain values; nothing empty.

    Returns:
        Its model or tuple of models, keys that they do not know left out; None where anything else
        is wrong with it.
    """
    found = salvage(name, data)
    is_known = all(error["type"] == "extra_forbidden" for error in found.errors)
    return found.value if is_known and not found.lost and not found.more else None


def written(path: Iterable[str | int], numbers: dict[Path, list[int]], start: Path = ()) -> Path:
    """A path of what was kept as the path of the file: its entries have the numbers there."""
    found = start
    for part in path:
        kept = numbers.get(found)
        found = (*found, kept[part] if kept is not None and isinstance(part, int) else part)
    return found


def _without(data: Any, cut: _Cut, at: Path, numbers: dict[Path, list[int]]) -> Any:
    """What is left of a value; of each list the numbers that its entries have in the file."""
    if isinstance(data, list):
        numbers[at] = [i for i in range(len(data)) if (*at, i) not in cut.away]
        return [_without(data[i], cut, (*at, i), numbers) for i in numbers[at]]
    if not isinstance(data, dict):
        return data
    kept = {k: v for k, v in data.items() if (*at, k) not in cut.away}
    rest = {k: _without(v, cut, (*at, k), numbers) for k, v in kept.items()}
    return rest | cut.stand_ins.get(at, {})


def _choices(known: FieldInfo | None) -> tuple[str, ...]:
    """The words that a field chooses from; the first says that nothing has come of it yet."""
    annotation = known.annotation if known else None
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _errors(name: str, data: Any, error: ValidationError) -> tuple[list[ErrorDetails], int]:
    """The first errors of a section, and how many there are in all."""
    total = error.error_count()
    # To list a hundred thousand takes hundreds of megabytes; those of a shorter section do.
    for length in (2_000, 200, 20):
        if error.error_count() > 20 * SHOWN:
            shorter = _tried(name, _shortened(data, length))
            error = shorter if isinstance(shorter, ValidationError) else error
    return error.errors(include_url=False)[:SHOWN], total


def _tried(name: str, data: Any) -> Any:
    """The model or tuple of models, or the error that says why there is none."""
    try:
        return _adapter(name).validate_python(data)
    except ValidationError as error:
        return error


def _shortened(data: Any, length: int) -> Any:
    if isinstance(data, list):
        return [_shortened(item, length) for item in data[:length]]
    if isinstance(data, dict):
        return {k: _shortened(data[k], length) for k in islice(data, length)}
    return data


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    annotation: Any = ClientFile.model_fields[name].annotation
    return TypeAdapter(annotation)
