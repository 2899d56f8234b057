"""What keeps a built site whole, its own client's, and what its record says."""

from __future__ import annotations

from safety.guards.guard import Guard

_OUTPUT = "portal_builder/output.py"
_RECORD = "portal_builder/site_record.py"
_WORKER = "portal_builder/worker.py"
_HANDOVER = "portal_builder/handover.py"
_FETCHED = "portal_builder/published/fetched.py"
_NOT_OURS = "tests/test_output.py::test_what_the_portal_did_not_make_is_left_alone"
_RIGHT = "tests/test_freshness.py::test_what_became_of_a_site_is_put_right"
_NEW_NAME = (
    "tests/test_freshness.py::test_a_new_clients_name_is_looked_for_in_sites_that_did_not_change"
)
_EARLY = (
    "tests/test_output.py::test_where_a_build_ends_early_the_record_is_that_of_what_stands_there"
)
_TAKEN = "tests/test_handover.py::test_only_what_was_verified_is_taken"

BUILDING = (
    Guard(
        "what is no site is not replaced",
        _OUTPUT,
        "return self._is_built(slug) or not any(site.iterdir())",
        "return True",
        _NOT_OURS,
    ),
    Guard(
        "a link in a site's place is not followed",
        _OUTPUT,
        "if site.is_symlink() or not site.is_dir():",
        "if not site.is_dir():",
        _NOT_OURS,
    ),
    Guard(
        "another client's site is not replaced",
        _OUTPUT,
        "if client_of(self.site(slug)) == slug:",
        "if client_of(self.site(slug)):",
        "tests/test_output.py::test_a_copy_under_another_name_is_not_ours",
    ),
    Guard(
        "a site without pages is known by its bytes",
        _OUTPUT,
        "return any(_is(self.site(slug) / path, digest) for path, digest in files.items())",
        "return bool(files)",
        "tests/test_output.py::test_what_took_the_place_of_a_site_is_not_ours",
    ),
    Guard(
        "a site that was set aside comes back",
        _OUTPUT,
        "self._put_back(left)\n",
        "pass\n",
        "tests/test_output.py::test_a_kill_between_the_two_renames_loses_no_site",
    ),
    Guard(
        "a swap that fails is taken back",
        "portal_builder/exchange.py",
        "away.rename(place)\n        raise",
        "raise",
        "tests/test_output.py::test_a_swap_that_fails_half_way_is_taken_back",
    ),
    Guard(
        "one build at a time",
        _OUTPUT,
        "fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "pass",
        "tests/test_output.py::test_a_second_build_waits_for_the_first",
    ),
    Guard(
        "no build changes sites that are read",
        _OUTPUT,
        "fcntl.flock(lock, fcntl.LOCK_SH)",
        "pass",
        "tests/publish/test_delivery.py::test_no_build_changes_the_sites_meanwhile",
    ),
    Guard(
        "what a build left half done goes",
        _OUTPUT,
        "_clear(left)\n            yield",
        "pass\n            yield",
        "tests/test_output.py::test_an_aborted_build_leaves_nothing_behind",
    ),
    Guard(
        "the record is that of what stands there",
        _OUTPUT,
        "if before and all(_is(site / path, digest) for path, digest in before.files.items()):",
        "if False:",
        _EARLY,
    ),
    Guard(
        "the record before is kept until the swap is done",
        _OUTPUT,
        "kept.replace(self._before(slug))",
        "pass",
        _EARLY,
    ),
    Guard(
        "a site is open to its readers, whatever the mask",
        _OUTPUT,
        "_open_to_readers(site)\n    if record.basis is None:",
        "if record.basis is None:",
        "tests/test_output.py::test_a_site_can_be_read_whoever_built_it",
    ),
    Guard(
        "a record of another client or version is not believed",
        _RECORD,
        'if state["format"] != STATE_FORMAT or state["slug"] != slug:',
        "if False:",
        "tests/test_output.py::test_a_damaged_record_is_not_believed",
    ),
    Guard(
        "what a record rests on is believed as it was sealed",
        _RECORD,
        'if "basis" not in rest or state.get("seal") != _seal(rest):',
        'if "basis" not in rest:',
        "tests/test_freshness.py::test_a_state_that_is_damaged_is_not_believed",
    ),
    Guard(
        "what a check found is believed as it was sealed",
        "portal_builder/checked.py",
        "if seal != _seal(text):",
        "if False:",
        "tests/test_checked.py::test_a_cache_that_is_damaged_is_not_believed",
    ),
    Guard(
        "a site that was touched is looked at",
        _OUTPUT,
        "return stamp(self.site(slug)) == basis.stamp",
        "return True",
        _RIGHT,
    ),
    Guard(
        "a site that was touched is compared with its record",
        _WORKER,
        "site = as_verified(slug, output.site(slug), record.files)",
        "site = Verified(slug, output.site(slug), dict(record.files))",
        _RIGHT,
    ),
    Guard(
        "a new client's name is looked for in old sites",
        "portal_builder/survey.py",
        "if output.is_untouched(slug, basis) and basis.watched == found.watched:",
        "if output.is_untouched(slug, basis):",
        _NEW_NAME,
    ),
    Guard(
        "a site in which a new name is found is built anew",
        _WORKER,
        "if not found <= set(basis.excused):",
        "if False:",
        "tests/test_freshness.py::test_a_site_is_looked_through_for_what_its_client_may_not_show",
    ),
    Guard(
        "all bytes of a client's folder count",
        "portal_builder/freshness.py",
        "data = read_regular(entry.path, ATTACHMENT_LIMIT)",
        'data = b""',
        "tests/test_freshness.py::test_everything_in_a_clients_folder_counts",
    ),
    Guard(
        "content and theme count",
        "portal_builder/freshness.py",
        "for path in (_PACKAGE, workspace.content, workspace.theme, *named):",
        "for path in (_PACKAGE, *named):",
        "tests/test_freshness.py::test_what_all_sites_are_made_with_counts",
    ),
    Guard(
        "a shared file that was changed in place is mended",
        "portal_builder/engine.py",
        "if not kept.exists() or kept.read_bytes() != asset.data:",
        "if not kept.exists():",
        "tests/test_freshness.py"
        "::test_a_style_changed_in_place_is_mended_in_all_sites_that_share_it",
    ),
    Guard(
        "what other code keeps reaches no other client",
        "portal_builder/render.py",
        "if self._settings.has_foreign_code:",
        "if False:",
        "tests/test_render.py::test_state_that_other_code_keeps_does_not_reach_the_next_client",
    ),
    Guard(
        "what a client sets in the theme reaches no other client",
        "portal_builder/engine.py",
        'config.load_dict({"theme": copy.deepcopy(theme)})',
        'config.load_dict({"theme": theme})',
        "tests/test_render.py::test_nothing_of_a_client_is_left_in_the_theme",
    ),
    Guard(
        "what a client sets in the settings reaches no other client",
        "portal_builder/engine.py",
        "copy.deepcopy(dict(settings.values))",
        "dict(settings.values)",
        "tests/test_render.py::test_nothing_of_a_client_is_left_in_the_settings",
    ),
    Guard(
        "a preview is never written over built sites",
        "portal_builder/plugin.py",
        "config.site_dir = str(preview_folder(root, Path(config.site_dir)))",
        "pass",
        "tests/test_render.py::test_a_preview_is_never_written_over_built_sites",
    ),
    Guard(
        "a parcel is unpacked nowhere else",
        "portal_builder/parcel.py",
        'if "\\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):',
        "if False:",
        "tests/test_handover.py::test_a_parcel_is_unpacked_nowhere_else",
    ),
    Guard(
        "of another machine's site each file is as it was verified",
        _HANDOVER,
        "elif sha256(data).hexdigest() != digest:",
        "elif False:",
        _TAKEN,
    ),
    Guard(
        "of another machine's site no file was not verified",
        _HANDOVER,
        "if unknown := site.files.keys() - site.digests.keys():",
        "if unknown := None:",
        _TAKEN,
    ),
    Guard(
        "of another machine's site the theme's files are those of here",
        _HANDOVER,
        "if asset is None or asset.digest != digest:",
        "if asset is None:",
        _TAKEN,
    ),
    Guard(
        "another machine's site is of the client that was asked for",
        _HANDOVER,
        "if client_of(staged) != slug:",
        "if False:",
        _TAKEN,
    ),
    Guard(
        "a published manifest is the client's own",
        "portal_builder/published/digests.py",
        "if manifest is None or manifest.slug != slug:",
        "if manifest is None:",
        "tests/test_comparing.py::test_a_site_that_cannot_be_relied_on_is_built_and_a_note_says_why",
    ),
    Guard(
        "a published file is as its manifest says",
        _FETCHED,
        "if data is None or sha256(data).hexdigest() != digests.files[path]:",
        "if data is None:",
        "tests/test_comparing.py::test_of_a_served_site_each_file_is_as_its_record_says",
    ),
    Guard(
        "a published site is fetched as far as there is room",
        _FETCHED,
        "if sum(sizes) > SITE_LIMIT:",
        "if False:",
        "tests/test_published_web.py::test_a_site_that_is_too_large_to_compare_is_built",
    ),
    Guard(
        "who serves a site is not asked what was looked for in it",
        _FETCHED,
        "return replace(of_record(slug, data), basis=None)",
        "return of_record(slug, data)",
        "tests/test_comparing.py::test_a_served_record_is_not_taken_at_its_word",
    ),
    Guard(
        "a redirect is no file",
        "portal_builder/published/web.py",
        "allow_redirects=False",
        "allow_redirects=True",
        "tests/test_published_web.py::test_a_site_of_which_something_else_is_answered_is_built",
    ),
    Guard(
        "the address of what is published holds no secret",
        "portal_builder/published/__init__.py",
        'if "@" in parts.netloc or parts.query or parts.fragment:',
        "if False:",
        "tests/test_comparing.py::test_what_is_no_reference_is_wrong_use_and_no_secret_is_said",
    ),
    Guard(
        "a published site is whole",
        "portal_builder/comparing.py",
        "return isinstance(found, Verified) and found.files == files",
        "return True",
        "tests/test_comparing.py::test_a_new_clients_name_in_a_site_whose_files_do_not_hold_it",
    ),
)
