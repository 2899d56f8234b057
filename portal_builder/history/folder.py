"""A client's folder as it was at some revision, read from memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from portal_builder.client_folder import CLIENTS, ClientFile
from portal_builder.errors import Place

_FACTS = re.compile(r"(?:projects/([^/.][^/]*)/)?[^/.][^/]*\.yml", re.DOTALL)
_PROJECT = re.compile(r"projects/([^/.][^/]*)/.", re.DOTALL)


def holds_facts(path: str) -> bool:
    """Whether a file contributes sections, by its path below the client's folder."""
    return _FACTS.fullmatch(path) is not None


class RevisionFolder:
    """One client's folder at a revision; it serves its files as `ClientFolder` does.

    Args:
        slug: the folder's name.
        contents: path below it → content; None of files that hold no facts.
    """

    def __init__(self, slug: str, contents: Mapping[str, bytes | None]) -> None:
        self.slug = slug
        self._contents = contents

    @property
    def project_ids(self) -> tuple[str, ...]:
        """The sub-folders of `projects/`, sorted; none where the client has one project."""
        found = (_PROJECT.match(path) for path in self._contents)
        return tuple(sorted({match[1] for match in found if match}))

    def place(self, *parts: str) -> Place:
        """The place of a folder."""
        return Place("/".join((CLIENTS, self.slug, *parts)))

    def yaml_files(self, project: str | None = None) -> Iterator[ClientFile]:
        """The files that contribute sections: of the client, or of one of its projects."""
        for path in sorted(self._contents):
            match = _FACTS.fullmatch(path)
            if match and match[1] == project:
                yield ClientFile(self.place(path).path, self._contents[path])
