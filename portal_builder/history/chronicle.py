"""The histories of all clients of a repository: from git to what a site publishes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal_builder.characters import printable
from portal_builder.history import document, ledger
from portal_builder.history.cache import Cache
from portal_builder.history.folder import RevisionFolder
from portal_builder.history.git import Override, Repository
from portal_builder.history.past import NOTHING, Published, Reader
from portal_builder.history.record import History, Told
from portal_builder.history.recording import Figures, Recording, Telling
from portal_builder.history.redactions import gathered, redact, still_there
from portal_builder.history.timeline import Step, Timeline
from portal_builder.model.facts import ClientFacts
from portal_builder.model.written import PLAIN_LIMIT

FILES = ("history.json", "ledger.json")

Derive = Callable[[ClientFacts], Figures]
Needed = Callable[[str, ClientFacts, ClientFacts, str], bool]


class Chronicle:
    """Tells what each client was told.

    Args:
        repository: where the clients' files are committed.
        derive: a client's facts → each project's figures by name, as JSON has them.
        tip: the last revision; HEAD where none is named.
        cache: keeps what was recorded; None where nothing is to be kept.
        needed: whether an override was needed: the folder's name, the facts before and after the
            revision, and what the override names; None where that is not known, and then none is
            published.
    """

    def __init__(
        self,
        repository: Repository,
        derive: Derive,
        *,
        tip: str | None = None,
        cache: Cache | None = None,
        needed: Needed | None = None,
    ) -> None:
        self._repository = repository
        self._derive = derive
        self._tip = tip or repository.head
        self._cache = cache
        self._needed = needed

    @cached_property
    def _timeline(self) -> Timeline:
        return Timeline(self._repository.commits(self._tip))

    @cached_property
    def _overrides(self) -> Mapping[str, list[Override]]:
        return self._repository.overrides_by_revision(self._tip) if self._needed else {}

    def told(self, slug: str, today: Published | None = None) -> Told:
        """What a client was told at every revision up to the last.

        Args:
            slug: its folder's name.
            today: what its files hold now, committed or not, where redactions stand in them.

        Raises:
            NoHistory: the repository lacks something.
        """
        reading = _Reading(self._repository)
        steps = self._timeline.steps(slug, reading.published)
        recording, is_new = self._recorded(slug, steps, reading)
        if not recording.ledger.entries:
            return Told(missing="nothing of this client is committed yet")
        redactions = gathered(recording.document, today)
        taken = redact(recording.document, redactions, today)
        files = document.write(recording.document), ledger.write(recording.ledger)
        if self._cache and redactions:
            self._cache.drop(slug)
        elif self._cache and is_new:
            self._cache.put(slug, steps, files)
        return Told(
            history=History.of(recording.document, recording.ledger),
            files=dict(zip(FILES, files, strict=True)),
            taken=tuple(taken),
            still_there=tuple(still_there(taken, today)) if today else (),
            sources=_Sources(reading, steps),
        )

    def _recorded(
        self, slug: str, steps: Sequence[Step], reading: _Reading
    ) -> tuple[Recording, bool]:
        """Records the steps, from the first that is not kept already; and whether any was not."""
        kept = self._cache.get(slug, steps) if self._cache else None
        if kept and kept.steps == len(steps):
            return Recording(kept.document, kept.ledger), False
        done = kept.steps if kept else 0
        before = next((s for s in reversed(steps[:done]) if reading.published(s)), None)
        last = reading.published(before) if before else None
        if kept and last and last.digest == kept.ledger.entries[-1].facts:
            recording = Recording(kept.document, kept.ledger, last)
        else:
            recording, done, before = Recording(), 0, None
        self._record(recording, before, steps[done:], reading)
        return recording, True

    def _record(
        self, recording: Recording, before: Step | None, steps: Sequence[Step], reading: _Reading
    ) -> None:
        """Takes the steps; one that cannot be read is left out, and the next carries its changes."""
        reading.fetch(steps)
        for step in steps:
            published = reading.published(step)
            if published is None:
                continue
            if published != recording.last:
                facts = reading.facts(step)
                figures = self._derive(facts) if facts else {}
                excuses = tuple(self._excuses(before, step, reading))
                recording.take(Telling(step.seconds, published, figures, excuses))
            before = step

    def _excuses(
        self, before: Step | None, step: Step, reading: _Reading
    ) -> Iterator[tuple[str, str]]:
        """The overrides that a revision brought and that were needed: what, and why.

        They come from a message, so that nothing is taken from them but a line that can be printed.
        """
        asked = self._overrides.get(step.commit)
        for override in asked if asked and before else ():
            reason = printable(override.reason)[:PLAIN_LIMIT].strip()
            if reason and before and self._is_needed(before, step, reading, override.what):
                yield printable(override.what.removeprefix(f"{step.slug}/")), reason

    def _is_needed(self, before: Step, step: Step, reading: _Reading, what: str) -> bool:
        """Whether an override lets something of this client pass, and nothing of another one."""
        steps = [(before, step)]
        if not what.startswith(f"{step.slug}/"):
            steps += self._timeline.others(step)
        needed = (self._lets_pass(*pair, reading, what) for pair in steps)
        return next(needed) and not any(needed)

    def _lets_pass(self, before: Step, after: Step, reading: _Reading, what: str) -> bool:
        then, now = reading.facts(before), reading.facts(after)
        if then is None or now is None or self._needed is None:
            return False
        return self._needed(after.slug, then, now, what)


class _Reading:
    """Reads the folders of one client's steps."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._reader = Reader()
        self._contents: dict[str, bytes] = {}

    def fetch(self, steps: Iterable[Step]) -> None:
        """Reads the contents of some steps' files, all at once."""
        wanted = {name for step in steps for name in step.files.values()} - self._contents.keys()
        self._contents |= self._repository.blobs(sorted(wanted))

    def texts(self, steps: Iterable[Step]) -> Iterator[str]:
        """Every text that some steps' files held, each once."""
        steps = list(steps)
        self.fetch(steps)
        for name in sorted({name for step in steps for name in step.files.values()}):
            yield self._contents[name].decode("utf-8", "replace")

    def _folder(self, step: Step) -> RevisionFolder:
        self.fetch([step])
        contents = {path: self._contents[name] for path, name in step.files.items()}
        return RevisionFolder(step.slug, contents)

    def published(self, step: Step) -> Published | None:
        """What was published after a step; None where it cannot be read."""
        return self._reader.recorded(self._folder(step)) if step.files else NOTHING

    def facts(self, step: Step) -> ClientFacts | None:
        """The same as facts; None also where the folder is gone."""
        return self._reader.facts(self._folder(step)) if step.files else None


@dataclass(frozen=True, slots=True)
class _Sources:
    """The texts of some steps' files, read once somebody goes through them."""

    reading: _Reading
    steps: Sequence[Step]

    def __iter__(self) -> Iterator[str]:
        return self.reading.texts(self.steps)
