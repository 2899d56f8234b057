"""What was decided stands: changes approved or rejected, decisions taken, and who may approve."""

from __future__ import annotations

from collections.abc import Iterator

from portal_builder.gate.pair import Pair
from portal_builder.gate.plain import edits, fields, shown
from portal_builder.gate.refusal import Refusal, again, moved
from portal_builder.model.changes import DECIDED, Change

_FURTHER = "what was decided stands; {}, and add a further change that puts it right"
_TAKEN = (
    "what was decided stands; {}, and add a further decision; the `status` of this one may move"
)


def decided(pair: Pair) -> Iterator[Refusal]:
    """Looks at the changes and the decisions that were settled at the base."""
    for path, before, after in pair.both("changes"):
        if before.status not in DECIDED:
            continue
        for key, was, now in edits(before, after):
            if key != "evidence" or not _is_added(before, after):
                what = f"it was {before.status}, and {moved(key, was, now)}"
                remedy = _FURTHER.format(again(key, was))
                yield Refusal(pair.id, after.id, (*path, key), what, remedy)
    for path, before, after in pair.both("decisions"):
        if before.state != "proposed":
            for key, was, now in edits(before, after, skip=("status",)):
                what = f"it was {before.state}, and {moved(key, was, now)}"
                remedy = _TAKEN.format(again(key, was))
                yield Refusal(pair.id, after.id, (*path, key), what, remedy)


def _is_added(before: Change, after: Change) -> bool:
    """Whether evidence says all that it said."""
    was = fields(before.evidence) if before.evidence else {}
    now = fields(after.evidence) if after.evidence else {}
    return all(now.get(key) == value for key, value in was.items())


def approvers(pair: Pair) -> Iterator[Refusal]:
    """Looks at who may approve, once the contract is signed: nobody leaves, nobody approves at once."""
    if not pair.is_signed:
        return
    then, now = (
        contract.approvers if contract else () for contract in pair.group("project", "contract")
    )
    way = ("project", "contract", "approvers")
    for name in dict.fromkeys(then):
        if name not in now:
            what = f"{shown(name)} was among the approvers and is gone"
            remedy = f"write {shown(name)} again; a further approver may be added"
            yield Refusal(pair.id, "contract.approvers", way, what, remedy)
    settled = {change.id: change.status for _, change in pair.then.entries("changes")}
    for path, change in pair.now.entries("changes"):
        is_new = change.status in DECIDED and settled.get(change.id) not in DECIDED
        if is_new and change.decided_by in now and change.decided_by not in then:
            what = f"it is decided by {shown(change.decided_by)}, who becomes an approver only now"
            remedy = "let an approver of before decide it, or add the approver first, on their own"
            yield Refusal(pair.id, change.id, (*path, "decided_by"), what, remedy)
