"""Taking comments out of texts, where Markdown is not read otherwise."""

from __future__ import annotations


def strip_comments(source: str) -> str:
    """The same as `prose.strip_comments`, which takes a while to load and few texts need."""
    if "<!--" not in source:
        return source
    from portal_builder import prose

    return prose.strip_comments(source)
