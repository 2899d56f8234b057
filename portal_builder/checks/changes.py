"""Changes: scope that they add or remove, and who may approve them."""

from __future__ import annotations

from portal_builder.checks.subject import Subject
from portal_builder.wording import nearest


def check(subject: Subject) -> None:
    """Looks at scope items against the changes that list them, and at who decided."""
    _check_listed(subject)
    _check_approvers(subject)


def _check_listed(subject: Subject) -> None:
    for key, verb in (("added_by", "adds"), ("removed_by", "removes")):
        listing: dict[str, list[str]] = {}
        for change in subject.changes:
            scope = change.impact.scope
            for item in scope.add if key == "added_by" else scope.remove:
                listing.setdefault(item, []).append(change.id)
        for path, item in subject.entries("scope", "items"):
            named, listed = getattr(item, key), listing.get(item.id, [])
            if named and listed and named not in listed:
                subject.error(
                    (*path, key),
                    f"{item.id} says `{key}: {named}`, but {listed[0]} is the change that {verb} it",
                    f"write `{key}: {listed[0]}`, or move {item.id} into the `impact.scope` of {named}",
                )


def _check_approvers(subject: Subject) -> None:
    project = subject.project
    approvers = project.contract.approvers if project and project.contract else ()
    if subject.is_lost("project", "contract", "approvers"):
        return
    for path, change in subject.all_entries("changes"):
        if (
            change.status == "approved"
            and change.decided_by
            and approvers
            and change.decided_by not in approvers
        ):
            subject.error(
                (*path, "decided_by"),
                f"“{change.decided_by}” is not among the contract's `approvers`",
                nearest(change.decided_by, approvers, "they are"),
            )
