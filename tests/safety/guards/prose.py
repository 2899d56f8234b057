"""What keeps authored text from being more than text."""

from __future__ import annotations

from safety.guards.guard import Guard

_CONVERT = "portal_builder/prose/convert.py"
_LINKS = "portal_builder/prose/links.py"
_LIMITS = "portal_builder/prose/limits.py"
_PARSER_ALONE = "tests/test_prose_safety.py::test_what_the_parser_makes_is_harmless_alone"
_SANITISER_ALONE = "tests/test_prose_safety.py::test_what_the_sanitiser_lets_pass_is_harmless_alone"
_NO_LINK = "tests/test_prose.py::test_a_link_that_may_not_stand_leaves_its_text"
_PLAIN = "tests/test_prose.py::test_ids_in_plain_text_become_links_and_the_rest_is_escaped"
_LIMITED = "tests/test_prose_limits.py::test_limits"

PROSE = (
    Guard(
        "raw HTML is never recognised",
        "portal_builder/prose/parser.py",
        '{"html": False, ',
        '{"html": True, ',
        _PARSER_ALONE,
    ),
    Guard(
        "a raw tag is shown as it is written",
        "portal_builder/prose/parser.py",
        '    made.inline.ruler.after("autolink", "raw_tag", _raw_tag)\n',
        "",
        "tests/test_prose.py::test_a_raw_tag_is_shown_as_it_is_written",
    ),
    Guard(
        "links have one of four schemes",
        _LINKS,
        'return scheme[1].lower() in ("mailto", "tel") and bool(parts.path)',
        "return True",
        f"{_NO_LINK}\n{_PARSER_ALONE}",
    ),
    Guard(
        "a link has a scheme, or is known",
        _LINKS,
        "if scheme is None:\n        return False",
        'if scheme is None:\n        return ":" not in url',
        _NO_LINK,
    ),
    Guard(
        "no link is longer than 2,000 characters, or holds spaces and controls",
        _LINKS,
        "if len(url) > URL_LENGTH or re.search(",
        "if False and re.search(",
        f"{_NO_LINK}\ntests/test_prose.py::test_addresses_written_out_become_links",
    ),
    Guard(
        "what is not to be linked loses its link",
        _LINKS,
        "links.append(self._link(token))",
        "links.append(self._link(token) or True)",
        _NO_LINK,
    ),
    Guard(
        "pictures come from the client's assets",
        _LINKS,
        "known = self._asset(url) if url.lower().endswith(_PICTURES) else None",
        "known = self._asset(url) or url",
        _NO_LINK,
    ),
    Guard(
        "links that lead away tell nothing of the page",
        _LINKS,
        'token.attrs["rel"] = REL\n',
        "pass\n",
        "tests/test_prose.py::test_addresses_written_out_become_links",
    ),
    Guard(
        "an address is linked only if all read it alike",
        _LINKS,
        "return may_stand(url) and _PLAIN_HOST.match(url) is not None",
        "return may_stand(url)",
        "tests/test_prose.py::test_an_address_that_readers_may_take_differently_stays_text",
    ),
    Guard(
        "plain text is escaped before an id",
        _LINKS,
        "made.append(escape(text[last : match.start()]))",
        "made.append(text[last : match.start()])",
        _PLAIN,
    ),
    Guard(
        "plain text is escaped after the last id",
        _LINKS,
        'return "".join([*made, escape(text[last:])])',
        'return "".join([*made, text[last:]])',
        _PLAIN,
    ),
    Guard(
        "the sanitiser knows few elements",
        _CONVERT,
        "tags=_TAGS,",
        'tags=_TAGS | {"iframe", "form", "input"},',
        _SANITISER_ALONE,
    ),
    Guard(
        "the sanitiser knows few attributes",
        _CONVERT,
        "attributes=_ATTRIBUTES,",
        'attributes={**_ATTRIBUTES, "*": {"id", "style", "onerror", "onclick"}},',
        _SANITISER_ALONE,
    ),
    Guard(
        "the sanitiser lets the site's own classes pass",
        _CONVERT,
        "attribute_filter=_only_own_classes,\n",
        "",
        _SANITISER_ALONE,
    ),
    Guard(
        "the sanitiser knows four schemes",
        _CONVERT,
        'url_schemes={"http", "https", "mailto", "tel"},',
        'url_schemes={"http", "https", "mailto", "tel", "javascript", "data"},',
        _SANITISER_ALONE,
    ),
    Guard(
        "what is converted passes the sanitiser",
        _CONVERT,
        "return _cleaner().clean(made)",
        "return made",
        "tests/test_prose_safety.py::test_payloads_come_out_harmless",
    ),
    Guard(
        "no entity brings in what no file may hold",
        _CONVERT,
        'return Prose(_shown(made), _shown(text)) if "&#" in source else Prose(made, text)',
        "return Prose(made, text)",
        "tests/test_prose.py::test_an_entity_cannot_bring_in_what_no_file_may_hold",
    ),
    Guard(
        "comments are on no page",
        _CONVERT,
        "parser().parse(strip_comments(source))",
        "parser().parse(source)",
        "tests/test_prose_safety.py::test_no_comment_can_be_read_outside_code",
    ),
    Guard(
        "comments are in no data",
        "portal_builder/data.py",
        "return strip_comments(value)\n        return value",
        "return value\n        return value",
        "tests/test_data.py::test_comments_are_in_no_data",
    ),
    Guard(
        "comments are in no data of what is stated",
        "portal_builder/data.py",
        'plain[name] = strip_comments(value) if name == "reason" and value else value',
        "plain[name] = value",
        "tests/test_data.py::test_comments_are_in_no_data",
    ),
    Guard(
        "comments are in no history",
        "portal_builder/history/kinds.py",
        "return strip_comments(written).rstrip()",
        "return written.rstrip()",
        "tests/history/test_chronicle.py::test_no_draft_comment_message_or_committer_is_told",
    ),
    Guard(
        "comments within comments go too",
        "portal_builder/prose/comments.py",
        "for _ in range(ROUNDS):",
        "for _ in range(1):",
        "tests/test_prose.py::test_comments_go_and_code_stays",
    ),
    Guard(
        "of comments within many comments nothing is left",
        "portal_builder/prose/comments.py",
        "return _without_outermost(source)",
        "return source",
        "tests/test_prose.py::test_comments_within_comments_go_however_deep",
    ),
    Guard(
        "a text has 64 KiB at most",
        _LIMITS,
        "if len(source.encode()) > BYTES:",
        "if False:",
        _LIMITED,
    ),
    Guard(
        "a text has 6,000 list items at most",
        _LIMITS,
        "if sum(_list_marks(line) for line in lines) > LIST_ITEMS:",
        "if False:",
        _LIMITED,
    ),
    Guard(
        "deep quotes are short",
        _LIMITS,
        "if _quoted_lines(lines) > QUOTED_LINES:",
        "if False:",
        _LIMITED,
    ),
    Guard(
        "tables have 20,000 cells at most",
        _LIMITS,
        "if _cells(lines) > CELLS:",
        "if False:",
        _LIMITED,
    ),
    Guard(
        "quotes and lists are nested 50 deep at most",
        _LIMITS,
        "if _depth(tokens) > NESTING:",
        "if False:",
        _LIMITED,
    ),
    Guard(
        "1,000 brackets lack a partner at most",
        _LIMITS,
        "if sum(lone for lone, _ in found) > UNMATCHED_BRACKETS:",
        "if False:",
        _LIMITED,
    ),
    Guard(
        "brackets are nested 100 deep at most",
        _LIMITS,
        "if max((depth for _, depth in found), default=0) > BRACKET_NESTING:",
        "if False:",
        _LIMITED,
    ),
    Guard(
        "what comments hid is limited too",
        "portal_builder/prose/examine.py",
        "refused = of_lines(published)",
        "pass",
        "tests/test_prose_limits.py::test_what_is_left_without_comments_is_limited_too",
    ),
)
