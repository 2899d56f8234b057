"""What can be wrong, as values: a problem of a client's data, and the faults that end a command."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DATA_IS_WRONG = 1
"""The exit status where something is wrong with clients' data."""

USE_IS_WRONG = 2
"""The exit status of wrong use, and of a fault of the program's own."""

STOPPED = 130
"""The exit status of a command that was interrupted, as shells have it."""


class Severity(StrEnum):
    """How much a problem weighs: an error keeps the client from being built, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands.

    Attributes:
        path: the file, relative to the workspace, with forward slashes.
        line: counted from 1.
        column: counted from 1, in code points.
        text: the whole source line without its line end; empty where there is none to show.
    """

    path: str
    line: int = 1
    column: int = 1
    text: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with a client's data, in an author's words.

    Attributes:
        place: where to look.
        message: what is wrong: one sentence, lower case, without a full stop.
        remedy: what to do about it, likewise; None where there is nothing to suggest.
        severity: error or warning.
    """

    place: Place
    message: str
    remedy: str | None = None
    severity: Severity = Severity.ERROR


def in_order(problem: Problem) -> tuple[Place, Severity, str, str]:
    """What problems are sorted by: their places, then what they say."""
    return problem.place, problem.severity, problem.message, problem.remedy or ""


class PortalError(Exception):
    """A fault that ends the command with exit status 2; its text is shown as it is."""


class WrongUse(PortalError):
    """The command was called in a way that cannot work: an unknown client, no workspace."""


def reason(error: OSError) -> str:
    """Why the system refused something: of what, and in its words."""
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


def own_fault(error: Exception) -> str:
    """What is said of an error that no one foresaw."""
    return (
        f"a fault of the program's own ({type(error).__name__}: {error}); "
        "run it again with PORTAL_DEBUG=1 to see where, and report it"
    )
