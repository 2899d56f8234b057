"""What opens a sealed site: chosen by the program, or written in a file."""

from __future__ import annotations

import secrets
import unicodedata
from pathlib import Path

from portal_builder.errors import WrongUse, reason

_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that are taken for each other
_GROUPS, _GROUP = 6, 4
_SHORT = 16


def generated() -> str:
    """A passphrase of 118 bits that can be read out on the telephone: `k7pm-…`, six groups of four."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def written(file: Path) -> str:
    """The passphrase that a file holds: its first line.

    Raises:
        WrongUse: the file cannot be read, or holds none.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise WrongUse(f"{file} is no text in UTF-8") from None
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {reason(error)}") from None
    passphrase = lines[0] if lines else ""
    if not normal(passphrase):
        raise WrongUse(f"{file} holds no passphrase in its first line")
    return passphrase


def can_be_guessed(passphrase: str) -> bool:
    """Whether a passphrase is so short that someone with the files may come upon it."""
    return len(normal(passphrase)) < _SHORT


def normal(passphrase: str) -> str:
    """The passphrase as it counts, however a keyboard composes its letters; as the page has it too."""
    return unicodedata.normalize("NFKC", passphrase).strip(" \t\r\n")
