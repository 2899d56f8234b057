"""Authored Markdown → safe HTML, apart from everything else that becomes a page.

Leads write the Markdown of code hosts, so it is read by a CommonMark parser with tables and
strikethrough; raw HTML is never recognised, only shown. Each link and image is judged as a token,
and what is rendered passes a sanitiser that knows only the few elements made here: two lines, each
of which would hold alone.
"""

from portal_builder.prose.comments import strip_comments
from portal_builder.prose.convert import Prose, convert, split_title
from portal_builder.prose.examine import Examined, examine
from portal_builder.prose.limits import Refused
from portal_builder.prose.links import Remark, link_ids

__all__ = [
    "Examined",
    "Prose",
    "Refused",
    "Remark",
    "convert",
    "examine",
    "link_ids",
    "split_title",
    "strip_comments",
]
