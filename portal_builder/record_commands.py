"""The commands about the record: what differs, and whether a ledger goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from portal_builder import report
from portal_builder.errors import DATA_IS_WRONG
from portal_builder.workspace import Workspace


@click.command()
@click.argument("revision", metavar="REV")
@click.argument("others", nargs=-1, metavar="[REV2] [SLUG]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(report.DIFFERENCES),
    default="text",
    help="text: for people; markdown: for a merge request; json: a list.",
)
@click.pass_context
def diff(context: click.Context, revision: str, others: Sequence[str], form: str) -> int:
    """Says in a client's words what differs for clients between REV and today, or REV2.

    REV stands for what it has in common with what is checked out. A name that is a client's is
    never taken for REV2.
    """
    from portal_builder.comparison import compare

    workspace = Workspace.find(context.obj)
    result = compare(workspace, (revision, *others), markdown=form == "markdown")
    report.differences(result.found, form, result.nothing)
    for slug in result.unread:
        report.note(f"{slug}: not compared, for its files cannot be read at that revision")
    report.problems(result.problems)
    return DATA_IS_WRONG if result.problems else 0


def verify_ledgers(old: Path, new: Path, signers: Path | None) -> int:
    """Says whether a ledger goes on from an older one.

    Args:
        old: the one that was kept, or a site that has it.
        new: the one of today, likewise.
        signers: who may have signed it; None: not asked.

    Returns:
        The exit status.
    """
    from portal_builder.history.continuity import continuity

    found = continuity(old, new, signers)
    for problem in found.problems:
        report.note(problem)
    if found.problems:
        return DATA_IS_WRONG
    entries = report.count(found.new, "entry", "entries")
    signed = f", signed by {found.signed_by}" if found.signed_by else ""
    report.line(f"The ledger goes on: {entries}, {found.new - found.old:,} of them new{signed}.")
    report.line(f"Its head is {found.head}")
    return 0
