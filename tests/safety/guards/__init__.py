"""Every guard that keeps a promise, in tables by what it guards."""

from __future__ import annotations

from safety.guards.guard import Guard
from safety.guards.prose import PROSE
from safety.guards.reading import READING

GUARDS: tuple[Guard, ...] = (*READING, *PROSE)
