"""What keeps a value from being more than a value in a page or a file, and drafts out of both."""

from __future__ import annotations

from safety.guards.guard import Guard

_TEMPLATES = "portal_builder/merge/templates.py"
_GENERATED = "portal_builder/generated.py"
_NAVIGATION = "portal_builder/navigation.py"
_CSP = "portal_builder/csp.py"
_PLUGIN = "portal_builder/plugin.py"
_SHOWN = "tests/test_merge.py::test_hostile_text_is_shown_as_text"
_SANDBOX = "tests/test_sandbox.py::test_no_template_reaches_further"
_NAMES = "tests/test_render.py::test_hostile_names_are_shown_as_they_are_written"
_FILES = (
    "tests/test_render.py"
    "::test_a_site_holds_its_pages_its_files_and_of_the_theme_what_pages_ask_for"
)
_OWN_SCRIPTS = "tests/test_render.py::test_every_page_allows_the_themes_inline_scripts_and_no_other"
_OTHER_CODE = "tests/test_render.py::test_pages_of_other_code_have_a_policy_too"
_POLICY = "tests/test_render.py::test_the_policy_in_full"
_CLEAN = "tests/test_verify.py::test_the_site_as_it_was_built_holds_nothing_foreign"

PAGES = (
    Guard(
        "components escape",
        _TEMPLATES,
        "autoescape=True,",
        "autoescape=False,",
        "tests/test_merge.py::test_a_hostile_title_is_shown_as_text",
    ),
    Guard(
        "Markdown reads nothing in a page's values",
        _TEMPLATES,
        'Markup(_READ.sub(lambda found: f"&#{ord(found[0])};", str(value)))',
        "Markup(str(value))",
        _SHOWN,
    ),
    Guard(
        "values pass that wherever a page has them",
        _TEMPLATES,
        "finalize=for_markdown if finalize else None,",
        "finalize=(lambda v: for_markdown(v) if isinstance(v, Slot) else v) if finalize else None,",
        _SHOWN,
    ),
    Guard(
        "templates run in a sandbox",
        _TEMPLATES,
        "class _Sandbox(SandboxedEnvironment):",
        "class _Sandbox(__import__('jinja2').Environment):",
        _SANDBOX,
    ),
    Guard(
        "what begins with an underscore is the sandbox's to judge",
        _TEMPLATES,
        'if not attribute.startswith("_") and not self.is_inner[type(obj)]:',
        "if not self.is_inner[type(obj)]:",
        _SANDBOX,
    ),
    Guard(
        "what belongs to the interpreter is the sandbox's to judge",
        _TEMPLATES,
        'if not attribute.startswith("_") and not self.is_inner[type(obj)]:',
        'if not attribute.startswith("_"):',
        _SANDBOX,
    ),
    Guard(
        "methods are the sandbox's to judge",
        _TEMPLATES,
        "if not isinstance(value, _METHODS):",
        "if True:",
        _SANDBOX,
    ),
    Guard(
        "templates have no globals",
        _TEMPLATES,
        "environment.globals = {}",
        "pass",
        _SANDBOX,
    ),
    Guard(
        "the site's name is escaped for MkDocs",
        _GENERATED,
        "config.site_name = escape(site.site_name)",
        "config.site_name = site.site_name",
        "tests/test_render.py::test_a_hook_that_names_the_site_names_it_escaped",
    ),
    Guard(
        "the site's name is escaped for the theme",
        _GENERATED,
        "site_name=escape(site.site_name),",
        "site_name=Markup(site.site_name),",
        _NAMES,
    ),
    Guard(
        "the project's name is escaped for the theme",
        _GENERATED,
        "project_name=escape(site.project_name),",
        "project_name=Markup(site.project_name),",
        _NAMES,
    ),
    Guard(
        "words are escaped for the theme",
        _GENERATED,
        "words={key: escape(text) for key, text in site.words.items()},",
        "words={key: Markup(text) for key, text in site.words.items()},",
        _NAMES,
    ),
    Guard(
        "the notice is escaped for the theme",
        _GENERATED,
        "notice=escape(site.notice),",
        "notice=Markup(site.notice),",
        _NAMES,
    ),
    Guard(
        "the provider is escaped for the theme",
        _GENERATED,
        "escape(provider.name),",
        "Markup(provider.name),",
        _NAMES,
    ),
    Guard(
        "a page's description is escaped",
        _GENERATED,
        '"description": escape(page.description),',
        '"description": page.description,',
        _NAMES,
    ),
    Guard(
        "a page's project is escaped",
        _GENERATED,
        '"project_title": escape(page.project_title),',
        '"project_title": page.project_title,',
        _NAMES,
    ),
    Guard(
        "titles in the navigation are escaped",
        _NAVIGATION,
        "return {escape(page.title): source_name(page)}",
        "return {page.title: source_name(page)}",
        _NAMES,
    ),
    Guard(
        "titles in the drawer are escaped",
        _NAVIGATION,
        'return Link(escape(page.title), page.path, f"{page.path}/" if page.path else ".")',
        'return Link(page.title, page.path, f"{page.path}/" if page.path else ".")',
        _NAMES,
    ),
    Guard(
        "no text sets anything of its page",
        _GENERATED,
        'f"\\n{page.markdown}"',
        'f"{page.markdown}"',
        "tests/test_render.py::test_what_a_text_begins_with_is_never_read_as_settings",
    ),
    Guard(
        "only merged pages are rendered",
        _GENERATED,
        "made = Files([ThemeFile(",
        "made = Files([f for f in found if f.src_dir == config.docs_dir] + [ThemeFile(",
        _FILES,
    ),
    Guard(
        "no anchor of a heading is one of the theme's",
        _GENERATED,
        'return anchor.lstrip("_")',
        "return anchor",
        "tests/test_render.py::test_no_heading_takes_an_anchor_of_the_themes",
    ),
    Guard(
        "inline scripts of the texts do not run",
        _PLUGIN,
        "scripts = [s for s in csp.inline_scripts(html) if s not in self._own]",
        "scripts = csp.inline_scripts(html)",
        _OWN_SCRIPTS,
    ),
    Guard(
        "inline styles of the texts do not count",
        _PLUGIN,
        "styles = [s for s in csp.inline_styles(html) if s not in self._own]",
        "styles = csp.inline_styles(html)",
        _OWN_SCRIPTS,
    ),
    Guard(
        "built pages carry a policy",
        "portal_builder/render.py",
        'site, command == "serve"',
        "site, True",
        _OWN_SCRIPTS,
    ),
    Guard(
        "pages that other code wrote carry a policy",
        _PLUGIN,
        "self._guard_others(site_dir)",
        "pass",
        _OTHER_CODE,
    ),
    Guard(
        "the policy stands before what it governs",
        _CSP,
        "at = head.end() if head else 0",
        "at = len(html)",
        _OTHER_CODE,
    ),
    Guard("nothing else is loaded", _CSP, "\"default-src 'none'\",\n", "", _POLICY),
    Guard(
        "scripts come from the site",
        _CSP,
        "\"script-src 'self'\"",
        "\"script-src 'self' https:\"",
        _POLICY,
    ),
    Guard("no page has another base", _CSP, "\"base-uri 'none'\",\n", "", _POLICY),
    Guard("no form is sent", _CSP, "\"form-action 'none'\",\n", "", _POLICY),
    Guard("nothing is asked of other hosts", _CSP, "\"connect-src 'self'\",", "", _POLICY),
    Guard(
        "no page is shown in a frame",
        _CSP,
        'f"{_rules(_INLINE, _INLINE)}; {NO_FRAMES}"',
        "_rules(_INLINE, _INLINE)",
        _POLICY,
    ),
    Guard(
        "no cell is a formula",
        "portal_builder/tabular.py",
        'return f"\'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text',
        "return text",
        "tests/test_tabular.py::test_what_a_spreadsheet_would_run_gets_an_apostrophe",
    ),
    Guard(
        "a feed is XML whatever it says",
        "portal_builder/merge/feed.py",
        '_FORBIDDEN.sub("", text)',
        "text",
        "tests/test_feed.py::test_characters_that_xml_cannot_write_are_left_out",
    ),
    Guard(
        "at the foot of a printed sheet a name is a name",
        "portal_builder/booklet.py",
        'c if c.isalnum() else f"\\\\{ord(c):x} "',
        "c",
        "tests/test_report.py::test_a_name_ends_no_style_of_the_document",
    ),
    Guard(
        "the printed document's title is escaped",
        "portal_builder/booklet.py",
        "<title>{escape(title(site))}</title>",
        "<title>{title(site)}</title>",
        "tests/test_report.py::test_a_name_ends_no_style_of_the_document",
    ),
    Guard(
        "drafts are not merged",
        "portal_builder/intake.py",
        "full and _published(full),",
        "full,",
        _CLEAN,
    ),
    Guard(
        "no draft of a list is published",
        "portal_builder/model/facts.py",
        "if not (isinstance(v, Entry) and v.draft)]",
        "]",
        _CLEAN,
    ),
    Guard(
        "identifiers are not published",
        "portal_builder/data.py",
        '_NOT_PUBLISHED = {"identifiers"}',
        "_NOT_PUBLISHED = set[str]()",
        "tests/test_data.py::test_fields_stand_as_written_and_figures_beside_them",
    ),
)
