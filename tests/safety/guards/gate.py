"""What may not change in silence: each rule of the gate, and what they rest on."""

from __future__ import annotations

from safety.guards.guard import Guard

_INIT = "portal_builder/gate/__init__.py"
_BASELINE = "portal_builder/gate/baseline.py"
_DECIDED = "portal_builder/gate/decided.py"
_FORECASTS = "portal_builder/gate/forecasts.py"
_RECORDS = "portal_builder/gate/records.py"
_STATEMENTS = "portal_builder/gate/statements.py"
_CONFIRMED = "portal_builder/gate/confirmed.py"
_KEEPER = "portal_builder/gatekeeper.py"


def _case(name: str) -> str:
    return f"tests/test_gate.py::test_what_is_refused_and_what_passes[{name}]"


GATE = (
    Guard(
        "a baseline stays",
        _BASELINE,
        "if was not in (None, now):",
        "if False:",
        _case("contract-type"),
    ),
    Guard(
        "what is signed of a record stays",
        _BASELINE,
        "if not _is_default(pair, key, before, after):",
        "if False:",
        _case("milestone-baseline-moved"),
    ),
    Guard(
        "acceptance criteria stay",
        _BASELINE,
        'if way == ("scope", "items"):\n        criteria',
        "if False:\n        criteria",
        _case("acceptance-text"),
    ),
    Guard(
        "what is new names a change",
        _BASELINE,
        "if entry.added_by is None:",
        "if False:",
        _case("new-without-added-by"),
    ),
    Guard(
        "a rejected change adds nothing",
        _BASELINE,
        'elif status.get(entry.added_by, "proposed") not in _COUNTING:',
        "elif False:",
        _case("new-by-a-rejected-change"),
    ),
    Guard(
        "items are removed by a change",
        _BASELINE,
        "    yield from _removed(pair)\n",
        "",
        _case("removed-without-a-change"),
    ),
    Guard(
        "exclusions stay",
        _BASELINE,
        "    yield from _terms(pair)\n",
        "",
        _case("excluded-one-less"),
    ),
    Guard(
        "the currency stays",
        _INIT,
        "found = [*_currency(before, after)]",
        "found = []",
        _case("currency-changed"),
    ),
    Guard(
        "projects stay", _INIT, "found.append(_gone(name, facts))", "pass", _case("project-gone")
    ),
    Guard(
        "settled changes stay",
        _DECIDED,
        "if before.status not in DECIDED:",
        "if True:",
        _case("approved-change-edited"),
    ),
    Guard(
        "evidence stays",
        _DECIDED,
        'if key != "evidence" or not _is_added(before, after):',
        'if key != "evidence":',
        _case("evidence-edited"),
    ),
    Guard(
        "decisions stay",
        _DECIDED,
        'if before.state != "proposed":',
        "if False:",
        _case("decision-edited"),
    ),
    Guard("approvers stay", _DECIDED, "if name not in now:", "if False:", _case("approver-leaves")),
    Guard(
        "no one approves who becomes an approver at once",
        _DECIDED,
        "if is_new and change.decided_by in now and change.decided_by not in then:",
        "if False:",
        _case("approver-added-and-deciding"),
    ),
    Guard(
        "a forecast moves by a slip",
        _FORECASTS,
        "if not new_slips and not _may_move(pair, before, after):",
        "if False:",
        _case("forecast-moved"),
    ),
    Guard(
        "what is done stays done",
        _FORECASTS,
        "if before.done_on and before.done_on != after.done_on:",
        "if False:",
        _case("done-taken-back"),
    ),
    Guard(
        "slips are not edited",
        _FORECASTS,
        "for key, old, new in edits(was, now, skip=_open_ones(was)):",
        "for key, old, new in ():",
        _case("slip-edited"),
    ),
    Guard("slips stay", _FORECASTS, "for i in matched.gone:", "for i in ():", _case("slip-gone")),
    Guard(
        "an estimate moves with a reason",
        _FORECASTS,
        "    yield from _estimate(pair)\n",
        "",
        _case("estimate-without-a-reason"),
    ),
    Guard("records stay", _RECORDS, "if name not in now:", "if False:", _case("records-gone")),
    Guard(
        "invoices stay", _RECORDS, "    yield from _invoices(pair)\n", "", _case("invoice-edited")
    ),
    Guard(
        "what was measured stays",
        _RECORDS,
        'yield from _values(pair, after.id, at, values, "value", "measurement")',
        "pass",
        _case("measurement-edited-and-gone"),
    ),
    Guard(
        "feedback stays",
        _RECORDS,
        '    yield from _values(pair, "", ("feedback",), feedback, "score", "feedback")\n',
        "",
        _case("feedback-edited"),
    ),
    Guard(
        "documents stay", _RECORDS, "    yield from _documents(pair)\n", "", _case("document-gone")
    ),
    Guard(
        "updates stay", _STATEMENTS, "    yield from _updates(pair)\n", "", _case("update-edited")
    ),
    Guard(
        "the judgement of an update stays",
        _STATEMENTS,
        "        yield from _health(pair, name, path, was, now, corrected)\n",
        "",
        _case("update-judgement-changed"),
    ),
    Guard(
        "corrections stay",
        _STATEMENTS,
        "return bool(matched.new), found",
        "return bool(matched.new), []",
        _case("correction-edited-and-gone"),
    ),
    Guard(
        "facts of an incident stay",
        _STATEMENTS,
        "        yield from _facts(pair, path, before, after, corrected)\n",
        "",
        _case("incident-fact-altered"),
    ),
    Guard(
        "the day of the facts never goes back",
        _CONFIRMED,
        "if now < then:",
        "if False:",
        _case("as-of-backwards"),
    ),
    Guard(
        "facts change with the day of the facts",
        _CONFIRMED,
        "elif changed := _changed(pair):",
        "elif changed := None:",
        _case("as-of-stands-still"),
    ),
    Guard(
        "clients stay",
        _KEEPER,
        "            if not now:\n",
        "            if not now:\n                continue\n",
        _case("client-gone"),
    ),
    Guard(
        "an override needs a reason",
        _KEEPER,
        "if not override.reason:\n                yield _without_reason(override)",
        "if not override.reason:\n                pass",
        _case("override-without-a-reason"),
    ),
    Guard(
        "an override without a reason lets nothing pass",
        _KEEPER,
        "for n in numbers if overrides[n].reason]",
        "for n in numbers]",
        _case("override-without-a-reason"),
    ),
    Guard(
        "an override means one refusal",
        "portal_builder/gate/names.py",
        "if len(owners[name]) == 1)",
        ")",
        _case("override-of-two-clients"),
    ),
    Guard(
        "the base is what both have in common",
        "portal_builder/history/git.py",
        "return output(done).decode().split()[0]",
        "return commit",
        "tests/test_gate_command.py::test_what_is_compared_is_what_both_have_in_common",
    ),
)
