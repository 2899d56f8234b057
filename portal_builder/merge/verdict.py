"""How a project stands: its health in a word, the reason in a sentence, how it was judged."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from portal_builder.figures.meanings import MEANINGS, Meaning
from portal_builder.merge.reading import Reading
from portal_builder.merge.sections.updates import dated

_PARTS = ("schedule", "budget", "issues")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three that health is computed from."""

    name: Markup
    state: Markup
    reason: Markup
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Verdict:
    """The overview's first answer.

    Attributes:
        colour: decides the looks; empty where nothing can be judged.
        state: shape, word and colour.
        reason: in a sentence.
        back: the way back to green; may be empty.
        judged: who judged, and on which day.
        computed: the computed health, where the stated one is another; else empty.
        parts: what the computed health is made of.
        meanings: what the overall and the computed health mean.
    """

    colour: str
    state: Markup
    reason: Markup
    back: Markup
    judged: Markup
    computed: Markup
    parts: tuple[Part, ...]
    meanings: tuple[Meaning, ...] = (MEANINGS["health.overall"], MEANINGS["health.computed"])


def verdict(reading: Reading) -> Verdict:
    """Judges a project by its figures and by its latest update."""
    health, words = reading.figures.health, reading.words
    parts = tuple(_part(reading, name) for name in _PARTS if getattr(health, name))
    day = reading.day(reading.as_of)
    if health.overall is None:
        return Verdict(
            "",
            Markup(),
            words("verdict.none"),
            Markup(),
            words("verdict.as_of", day=day),
            Markup(),
            (),
        )
    stated = health.reason is not None
    back = Markup()
    if stated:
        update = dated(reading)[0][1]
        back = (
            reading.brief(update.health.back_to_green)
            if update.health and update.health.back_to_green
            else back
        )
    return Verdict(
        health.overall,
        reading.state("health", health.overall),
        reading.brief(str(health.reason))
        if stated
        else _computed_reason(parts, health.overall, reading),
        back,
        words("verdict.stated" if stated else "verdict.computed", day=day),
        reading.state("health", str(health.computed)) if health.differs else Markup(),
        parts,
    )


def _computed_reason(parts: tuple[Part, ...], colour: str, reading: Reading) -> Markup:
    health = reading.figures.health
    known = [name for name in _PARTS if getattr(health, name)]
    worst = [
        p.reason for name, p in zip(known, parts, strict=True) if getattr(health, name) == colour
    ]
    return Markup(" ").join(worst)


def _part(reading: Reading, name: str) -> Part:
    colour = getattr(reading.figures.health, name)
    reasons = {"schedule": _schedule, "budget": _budget, "issues": _issues}
    link = Markup('<a href="{}{}/">{}</a>').format(reading.up, name, reading.words(f"page.{name}"))
    reason, meaning = reasons[name](reading), MEANINGS[f"health.{name}"]
    return Part(link, reading.state("health", colour), reason, meaning)


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
        return reading.words("verdict.schedule.late", title=worst.title, later=later)
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
