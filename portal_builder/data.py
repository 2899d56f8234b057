"""data.json: what a client's site publishes, for programs.

The fields stand as they were written: amounts as strings with the currency's decimals, other
numbers as JSON numbers with all their digits, dates and moments as text. A retainer's `included` and
`used` are numbers whatever its unit; its balance is an amount where the unit is money.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from pydantic import BaseModel

from portal_builder.comments import strip_comments
from portal_builder.figures import Figures
from portal_builder.figures.rounding import rounded
from portal_builder.model.facts import ClientFacts, Facts, Path, is_empty, walk
from portal_builder.model.types import MONEY, RICH

FORMAT = 1
_NOT_PUBLISHED = {"identifiers"}
# Ratios, percents and medians, which are numbers; every other decimal is an amount.
_NUMBERS = {"cpi", "spi", "tcpi", "percent_spent", "percent_complete", "value"}
# What stands beside records or serves the pages only.
_BESIDE = {"lines", "milestones", "records", "periods", "steps", "unit", "spending", "earlier"}
_DRAWN = {"eac_range", "by_day", "months", "flow"}


def published_data(
    client: ClientFacts, figures: Mapping[str, Figures], decimals: int
) -> dict[str, Any]:
    """A client's published facts and figures as plain values.

    Args:
        client: the published facts.
        figures: a project's id → its figures.
        decimals: how many decimals the client's currency has.
    """
    own = _Writer(client.client, decimals).fields(client.client, ())
    projects = [_project(name, facts, figures[name], decimals) for name, facts in client.projects]
    return {
        "format": FORMAT,
        "client": {k: v for k, v in own.items() if k not in _NOT_PUBLISHED},
        "projects": projects,
    }


def data_json(data: Mapping[str, Any]) -> bytes:
    """Writes what `published_data` gives as JSON: UTF-8 with a line end, always the same bytes."""
    return (_json(dict(data), 0) + "\n").encode()


def _project(name: str, facts: Facts, figures: Figures, decimals: int) -> dict[str, Any]:
    writer = _Writer(facts, decimals)
    sections = {}
    for section in type(facts).model_fields:
        content = getattr(facts, section)
        if section in facts.model_fields_set and not is_empty(content):
            sections[section] = writer.value(content, (section,))
    _put_beside(sections, figures, decimals)
    project = sections.pop("project")
    return {"id": name, "project": project, "figures": _figures(figures, decimals), **sections}


class _Writer:
    """Turns facts into plain values; amounts and Markdown are known by their place."""

    def __init__(self, model: BaseModel, decimals: int) -> None:
        self._markers = {found.path: found.marker for found in walk(model)}
        self._decimals = decimals

    def fields(self, model: BaseModel, path: Path) -> dict[str, Any]:
        """The fields that were written, by the names they were written with."""
        written = {}
        for name, field in type(model).model_fields.items():
            if name in model.model_fields_set:
                key = field.alias or name
                written[key] = self.value(getattr(model, name), (*path, key))
        return written

    def value(self, value: Any, path: Path) -> Any:
        """A value as JSON has it."""
        if isinstance(value, BaseModel):
            return self.fields(value, path)
        if isinstance(value, tuple):
            return [self.value(item, (*path, i)) for i, item in enumerate(value)]
        if isinstance(value, date):
            return getattr(value, "written", value.isoformat())
        if self._markers.get(path) == MONEY:
            return _money(value, self._decimals)
        if self._markers.get(path) == RICH:
            return strip_comments(value)
        return value


def _money(amount: Decimal, decimals: int) -> str:
    if amount.as_tuple().exponent == -decimals:
        return format(amount, "f")
    return format(rounded(Fraction(amount), decimals), "f")


def figures_by_name(figures: Figures, decimals: int) -> dict[str, Any]:
    """The figures of a project by their names with dots, as data.json has them; no texts."""
    found: dict[str, Any] = {}
    pending: list[tuple[str, Any]] = [*_figures(figures, decimals).items()]
    while pending:
        name, value = pending.pop()
        if isinstance(value, dict):
            pending += [(f"{name}.{inner}", v) for inner, v in value.items()]
        elif name != "health.reason":
            found[name] = value
    return dict(sorted(found.items()))


def _figures(figures: Any, decimals: int) -> dict[str, Any]:
    """The figures of a part, nested by the dots of their names; those of absent sections absent."""
    plain: dict[str, Any] = {}
    hours = getattr(figures, "unit", "money") == "hours"
    for name in _names(figures.__class__):
        value = getattr(figures, name)
        if isinstance(figures, Figures) and (value is None or name == "risks"):
            continue
        if hasattr(value, "__dataclass_fields__"):
            plain[name] = _figures(value, decimals)
        elif isinstance(value, Decimal) and name not in _NUMBERS and not hours:
            plain[name] = _money(value, decimals)
        elif isinstance(value, date):
            plain[name] = value.isoformat()
        else:
            plain[name] = strip_comments(value) if name == "reason" and value else value
    return plain


@cache
def _names(part: Any) -> tuple[str, ...]:
    """The figures of a part that stand under its own name."""
    return tuple(f.name for f in fields(part) if f.name not in _BESIDE | _DRAWN)


def _put_beside(sections: dict[str, Any], figures: Figures, decimals: int) -> None:
    """Puts the figures of single records beside their fields."""
    if figures.schedule:
        records = sections["schedule"].get("milestones", ())
        _join(records, "id", figures.schedule.milestones, decimals)
    if figures.budget:
        budget = sections["budget"]
        _join(budget.get("lines", ()), "id", figures.budget.lines, decimals)
        for record in budget.get("retainer", {}).get("periods", ()):
            balance = figures.budget.retainer.periods[record["period"]].balance
            in_money = figures.budget.retainer.unit == "money"
            record["balance"] = _money(balance, decimals) if in_money else balance
    for name in ("issues", "incidents", "risks"):
        part = getattr(figures, name)
        if part:
            _join(sections[name], "id", part.records, decimals)


def _join(records: Any, key: str, figures: Mapping[str, Any], decimals: int) -> None:
    for record in records:
        if record[key] in figures:
            record.update(_figures(figures[record[key]], decimals))


def _json(value: Any, depth: int) -> str:
    """Writes JSON; unlike the standard library, decimals keep every digit."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict | list) and value:
        inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
        if isinstance(value, list):
            return f"[{inner}{f',{inner}'.join(_json(v, depth + 1) for v in value)}{outer}]"
        entries = (f"{json.dumps(k)}: {_json(v, depth + 1)}" for k, v in value.items())
        return f"{{{inner}{f',{inner}'.join(entries)}{outer}}}"
    return json.dumps(value, ensure_ascii=False)
