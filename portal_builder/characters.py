"""Characters that no reader sees: which may not stand in a file, and what the others are called."""

from __future__ import annotations

import re
import unicodedata

# Controls, line ends of other systems, and what turns the order of reading round. A text may read
# differently than it is with one of them; a carriage return is one where it stands alone.
_HIDDEN = "\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
REFUSED = re.compile(f"[{_HIDDEN}]")
# YAML itself has no place for these three as they are; escaped they may stand.
REFUSED_RAW = re.compile(f"[{_HIDDEN}\ufeff\ufffe\uffff]")

# Unicode's Default_Ignorable_Code_Point, spaces, and the empty Braille cell.
_UNSEEN = re.compile(
    "[\\s\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]*"
)


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a text."""
    return _UNSEEN.fullmatch(text) is not None


def named(character: str) -> str:
    """A character that cannot be shown, by its number and, where it has one, its name."""
    name = unicodedata.name(character, "").lower()
    return f"the {'character' if name else 'control character'} U+{ord(character):04X}" + (
        f" ({name})" if name else ""
    )


def printable(text: str) -> str:
    """A text as it can be shown on one line, whatever bytes or characters it is made of."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "?" for c in text)
