"""A client's extra pages: Markdown files, each read and judged as a text is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal_builder import prose
from portal_builder.client_folder import ClientFile
from portal_builder.errors import Place, Problem, Severity
from portal_builder.load import load_text
from portal_builder.model.facts import ExtraPage
from portal_builder.workspace import SLUG


@dataclass(slots=True)
class Pages:
    """What a client's pages/ folder holds.

    Attributes:
        pages: those that can be published and say something.
        texts: every page's text as it was written, with its place.
        problems: what is wrong, and what is published otherwise than written.
    """

    pages: list[ExtraPage] = field(default_factory=list)
    texts: list[tuple[Place, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def take_pages(
    files: Iterable[ClientFile],
    taken: Iterable[str],
    records: Mapping[str, str],
    assets: Mapping[str, str],
) -> Pages:
    """Reads the extra pages.

    Args:
        files: the files of pages/.
        taken: names that no page can have.
        records: ids that become links.
        assets: attachments that a page may link to.
    """
    found, taken = Pages(), frozenset(taken)
    for file in files:
        name = file.path.rpartition("/")[2].removesuffix(".md")
        wrong = _wrong_file(file, name, taken)
        if wrong:
            found.problems.append(wrong)
        else:
            _take(found, file, name, records, assets)
    return found


def _wrong_file(file: ClientFile, name: str, taken: frozenset[str]) -> Problem | None:
    place = Place(file.path)
    if file.data is None:
        return Problem(place, f"this is {file.problem}", "put the file itself here")
    if not SLUG.fullmatch(name):
        what, remedy = f"“{name}” cannot be a page's address", "name it like how-we-test.md"
        return Problem(place, what, remedy)
    if name in taken:
        what = f"the name of this page is taken: /{name}/ exists already"
        return Problem(place, what, "name the file otherwise")
    return None


def _take(
    found: Pages,
    file: ClientFile,
    name: str,
    records: Mapping[str, str],
    assets: Mapping[str, str],
) -> None:
    text = load_text(file.path, file.data or b"")
    if not isinstance(text, str):
        found.problems += text
        return
    found.texts.append((Place(file.path), text))
    examined = prose.examine(text, records=records, assets=assets)
    if isinstance(examined, prose.Refused):
        found.problems.append(Problem(Place(file.path), examined.message, examined.remedy))
        return
    for remark in examined.remarks:
        place = _place(file.path, text, remark.url)
        found.problems.append(Problem(place, remark.message, remark.remedy, Severity.WARNING))
    if not examined.blank:
        found.pages.append(ExtraPage(name, text))


def _place(path: str, text: str, url: str) -> Place:
    """Where an address stands as it is written; the file where it is written in another way."""
    found = re.search(rf"(?:\(\s*<?|<|\]:\s*<?)({re.escape(url)})", text) if url else None
    if found is None:
        return Place(path)
    line, start = text.count("\n", 0, found.start(1)) + 1, text.rfind("\n", 0, found.start(1)) + 1
    return Place(path, line, found.start(1) - start + 1, text[start:].partition("\n")[0])
