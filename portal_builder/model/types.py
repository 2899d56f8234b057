"""The kinds of value a field can hold, each read from the text that was written.

A field's annotation is a type and, as a marker beside it, what the value means to the rest of the
program: a reference to a record, Markdown, an amount, an address. `walk` finds values by marker.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainValidator, WithJsonSchema, model_validator

from portal_builder.model.written import (
    PLAIN_LIMIT,
    URL_LIMIT,
    Never,
    Unknown,
    parse_boolean,
    parse_color,
    parse_day,
    parse_day_or_moment,
    parse_day_or_unknown,
    parse_disclosure,
    parse_email,
    parse_id,
    parse_integer,
    parse_moment,
    parse_number,
    parse_period,
    parse_phone,
    parse_plain,
    parse_rich,
    parse_url,
    required,
    within,
)

MINUTES_LIMIT = 60 * 24 * 31
DAYS_LIMIT = 36_525
PERIODS_LIMIT = 1_200

Party = Literal["client", "provider", "third_party"]
PartyOrUnknown = Literal["client", "provider", "third_party", "unknown"]
Level = Literal["critical", "high", "medium", "low"]
Colour = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Reference:
    """The field names a record of one of these kinds; of any kind where there are none."""

    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value is: `plain`, `rich`, `money`, `url` or `file`."""

    name: str


PLAIN, RICH, MONEY, URL, FILE = (Meaning(n) for n in ("plain", "rich", "money", "url", "file"))
TEXTS = (PLAIN, RICH, URL, FILE)


def _text(pattern: str | None = None, **more: Any) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": ["string", "number", "boolean"], **more}
        if pattern is None
        else {"type": "string", "pattern": pattern, **more}
    )


def _number(
    pattern: str = r"^[+-]?[0-9]+(\.[0-9]+)?$", kind: str = "number", **more: Any
) -> WithJsonSchema:
    return WithJsonSchema(
        {"anyOf": [{"type": kind, **more}, {"type": "string", "pattern": pattern}]}
    )


_DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME_PATTERN = r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
_MOMENT_PATTERN = f"{_DAY_PATTERN[:-1]}({_TIME_PATTERN})?$"

Text = Annotated[str, PLAIN, PlainValidator(parse_plain), _text(maxLength=PLAIN_LIMIT)]
RequiredText = Annotated[
    str,
    PLAIN,
    PlainValidator(required(parse_plain)),
    _text(maxLength=PLAIN_LIMIT, minLength=1),
]
Rich = Annotated[str, RICH, PlainValidator(parse_rich), _text(description="Markdown")]
RequiredRich = Annotated[
    str,
    RICH,
    PlainValidator(required(parse_rich)),
    _text(minLength=1, description="Markdown"),
]
RecordId = Annotated[str, PlainValidator(parse_id), _text(r"^[A-Z]+-[0-9]+$")]
Day = Annotated[date, PlainValidator(parse_day), _text(_DAY_PATTERN)]
DayOrUnknown = Annotated[
    date | Unknown, PlainValidator(parse_day_or_unknown), _text(_DAY_PATTERN[:-1] + "$|^unknown$")
]
Moment = Annotated[
    datetime, PlainValidator(parse_moment), _text(_MOMENT_PATTERN.replace(")?$", ")$"))
]
DayOrMoment = Annotated[
    date | datetime, PlainValidator(parse_day_or_moment), _text(_MOMENT_PATTERN)
]
Disclosure = Annotated[
    date | datetime | Never, PlainValidator(parse_disclosure), _text(_MOMENT_PATTERN + "|^never$")
]
Period = Annotated[str, PlainValidator(parse_period), _text(r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Number = Annotated[Decimal, PlainValidator(parse_number), _number()]
Money = Annotated[Decimal, MONEY, PlainValidator(parse_number), _number()]
Percent = Annotated[
    Decimal, PlainValidator(within(0, 100, parse_number)), _number(minimum=0, maximum=100)
]
Score = Annotated[
    int,
    PlainValidator(within(0, 10, parse_integer)),
    _number(r"^\+?0*([0-9]|10)$", "integer", minimum=0, maximum=10),
]
Rating = Annotated[
    int,
    PlainValidator(within(1, 5, parse_integer)),
    _number(r"^\+?0*[1-5]$", "integer", minimum=1, maximum=5),
]
Minutes = Annotated[
    int,
    PlainValidator(within(0, MINUTES_LIMIT, parse_integer)),
    _number(r"^\+?[0-9]+$", "integer", minimum=0, maximum=MINUTES_LIMIT),
]
Count = Annotated[
    int,
    PlainValidator(within(0, PERIODS_LIMIT, parse_integer)),
    _number(r"^\+?[0-9]+$", "integer", minimum=0, maximum=PERIODS_LIMIT),
]
Rhythm = Annotated[
    int,
    PlainValidator(within(1, PERIODS_LIMIT, parse_integer)),
    _number(r"^\+?[0-9]+$", "integer", minimum=1, maximum=PERIODS_LIMIT),
]
Days = Annotated[
    int,
    PlainValidator(within(-DAYS_LIMIT, DAYS_LIMIT, parse_integer)),
    _number(r"^[+-]?[0-9]+$", "integer", minimum=-DAYS_LIMIT, maximum=DAYS_LIMIT),
]
Flag = Annotated[bool, PlainValidator(parse_boolean), WithJsonSchema({"type": "boolean"})]
Url = Annotated[
    str,
    URL,
    PlainValidator(parse_url),
    _text(
        r"^([Hh][Tt][Tt][Pp][Ss]?://|[Mm][Aa][Ii][Ll][Tt][Oo]:|[Tt][Ee][Ll]:)", maxLength=URL_LIMIT
    ),
]
File = Annotated[str, FILE, PlainValidator(required(parse_plain)), _text(r"^assets/")]
Email = Annotated[str, PLAIN, PlainValidator(parse_email), _text(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Phone = Annotated[str, PLAIN, PlainValidator(parse_phone), _text()]
Color = Annotated[str, PlainValidator(parse_color), _text(r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]

AnyRef = Annotated[RecordId, Reference()]
ScopeRef = Annotated[RecordId, Reference(("scope item",))]
MilestoneRef = Annotated[RecordId, Reference(("milestone",))]
LineRef = Annotated[RecordId, Reference(("budget line",))]
ChangeRef = Annotated[RecordId, Reference(("change",))]


class Fields(BaseModel):
    """A group of keys: unknown ones are refused, a key without a value counts as absent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _absent(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        known = cls.model_fields
        return {k: v for k, v in data.items() if v is not None or k not in known}


class Entry(Fields):
    """An entry of a list: it may be a draft, which is checked and published nowhere."""

    draft: Flag = False


class Record(Entry):
    """An entry with an id of its own, unique in its project."""

    id: RecordId
