"""Team, documents, feedback and glossary: what a client looks up."""

from __future__ import annotations

from portal_builder.model.types import (
    Day,
    Email,
    Entry,
    File,
    Party,
    Phone,
    RequiredRich,
    RequiredText,
    Rich,
    Score,
    Text,
    Url,
)


class Member(Entry):
    """An entry of section `team`."""

    name: RequiredText
    role: RequiredText
    party: Party
    email: Email | None = None
    phone: Phone | None = None
    responsible_for: Text | None = None
    since: Day | None = None
    until: Day | None = None


class Document(Entry):
    """An entry of section `documents`."""

    title: RequiredText
    url: Url | None = None
    file: File | None = None
    on: Day | None = None
    note: Rich | None = None


class Feedback(Entry):
    """An entry of section `feedback`: how likely the client is to recommend us, 0 to 10."""

    on: Day
    score: Score
    comment: Rich | None = None


class Term(Entry):
    """An entry of section `glossary`."""

    term: RequiredText
    meaning: RequiredRich
