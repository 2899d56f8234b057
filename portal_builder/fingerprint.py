"""Names that carry a digest: what such a name once stood for, it stands for always."""

from __future__ import annotations

import re

LENGTH = 8

_CARRIED = re.compile(rf"\.([0-9a-f]{{{LENGTH}}})(?=\.[^/]*$)")
_ENDING = re.compile(r"(?=(?:\.min)?\.[^./]+$)")


def fingerprinted(path: str, digest: str) -> str:
    """The path with the beginning of a digest before its ending, in place of one that is there.

    Args:
        path: a site path whose name has an ending: `assets/portal.css`, `assets/x.min.js`.
        digest: in hexadecimal digits.

    Returns:
        Such as `assets/portal.0f1e2d3c.css`.
    """
    mark = f".{digest[:LENGTH]}"
    if _CARRIED.search(path):
        return _CARRIED.sub(mark, path, count=1)
    return _ENDING.sub(mark, path, count=1)


def is_fingerprinted(path: str, digest: str) -> bool:
    """Whether a file's name carries its own digest, so that it can never mean anything else."""
    return digest[:LENGTH] in _CARRIED.findall(path)
