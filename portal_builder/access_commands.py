"""The commands that say who may see a site: `access`, `seal`. See `cli`, which they belong to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from portal_builder import report
from portal_builder.errors import DATA_IS_WRONG, WrongUse
from portal_builder.workspace import Workspace

AUTH = ("basic", "oidc", "mtls")
LOOPBACK, ANY = "127.0.0.1:8080", "443"

_folder = click.Path(file_okay=False, path_type=Path)
_file = click.Path(exists=True, dir_okay=False, path_type=Path)
to_option = click.option(
    "--to",
    "folder",
    type=_folder,
    required=True,
    metavar="DIR",
    help="The folder of the configuration and of the users.",
)


_SERVER = (
    click.argument("slugs", nargs=-1, metavar="[SLUG]..."),
    to_option,
    click.option(
        "--root-dir",
        "sites",
        required=True,
        metavar="TARGET",
        help="The folder that `portal publish` writes to.",
    ),
    click.option(
        "--domain",
        required=True,
        metavar="NAME",
        help="A client's site is SLUG.NAME, such as acme.example.org.",
    ),
    click.option(
        "--auth",
        type=click.Choice(AUTH),
        default="basic",
        show_default=True,
        help="basic: users with passwords; oidc: a sign-in through oauth2-proxy; "
        "mtls: client certificates.",
    ),
    click.option(
        "--tls",
        nargs=2,
        type=click.Path(dir_okay=False, path_type=Path),
        default=None,
        metavar="CERT KEY",
        help="The certificate for all names of the domain, and its key.",
    ),
    click.option(
        "--listen",
        multiple=True,
        metavar="ADDRESS",
        help="A port, or an address with one; by default 443 with --tls, without it "
        f"{LOOPBACK}, for what has the certificate in front of it.",
    ),
    click.option(
        "--auth-proxy",
        "proxy",
        default="http://127.0.0.1:4180",
        show_default=True,
        metavar="URL",
        help="With --auth oidc: where oauth2-proxy listens.",
    ),
)
"""What the servers' commands have in common."""


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SERVER):
        command = option(command)
    return click.pass_context(command)


@click.group()
def access() -> None:
    """Lets only a client see its site: configures the web server, and keeps the users."""


@access.command()
@_options
def nginx(context: click.Context, **options: Any) -> None:
    """Writes portals.conf for nginx: a server for each client, with its own sign-in."""
    _configure(context, "nginx", automatic=False, **options)


@access.command()
@_options
@click.option(
    "--acme",
    "automatic",
    is_flag=True,
    help="Caddy gets a certificate for each name itself; the names become public by that.",
)
def caddy(context: click.Context, **options: Any) -> None:
    """Writes portals.caddy for Caddy, with the users' hashes in it: run it again after `user`."""
    _configure(context, "caddy", **options)


def _configure(
    context: click.Context,
    server: str,
    *,
    slugs: Sequence[str],
    folder: Path,
    sites: str,
    domain: str,
    auth: str,
    tls: tuple[Path, Path] | None,
    listen: Sequence[str],
    automatic: bool,
    proxy: str,
) -> None:
    from portal_builder.access import Auth, Certificate, Hosting, Server, configure, without_users

    if tls and automatic:
        raise WrongUse("name --tls or --acme, not both")
    target = Path(sites.removeprefix("file:")).absolute()
    hosting = Hosting(
        slugs=_clients(context, slugs, target),
        domain=domain.lower(),
        sites=target,
        folder=folder.absolute(),
        auth=Auth(auth),
        listen=tuple(listen) or (() if automatic else (ANY,) if tls else (LOOPBACK,)),
        certificate=Certificate(tls[0].absolute(), tls[1].absolute()) if tls else None,
        automatic=automatic,
        proxy=proxy,
    )
    for path in configure(Server(server), hosting):
        report.line(f"wrote {path}")
    for slug in without_users(hosting):
        report.note(f"{slug} has no users yet: portal access user {slug} --to {folder}")


def _clients(context: click.Context, slugs: Sequence[str], sites: Path) -> tuple[str, ...]:
    """Those that are named; else those of the workspace, or where there is none, of the target."""
    from portal_builder.publish import Folder
    from portal_builder.workspace import SLUG

    if slugs:
        return tuple(sorted(set(slugs)))
    try:
        known = [s for s in Workspace.find(context.obj).slugs() if SLUG.fullmatch(s)]
    except WrongUse:
        known = Folder(sites).slugs()
    if not known:
        raise WrongUse("there are no clients: name them, or name the workspace with --root")
    return tuple(known)


@access.command()
@click.argument("slug")
@to_option
@click.option(
    "--name", default=None, metavar="NAME", help="The user's name; by default it is SLUG."
)
@click.option("--remove", is_flag=True, help="Let this user in no more.")
def user(slug: str, folder: Path, name: str | None, remove: bool) -> None:
    """Lets a user see the site of SLUG; the password comes from the terminal or standard input."""
    from portal_builder.access import UserFile
    from portal_builder.workspace import SLUG

    if not SLUG.fullmatch(slug):
        raise WrongUse(f"{slug} is no client's address")
    users, name = UserFile(folder.absolute() / f"{slug}.htpasswd"), name or slug
    if remove:
        users.remove(name)
        report.line(f"{name} sees {slug} no more")
        return
    users.put(name, _password(name))
    report.line(f"{name} may see {slug}")


def _password(name: str) -> str:
    if sys.stdin.isatty():
        entered: str = click.prompt(
            f"Password of {name}", hide_input=True, confirmation_prompt=True, err=True
        )
        return entered
    return sys.stdin.buffer.readline().decode("utf-8", "replace").rstrip("\r\n")


@access.command()
@click.option(
    "--to",
    "folder",
    type=_folder,
    default=Path(),
    metavar="DIR",
    help="The folder that the host publishes; by default the current one.",
)
def headers(folder: Path) -> None:
    """Writes _headers, as Netlify and Cloudflare Pages read it."""
    from portal_builder.access import netlify_headers
    from portal_builder.output import write_whole

    write_whole(folder / "_headers", netlify_headers().encode())
    report.line(f"wrote {folder / '_headers'}")


@click.command()
@click.argument("slug")
@click.option(
    "--to",
    "folder",
    type=_folder,
    required=True,
    metavar="DIR",
    help="The folder that is uploaded; an earlier sealed site in it is replaced.",
)
@click.option(
    "--passphrase-file",
    "file",
    type=_file,
    default=None,
    metavar="FILE",
    help="Its first line opens the site; without it a new passphrase is said.",
)
@click.option(
    "--out",
    type=_folder,
    default=None,
    help="Where `portal build` left the sites; by default site/ in the workspace.",
)
@click.pass_context
def seal(
    context: click.Context, slug: str, folder: Path, file: Path | None, out: Path | None
) -> int:
    """Encrypts the built site of SLUG, for a host that can ask nobody for a password."""
    from portal_builder.seal import can_be_guessed, generated, written
    from portal_builder.sealing import seal as sealed

    passphrase = written(file) if file else generated()
    leaks = sealed(Workspace.find(context.obj), slug, folder, passphrase, out)
    if leaks:
        report.leaks(slug, leaks)
        report.note(f"{slug} is not as it was verified; build it anew")
        return DATA_IS_WRONG
    report.note(f"sealed {slug} in {folder}")
    if can_be_guessed(passphrase):
        report.note("so short a passphrase can be guessed by those who have the files")
    if not file:
        report.line(passphrase)
    return 0


ACCESS = (access, seal)
