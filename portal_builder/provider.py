"""Who publishes the sites: read from the plugin's options in the workspace's `mkdocs.yml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticCustomError

from portal_builder.errors import PortalError
from portal_builder.model.written import parse_email, parse_plain, parse_url, required
from portal_builder.regular import Unreadable, read_regular
from portal_builder.settings import Settings
from portal_builder.site import Provider
from portal_builder.svg import active_content
from portal_builder.workspace import Workspace

_LOGO_KINDS = ("svg", "png", "jpg", "jpeg", "webp", "gif")
_WEB = re.compile(r"https?://[^\s<>\"'/?#]+[^\s<>\"'?#]*")
_KEYS: Mapping[str, Callable[[object], str]] = {
    "name": required(parse_plain),
    "url": parse_url,
    "email": parse_email,
    "logo": parse_plain,
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """What of a workspace's settings reaches every client's pages.

    Attributes:
        provider: who publishes; None shows nobody.
        files: the provider's logo, by its site path.
        site_url: the address of a site, `{slug}` standing for the client; None: unknown.
    """

    provider: Provider | None
    files: dict[str, bytes]
    site_url: str | None

    def address(self, slug: str) -> str | None:
        """The address at which a client's site will be published, ending in a slash."""
        if not self.site_url:
            return None
        return self.site_url.replace("{slug}", slug).rstrip("/") + "/"


def read_publisher(workspace: Workspace, settings: Settings) -> Publisher:
    """Reads who publishes, and where.

    Raises:
        PortalError: an option is unknown, the provider has no name, an address is none, or a logo
            is no picture.
    """
    _refuse_unknown(settings.portal, ("provider", "site_url"), "the plugin `portal`")
    site_url = _site_url(settings.site_url)
    raw = settings.portal.get("provider")
    if not raw:
        return Publisher(None, {}, site_url)
    if not isinstance(raw, dict):
        raise PortalError("mkdocs.yml: `provider` must hold settings by name")
    _refuse_unknown(raw, tuple(_KEYS), "`provider`")
    values = {key: _value(key, raw[key]) for key in _KEYS if raw.get(key) is not None}
    if "name" not in values:
        raise PortalError("mkdocs.yml: the `provider` of the plugin `portal` needs a `name`")
    logo = values.get("logo")
    # Not in assets/, where a client's own file could have the name.
    path = f"provider.{logo.rpartition('.')[2].lower()}" if logo else None
    provider = Provider(values["name"], values.get("url"), values.get("email"), path)
    files = {path: _logo(workspace.root, logo)} if path and logo else {}
    return Publisher(provider, files, site_url)


def _refuse_unknown(options: Mapping[str, object], keys: tuple[str, ...], where: str) -> None:
    if unknown := sorted(str(key) for key in options if key not in keys):
        known = ", ".join(keys)
        raise PortalError(
            f"mkdocs.yml: unknown key `{unknown[0]}` in {where}; the keys are {known}"
        )


def _value(key: str, value: object) -> str:
    try:
        return _KEYS[key](value if isinstance(value, dict | list) else str(value))
    except PydanticCustomError as error:
        context = error.context or {}
        raise PortalError(
            f"mkdocs.yml: `{key}` of the provider: {context['what']}; {context['remedy']}"
        ) from None


def _site_url(value: object) -> str | None:
    if value is None or (isinstance(value, str) and _WEB.fullmatch(value)):
        return value
    raise PortalError(
        f"mkdocs.yml: `site_url` must be an address such as https://{{slug}}.example.org/, not {value}"
    )


def _logo(root: Path, name: str) -> bytes:
    if name.rpartition(".")[2].lower() not in _LOGO_KINDS:
        raise PortalError(f"mkdocs.yml: the provider's logo {name} is no picture")
    try:
        data = read_regular(root / name)
    except Unreadable as reason:
        raise PortalError(f"mkdocs.yml: the provider's logo {name} is {reason}") from None
    if name.lower().endswith(".svg") and (active := active_content(data)):
        raise PortalError(
            f"mkdocs.yml: the provider's logo {name} holds something active: {active}"
        )
    return data
