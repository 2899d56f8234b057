"""Which sites are handed out, under which names, and to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from portal_builder.errors import WrongUse
from portal_builder.workspace import SLUG

_DOMAIN = re.compile(
    r"(?=.{1,189}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)
_PATH = re.compile(r"/[\w/.,+@~= -]*")  # nothing that means something in a configuration
_LISTEN = re.compile(r"((\[[0-9a-f:]+\]|[0-9.]+):)?\d{1,5}")
_PROXY = re.compile(r"http://[a-z0-9.-]+:\d{1,5}")

LONG = 40
"""The signs of a name for which nginx has room by default, whatever the processor."""


class Auth(StrEnum):
    """How a client proves who it is."""

    BASIC = "basic"
    OIDC = "oidc"
    MTLS = "mtls"


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate for all names of a domain, with its key: two files in PEM form."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Hosting:
    """Sites that were published to a folder, and how they are handed out.

    Attributes:
        slugs: the clients.
        domain: each of them is `<slug>.<domain>`.
        sites: the folder that was published to, as an absolute path.
        folder: where the configuration and the users stand, as an absolute path.
        auth: how a client proves who it is.
        listen: ports, or addresses with a port.
        certificate: None: something else in front of the server has it.
        automatic: whether the server gets its certificates itself.
        proxy: where oauth2-proxy listens.
    """

    slugs: tuple[str, ...]
    domain: str
    sites: Path
    folder: Path
    auth: Auth
    listen: tuple[str, ...]
    certificate: Certificate | None
    automatic: bool
    proxy: str

    def __post_init__(self) -> None:
        """Refuses what would mean something else in a configuration.

        Raises:
            WrongUse: a name, a path or an address is not one.
        """
        for slug in self.slugs:
            _must(SLUG, slug, "no client's address")
        _must(_DOMAIN, self.domain, "no domain; write it in small letters, such as example.org")
        tls = self.certificate
        for path in (self.sites, self.folder, *((tls.chain, tls.key) if tls else ())):
            _must(_PATH, str(path), "a path that a server's configuration cannot hold")
        for address in self.listen:
            _must(_LISTEN, address, "nothing to listen on; name a port, or address:port")
        _must(_PROXY, self.proxy, "no address of a proxy, such as http://127.0.0.1:4180")
        if self.auth is Auth.MTLS and not tls:
            raise WrongUse("client certificates need the server's own; name it with --tls")

    @property
    def ports(self) -> tuple[str, ...]:
        """The ports that are listened on; none in words: the server's own."""
        return tuple(dict.fromkeys(a.rpartition(":")[2] for a in self.listen)) or ("",)

    @property
    def binds(self) -> tuple[str, ...]:
        """The addresses that are listened on; none: all of the machine."""
        hosts = (a.rpartition(":")[0].strip("[]") for a in self.listen)
        return tuple(dict.fromkeys(host for host in hosts if host))

    @property
    def has_long_names(self) -> bool:
        """Whether a name is too long for nginx as it is by default."""
        return any(len(self.host(slug)) > LONG for slug in self.slugs)

    def host(self, slug: str) -> str:
        """The name of a client's site."""
        return f"{slug}.{self.domain}"

    def current(self, slug: str) -> Path:
        """The folder that is handed out: the link to the current release."""
        return self.sites / slug / "current"

    def users(self, slug: str) -> Path:
        """Where a client's users stand, with the hashes of their passwords."""
        return self.folder / f"{slug}.htpasswd"

    def authority(self, slug: str) -> Path:
        """The certificate that a client's own certificates are signed with."""
        return self.folder / f"{slug}.ca.pem"


def _must(pattern: re.Pattern[str], text: str, otherwise: str) -> None:
    if not pattern.fullmatch(text):
        raise WrongUse(f"{text} is {otherwise}")
