"""Sites that were published to an object store."""

from __future__ import annotations

from portal_builder.publish.connection import StoreFault
from portal_builder.publish.objects import Objects
from portal_builder.published.digests import Unread
from portal_builder.published.fetched import FetchedReference


class StoredReference(FetchedReference):
    """A target of `portal publish` in a store; credentials come from the environment.

    Args:
        objects: the store.
    """

    def __init__(self, objects: Objects) -> None:
        super().__init__()
        self._objects = objects

    def get(self, slug: str, path: str, limit: int) -> bytes | None:  # noqa: ARG002 - as references do
        """An object's bytes; a store that refuses or does not answer is not asked again."""
        if self.gave_up:
            raise Unread(self.gave_up)
        try:
            found = self._objects.get(path)
        except StoreFault as fault:
            self.gave_up = str(fault)
            raise Unread(self.gave_up) from None
        return found[0] if found else None
