"""What a build does in the output folder beside building: what it keeps apart, notes and removes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from portal_builder.errors import WrongUse, reason
from portal_builder.job import BuildResult
from portal_builder.output import Output
from portal_builder.site_record import Record
from portal_builder.survey import Survey
from portal_builder.workspace import Workspace


def keep_apart(workspace: Workspace, out: Path, published: str | None = None) -> None:
    """Sees that sites are not put where they would become input of the next build.

    Args:
        workspace: where the clients are.
        out: where the sites go.
        published: the address of what they are compared with, if anything.

    Raises:
        WrongUse: they would.
    """
    for source in (workspace.clients, workspace.content, workspace.theme):
        if out.is_relative_to(source.resolve()):
            raise WrongUse(f"sites cannot stand in {source}; name another folder with --out")
    if published is None:
        return
    from portal_builder.published import local_folder

    if (folder := local_folder(published)) and folder.resolve() == out:
        raise WrongUse(
            f"{out} is what is published: what differs from it cannot be put there too; "
            "name another folder with --out"
        )


def move_on(output: Output, found: Survey, records: Mapping[str, Record]) -> list[str]:
    """Notes of sites that stay from which commit a build would have made them now."""
    faults = []
    for slug, record in records.items():
        source = found.sources.of(slug)
        try:
            if record.source != source:
                output.keep(slug, replace(record, source=source))
        except OSError as error:
            faults.append(f"the record of {slug} could not be written: {reason(error)}")
    return faults


def remove(output: Output, slugs: Iterable[str], result: BuildResult) -> None:
    """Removes sites that the portal made; what else stands there is left alone."""
    for slug in slugs:
        if output.is_ours(slug):
            try:
                output.remove(slug)
                result.removed.append(slug)
            except OSError as error:
                result.faults.append(f"{slug} could not be removed: {reason(error)}")
