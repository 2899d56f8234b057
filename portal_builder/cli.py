"""The commands; the only module that exits.

Exit status: 0 all well; 1 something is wrong with clients' data; 2 wrong use, or a fault of the
program's own.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal_builder import __version__, report
from portal_builder.access_commands import ACCESS
from portal_builder.building_commands import (
    BUILDING,
    jobs_option,
    slugs_argument,
    strict_option,
)
from portal_builder.errors import (
    DATA_IS_WRONG,
    STOPPED,
    USE_IS_WRONG,
    PortalError,
    Problem,
    Severity,
    WrongUse,
    own_fault,
    reason,
)
from portal_builder.publishing_commands import PUBLISHING
from portal_builder.record_commands import diff, verify_ledgers
from portal_builder.workspace import Workspace

if TYPE_CHECKING:
    from portal_builder.booklet import Paper


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="portal")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="The workspace; by default the nearest folder upwards that holds clients/.",
)
@click.pass_context
def portal(context: click.Context, root: Path | None) -> None:
    """Builds one static transparency site per client from YAML."""
    context.obj = root


portal.add_command(diff)


def _workspace(context: click.Context, *, begin: bool = False) -> Workspace:
    """The workspace; where there is none yet, it may begin in the folder at hand."""
    root: Path | None = context.obj
    try:
        return Workspace.find(root)
    except WrongUse:
        if begin:
            return Workspace((root or Path.cwd()).resolve())
        raise


@portal.command()
@click.argument("slug")
@click.option("--name", default=None, metavar="TEXT", help="The client's name.")
@click.pass_context
def new(context: click.Context, slug: str, name: str | None) -> None:
    """Makes the folder of a new client, which builds at once and explains every section."""
    from portal_builder.scaffold import scaffold

    workspace = _workspace(context, begin=True)
    made = scaffold(workspace, slug, name)
    for path in made:
        report.line(f"made {path.relative_to(workspace.root)}")
    report.line(f"Next: edit them, then run `portal check {slug}` and `portal build {slug}`.")


@portal.command()
@slugs_argument
@click.option(
    "--base",
    default=None,
    metavar="REV",
    help="Refuse too what has changed in silence since REV: since what it has in common with HEAD.",
)
@strict_option
@click.option(
    "--format",
    "form",
    type=click.Choice(report.FORMATS),
    default="text",
    help="text: for people, on standard error; json: a list; github: annotations.",
)
@jobs_option
@click.pass_context
def check(
    context: click.Context,
    slugs: Sequence[str],
    base: str | None,
    strict: bool,
    form: str,
    jobs: int | None,
) -> int:
    """Says everything that is wrong with the clients' files, all at once."""
    from portal_builder import pipeline

    found = pipeline.check_all(_workspace(context), slugs, base=base, jobs=jobs)
    found = report.as_strict(found) if strict else found
    report.problems(found, form)
    if form == "text":
        _sum_up(found)
    return _status(found)


def _sum_up(found: Sequence[Problem]) -> None:
    errors = sum(p.severity is Severity.ERROR for p in found)
    if errors:
        report.note(report.count(errors, "error", "errors"))
    elif found:
        report.note(report.count(len(found), "warning", "warnings"))
    else:
        report.line("All is well.")


def _status(found: Sequence[Problem]) -> int:
    return DATA_IS_WRONG if any(p.severity is Severity.ERROR for p in found) else 0


@portal.command("report")
@click.argument("slug")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="The file; by default SLUG-DAY.pdf in the current folder, of the day of its facts.",
)
@click.option(
    "--paper",
    type=click.Choice(("A4", "Letter"), case_sensitive=False),
    default=None,
    help="The size of its sheets; by default the one of the client's country.",
)
@click.option(
    "--browser",
    envvar="PORTAL_BROWSER",
    default=None,
    metavar="NAME",
    help="The browser that prints, Chromium or a relative of it; by default the first found. "
    "PORTAL_BROWSER in the environment says the same.",
)
@click.pass_context
def print_report(
    context: click.Context, slug: str, out: Path | None, paper: Paper | None, browser: str | None
) -> int:
    """Writes a client's whole status report as one PDF, printed from its pages."""
    from portal_builder import single

    workspace = _workspace(context)
    with report.busy(f"printing {slug}"):
        outcome = single.print_report(workspace, slug, out=out, paper=paper, browser=browser)
    report.problems(outcome.problems)
    report.leaks(outcome.slug, outcome.leaks)
    if outcome.written:
        report.line(f"wrote {outcome.written}")
    return 0 if outcome.written else DATA_IS_WRONG


@portal.command()
@click.argument("slug")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, metavar="N", show_default=True)
@click.pass_context
def serve(context: click.Context, slug: str, port: int) -> None:
    """Shows a client's site while it is being edited."""
    from portal_builder import single

    single.serve(_workspace(context), slug, port)


@portal.command()
@click.argument(
    "folder",
    metavar="[DIR]",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--ledger",
    "ledgers",
    nargs=2,
    type=click.Path(exists=True, path_type=Path),
    metavar="OLD NEW",
    help="Prove instead that the ledger NEW goes on from OLD: two ledger.json, or two sites.",
)
@click.option(
    "--signers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    metavar="FILE",
    help="With --ledger: prove too that one of these has signed NEW, as `ssh-keygen -Y verify` does.",
)
@click.pass_context
def verify(
    context: click.Context,
    folder: Path | None,
    ledgers: tuple[Path, Path] | None,
    signers: Path | None,
) -> int:
    """Proves of the built sites in DIR that nothing foreign is in them.

    DIR is a folder of sites, or one site. Of a client whose files have errors nothing is proven.
    """
    if ledgers:
        if folder:
            raise click.UsageError("name a DIR or --ledger, not both")
        return verify_ledgers(*ledgers, signers)
    if folder is None or signers:
        raise click.UsageError("name the DIR of built sites, or two ledgers with --ledger")
    from portal_builder import proving

    found = proving.verify_sites(_workspace(context), folder)
    for slug, leaks in found.items():
        report.leaks(slug, leaks)
    wrong = sum(bool(leaks) for leaks in found.values())
    proven = report.count(len(found) - wrong, "site holds", "sites hold")
    report.line(f"{proven} nothing foreign" + (f"; {wrong:,} do not stand" if wrong else ""))
    return DATA_IS_WRONG if wrong else 0


@portal.command()
def schema() -> None:
    """Prints the JSON Schema of the client files."""
    from portal_builder.schema import json_schema

    report.data(json_schema())


for command in (*BUILDING, *PUBLISHING, *ACCESS):
    portal.add_command(command)


def main() -> None:
    """Runs the command line; every fault becomes a sentence and an exit status."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is under way is taken back
    report.prepare()
    try:
        status = portal.main(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        report.note("Stopped.")
        status = STOPPED
    except click.ClickException as error:
        error.show(said := io.StringIO())
        report.note(said.getvalue().rstrip())
        status = USE_IS_WRONG
    except PortalError as error:
        report.note(f"portal: {error}")
        status = USE_IS_WRONG
    except Exception as error:
        report.note(_fault(error))
        status = USE_IS_WRONG
    sys.exit(status if isinstance(status, int) else 0)


def _fault(error: Exception) -> str:
    if os.environ.get("PORTAL_DEBUG"):
        raise error
    if isinstance(error, OSError):
        return f"portal: {reason(error)}"
    return f"portal: {own_fault(error)}"
