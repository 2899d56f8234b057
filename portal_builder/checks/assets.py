"""A client's attachments: which may be published, and which are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from portal_builder.client_folder import ClientFolder
from portal_builder.regular import Unreadable
from portal_builder.svg import active_content
from portal_builder.wording import closest

PICTURES = ("png", "jpg", "jpeg", "webp", "gif", "svg")
PUBLISHABLE = (*PICTURES, "pdf", "csv", "txt", "docx", "xlsx", "pptx", "odt", "ods")


@dataclass(frozen=True, slots=True)
class _Refused:
    what: str
    remedy: str = ""


class Assets:
    """Reads attachments as they are referred to, and remembers which are to be published."""

    def __init__(self, folder: ClientFolder) -> None:
        self._folder = folder
        self._read: dict[str, bytes | _Refused] = {}
        self._used: set[str] = set()

    def refusal(self, name: str) -> tuple[str, str] | None:
        """What keeps a file from being published, and the remedy; None where nothing does."""
        found = self.look(name)
        return (
            None if isinstance(found, bytes) else (found.what, found.remedy or self._nearest(name))
        )

    def look(self, name: str) -> bytes | _Refused:
        """What a file holds, or why it cannot be published."""
        if name not in self._read:
            self._read[name] = self._look(name)
        return self._read[name]

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

    def _look(self, name: str) -> bytes | _Refused:
        kind = name.rpartition(".")[2].lower()
        if kind not in PUBLISHABLE or "." not in name:
            kinds = f"the kinds are {', '.join(PUBLISHABLE)}"
            return _Refused(f"a file of this kind is not published: {name}", kinds)
        try:
            data = self._folder.asset(name)
        except Unreadable as reason:
            return _Refused(f"{name} is {reason}")
        active = active_content(data) if kind == "svg" else None
        if active:
            what = f"{name} holds something active: {active}"
            return _Refused(what, "save it again as a plain drawing")
        return data

    @cached_property
    def _names(self) -> list[str]:
        return self._folder.asset_names()

    def _nearest(self, name: str) -> str:
        close = closest(name, self._names, 0.5)
        if close and close != name:
            return f"did you mean {close}?"
        return "put the file itself into the client's assets/ folder, and name it assets/…"


class _Links(Mapping[str, str]):
    def __init__(self, assets: Assets, used: bool) -> None:
        self._assets, self._used = assets, used

    def __getitem__(self, name: str) -> str:
        if not name.startswith("assets/") or not isinstance(self._assets.look(name), bytes):
            raise KeyError(name)
        if self._used:
            self._assets.use(name)
        return name

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
