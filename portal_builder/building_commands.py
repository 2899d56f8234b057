"""The commands that build, and say what is to be built: `build`, `plan`. See `cli`, which they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal_builder import report, sharding
from portal_builder.errors import DATA_IS_WRONG, USE_IS_WRONG
from portal_builder.sharding import Shard
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.job import BuildResult


class ShardType(click.ParamType[Shard]):
    """A part of a whole, written as `2/8`."""

    name = "shard"

    def convert(
        self, value: object, param: click.Parameter | None, context: click.Context | None
    ) -> Shard:
        """Reads it; what is none is wrong use."""
        try:
            return value if isinstance(value, Shard) else Shard.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, context)


slugs_argument = click.argument("slugs", nargs=-1, metavar="[SLUG]...")
strict_option = click.option("--strict", is_flag=True, help="Count every warning as an error.")
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=None,
    metavar="N",
    help="How many clients to work on at a time; by default as many as there are processors.",
)
out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Where the sites go; by default site/ in the workspace.",
)
sign_option = click.option(
    "--sign",
    "sign_with",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    metavar="KEY",
    help="Sign each site's ledger with this ssh key, as `ssh-keygen -Y sign` does.",
)
published_option = click.option(
    "--published",
    default=None,
    metavar="URL-or-DIR",
    help="Where the sites are published: those that are there as they would be built are left out.",
)


@click.command()
@slugs_argument
@out_option
@jobs_option
@strict_option
@sign_option
@published_option
@click.option("--force", is_flag=True, help="Build every site anew, also where nothing changed.")
@click.option(
    "--shard",
    type=ShardType(),
    default=None,
    metavar="I/N",
    help="Build only part I of N: a client's part is settled by its slug alone.",
)
@click.option(
    "--scheduler",
    default=None,
    metavar="ADDRESS",
    help="Build on the workers of a Dask cluster, whose scheduler is at tcp://HOST:8786.",
)
@click.pass_context
def build(
    context: click.Context,
    slugs: Sequence[str],
    out: Path | None,
    jobs: int | None,
    strict: bool,
    sign_with: Path | None,
    published: str | None,
    force: bool,
    shard: Shard | None,
    scheduler: str | None,
) -> int:
    """Builds the clients' sites: checks, merges, renders, verifies, puts in place."""
    from portal_builder import pipeline

    workspace = Workspace.find(context.obj)
    result = pipeline.build(
        workspace,
        slugs,
        out=out,
        jobs=jobs,
        strict=strict,
        sign_with=sign_with,
        force=force,
        shard=shard,
        published=published,
        scheduler=scheduler,
    )
    for outcome in result.outcomes:
        report.problems(outcome.problems)
        report.leaks(outcome.slug, outcome.leaks)
    for fault in result.faults:
        report.note(f"portal: {fault}")
    for slug in result.removed:
        report.line(f"removed {slug}")
    for why, unknown in result.no_history.items():
        of = "" if len(unknown) == len(result.built) else f" of {report.some(unknown)}"
        report.line(f"no history{of}: {why}")
    report.line(_counts(result))
    if result.faults:
        return USE_IS_WRONG
    return DATA_IS_WRONG if result.failed else 0


def _counts(result: BuildResult) -> str:
    counts = [report.count(len(result.built), "site built", "sites built")]
    if result.failed:
        counts.append(f"{len(result.failed):,} not built, left as they were")
    if result.published:
        counts.append(f"{len(result.published):,} published as they would be built")
    if result.removed:
        counts.append(f"{len(result.removed):,} removed")
    return "; ".join(counts)


@click.command()
@slugs_argument
@out_option
@sign_option
@published_option
@click.option(
    "--shards",
    type=click.IntRange(1, 999_999),
    default=1,
    metavar="N",
    show_default=True,
    help="Over how many machines the work is to be split.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(sharding.FORMATS),
    default="json",
    show_default=True,
    help="json: a list; github: a matrix for a job; gitlab: a child pipeline.",
)
@click.pass_context
def plan(
    context: click.Context,
    slugs: Sequence[str],
    out: Path | None,
    sign_with: Path | None,
    published: str | None,
    shards: int,
    form: str,
) -> None:
    """Says what has to be built, in parts for several machines; builds nothing.

    Each part is built with `portal build --shard I/N`; what they build makes one whole when it is put together.
    """
    from portal_builder import pipeline

    left = pipeline.plan(
        Workspace.find(context.obj), slugs, out=out, sign_with=sign_with, published=published
    )
    report.line(sharding.written(sharding.parts(left, shards), form, published))


BUILDING = (build, plan)
