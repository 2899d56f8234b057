"""A client's attachments: which may be published, and which are."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from portal_builder.regular import Unreadable
from portal_builder.svg import active_content
from portal_builder.workspace import ClientFolder

PUBLISHABLE = (
    *("pdf", "png", "jpg", "jpeg", "webp", "gif", "csv", "txt"),
    *("docx", "xlsx", "pptx", "odt", "ods", "svg"),
)


class Assets:
    """Reads attachments as they are referred to, and remembers which are to be published."""

    def __init__(self, folder: ClientFolder) -> None:
        self._folder = folder
        self._read: dict[str, bytes | tuple[str, str]] = {}
        self._used: set[str] = set()

    def refusal(self, name: str) -> tuple[str, str] | None:
        """What keeps a file from being published, and the remedy; None where nothing does."""
        if name not in self._read:
            self._read[name] = self._look(name)
        found = self._read[name]
        return found if isinstance(found, tuple) else None

    def use(self, name: str) -> None:
        """Marks a file as one that something published refers to."""
        self._used.add(name)

    def published(self) -> dict[str, bytes]:
        """The files to be published: name to content, sorted."""
        found = ((name, self._read.get(name)) for name in sorted(self._used))
        return {name: data for name, data in found if isinstance(data, bytes)}

    def links(self, used: bool) -> Mapping[str, str]:
        """The attachments as a text may link to them; each that it does is marked where asked."""
        return _Links(self, used)

    def _look(self, name: str) -> bytes | tuple[str, str]:
        kind = name.rpartition(".")[2].lower()
        if kind not in PUBLISHABLE or "." not in name:
            kinds = ", ".join(PUBLISHABLE)
            return f"a file of this kind is not published: {name}", f"the kinds are {kinds}"
        try:
            data = self._folder.asset(name)
        except Unreadable as reason:
            return f"{name} is {reason}", self._nearest(name)
        active = active_content(data) if kind == "svg" else None
        if active:
            return f"{name} holds something active: {active}", "save it again as a plain drawing"
        return data

    def _nearest(self, name: str) -> str:
        names = self._folder.asset_names()
        close = difflib.get_close_matches(name, names, 1, 0.5)
        if close and close[0] != name:
            return f"did you mean {close[0]}?"
        return "put the file itself into the client's assets/ folder, and name it assets/…"


class _Links(Mapping[str, str]):
    def __init__(self, assets: Assets, used: bool) -> None:
        self._assets, self._used = assets, used

    def __getitem__(self, name: str) -> str:
        if not name.startswith("assets/") or self._assets.refusal(name):
            raise KeyError(name)
        if self._used:
            self._assets.use(name)
        return name

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
