"""What is wrong with a text, before any of it is published: with the whole of it, or with parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from portal_builder.characters import is_blank
from portal_builder.prose.comments import strip_comments
from portal_builder.prose.convert import holds_markup
from portal_builder.prose.limits import Refused, of_blocks, of_lines
from portal_builder.prose.links import Judge, Remark, words
from portal_builder.prose.parser import blocks, inlines

REMARKS = 100


_UNCLOSED = Remark(
    "a comment begins here and does not end, so it is published as text", "close it with -->", ""
)


@dataclass(frozen=True, slots=True)
class Examined:
    """A text that can be published.

    Attributes:
        remarks: what in it is published otherwise than it was written.
        blank: whether a reader sees nothing of it.
    """

    remarks: tuple[Remark, ...] = ()
    blank: bool = False


def examine(
    source: str, *, records: Mapping[str, str], assets: Mapping[str, str]
) -> Refused | Examined:
    """Judges a text as `convert` will read it.

    Args:
        source: Markdown as authored.
        records: ids of records, each with any address.
        assets: attachments (`assets/x.pdf`), each with any address.

    Returns:
        Why the text cannot be published, or what in it will be published otherwise than written.
    """
    if not holds_markup(source):
        return of_lines(source) or Examined(blank=is_blank(source))
    published = source
    refused = of_lines(source)
    if refused is None and (published := strip_comments(source)) != source:
        refused = of_lines(published)
    if refused:
        return refused
    known: dict[str, object] = {}
    tokens = blocks(published, known)
    refused = of_blocks(tokens)
    if refused:
        return refused
    inlines(tokens, known)
    return _of_tokens(tokens, Judge(records, assets))


def _of_tokens(tokens: list[Token], judge: Judge) -> Examined:
    blank = True
    for token in tokens:
        children = list(judge.inline(token.children or []))
        read = token.content if token.type in ("fence", "code_block") else "".join(words(children))
        blank = blank and is_blank(read) and not any(c.type == "image" for c in children)
        if "<!--" in token.content and any(
            "<!--" in c.content for c in children if c.type == "text"
        ):
            judge.remarks.append(_UNCLOSED)
    return Examined(_some(judge.remarks), blank)


def _some(remarks: list[Remark]) -> tuple[Remark, ...]:
    """Each remark once, and of very many the first."""
    distinct = tuple(dict.fromkeys(remarks))
    if len(distinct) <= REMARKS:
        return distinct
    what = f"{len(distinct) - REMARKS:,} more things of this text may not stand"
    return (*distinct[:REMARKS], Remark(what, distinct[0].remedy, ""))
