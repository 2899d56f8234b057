"""The commands that publish: `publish`, `rollback` and `releases`. See `cli`, which they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal_builder import report
from portal_builder.errors import DATA_IS_WRONG, USE_IS_WRONG, WrongUse
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.publish import Target

to_option = click.option(
    "--to",
    "address",
    required=True,
    metavar="TARGET",
    help="file:DIR, s3://bucket/prefix, gs://bucket/prefix or az://container/prefix.",
)
endpoint_option = click.option(
    "--endpoint",
    default=None,
    metavar="URL",
    help="The address of a store that is none of the provider's own, such as an S3-compatible one.",
)


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@to_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Where `portal build` left the sites; by default site/ in the workspace.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--keep",
    type=click.IntRange(min=2),
    default=None,
    metavar="N",
    help="How many releases a folder keeps, the current one among them; by default 2.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Publish also where git cannot tell that it is newer than what is published.",
)
@endpoint_option
@click.pass_context
def publish(
    context: click.Context,
    slugs: Sequence[str],
    address: str,
    out: Path | None,
    dry_run: bool,
    keep: int | None,
    force: bool,
    endpoint: str | None,
) -> int:
    """Publishes built sites, each as it was verified, all or nothing."""
    from portal_builder import delivery

    target, workspace = _target(address, endpoint, keep), Workspace.find(context.obj)
    done = delivery.publish(workspace, target, slugs, out=out, force=force, dry_run=dry_run)
    report.delivery(done, dry_run)
    if done.faults:
        return USE_IS_WRONG
    return DATA_IS_WRONG if done.refused else 0


@click.command()
@click.argument("slug")
@click.argument("release", required=False)
@to_option
@endpoint_option
def rollback(slug: str, release: str | None, address: str, endpoint: str | None) -> int:
    """Shows an earlier release of SLUG again, by default the one before, until a newer one comes."""
    from portal_builder.publish import Refused

    try:
        done = _target(address, endpoint).rollback(slug, release)
    except Refused as reason:
        report.note(f"{slug}: {reason}")
        return DATA_IS_WRONG
    report.line(f"{slug} shows release {done.release}" + (f": {done.why}" if done.why else ""))
    return 0


@click.command()
@click.argument("slug", required=False)
@to_option
@endpoint_option
def releases(slug: str | None, address: str, endpoint: str | None) -> None:
    """Lists what is published: each client's releases, the newest first."""
    target = _target(address, endpoint)
    for name in [slug] if slug else target.slugs():
        standing = target.releases(name)
        if slug and not standing:
            raise WrongUse(f"nothing of {slug} is published in {address}")
        report.releases(name, standing)


def _target(address: str, endpoint: str | None, keep: int | None = None) -> Target:
    from portal_builder.publish import open_target

    return open_target(address, keep=keep, endpoint=endpoint, say=report.note)


PUBLISHING = (publish, rollback, releases)
