"""One publisher at a time in an object store, by an object that is written under conditions.

The holder writes it anew every few seconds. Who finds it unchanged for long enough, by a clock of his
own that only counts, takes it over: its holder was killed, or is cut off and must begin no request by
then. No two machines' clocks are ever compared.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from portal_builder.publish.connection import StoreFault
from portal_builder.publish.objects import TIMEOUT, NoAnswer, Objects, Taken, Unconditional

if TYPE_CHECKING:
    from obstore import UpdateVersion

LOCK = ".portal/lock"
FREE = b"free"

_UNGUARDED = (
    "this store heeds no conditions on writes: see to it that no two publishes run at the same time"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a lease holds.

    Attributes:
        renewed_every: seconds after which the holder writes it anew.
        fresh: seconds after a renewal in which the holder begins requests.
        expires: seconds without a renewal after which another may take it: more than the holder's
            last request can take to end.
    """

    renewed_every: float = 3.0
    fresh: float = 10.0
    expires: float = 10.0 + TIMEOUT + 5.0


class Lease:
    """The right to write to a store, as long as it is renewed.

    Args:
        objects: the store.
        terms: how long it holds.
        say: told once where another publisher is waited for, and where there is no such right.
    """

    def __init__(self, objects: Objects, terms: Terms, say: Callable[[str], None]) -> None:
        self._objects, self._terms, self._say = objects, terms, say
        self._name = uuid4().hex
        self._count = 0
        self._renewed = 0.0
        self._version: UpdateVersion = {}
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Waits for the lease, keeps it, and gives it back.

        Raises:
            StoreFault: the store cannot be used.
        """
        try:
            self._acquire()
        except Unconditional:
            self._say(_UNGUARDED)
            self._renewed = float("inf")
            yield
            return
        ended = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(ended,), daemon=True)
        keeper.start()
        is_reached = True
        try:
            yield
        except NoAnswer:
            is_reached = False
            raise
        finally:
            ended.set()
            if is_reached:
                keeper.join()
                with contextlib.suppress(StoreFault, Taken):
                    self._objects.put(LOCK, FREE, mode=self._version, patient=False)

    def hold(self) -> None:
        """Sees to it that the lease is held for as long as a request may take.

        Raises:
            StoreFault: another publisher has taken it.
        """
        with self._guard:
            if time.monotonic() - self._renewed > self._terms.fresh:
                self._renew()

    def _keep(self, ended: threading.Event) -> None:
        while not ended.wait(self._terms.renewed_every):
            with self._guard, contextlib.suppress(StoreFault):  # `hold` tells of it
                self._renew(patient=False)

    def _renew(self, patient: bool = True) -> None:
        begun = time.monotonic()
        content = self._content()
        try:
            self._version = self._objects.put(LOCK, content, mode=self._version, patient=patient)
        except Taken:
            if not self._is_mine():  # it may be that only the answer was lost
                raise StoreFault(
                    "another publish has taken over, since this one was not heard of for a while; "
                    "run it again"
                ) from None
        self._renewed = begun

    def _content(self) -> bytes:
        self._count += 1
        return f"{self._name} {self._count}\n".encode()

    def _is_mine(self) -> bool:
        found = self._objects.get(LOCK)
        if found is None or not found[0].startswith(self._name.encode()):
            return False
        self._version = found[1]
        return True

    def _acquire(self) -> None:
        while not self._try() and not self._wait():
            pass
        self._check_conditions()

    def _try(self) -> bool:
        """Takes the lease where it is new or free."""
        begun = time.monotonic()
        try:
            self._version = self._objects.put(LOCK, self._content(), mode="create")
        except Taken:
            found = self._objects.get(LOCK)
            if found is None:
                return False
            if found[0] == FREE:
                return self._take(found[1])
            if not self._is_mine():
                return False
        self._renewed = begun
        return True

    def _take(self, version: UpdateVersion) -> bool:
        begun = time.monotonic()
        try:
            self._version = self._objects.put(LOCK, self._content(), mode=version)
        except Taken:
            if not self._is_mine():
                return False
        self._renewed = begun
        return True

    def _wait(self) -> bool:
        """Waits until the lease is free or its holder is not heard of; then whether it is ours."""
        seen: tuple[bytes, UpdateVersion] | None = None
        since = time.monotonic()
        self._say("another publish is under way here, or was ended; waiting for it")
        while (found := self._objects.get(LOCK)) is not None and found[0] != FREE:
            if found != seen:
                seen, since = found, time.monotonic()
            elif time.monotonic() - since > self._terms.expires and self._take(found[1]):
                return True
            time.sleep(min(1.0, self._terms.renewed_every))
        return False

    def _check_conditions(self) -> None:
        """Finds out whether the store heeds conditions at all: some take every write."""
        try:
            self._objects.put(LOCK, self._content(), mode="create")
        except Taken:
            wrong: UpdateVersion = {**self._version, "e_tag": '"0"'}
            if "version" in wrong:
                wrong["version"] = "0"
            try:
                self._objects.put(LOCK, self._content(), mode=wrong)
            except Taken:
                return
        self._is_mine()
        self._say(_UNGUARDED)
