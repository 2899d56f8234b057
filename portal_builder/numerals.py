"""The digits and signs that a locale writes numbers with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale

# System of digits → its zero; the other nine follow it.
_ZEROS = {
    "adlm": "\N{ADLAM DIGIT ZERO}",
    "arab": "\N{ARABIC-INDIC DIGIT ZERO}",
    "arabext": "\N{EXTENDED ARABIC-INDIC DIGIT ZERO}",
    "beng": "\N{BENGALI DIGIT ZERO}",
    "cakm": "\N{CHAKMA DIGIT ZERO}",
    "deva": "\N{DEVANAGARI DIGIT ZERO}",
    "hmnp": "\N{NYIAKENG PUACHUE HMONG DIGIT ZERO}",
    "latn": "0",
    "mtei": "\N{MEETEI MAYEK DIGIT ZERO}",
    "mymr": "\N{MYANMAR DIGIT ZERO}",
    "nkoo": "\N{NKO DIGIT ZERO}",
    "olck": "\N{OL CHIKI DIGIT ZERO}",
    "tibt": "\N{TIBETAN DIGIT ZERO}",
}
_ASKED = re.compile(r"[-_]u(?:[-_]\w{2,8})*?[-_]nu[-_]([a-z]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numerals:
    """A system of digits.

    Babel knows which one a locale uses, and its separators, but writes the digits of English.

    Attributes:
        system: its name in Unicode's data, such as `latn` or `arab`.
        percent_sign: the sign that goes with it.
    """

    system: str
    percent_sign: str

    @classmethod
    @cache
    def of(cls, locale: Locale, asked: str | None) -> Numerals:
        """The system that a client asked for, where it is known with the locale, else the locale's."""
        known = [s for s in (asked, locale.default_numbering_system, "latn") if s in _ZEROS]
        system = next(str(s) for s in known if s in locale.number_symbols)
        return cls(system, locale.number_symbols[system].get("percentSign", "%"))

    def digits(self, text: str) -> str:
        """A text with its digits in this system."""
        return text if self.system == "latn" else text.translate(_digits(self.system))

    def percent(self, text: str) -> str:
        """A text with its percent sign in this system."""
        return text if self.system == "latn" else text.replace("%", self.percent_sign)


def asked_for(locale: str) -> str | None:
    """The system of digits that a tag such as `ar-EG-u-nu-latn` asks for; None where none is named."""
    match = _ASKED.search(locale)
    return match[1].lower() if match else None


@cache
def _digits(system: str) -> dict[int, str]:
    zero = ord(_ZEROS[system])
    return {ord("0") + n: chr(zero + n) for n in range(10)}
