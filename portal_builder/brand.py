"""A client's colours as a style sheet in which everything stays readable."""

from __future__ import annotations

from portal_builder.site import Colors

_SHIPPED = "#1f3a5f"
_WHITE = (255, 255, 255)
_DARK_PAGE = (30, 33, 41)
_READABLE = 4.5
"""The contrast that text needs against its background (WCAG 2.2, AA)."""

_STEPS = 100

Rgb = tuple[int, int, int]


def stylesheet(colors: Colors) -> str:
    """The rules that put a client's colours in place of the shipped ones.

    The primary colour fills the header as it is, with black or white on it; links take the accent
    (else the primary), darkened or lightened until it can be read on a light and a dark page.
    """
    rules = []
    if colors.primary:
        primary = rgb(colors.primary)
        ink = hexed(ink_on(primary))
        rules.append(
            f":root{{--portal-brand:{hexed(primary)};--portal-brand-ink:{ink}}}",
        )
    if chosen := colors.accent or colors.primary:
        link = rgb(chosen)
        rules.append(f":root{{--portal-link:{hexed(readable(link, _WHITE))}}}")
        rules.append(
            f'[data-md-color-scheme="slate"]{{--portal-link:{hexed(readable(link, _DARK_PAGE))}}}'
        )
    return "\n".join(rules) + "\n" if rules else ""


def fill(colors: Colors | None) -> Rgb:
    """The colour of the header and of the icons: the client's primary one, else the shipped one."""
    return rgb(colors.primary if colors and colors.primary else _SHIPPED)


def ink_on(fill: Rgb) -> Rgb:
    """White where it can be read on a colour, else black."""
    return _WHITE if contrast(fill, _WHITE) >= _READABLE else (0, 0, 0)


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours, from 1 to 21, as WCAG defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(color: Rgb, page: Rgb) -> Rgb:
    """The colour, moved towards black or white only as far as text on the page needs."""
    target = 0 if _luminance(page) > 0.5 else 255
    for step in range(_STEPS + 1):
        red, green, blue = (round(c + (target - c) * step / _STEPS) for c in color)
        if contrast((red, green, blue), page) >= _READABLE:
            return red, green, blue
    return target, target, target


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def rgb(text: str) -> Rgb:
    """A colour from `#rrggbb` or `#rgb`."""
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def hexed(color: Rgb) -> str:
    """A colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*color)
