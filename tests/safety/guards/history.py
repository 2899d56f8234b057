"""What keeps the record from being rewritten in silence, and from telling what it must not."""

from __future__ import annotations

from safety.guards.guard import Guard

_LEDGER = "portal_builder/history/ledger.py"
_CONTINUITY = "portal_builder/history/continuity.py"
_GIT = "portal_builder/history/git.py"
_COMMAND = "portal_builder/history/command.py"
_CACHE = "portal_builder/history/cache.py"
_REDACTIONS = "portal_builder/history/redactions.py"
_FORGED = "tests/history/test_ledger.py::test_entries_that_are_sealed_but_do_not_follow_are_found"
_BY_HAND = (
    "tests/history/test_ledger.py::test_entries_changed_by_hand_are_found_without_anything_kept"
)
_KIND = "tests/history/test_ledger.py::test_an_entry_of_another_kind_is_no_entry"
_NO_LEDGER = "tests/history/test_ledger.py::test_what_is_no_ledger_gets_a_sentence"
_FLIPPED = "tests/history/test_published.py::test_a_file_of_a_site_that_was_flipped_is_found"
_DAMAGE = "tests/history/test_cache.py::test_damage_is_seen_and_mended"
_REPLACED = "tests/history/test_git.py::test_replaced_objects_and_grafts_are_not_followed"
_BEFORE = (
    "tests/history/test_redactions.py::test_values_before_the_day_are_taken_out_and_later_ones_stay"
)

HISTORY = (
    Guard("entries are numbered", _LEDGER, "if entry.number != number:", "if False:", _FORGED),
    Guard("entries are chained", _LEDGER, "if entry.previous != previous:", "if False:", _FORGED),
    Guard("entries are sealed", _LEDGER, "if not entry.is_sealed:", "if False:", _BY_HAND),
    Guard(
        "entries do not go back in time",
        _LEDGER,
        "if entry.day < day:",
        "if False:",
        "tests/history/test_ledger.py::test_a_day_before_the_last_is_found_though_it_is_sealed",
    ),
    Guard(
        "entries say what entries say",
        _LEDGER,
        'if not typed or not _HASH.fullmatch(said["facts"]) or not is_day(said["date"]):',
        "if False:",
        _KIND,
    ),
    Guard("a ledger has entries", _LEDGER, "if not listed:", "if False:", _NO_LEDGER),
    Guard(
        "another story than was kept is found",
        _LEDGER,
        "if before != after:",
        "if False:",
        "tests/history/test_ledger.py::test_a_fork_is_found_where_it_begins",
    ),
    Guard(
        "a ledger that was cut short is found",
        _LEDGER,
        "if len(new.entries) < len(old.entries):",
        "if False:",
        "tests/history/test_ledger.py"
        "::test_a_ledger_that_was_cut_short_is_found_against_a_kept_one",
    ),
    Guard(
        "a site's history agrees with its ledger",
        _CONTINUITY,
        "        _check_history(path, read)\n",
        "",
        _FLIPPED,
    ),
    Guard(
        "a site's data agree with its ledger",
        _CONTINUITY,
        "        _check_data(path, read)\n",
        "",
        _FLIPPED,
    ),
    Guard(
        "a signature is checked",
        _CONTINUITY,
        "return signer(_content(file), _content(beside), signers) if beside.exists() else None",
        'return "lead@example.org"',
        "tests/history/test_published.py::test_a_signature_that_does_not_stand_is_found",
    ),
    Guard(
        "a shallow clone is refused",
        _GIT,
        'if shallow == "true":',
        "if False:",
        "tests/history/test_git.py::test_a_shallow_clone_is_refused_by_name",
    ),
    Guard(
        "a clone that lacks contents is refused",
        _GIT,
        "if found._is_partial:",
        "if False:",
        "tests/history/test_git.py"
        "::test_a_partial_clone_is_refused_where_contents_are_missing_and_fetches_none",
    ),
    Guard(
        "links and submodules are no files",
        _GIT,
        "if mode in FILES and below is not None:",
        "if below is not None:",
        "tests/history/test_git.py::test_links_and_submodules_are_no_files",
    ),
    Guard(
        "no revision is dated before its parent",
        _GIT,
        "found.append(Commit(name, max(moment, last), below))",
        "found.append(Commit(name, moment, below))",
        "tests/history/test_git.py::test_a_revision_is_never_dated_before_its_parent",
    ),
    Guard(
        "only the first parents count",
        _GIT,
        'options = ("--first-parent", "--sparse",',
        'options = ("--sparse",',
        "tests/history/test_git.py"
        "::test_only_the_first_parents_count_and_a_merge_may_change_facts_itself",
    ),
    Guard(
        "a commit that is not here is said",
        _GIT,
        'raise NoHistory("the repository lacks a commit that was published; fetch all of it")',
        "return True",
        "tests/publish/test_order.py::test_another_repository_is_refused",
    ),
    Guard(
        "replaced objects are not followed",
        _COMMAND,
        '    "GIT_NO_REPLACE_OBJECTS": "1",\n',
        "",
        _REPLACED,
    ),
    Guard(
        "grafts are not followed", _COMMAND, '    "GIT_GRAFT_FILE": os.devnull,\n', "", _REPLACED
    ),
    Guard(
        "a hook's variables lead git nowhere else",
        _COMMAND,
        'and (not name.startswith("GIT_") or name.startswith(KEPT))',
        "",
        "tests/history/test_git.py::test_variables_that_a_hook_is_started_with_point_nowhere_else",
    ),
    Guard(
        "settings change nothing of what git says",
        _COMMAND,
        '"log.showRoot=true", ',
        "",
        "tests/history/test_git.py::test_settings_that_would_change_what_git_says_do_not",
    ),
    Guard(
        "a kept history is believed as it was sealed",
        _CACHE,
        'said["seal"] == _seal(said) and ',
        "",
        _DAMAGE,
    ),
    Guard(
        "a kept history is of these revisions",
        _CACHE,
        "if not whole or of != _name(steps[:count]):",
        "if not whole:",
        "tests/history/test_cache.py::test_another_version_of_the_program_reads_anew",
    ),
    Guard(
        "a kept history is of this program",
        _CACHE,
        "lines = [_program(), ",
        "lines = [",
        "tests/history/test_cache.py::test_another_version_of_the_program_reads_anew",
    ),
    Guard(
        "no draft is in a history",
        "portal_builder/history/past.py",
        "return tuple(published(entry) for entry in section if not entry.draft)",
        "return section",
        "tests/history/test_past.py::test_drafts_are_out_and_so_are_sections_of_drafts_only",
    ),
    Guard(
        "a redaction takes out what stood before its day",
        _REDACTIONS,
        "return day < on",
        "return False",
        _BEFORE,
    ),
    Guard(
        "a redaction takes out what stood on its day",
        _REDACTIONS,
        "return since is None or end <= since",
        "return False",
        "tests/history/test_redactions.py::test_a_value_of_the_same_day_is_taken_out_too",
    ),
    Guard(
        "what was taken out once stays out",
        _REDACTIONS,
        'for fields in project["records"].get("project.redactions", {}).values():',
        "for fields in ():",
        "tests/history/test_redactions.py::test_once_taken_out_a_value_stays_out",
    ),
    Guard(
        "a name that is made of what is taken out goes too",
        _REDACTIONS,
        "entries[_free(entries)] = entries.pop(key)",
        "pass",
        "tests/history/test_redactions.py"
        "::test_names_of_records_that_are_made_of_what_is_taken_out_go_too",
    ),
    Guard(
        "a field that still holds what is taken out is said",
        _REDACTIONS,
        "if each.is_last and _held(today, each.way) == each.value:",
        "if False:",
        "tests/history/test_redactions.py::test_a_field_that_still_holds_it_is_said",
    ),
)
