"""How much room a text takes, guessed on the safe side: which font a reader has is not known."""

from __future__ import annotations

from functools import cache
from unicodedata import category, east_asian_width, normalize

SIZE = 12.0
"""The size of all text in charts, in pixels."""

LINE = 16.0
"""From one line's baseline to the next one's, in pixels."""

# Widths in hundredths of the size, of the widest among the fonts in use.
_WIDTHS = {
    character: width
    for width, characters in (
        (28, "'"),
        (32, " ,.IJijl’·"),
        (36, "-/:;\\f|"),
        (40, "!()[]rt"),
        (46, '"'),
        (52, "*_`sz–“”„‚‘"),
        (56, "?Lc"),
        (62, "FPTYaekovxy"),
        (64, "0123456789$EKSbdghnpqu{}£€"),
        (70, "ABCRVXZ"),
        (77, "DGHNU"),
        (80, "&OQw"),
        (85, "#+<=>M^~−±×"),
        (98, "%m"),
        (100, "@W…—"),
    )
    for character in characters
}
_WIDE = 102
_EMOJI = 140
_CAPITAL = 84
_OTHER = 70
_BOLD = 1.12


@cache
def _width_of(character: str) -> int:
    base = normalize("NFD", character)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    kind = category(base)
    if kind in ("Mn", "Me", "Cf"):
        return 0
    if east_asian_width(base) in "WF":
        return _EMOJI if kind == "So" else _WIDE
    return _CAPITAL if kind in ("Lu", "So", "Sm") else _OTHER


def width(text: str, *, bold: bool = False) -> float:
    """The room that a line of text takes, in pixels."""
    return sum(map(_width_of, text)) * SIZE / 100 * (_BOLD if bold else 1)


def cut(text: str, room: float, *, bold: bool = False) -> str:
    """The text, or as much of it as has room, ended by an ellipsis."""
    if width(text, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept + "…", bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrap(text: str, room: float, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines, broken between words; what has no room is cut."""
    words, made = text.split(), list[str]()
    while words and len(made) < lines - 1:
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1])) <= room:
            taken += 1
        made.append(cut(" ".join(words[:taken]), room))
        words = words[taken:]
    if words:
        made.append(cut(" ".join(words), room))
    return tuple(made)
