"""Every guard that keeps a promise, in tables by what it guards."""

from __future__ import annotations

from safety.guards.access import ACCESS
from safety.guards.building import BUILDING
from safety.guards.gate import GATE
from safety.guards.guard import Guard
from safety.guards.history import HISTORY
from safety.guards.pages import PAGES
from safety.guards.prose import PROSE
from safety.guards.publishing import PUBLISHING
from safety.guards.reading import READING
from safety.guards.sealing import SEALING
from safety.guards.storing import STORING
from safety.guards.verifying import VERIFYING

GUARDS: tuple[Guard, ...] = (
    *READING,
    *PROSE,
    *PAGES,
    *VERIFYING,
    *BUILDING,
    *PUBLISHING,
    *STORING,
    *ACCESS,
    *SEALING,
    *HISTORY,
    *GATE,
)
