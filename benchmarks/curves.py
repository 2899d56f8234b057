"""Curves of time over the number of clients, both by powers of ten, as SVG for the docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 680, 360
_LEFT, _RIGHT, _TOP, _FOOT = 60, 190, 32, 44
_COLORS = ("#155c34", "#6a4c93", "#b45309", "#1d4ed8", "#475569")
_STYLE = (
    "text{font:13px sans-serif;fill:#444}.axis{stroke:#999}.grid{stroke:#ddd}"
    "@media(prefers-color-scheme:dark){text{fill:#ccc}.grid{stroke:#444}}"
)
Points = Sequence[tuple[float, float]]


def curves(series: Mapping[str, Points], across: str, up: str) -> str:
    """Draws the curves.

    Args:
        series: a name → its points, each a pair of positive numbers, by the first.
        across: what the first number is.
        up: what the second is.
    """
    marks = [point for points in series.values() for point in points]
    right, top = (_powers([mark[axis] for mark in marks]) for axis in (0, 1))
    wide, high = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _FOOT

    def x(value: float) -> float:
        return _LEFT + wide * (log10(value) - right[0]) / (right[-1] - right[0])

    def y(value: float) -> float:
        return _TOP + high * (1 - (log10(value) - top[0]) / (top[-1] - top[0]))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(up)} by {escape(across)}</title><style>{_STYLE}</style>",
        *(_line(x(10**n), _TOP, x(10**n), _TOP + high, f"{10**n:,}", "middle") for n in right),
        *(_line(_LEFT + wide, y(10**n), _LEFT, y(10**n), f"{10.0**n:,g}", "end") for n in top),
        f'<text x="{_LEFT + wide / 2}" y="{HEIGHT - 6}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="4" y="12">{escape(up)}</text>',
    ]
    ends = _apart([y(points[-1][1]) for points in series.values()])
    for (name, points), color, end in zip(series.items(), _COLORS, ends, strict=False):
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += _dots(points, x, y, color)
        parts.append(f'<text x="{_LEFT + wide + 10}" y="{end + 4:.1f}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _powers(values: Sequence[float]) -> range:
    """The powers of ten between which all values lie."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return range(low, max(high, low + 1) + 1)


def _line(x1: float, y1: float, x2: float, y2: float, said: str, anchor: str) -> str:
    place = f'x="{x2 - 6:.1f}" y="{y2 + 4:.1f}"' if anchor == "end" else f'x="{x2}" y="{y2 + 16}"'
    rule = f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
    return f'{rule}<text {place} text-anchor="{anchor}">{said}</text>'


def _dots(points: Points, x: object, y: object, color: str) -> Iterator[str]:
    assert callable(x)
    assert callable(y)
    for a, b in points:
        yield (
            f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{color}">'
            f"<title>{a:g}: {b:.3g}</title></circle>"
        )


def _apart(places: Sequence[float]) -> list[float]:
    """Places of labels, moved down until none covers the one above it."""
    moved = list(places)
    for n, index in enumerate(order := sorted(range(len(places)), key=lambda i: places[i])):
        if n:
            moved[index] = max(moved[index], moved[order[n - 1]] + 15)
    return moved
