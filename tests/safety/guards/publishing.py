"""What keeps a publish from showing anything but the newest site that was verified."""

from __future__ import annotations

from safety.guards.guard import Guard

_DELIVERY = "portal_builder/delivery.py"
_SHELF = "portal_builder/publish/shelf.py"
_FOLDER = "portal_builder/publish/folder.py"
_STORE = "portal_builder/publish/store.py"
_ORDER = "portal_builder/publish/order.py"
_RELEASE = "portal_builder/publish/release.py"
_AS_VERIFIED = (
    "tests/publish/test_delivery.py::test_a_site_that_is_not_as_it_was_verified_is_refused_by_name"
)
_MENDED = "tests/publish/test_folder.py::test_a_target_altered_by_hand_is_mended"
_DAMAGED = "tests/publish/test_release.py::test_of_a_damaged_manifest_nothing_is_believed"

PUBLISHING = (
    Guard(
        "only what was verified is published",
        _DELIVERY,
        "site = as_verified(slug, output.site(slug), record.files)",
        "site = Verified(slug, output.site(slug), dict(record.files))",
        _AS_VERIFIED,
    ),
    Guard(
        "what was verified is on record",
        _DELIVERY,
        'raise Refused("there is no record of its verification; build it")',
        "from portal_builder.verify import digests; "
        "from portal_builder.site_record import Record; "
        "record = Record(digests(output.site(slug)))",
        _AS_VERIFIED,
    ),
    Guard(
        "the folder of built sites is no target",
        _DELIVERY,
        "if isinstance(target, Folder) and target.path.resolve() == output.path.resolve():",
        "if False:",
        "tests/publish/test_folder.py::test_the_folder_of_the_built_sites_is_no_target",
    ),
    Guard(
        "a client that is gone is not published",
        _DELIVERY,
        "[slug for slug in output.slugs() if slug in known]",
        "output.slugs()",
        "tests/publish/test_delivery.py::test_a_client_that_is_gone_is_not_published",
    ),
    Guard(
        "a dry run writes nothing",
        _DELIVERY,
        "act = target.preview if dry_run else target.publish",
        "act = target.publish",
        "tests/publish/test_folder.py::test_a_dry_run_writes_nothing",
    ),
    Guard(
        "a site brings no manifest of its own",
        _FOLDER,
        "if MANIFEST in release.site.files:",
        "if False:",
        "tests/publish/test_folder.py::test_a_site_with_a_manifest_of_its_own_is_refused",
    ),
    Guard(
        "nor does one that goes to a store",
        _STORE,
        "if MANIFEST in own:",
        "if False:",
        "tests/publish/test_store.py::test_a_site_with_a_manifest_of_its_own_is_refused",
    ),
    Guard(
        "two releases are kept at least",
        _FOLDER,
        "max(keep, KEEP)",
        "keep",
        "tests/publish/test_folder.py::test_as_many_releases_are_kept_as_are_wanted",
    ),
    Guard(
        "the current release is kept",
        _SHELF,
        "kept = {current, *names[: keep - 1]}",
        "kept = {*names[:keep]}",
        "tests/publish/test_folder.py::test_as_many_releases_are_kept_as_are_wanted",
    ),
    Guard(
        "what is none of the portal's is left alone",
        _SHELF,
        "if names and not names & {_RELEASES, _STAGING}:",
        "if False:",
        "tests/publish/test_folder.py::test_what_is_none_of_the_portals_is_left_alone",
    ),
    Guard(
        "no link is followed out of the target",
        _SHELF,
        "if path.is_symlink() or (path.exists() and not path.is_dir()):",
        "if False:",
        "tests/publish/test_folder.py::test_no_link_is_followed_out_of_the_target",
    ),
    Guard(
        "a linked release is made anew",
        _SHELF,
        "if place.is_symlink():\n            return True",
        "pass",
        _MENDED,
    ),
    Guard(
        "a release with a pipe or a link in it is made anew",
        _SHELF,
        "if not isinstance(content, Content):\n                return True",
        "if not isinstance(content, Content):\n                continue",
        _MENDED,
    ),
    Guard(
        "a release that was altered is made anew",
        _SHELF,
        "return files.pop(MANIFEST, None) is None or files != manifest.all_files",
        "return files.pop(MANIFEST, None) is None",
        _MENDED,
    ),
    Guard(
        "of a release each file is as it was verified",
        _SHELF,
        "if data is not None and sha256(data).hexdigest() == digest:",
        "if data is not None:",
        "tests/publish/test_folder.py::test_a_site_that_changes_while_it_is_published_is_refused",
    ),
    Guard(
        "a release is known by its own manifest",
        _SHELF,
        "is_own = manifest and manifest.release == digest and manifest.slug == self.slug",
        "is_own = manifest",
        "tests/publish/test_folder.py::test_a_release_is_known_by_its_own_manifest_only",
    ),
    Guard(
        "the newest head is kept where no byte differs",
        _SHELF,
        "elif _read(place / MANIFEST) != manifest.to_bytes():",
        "elif False:",
        "tests/publish/test_order.py::test_the_head_moves_on_even_where_no_byte_does",
    ),
    Guard(
        "to a store goes each file as it was verified",
        _STORE,
        "if sha256(data).hexdigest() != digest:",
        "if False:",
        "tests/publish/test_store.py::test_a_site_that_changes_while_it_is_sent_is_refused",
    ),
    Guard(
        "a store's own objects are left alone",
        _STORE,
        'if objects and not manifest and not self._objects.get(f"{_OWNED}/{slug}"):',
        "if False:",
        "tests/publish/test_store.py::test_what_is_none_of_the_portals_is_left_alone",
    ),
    Guard(
        "assets go first, then pages",
        _STORE,
        'return 2 if path.endswith(".html") else 0 if path.startswith("assets/") else 1',
        'return 0 if path.endswith(".html") else 2 if path.startswith("assets/") else 1',
        "tests/publish/test_store.py::test_assets_go_first_then_pages_and_the_manifest_last",
    ),
    Guard(
        "an older release never goes over a newer one",
        _ORDER,
        "if newer is False:",
        "if None:",
        "tests/publish/test_order.py::test_an_older_one_that_finishes_last_changes_nothing",
    ),
    Guard(
        "branches that went apart are not compared",
        _ORDER,
        "if not newer and not older:",
        "if False:",
        "tests/publish/test_order.py::test_branches_that_went_apart_are_refused_unless_forced",
    ),
    Guard(
        "what cannot be compared is refused",
        _ORDER,
        "if not force:",
        "if False:",
        "tests/publish/test_order.py::test_a_shallow_clone_over_a_known_history_is_refused",
    ),
    Guard(
        "what was built without a history is not compared",
        _ORDER,
        'raise Incomparable("it was built without git\'s history")',
        "return True",
        "tests/publish/test_order.py::test_without_history_only_the_first_one_goes",
    ),
    Guard(
        "what was rolled back does not come back",
        _ORDER,
        "if known.rolled_back and (",
        "if False and (",
        "tests/publish/test_folder.py::test_after_a_rollback_only_a_newer_one_moves_on",
    ),
    Guard(
        "after a rollback the newest head still counts",
        _RELEASE,
        "return self.rolled_back.head if self.rolled_back else self.source.head",
        "return self.source.head",
        "tests/publish/test_folder.py::test_an_older_one_stays_older_after_a_rollback",
    ),
    Guard(
        "a manifest states its own digest",
        _RELEASE,
        "return manifest if manifest.release == stated else None",
        "return manifest",
        _DAMAGED,
    ),
    Guard(
        "a manifest's paths lead nowhere else",
        _RELEASE,
        'if any(part in ("", ".", "..") or "\\0" in part for part in parts):',
        "if False:",
        "tests/publish/test_release.py::test_a_manifest_names_no_path_out_of_its_folder",
    ),
    Guard(
        "a manifest's digests are digests",
        _RELEASE,
        "if not _SHA256.fullmatch(written):",
        "if False:",
        _DAMAGED,
    ),
    Guard(
        "a manifest's commits are commits",
        _RELEASE,
        'if not _COMMIT.fullmatch(digest["gitCommit"]):',
        "if False:",
        _DAMAGED,
    ),
)
