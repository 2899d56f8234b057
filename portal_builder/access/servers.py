"""The configuration of a web server, from a template."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from portal_builder import csp
from portal_builder.access import headers
from portal_builder.access.hosting import Auth, Hosting
from portal_builder.access.users import UserFile
from portal_builder.output import write_whole
from portal_builder.publish.headers import ASK_AGAIN, FOREVER, media_types, packed_types


class Server(StrEnum):
    """The web servers that are configured."""

    NGINX = "nginx"
    CADDY = "caddy"


FILES: Mapping[Server, tuple[str, ...]] = {
    Server.NGINX: ("portals.conf", "portals.rules"),
    Server.CADDY: ("portals.caddy",),
}
"""What is written for each: the first is what the server's own configuration includes."""


def configure(server: Server, hosting: Hosting) -> list[Path]:
    """Writes the configuration of a server for all sites.

    Returns:
        What was written, what is to be included first.

    Raises:
        PortalError: it cannot be written, or a file of users is none.
    """
    hosting.folder.mkdir(parents=True, exist_ok=True)
    readable = hosting.folder.stat().st_mode & 0o044
    written = []
    for name in FILES[server]:
        write_whole(hosting.folder / name, _text(server, name, hosting).encode(), 0o600 | readable)
        written.append(hosting.folder / name)
    return written


def without_users(hosting: Hosting) -> list[str]:
    """The clients that no one can sign in to yet, where users have passwords."""
    if hosting.auth is not Auth.BASIC:
        return []
    return [slug for slug in hosting.slugs if not UserFile(hosting.users(slug)).users()]


def _text(server: Server, name: str, hosting: Hosting) -> str:
    environment = Environment(
        loader=PackageLoader("portal_builder.access", "templates"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    users = {slug: UserFile(hosting.users(slug)).users() for slug in hosting.slugs}
    return environment.get_template(f"{name}.jinja").render(
        hosting=hosting,
        users=users if server is Server.CADDY and hosting.auth is Auth.BASIC else {},
        safe=headers.SAFE,
        transport=headers.TRANSPORT,
        policy=csp.AROUND,
        policies=headers.POLICIES,
        immutable=headers.IMMUTABLE,
        forever=FOREVER,
        ask_again=ASK_AGAIN,
        media_types=media_types(),
        packed=packed_types(),
        rules=posixpath.join(hosting.folder, "portals.rules"),
    )
