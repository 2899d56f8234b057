"""What keeps a client's files from being more than plain data of its own folder."""

from __future__ import annotations

from safety.guards.guard import Guard

_PARSE = "portal_builder/load/parse.py"
_FOLDER = "portal_builder/client_folder.py"
_REGULAR = "portal_builder/regular.py"
_SVG = "portal_builder/svg.py"
_MARKED = "tests/test_load.py::test_what_may_not_stand_is_marked"
_REFUSED = "tests/test_workspace.py::test_links_pipes_sockets_and_folders_are_refused"
_PATH = "tests/test_workspace.py::test_a_path_out_of_the_folder_is_refused"
_ACTIVE = "tests/test_svg.py::test_what_could_act_is_found"
_DECLARED = "tests/test_svg.py::test_declarations_and_other_files_are_found"

READING = (
    Guard(
        "a file of YAML has 2 MiB at most",
        "portal_builder/load/text.py",
        "if len(data) > LIMIT:",
        "if False:",
        "tests/test_load.py::test_a_file_may_have_2_mib_and_no_more",
    ),
    Guard(
        "a file is UTF-8",
        "portal_builder/load/text.py",
        "text = data.decode()\n",
        'text = data.decode(errors="replace")\n',
        _MARKED,
    ),
    Guard(
        "no file holds what hides or turns round what is read",
        "portal_builder/load/text.py",
        "REFUSED_RAW.subn(_STAND_IN, text)",
        "text, 0",
        _MARKED,
    ),
    Guard(
        "no text holds that escaped either",
        _PARSE,
        "if match := REFUSED.search(text):",
        "if match := None:",
        _MARKED,
    ),
    Guard(
        "nothing is nested deeper than 32 levels",
        _PARSE,
        "if len(self._stack) > DEPTH_LIMIT + 1:",
        "if False:",
        "tests/test_load.py::test_nesting_may_be_32_deep_and_no_deeper",
    ),
    Guard(
        "a file holds 100,000 keys and values at most",
        _PARSE,
        "if self._count > NODE_LIMIT:\n            self._too_many(mark)\n        if event.anchor",
        "if event.anchor",
        "tests/test_load.py::test_a_file_may_hold_100_000_nodes_and_no_more",
    ),
    Guard(
        "directives are bounded",
        _PARSE,
        "many = len(directives) > DIRECTIVE_LIMIT",
        "many = False",
        "tests/test_load.py::test_directives_are_bounded",
    ),
    Guard("no anchors", _PARSE, "if event.anchor is not None:", "if False:", _MARKED),
    Guard("no tags", _PARSE, "if event.tag is not None:", "if False:", _MARKED),
    Guard(
        "no aliases",
        _PARSE,
        "self.faults.append(Fault(mark, what, remedy))\n        self.is_clear = False\n        # Some",
        "# Some",
        _MARKED,
    ),
    Guard("one document", _PARSE, "if self._documents > 1:", "if False:", _MARKED),
    Guard("no key twice", _PARSE, "if key.text in entries:", "if False:", _MARKED),
    Guard("no merge keys", _PARSE, 'if key.plain and key.text == "<<":', "if False:", _MARKED),
    Guard(
        "keys are texts",
        _PARSE,
        "if key.plain and _NO_TEXT.fullmatch(key.text):",
        "if False:",
        _MARKED,
    ),
    Guard(
        "no link is followed",
        _REGULAR,
        "os.O_NOFOLLOW | ",
        "",
        _REFUSED,
    ),
    Guard(
        "no pipe, device or socket is read",
        _REGULAR,
        "if not stat.S_ISREG(status.st_mode):",
        "if False:",
        _REFUSED,
    ),
    Guard("no hard link is read", _REGULAR, "if status.st_nlink > 1:", "if False:", _REFUSED),
    Guard(
        "of a file no more is read than it may have",
        _REGULAR,
        "sys.maxsize if limit is None else limit + 1",
        "sys.maxsize",
        "tests/test_workspace.py::test_the_limit_shows_that_there_is_more",
    ),
    Guard(
        "no attachment leads out of the folder",
        _FOLDER,
        'if parts[0] != "assets" or len(parts) < 2 or not {"", ".", ".."}.isdisjoint(parts):',
        'if parts[0] != "assets" or len(parts) < 2:',
        _PATH,
    ),
    Guard(
        "attachments lie in assets/",
        _FOLDER,
        'if parts[0] != "assets" or len(parts) < 2 or not',
        "if not",
        "tests/test_workspace.py::test_only_what_lies_in_assets_is_an_attachment",
    ),
    Guard(
        "an attachment's name means the same everywhere",
        _FOLDER,
        "if _NOT_EVERYWHERE.search(name):",
        "if False:",
        "tests/test_assets.py::test_what_cannot_be_published_is_said_at_its_name",
    ),
    Guard(
        "no linked folder of attachments is followed",
        _FOLDER,
        'if not is_folder(path):\n                raise Unreadable("not there")',
        "pass",
        "tests/test_workspace.py::test_a_linked_assets_folder_is_not_followed",
    ),
    Guard(
        "an attachment has 64 MiB at most",
        _FOLDER,
        "if len(data) > ATTACHMENT_LIMIT:",
        "if False:",
        "tests/test_workspace.py::test_an_attachment_that_is_too_large_is_refused",
    ),
    Guard(
        "files of facts that would be overlooked are named",
        _FOLDER,
        "elif path.suffix.lower() in YAML_SUFFIXES:",
        "elif False:",
        "tests/test_workspace.py::test_what_would_be_overlooked_is_named",
    ),
    Guard(
        "a linked folder of pages or projects is named",
        _FOLDER,
        "if os.path.lexists(path) and not is_folder(path):",
        "if False:",
        "tests/test_workspace.py::test_what_would_be_overlooked_is_named",
    ),
    Guard(
        "no client's folder is a link",
        "portal_builder/workspace.py",
        "if stat.S_ISLNK(mode(path)):",
        "if False:",
        "tests/test_workspace.py::test_a_client_is_no_link_to_a_folder_elsewhere",
    ),
    Guard(
        "a client's folder has a slug's name",
        "portal_builder/workspace.py",
        "if not SLUG.fullmatch(slug):",
        "if False:",
        "tests/test_workspace.py::test_a_slug_that_is_none_is_said",
    ),
    Guard(
        "a project's folder has a slug's name",
        "portal_builder/intake.py",
        "if not SLUG.fullmatch(name):",
        "if False:",
        "tests/test_intake.py::test_what_can_be_no_address_is_said",
    ),
    Guard(
        "no project takes a page's place",
        "portal_builder/intake.py",
        "elif name in PAGE_NAMES:",
        "elif False:",
        "tests/test_intake.py::test_the_name_of_a_page_is_no_projects",
    ),
    Guard(
        "an extra page has a slug's name",
        "portal_builder/pages.py",
        "if not SLUG.fullmatch(name):",
        "if False:",
        "tests/test_intake.py::test_what_can_be_no_address_is_said",
    ),
    Guard(
        "no extra page takes another's place",
        "portal_builder/pages.py",
        "if name in taken:",
        "if False:",
        "tests/test_intake.py::test_a_page_cannot_have_the_name_of_a_project",
    ),
    Guard(
        "only known kinds of files are published",
        "portal_builder/checks/assets.py",
        'if kind not in PUBLISHABLE or "." not in name:',
        "if False:",
        "tests/test_assets.py::test_what_cannot_be_published_is_said_at_its_name",
    ),
    Guard(
        "a drawing is looked at before it is published",
        "portal_builder/checks/assets.py",
        'active = active_content(data) if kind == "svg" else None',
        "active = None",
        "tests/test_assets.py::test_what_cannot_be_published_is_said_at_its_name",
    ),
    Guard(
        "a drawing has known elements only",
        _SVG,
        "if self._in_style or not (drawn or space.startswith(_EDITORS)):",
        "if False:",
        _ACTIVE,
    ),
    Guard("a drawing reacts to nothing", _SVG, 'if name.startswith("on"):', "if False:", _ACTIVE),
    Guard(
        "a drawing refers to nothing outside",
        _SVG,
        "if name in _REFERENCES and not _LOCAL.fullmatch(value):",
        "if False:",
        _ACTIVE,
    ),
    Guard(
        "an image in a drawing is a picture",
        _SVG,
        'if not (element == "image" and _PICTURE.fullmatch(value)):',
        'if element != "image":',
        _ACTIVE,
    ),
    Guard(
        "a drawing's styles fetch nothing",
        _SVG,
        "if escapes or _FETCHES.search(style) or (whole and _ACTIVE_STYLE.search(style)):",
        "if False:",
        _ACTIVE,
    ),
    Guard(
        "a drawing's styles are judged as a whole",
        _SVG,
        "self._written.append(data)",
        "self._judge_style(data, whole=True)",
        _ACTIVE,
    ),
    Guard("a drawing has no instructions", _SVG, 'if target != "xpacket":', "if False:", _ACTIVE),
    Guard(
        "a drawing is nested 200 deep at most",
        _SVG,
        "if self._depth > DEPTH_LIMIT:",
        "if False:",
        _ACTIVE,
    ),
    Guard(
        "a drawing declares nothing",
        _SVG,
        "if has_subset or (system and not system.startswith(_W3C)):",
        "if system and not system.startswith(_W3C):",
        _DECLARED,
    ),
)
