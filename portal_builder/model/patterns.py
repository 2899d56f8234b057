"""What an editor can know of a value by itself: the fields' parts of the JSON Schema."""

from __future__ import annotations

from typing import Any

from pydantic import WithJsonSchema

_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_HOUR = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"T{_HOUR}(:[0-5][0-9](\.[0-9]{{1,6}})?)?(Z|[+-]{_HOUR})"

DAY = f"^{_DATE}$"
DAY_OR_UNKNOWN = f"^({_DATE}|unknown)$"
MOMENT = f"^{_DATE}{_TIME}$"
DAY_OR_MOMENT = f"^{_DATE}({_TIME})?$"
DISCLOSURE = f"^({_DATE}({_TIME})?|never)$"
PERIOD = r"^[0-9]{4}-(0[1-9]|1[0-2])$"

ONE_LINE = r"^[^\n]*\n*$"
ONE_LINE_NOT_BLANK = r"^[^\n]*\S[^\n]*\n*$"
ANY = r"^"
NOT_BLANK = r"\S"
ID = r"^[A-Z]+-[0-9]+$"
URL = (
    r"^([Hh][Tt][Tt][Pp][Ss]?://[^\s/?#\\]\S*"
    r"|[Mm][Aa][Ii][Ll][Tt][Oo]:\S+|[Tt][Ee][Ll]:\S+)$"
)
FILE = r"^assets/"
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
PHONE = r"^[0-9 +().\-/]*[0-9][0-9 +().\-/]*$"
COLOR = r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"
LOCALE = r"^[A-Za-z]{2,3}([-_.@][A-Za-z0-9.@_-]+)?$"
ZONE = r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$"
CURRENCY = r"^[A-Z]{3}$"

FLAG = r"^(true|True|TRUE|false|False|FALSE)$"
NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"
WHOLE = r"^[+-]?[0-9]+$"
NOT_NEGATIVE = r"^\+?[0-9]+$"
SCORE = r"^\+?0*([0-9]|10)$"
RATING = r"^\+?0*[1-5]$"


def any_text(pattern: str, **more: Any) -> WithJsonSchema:
    """A text that may look like a number or like true or false; the pattern is for all others."""
    kinds = ["string", "number", "boolean"]
    return WithJsonSchema({"type": kinds, "pattern": pattern, **more})


def text(pattern: str, **more: Any) -> WithJsonSchema:
    """A text that never looks like anything else."""
    return WithJsonSchema({"type": "string", "pattern": pattern, **more})


def scalar(pattern: str = NUMBER, kind: str = "number", **more: Any) -> WithJsonSchema:
    """A number, or true or false, in quotes or not."""
    quoted = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [{"type": kind, **more}, quoted]})
