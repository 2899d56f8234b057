"""Who publishes the sites: read from the plugin's options in the workspace's `mkdocs.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from portal_builder.errors import PortalError
from portal_builder.settings import Settings
from portal_builder.site import Provider
from portal_builder.workspace import Unreadable, Workspace, read_regular

_LOGO_KINDS = ("svg", "png", "jpg", "jpeg", "webp", "gif")
_KEYS = ("name", "url", "email", "logo")


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
        PortalError: the provider has no name, an unknown key, or a logo that is no picture.
    """
    raw = settings.portal.get("provider")
    if raw is None:
        return Publisher(None, {}, settings.site_url)
    if not isinstance(raw, dict) or not str(raw.get("name") or "").strip():
        raise PortalError("mkdocs.yml: the `provider` of the plugin `portal` needs a `name`")
    if unknown := set(raw) - set(_KEYS):
        raise PortalError(
            f"mkdocs.yml: unknown key `{min(map(str, unknown))}` in `provider`; "
            f"the keys are {', '.join(_KEYS)}"
        )
    logo = str(raw["logo"]) if raw.get("logo") else None
    # Not in assets/, where a client's own file could have the name.
    path = f"provider.{logo.rpartition('.')[2].lower()}" if logo else None
    url, email = (str(raw[k]) if raw.get(k) else None for k in ("url", "email"))
    provider = Provider(str(raw["name"]), url, email, path)
    files = {path: _logo(workspace.root, logo)} if path and logo else {}
    return Publisher(provider, files, settings.site_url)


def _logo(root: Path, name: str) -> bytes:
    if name.rpartition(".")[2].lower() not in _LOGO_KINDS:
        raise PortalError(f"mkdocs.yml: the provider's logo {name} is no picture")
    try:
        return read_regular(root / name)
    except Unreadable as reason:
        raise PortalError(f"mkdocs.yml: the provider's logo {name} is {reason}") from None
