"""Team, documents and glossary: what a client looks up."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from portal_builder.merge.content import Content, anchors, found_rows, table
from portal_builder.merge.reading import Reading
from portal_builder.merge.tables import Cell, Cells, Row
from portal_builder.model.reference import Document, Member


def team(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    named, cells = anchors(reading), Cells(reading)
    gone = [m for m in reading.facts.team if m.until and m.until < reading.as_of]
    here = [m for m in reading.facts.team if m not in gone]
    groups = [[_member(cells, m, named.of("team", m.name)) for m in g] for g in (here, gone)]
    columns = [
        cells.column(key)
        for key in ("name", "role", "party", "responsible_for", "contact", "since", "until")
    ]
    if not any(groups):
        return None
    return Content(
        {
            "team": table(reading, "section.team", columns, groups[0]),
            "former": table(reading, "team.former", columns, groups[1]),
        },
        found_rows([*groups[0], *groups[1]]),
    )


def _member(cells: Cells, member: Member, anchor: str) -> Row:
    contact = [
        Markup('<a class="contact" dir="ltr" href="{}:{}">{}</a>').format(scheme, address, shown)
        for scheme, address, shown in (
            ("mailto", member.email, member.email),
            ("tel", _dialled(member.phone), member.phone),
        )
        if address
    ]
    return Row(
        cells.text(member.name),
        (
            cells.text(member.role),
            cells.choice(member.party),
            cells.text(member.responsible_for),
            Cell(Markup("<br>").join(contact)),
            cells.day(member.since),
            cells.day(member.until),
        ),
        anchor,
    )


def _dialled(phone: str | None) -> str:
    return "".join(c for c in phone or "" if c.isdigit() or c == "+")


def documents(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    named, cells = anchors(reading), Cells(reading)
    rows = [
        _document(reading, document, named.of("document", document.title))
        for document in reading.facts.documents
    ]
    columns = [cells.column(key) for key in ("title", "on", "where", "note")]
    return _listed(table(reading, "section.documents", columns, rows), rows)


def _document(reading: Reading, document: Document, anchor: str) -> Row:
    cells = Cells(reading)
    where = [reading.link(document.url)] if document.url else []
    where += [reading.file_link(document.file)] if document.file else []
    return Row(
        cells.text(document.title),
        (cells.day(document.on), Cell(Markup("<br>").join(where)), cells.rich(document.note)),
        anchor,
    )


def glossary(reading: Reading) -> Content | None:
    """The page of the section; None where there is nothing on it."""
    named, cells = anchors(reading), Cells(reading)
    rows = [
        Row(cells.text(term.term), (cells.rich(term.meaning),), named.of("term", term.term))
        for term in reading.facts.glossary
    ]
    columns = (cells.column("term"), cells.column("meaning"))
    return _listed(table(reading, "section.glossary", columns, rows), rows)


def _listed(html: Markup, rows: Sequence[Row]) -> Content | None:
    return Content({"table": html}, found_rows(rows)) if rows else None
