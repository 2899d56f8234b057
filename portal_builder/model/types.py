"""The kinds of value a field can hold, each read from the text that was written.

A field's annotation is a type and, as a marker beside it, what the value means to the rest of the
program: a reference to a record, Markdown, an amount, an address. `walk` finds values by marker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainValidator, model_validator

from portal_builder.model import patterns
from portal_builder.model.patterns import any_text, scalar, text
from portal_builder.model.written import (
    PLAIN_LIMIT,
    URL_LIMIT,
    parse_boolean,
    parse_color,
    parse_email,
    parse_id,
    parse_integer,
    parse_number,
    parse_phone,
    parse_plain,
    parse_rich,
    parse_url,
    required,
    within,
)
from portal_builder.model.written_dates import (
    Never,
    Unknown,
    parse_day,
    parse_day_or_moment,
    parse_day_or_unknown,
    parse_disclosure,
    parse_moment,
    parse_period,
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
    """What a value is: `plain`, `rich`, `money`, `url` or `file`; whether it may not be blank."""

    name: str
    required: bool = field(default=False, compare=False)


PLAIN, RICH, MONEY, URL, FILE = (Meaning(n) for n in ("plain", "rich", "money", "url", "file"))
TEXTS = (PLAIN, RICH, URL, FILE)


Text = Annotated[
    str, PLAIN, PlainValidator(parse_plain), any_text(patterns.ONE_LINE, maxLength=PLAIN_LIMIT)
]
RequiredText = Annotated[
    str,
    PLAIN,
    PlainValidator(required(parse_plain)),
    any_text(patterns.ONE_LINE_NOT_BLANK, maxLength=PLAIN_LIMIT),
]
Rich = Annotated[
    str, RICH, PlainValidator(parse_rich), any_text(patterns.ANY, description="Markdown")
]
RequiredRich = Annotated[
    str,
    Meaning("rich", required=True),
    PlainValidator(required(parse_rich)),
    any_text(patterns.NOT_BLANK, description="Markdown"),
]
RecordId = Annotated[str, PlainValidator(parse_id), text(patterns.ID)]
Day = Annotated[date, PlainValidator(parse_day), text(patterns.DAY)]
DayOrUnknown = Annotated[
    date | Unknown, PlainValidator(parse_day_or_unknown), text(patterns.DAY_OR_UNKNOWN)
]
Moment = Annotated[datetime, PlainValidator(parse_moment), text(patterns.MOMENT)]
DayOrMoment = Annotated[
    date | datetime, PlainValidator(parse_day_or_moment), text(patterns.DAY_OR_MOMENT)
]
Disclosure = Annotated[
    date | datetime | Never, PlainValidator(parse_disclosure), text(patterns.DISCLOSURE)
]
Period = Annotated[str, PlainValidator(parse_period), text(patterns.PERIOD)]
Number = Annotated[Decimal, PlainValidator(parse_number), scalar()]
Money = Annotated[Decimal, MONEY, PlainValidator(parse_number), scalar()]
Percent = Annotated[
    Decimal, PlainValidator(within(0, 100, parse_number)), scalar(minimum=0, maximum=100)
]
Score = Annotated[
    int,
    PlainValidator(within(0, 10, parse_integer)),
    scalar(patterns.SCORE, "integer", minimum=0, maximum=10),
]
Rating = Annotated[
    int,
    PlainValidator(within(1, 5, parse_integer)),
    scalar(patterns.RATING, "integer", minimum=1, maximum=5),
]
Minutes = Annotated[
    int,
    PlainValidator(within(0, MINUTES_LIMIT, parse_integer)),
    scalar(patterns.NOT_NEGATIVE, "integer", minimum=0, maximum=MINUTES_LIMIT),
]
Count = Annotated[
    int,
    PlainValidator(within(0, PERIODS_LIMIT, parse_integer)),
    scalar(patterns.NOT_NEGATIVE, "integer", minimum=0, maximum=PERIODS_LIMIT),
]
Rhythm = Annotated[
    int,
    PlainValidator(within(1, PERIODS_LIMIT, parse_integer)),
    scalar(patterns.NOT_NEGATIVE, "integer", minimum=1, maximum=PERIODS_LIMIT),
]
Days = Annotated[
    int,
    PlainValidator(within(-DAYS_LIMIT, DAYS_LIMIT, parse_integer)),
    scalar(patterns.WHOLE, "integer", minimum=-DAYS_LIMIT, maximum=DAYS_LIMIT),
]
Flag = Annotated[bool, PlainValidator(parse_boolean), scalar(patterns.FLAG, "boolean")]
Url = Annotated[str, URL, PlainValidator(parse_url), text(patterns.URL, maxLength=URL_LIMIT)]
File = Annotated[str, FILE, PlainValidator(required(parse_plain)), text(patterns.FILE)]
Email = Annotated[str, PLAIN, PlainValidator(parse_email), text(patterns.EMAIL)]
Phone = Annotated[str, PLAIN, PlainValidator(parse_phone), any_text(patterns.PHONE)]
Color = Annotated[str, PlainValidator(parse_color), text(patterns.COLOR)]
LocaleName = Annotated[str, PlainValidator(parse_plain), text(patterns.LOCALE)]
ZoneName = Annotated[str, PlainValidator(parse_plain), text(patterns.ZONE)]
Currency = Annotated[str, PlainValidator(parse_plain), text(patterns.CURRENCY)]

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
        if not isinstance(data, dict) or None not in data.values():
            return data
        known = cls.model_fields
        return {k: v for k, v in data.items() if v is not None or k not in known}


class Entry(Fields):
    """An entry of a list: it may be a draft, which is checked and published nowhere."""

    draft: Flag = False


class Record(Entry):
    """An entry with an id of its own, unique in its project."""

    id: RecordId
