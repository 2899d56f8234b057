"""Values read from the text that was written, or refused in an author's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from portal_builder.characters import is_blank

PLAIN_LIMIT = 200
RICH_LIMIT = 64 * 1024
DIGITS_LIMIT = 30
URL_LIMIT = 2_000


def wrong(what: str, remedy: str | None = None) -> PydanticCustomError:
    """The error of a value that cannot be read, in an author's words."""
    return PydanticCustomError("author", "{what}", {"what": what, "remedy": remedy})


def expect_text(value: object, expected: str) -> str:
    """The text of a scalar; of anything else what the key takes is said."""
    if isinstance(value, str):
        return value
    if value is None:
        raise wrong("this entry is empty", "fill it in, or take its dash away")
    found = "a list" if isinstance(value, list) else "a group of keys"
    raise wrong(
        f"this key takes {expected}, not {found}", "put a text that begins with [ or { in quotes"
    )


def shortened(text: str) -> str:
    """A text as far as a message has room for it."""
    return text if len(text) <= 40 else text[:39] + "…"


def parse_plain(value: object) -> str:
    """Reads a title or a name: one line of at most 200 characters, shown as written."""
    text = expect_text(value, "one line of text").rstrip("\n")
    if "\n" in text:
        raise wrong(
            "this text must stand on one line", "shorten it, or move the rest to a longer text"
        )
    if len(text) > PLAIN_LIMIT:
        raise wrong(
            f"this text has {len(text)} characters; at most {PLAIN_LIMIT} fit",
            "shorten it, and put the whole of it where Markdown is allowed",
        )
    return text


def parse_rich(value: object) -> str:
    """Reads Markdown of at most 64 KiB; its structure is checked with the other texts."""
    text = expect_text(value, "text")
    size = len(text.encode())
    if size > RICH_LIMIT:
        raise wrong(
            f"this text has {size:,} bytes; at most {RICH_LIMIT:,} (64 KiB) fit",
            "split it, or attach it as a document",
        )
    return text


BLANK = ("this text is blank", "write something")


def required(parse: Callable[[object], str]) -> Callable[[object], str]:
    """The same reading, of a text that may not be blank."""

    def required(value: object) -> str:
        text = parse(value)
        if is_blank(text):
            raise wrong(*BLANK)
        return text

    return required


_ID = re.compile(r"[A-Z]+-[0-9]+")


def parse_id(value: object) -> str:
    """Reads an id: capital letters, a dash and a number."""
    text = expect_text(value, "an id such as MS-3")
    if not _ID.fullmatch(text) or len(text) > PLAIN_LIMIT:
        raise wrong(
            f"“{shortened(text)}” is no id",
            "ids are capital letters, a dash and a number, such as MS-3",
        )
    return text


_NUMBER = re.compile(r"[+-]?([0-9]+)(?:\.([0-9]+))?")


def parse_number(value: object) -> Decimal:
    """Reads an exact decimal from its digits."""
    text = expect_text(value, "a number")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise wrong(
            f"“{shortened(text)}” is no number",
            "write digits with at most one point, such as 1200.50",
        )
    if len(match[1]) + len(match[2] or "") > DIGITS_LIMIT:
        raise wrong(f"this number has more than {DIGITS_LIMIT} digits", "shorten it")
    number = Decimal(text)
    return number if number else abs(number)


def parse_integer(value: object) -> int:
    """Reads a whole number."""
    text = expect_text(value, "a whole number")
    if not _NUMBER.fullmatch(text):
        raise wrong(f"“{shortened(text)}” is no whole number", "write its digits, such as 7")
    number = parse_number(text)
    if number != number.to_integral_value():
        raise wrong(f"“{shortened(text)}” is no whole number", "write it without a fraction")
    return int(number)


def within(low: int, high: int, parse: Callable[[object], Any]) -> Callable[[object], Any]:
    """The same reading, of a number between two others, both included."""

    def bounded(value: object) -> Any:
        number = parse(value)
        if not low <= number <= high:
            raise wrong(
                f"{shortened(str(value))} is not between {low} and {high}",
                f"write a number from {low} to {high}",
            )
        return number

    return bounded


def parse_boolean(value: object) -> bool:
    """Reads true or false."""
    text = expect_text(value, "true or false")
    if text.lower() not in ("true", "false") or text not in (
        text.lower(),
        text.upper(),
        text.title(),
    ):
        raise wrong(f"“{shortened(text)}” is neither true nor false", "write true or false")
    return text.lower() == "true"


_URL = re.compile(r"(https?://[^/?#\\]+.*|mailto:.+|tel:.+)", re.IGNORECASE)


def parse_url(value: object) -> str:
    """Reads an address: https, http, mailto or tel."""
    text = expect_text(value, "an address")
    if len(text) > URL_LIMIT:
        raise wrong(
            f"this address has {len(text)} characters; at most {URL_LIMIT:,} fit",
            "use a shorter address",
        )
    if any(c.isspace() or not c.isprintable() for c in text):
        raise wrong("this address holds a space or a control character", "write a space as %20")
    if not _URL.fullmatch(text):
        raise wrong(
            f"“{shortened(text)}” is no address a client can open",
            "begin with https://, http://, mailto: or tel:",
        )
    return text


_EMAIL = re.compile(r"[^@\s]+@[^@\s]*[^@\s.][^@\s]*\.[^@\s]+")
_PHONE = re.compile(r"[0-9 +().\-/]*[0-9][0-9 +().\-/]*")


def parse_email(value: object) -> str:
    """Reads an e-mail address."""
    text = parse_plain(value)
    if not _EMAIL.fullmatch(text):
        raise wrong(f"“{shortened(text)}” is no e-mail address", "write it like name@example.org")
    return text


def parse_phone(value: object) -> str:
    """Reads a telephone number."""
    text = parse_plain(value)
    if not _PHONE.fullmatch(text):
        raise wrong(
            f"“{shortened(text)}” is no telephone number", "use only digits, spaces and + ( ) . - /"
        )
    return text


_COLOR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def parse_color(value: object) -> str:
    """Reads a colour, #rrggbb or #rgb, and gives it as #rrggbb in lower case."""
    text = expect_text(value, "a colour")
    if not _COLOR.fullmatch(text):
        raise wrong(
            f"“{shortened(text)}” is no colour",
            'write it in quotes as "#rrggbb", such as "#14532d"',
        )
    return text
