"""How a project stands: its health in a word, the reason in a sentence, how it was judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.updates import dated
from portal_builder.merge.words import NOTHING

_PARTS = ("schedule", "budget", "issues")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three that health is computed from, under a link to its page."""

    name: str
    link: Markup
    colour: str
    state: Markup
    reason: Markup
    meaning: Markup


@dataclass(frozen=True, slots=True)
class Verdict:
    """The overview's first answer.

    Attributes:
        judged: who judged, and on which day.
        colour: decides the looks; empty where nothing can be judged.
        state: shape, word and colour.
        reason: in a sentence.
        back: the way back to green; empty where it is green.
        computed: the computed health, where the stated one is another; else empty.
        computed_reason: its reason, likewise.
        rhythm: how often an update was promised, and when the next is due; may be empty.
        parts: what the computed health is made of.
        meanings: what the overall and the computed health mean.
    """

    judged: Markup
    reason: Markup
    colour: str = ""
    state: Markup = NOTHING
    back: Markup = NOTHING
    computed: Markup = NOTHING
    computed_reason: Markup = NOTHING
    rhythm: Markup = NOTHING
    parts: tuple[Part, ...] = ()
    meanings: tuple[Markup, ...] = ()


def verdict(reading: Reading) -> Verdict:
    """Judges a project by its figures and by its latest update."""
    health, words = reading.figures.health, reading.words
    day = reading.fresh(reading.as_of, reading.facts.project.update_every_days)
    if health.overall is None:
        return Verdict(words("verdict.as_of", day=day), words("verdict.none"))
    parts = tuple(_part(reading, name) for name in _PARTS if getattr(health, name))
    computed_reason = _computed_reason(parts, health.computed)
    stated = health.reason is not None
    return Verdict(
        judged=words("verdict.stated" if stated else "verdict.computed", day=day),
        reason=reading.brief(str(health.reason)) if stated else computed_reason,
        colour=health.overall,
        state=reading.state("health", health.overall),
        back=Markup() if health.overall == "green" else _back(reading, parts),
        computed=reading.state("health", str(health.computed)) if health.differs else Markup(),
        computed_reason=computed_reason if health.differs else Markup(),
        rhythm=_rhythm(reading),
        parts=parts,
        meanings=(reading.meaning("health.overall"), reading.meaning("health.computed")),
    )


def _computed_reason(parts: tuple[Part, ...], colour: str | None) -> Markup:
    return Markup(" ").join(part.reason for part in parts if part.colour == colour)


def _back(reading: Reading, parts: tuple[Part, ...]) -> Markup:
    """The way back: in the words of the latest update, else what would turn the figures green."""
    updates = dated(reading)
    stated = updates[0][1].health if updates else None
    if stated:
        words = stated.back_to_green
        return reading.brief(words) if words else reading.words("verdict.back.unsaid")
    worse = [part.name for part in parts if part.colour != "green"]
    return Markup(" ").join(reading.words(f"verdict.back.{name}") for name in worse)


def _rhythm(reading: Reading) -> Markup:
    days, updates = reading.facts.project.update_every_days, dated(reading)
    if days is None:
        return Markup()
    last = updates[0][1].on if updates else reading.as_of
    due = reading.due(last + timedelta(days=min(days, (date.max - last).days)))
    return reading.count("verdict.rhythm", days, day=due)


def _part(reading: Reading, name: str) -> Part:
    colour = getattr(reading.figures.health, name)
    reasons = {"schedule": _schedule, "budget": _budget, "issues": _issues}
    link = Markup('<a href="{}{}/">{}</a>').format(reading.up, name, reading.words(f"page.{name}"))
    reason, meaning = reasons[name](reading), reading.meaning(f"health.{name}")
    return Part(name, link, colour, reading.state("health", colour), reason, meaning)


def _schedule(reading: Reading) -> Markup:
    figures, schedule = reading.figures.schedule, reading.facts.schedule
    if figures is None or schedule is None:
        return Markup()
    open_ones = [
        (m, figures.milestones[m.id])
        for m in schedule.milestones
        if m.id in figures.milestones
        and figures.milestones[m.id].state not in ("done", "cancelled")
    ]
    slipped = [(f.unapproved_slip_days or 0, m) for m, f in open_ones]
    days, worst = max(slipped, key=lambda s: s[0], default=(0, None))
    if worst and days > 0:
        later = reading.later(days, "agreed_date")
        return reading.words(
            "verdict.schedule.late", title=reading.foreign(worst.title), later=later
        )
    if any(m.forecast_on == "unknown" for m, _ in open_ones):
        return reading.words("verdict.schedule.unknown")
    return reading.words("verdict.schedule.on_track")


def _budget(reading: Reading) -> Markup:
    figures = reading.figures.budget
    if figures is None:
        return Markup()
    if figures.vac < 0:
        amount = reading.money(figures.vac.copy_negate())
        return reading.words("verdict.budget.over", amount=amount)
    return reading.words("verdict.budget.within")


def _issues(reading: Reading) -> Markup:
    figures, words = reading.figures.issues, reading.words
    if figures is None:
        return Markup()
    grave = {
        level: sum(i.is_open and i.severity == level for i in reading.facts.issues)
        for level in ("critical", "high")
    }
    found = [reading.count(f"verdict.issues.{level}", n) for level, n in grave.items() if n]
    if figures.overdue:
        found.append(reading.count("verdict.issues.overdue", figures.overdue))
    return Markup(" ").join(found) or words("verdict.issues.none")
