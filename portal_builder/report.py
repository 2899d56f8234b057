"""The only module that prints: problems, progress, summaries."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

from rich.cells import cell_len

from portal_builder.errors import Problem, Severity

if TYPE_CHECKING:
    from rich.console import Console

    from portal_builder.comparison import Comparison, Said
    from portal_builder.delivery import Delivery
    from portal_builder.publish import Standing
    from portal_builder.verify import Leak

FORMATS = ("text", "json", "github")
DIFFERENCES = ("text", "markdown", "json")


def prepare() -> None:
    """Sees that everything can be said, whatever the terminal: what it cannot show is escaped."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever called
            setattr(sys, name, io.TextIOWrapper(io.FileIO(os.devnull, "w"), "utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def line(text: str) -> None:
    """Says one line on standard output."""
    _say(text, sys.stdout)


def note(text: str) -> None:
    """Says one line on standard error, beside the result."""
    _say(text, sys.stderr)


def _say(text: str, stream: TextIO) -> None:
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:  # no one reads any more: the work goes on, its exit status counts
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def data(value: object) -> None:
    """Says a value as JSON on standard output."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    line(json.dumps(value, ensure_ascii=not is_unicode, indent=2))


def as_strict(problems: Iterable[Problem]) -> list[Problem]:
    """The same problems, every warning an error."""
    return [Problem(p.place, p.message, p.remedy) for p in problems]


def problems(found: Iterable[Problem], form: str = "text") -> None:
    """Says what is wrong: as text on standard error, else on standard output.

    Args:
        found: the problems, in the order in which they are said.
        form: `text`, `json` (a list of objects) or `github` (workflow annotations).
    """
    if form == "json":
        data([_as_object(p) for p in found])
    elif form == "github":
        for problem in found:
            line(_as_annotation(problem))
    else:
        for problem in found:
            note(as_text(problem))


def as_text(problem: Problem) -> str:
    """One problem as people read it: place and message, the source line with a caret, remedy."""
    place = problem.place
    word = "warning: " if problem.severity is Severity.WARNING else ""
    lines = [f"{place.path}:{place.line}:{place.column}: {word}{problem.message}"]
    if place.text.strip():
        source, column = _excerpt(place.text, place.column)
        indent = " " * cell_len(source[: column - 1])
        lines += [f"    {source}", f"    {indent}^"]
    if problem.remedy:
        lines.append(f"    → {problem.remedy}")
    return "\n".join(lines)


def _excerpt(text: str, column: int, width: int = 120) -> tuple[str, int]:
    """A long line cut to what stands around the column; what cannot be printed as a mark."""
    start = max(0, column - 1 - width // 2) if len(text) > width else 0
    cut = text[start : start + width]
    shown = "".join(c if c.isprintable() else " " if c == "\t" else "�" for c in cut)
    return shown, column - start


def _as_object(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": problem.severity.value,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def _as_annotation(problem: Problem) -> str:
    place = problem.place
    path = _escaped(place.path).replace(":", "%3A").replace(",", "%2C")
    text = problem.message + (f"\n{problem.remedy}" if problem.remedy else "")
    return (
        f"::{problem.severity} file={path},line={place.line},col={place.column}::{_escaped(text)}"
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


class Progress(Protocol):
    """Told of each client that is done."""

    def done(self, slug: str, outcome: str) -> None:
        """Says that a client is done, and how it went."""


class _Lines:
    def done(self, slug: str, outcome: str) -> None:
        line(f"{outcome} {slug}")


class _Silent:
    def done(self, slug: str, outcome: str) -> None:
        pass


@contextmanager
def progress(total: int, what: str, lines: bool = True) -> Iterator[Progress]:
    """Shows how far long work is: a bar on a terminal, elsewhere plain lines.

    Args:
        total: how many clients there are.
        what: what is done to them, such as "building".
        lines: whether a line for each client is wanted where there is no terminal.
    """
    if not sys.stderr.isatty() or total < 3:
        yield _Lines() if lines else _Silent()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[slug]}"),
    )
    with Bar(
        *columns,
        transient=True,
        console=_console(sys.stderr),
        redirect_stdout=sys.stdout.isatty(),  # what goes to a file goes there
    ) as bar:
        task = bar.add_task(what, total=total, slug="")

        class _Bar:
            def done(self, slug: str, outcome: str) -> None:
                bar.update(task, advance=1, slug=slug)
                if lines:
                    line(f"{outcome} {slug}")

        yield _Bar()


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Shows on a terminal that one long piece of work goes on; says nothing elsewhere.

    Args:
        what: what is done, such as "printing".
    """
    if sys.stderr.isatty():
        with _console(sys.stderr).status(what):
            yield
    else:
        yield


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream)


def leaks(slug: str, found: Iterable[Leak]) -> None:
    """Says what in a built site should not be there."""
    for leak in found:
        note(f"{slug}/{leak.path}: {leak.what}")


def unread(reasons: Mapping[str, str]) -> None:
    """Says of which clients it could not be told whether they are published as they would be built.

    Args:
        reasons: slug → why.
    """
    for why in sorted(set(reasons.values())):
        slugs = [slug for slug, said in reasons.items() if said == why]
        note(f"{some(slugs)}: built, for {why}")


def some(slugs: Sequence[str], shown: int = 3) -> str:
    """The first of some clients, and how many more there are."""
    more = len(slugs) - shown
    return ", ".join(slugs[:shown]) + (f" and {more:,} more" if more > 0 else "")


def delivery(done: Delivery, dry_run: bool = False) -> None:
    """Says why sites were not published, and how many were."""
    for slug, found in done.leaks.items():
        leaks(slug, found)
    for outcome in done.outcomes:
        if outcome.why:
            say = note if outcome in done.refused else line
            say(f"{outcome.slug} is {outcome.step}: {outcome.why}")
        elif dry_run and outcome.changes:
            line(f"{outcome.slug}: {count(outcome.changes, 'file differs', 'files differ')}")
    for fault in done.faults:
        note(f"portal: {fault}")
    counts = [f"{number:,} {word}" for word, number in done.counts.items() if number]
    line("; ".join(counts) or "nothing to publish")


def releases(slug: str, standing: Iterable[Standing]) -> None:
    """Lists the releases of a client that a target keeps, the newest first."""
    for release in standing:
        manifest = release.manifest
        words = [slug, manifest.release]
        words += [f"revision {manifest.source.revision}"] if manifest.source.revision else []
        words += ["current"] if release.is_current else []
        newest = manifest.rolled_back if release.is_current else None
        words += [f"in place of {newest.release}"] if newest else []
        line("  ".join(words))


def differences(found: Sequence[Comparison], form: str, nothing: str) -> None:
    """Says what differs for clients.

    Args:
        found: by client.
        form: `text`, `markdown` or `json` (a list of objects).
        nothing: what is said where nothing differs.
    """
    if form == "json":
        data([_as_difference(each.slug, said) for each in found for said in each.said])
        return
    if not found:
        line(nothing)
    for each in found:
        lines = [sentence for said in each.said for sentence in said.sentences]
        if form == "markdown":
            line("\n".join((f"### {each.title}\n", *(f"- {said}" for said in lines), "")))
        else:
            line("\n".join((each.title, *(f"  {said}" for said in lines))))


def _as_difference(slug: str, said: Said) -> dict[str, object]:
    changed = said.change.fields if said.change else ()
    return {
        "client": slug,
        "project": said.project,
        "section": said.section,
        "record": said.record,
        "sentences": said.sentences,
        "request": said.change.request if said.change else None,
        "fields": [change.plain() for change in changed],
    }


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"
