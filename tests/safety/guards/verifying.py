"""What keeps a site with something foreign in it from being built."""

from __future__ import annotations

from safety.guards.guard import Guard

_VERIFY = "portal_builder/verify/__init__.py"
_TREE = "portal_builder/verify/tree.py"
_VIEWS = "portal_builder/verify/views.py"
_ARCHIVE = "portal_builder/verify/archive.py"
_NAMES = "portal_builder/verify/watchlist.py"
_DRAFTS = "portal_builder/verify/drafts.py"
_FILES = "tests/test_verify.py::test_a_site_has_the_files_that_the_build_made_and_no_others"
_FOREIGN = "tests/test_verify.py::test_another_clients_strings_are_found"
_HIDDEN = "tests/test_verify.py::test_what_is_not_published_is_found"
_UNPROVEN = "tests/test_verify.py::test_of_what_cannot_be_looked_through_nothing_is_proven"

VERIFYING = (
    Guard(
        "a site with a leak is not built",
        _VERIFY,
        "if leaks:\n        return tuple(sorted(set(leaks)))\n    return Verified(allowed",
        "return Verified(allowed",
        "tests/test_verify.py::test_a_leak_keeps_a_site_from_its_place",
    ),
    Guard(
        "no link is in a site",
        _TREE,
        'yield Leak(printable(path), "a link to somewhere else")',
        "pass",
        _FILES,
    ),
    Guard(
        "no pipe is in a site",
        _TREE,
        'yield Leak(printable(path), "no regular file")',
        "pass",
        _FILES,
    ),
    Guard("no empty folder is in a site", _TREE, "if not entries:", "if False:", _FILES),
    Guard(
        "no file of a site is missing",
        _TREE,
        'yield Leak(printable(path), "a file that the build made is missing")',
        "pass",
        _FILES,
    ),
    Guard(
        "no file of a site is another", _TREE, "if digest != self.exact[path]:", "if False:", _FILES
    ),
    Guard(
        "no file is in a site that the build did not make",
        _TREE,
        'yield Leak(printable(path), "a file that the build did not make")',
        "pass",
        _FILES,
    ),
    Guard(
        "the theme's files are the theme's",
        _TREE,
        'yield Leak(printable(path), "is not the theme\'s own file any more")',
        "pass",
        _FILES,
    ),
    Guard(
        "a link that stands for a site is seen",
        _VERIFY,
        "if root.is_symlink():",
        "if False:",
        "tests/publish/test_delivery.py::test_a_site_that_is_not_as_it_was_verified_is_refused_by_name",
    ),
    Guard(
        "a site that was verified is still that",
        _VERIFY,
        "leaks += Expected(files).differences(now)",
        "pass",
        "tests/publish/test_delivery.py::test_a_site_that_is_not_as_it_was_verified_is_refused_by_name",
    ),
    Guard(
        "another client's strings are looked for",
        _VERIFY,
        "for number in self._foreign(view):",
        "for number in ():",
        _FOREIGN,
    ),
    Guard(
        "what is not published is looked for",
        _VERIFY,
        "for piece in self._unpublished(view):",
        "for piece in ():",
        _HIDDEN,
    ),
    Guard(
        "anchors of drafts are looked for",
        _VERIFY,
        "for draft in self._allowed.unpublished.ids_in(path, view):",
        "for draft in ():",
        _HIDDEN,
    ),
    Guard(
        "what is no file is looked at by its name",
        _VERIFY,
        "leaks += search.in_text(found.path, [found.path])",
        "pass",
        "tests/test_verify.py::test_the_name_of_a_folder_without_files_is_looked_at",
    ),
    Guard(
        "of what cannot be read nothing is proven",
        _VERIFY,
        'yield Leak(printable(file.path), f"this file {reason}, so nothing is proven of it")',
        "pass",
        _UNPROVEN,
    ),
    Guard(
        "an archive that does not open is said",
        _ARCHIVE,
        'raise Unproven("is an archive that cannot be opened") from None',
        "return",
        _UNPROVEN,
    ),
    Guard(
        "what unpacks to too much is said",
        _ARCHIVE,
        "if self.left < 0 or self.members < 0 or size > PIECE:",
        "if False:",
        _UNPROVEN,
    ),
    Guard(
        "archives too deep within archives are said",
        _ARCHIVE,
        'raise Unproven("holds archives within archives within archives")',
        "pass",
        "tests/test_verify.py::test_archives_too_deep_within_archives_prove_nothing",
    ),
    Guard(
        "archives within archives are opened",
        _ARCHIVE,
        "if depth:\n",
        "if False:\n",
        "tests/test_verify.py::test_an_archive_within_an_archive_is_looked_through",
    ),
    Guard("archives are opened", _ARCHIVE, "inner = _zip(data, budget)", "return", _FOREIGN),
    Guard(
        "compressed files are opened",
        _ARCHIVE,
        "inner = (Part(_inflated(data, budget, 31)),).__iter__()",
        "return",
        _FOREIGN,
    ),
    Guard("a PDF's streams are opened", _ARCHIVE, "inner = _pdf(data, budget)", "return", _FOREIGN),
    Guard(
        "a picture's comments are opened",
        _ARCHIVE,
        "inner = _png(data, budget)",
        "return",
        _FOREIGN,
    ),
    Guard(
        "names of an archive's members are looked at",
        _ARCHIVE,
        'yield Part(member.filename.encode("utf-8", "replace"))',
        "pass",
        "tests/test_verify.py::test_a_members_name_in_an_old_encoding_is_found",
    ),
    Guard(
        "words cut up in a PDF are put together",
        _ARCHIVE,
        'yield Part(b"\\n".join(b"".join(_PDF_STRING.findall(line)) for line in lines))',
        "pass",
        _FOREIGN,
    ),
    Guard(
        "names of files are looked at", _VIEWS, "yield from _readings(path)\n", "pass\n", _FOREIGN
    ),
    Guard("entities are resolved", _VIEWS, "text = unescape(text)", "pass", _FOREIGN),
    Guard(
        "percent signs are resolved",
        _VIEWS,
        'text = unquote(text, errors="replace")',
        "pass",
        _FOREIGN,
    ),
    Guard("escapes are resolved", _VIEWS, "text = _ESCAPE.sub(_unescaped, text)", "pass", _FOREIGN),
    Guard(
        "notations within notations are resolved", _VIEWS, "_LAYERS = 4", "_LAYERS = 1", _FOREIGN
    ),
    Guard(
        "words are read across tags",
        _VIEWS,
        'joined = _WITHIN_WORDS.sub("", _LINE_BREAK.sub(" ", text))',
        "joined = text",
        _FOREIGN,
    ),
    Guard(
        "words are read across the runs of an office document",
        _VIEWS,
        'if part.is_member and "<" in text:',
        "if False:",
        _FOREIGN,
    ),
    Guard(
        "folded lines are read as one",
        _VIEWS,
        "if broken_up and broken_up[0].search(text):",
        "if False:",
        _FOREIGN,
    ),
    Guard(
        "UTF-16 is read in every script",
        _VIEWS,
        'yield data.decode("utf-16", "replace")',
        "pass",
        "tests/test_verify.py::test_a_name_in_utf_16_is_found_in_every_script",
    ),
    Guard(
        "Latin-1 is read",
        _VIEWS,
        'yield data.decode("latin-1")',
        "pass",
        "tests/test_verify.py::test_a_name_in_latin_1_is_found",
    ),
    Guard(
        "what is written in a picture is read",
        _VIEWS,
        'yield b"\\n".join(_RUN.findall(data)).decode("utf-8", "replace")',
        'yield ""',
        _FOREIGN,
    ),
    Guard(
        "invisible characters hide no name",
        _NAMES,
        'unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))',
        'unicodedata.normalize("NFKC", text)',
        _FOREIGN,
    ),
    Guard(
        "other forms of letters hide no name",
        _NAMES,
        'text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))\n        return " ".join(unicodedata.normalize("NFKC", text.casefold()).split())',
        'return " ".join(_INVISIBLE.sub("", text).casefold().split())',
        "tests/test_verify.py::test_a_name_is_found_however_it_is_written",
    ),
    Guard(
        "capitals hide no name",
        _NAMES,
        '" ".join(text.lower().split())',
        '" ".join(text.split())',
        _FOREIGN,
    ),
    Guard(
        "signs between words hide no name",
        _NAMES,
        "return [phrase, *joined]",
        "return [phrase]",
        _FOREIGN,
    ),
    Guard(
        "an identifier counts within a word",
        _NAMES,
        "is_word = text not in identity.identifiers",
        "is_word = True",
        "tests/test_verify.py::test_an_identifier_counts_within_a_word",
    ),
    Guard(
        "drafts are looked for in parts",
        _DRAFTS,
        "parts = [p for p in _PART.split(line) if len(p.strip()) >= SHORTEST_PART]",
        "parts = list[str]()",
        _HIDDEN,
    ),
    Guard("a draft's codes are looked for", _DRAFTS, "*_codes(hidden))", ")", _HIDDEN),
    Guard("comments in YAML are looked for", _DRAFTS, "(*drafts, *comments)", "drafts", _HIDDEN),
    Guard(
        "what was taken out is looked for",
        _DRAFTS,
        "hidden = (*(_drafts(full) if full else ()), *taken_out)",
        "hidden = tuple(_drafts(full) if full else ())",
        "tests/test_verify.py::test_what_was_taken_out_is_looked_for",
    ),
)
