"""Who publishes, and where: said once for all clients, and checked before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from portal_builder.errors import PortalError
from portal_builder.provider import Publisher, read_publisher
from portal_builder.settings import load_settings
from portal_builder.site import Provider
from portal_builder.workspace import Workspace


def read(root: Path, portal: object, **more: object) -> Publisher:
    config = {"plugins": [{"portal": portal}], **more}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return read_publisher(Workspace(root), load_settings(Workspace(root)))


def test_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "Mark.PNG").write_bytes(b"picture")
    given = {"name": "Quillworks", "url": "https://q.example/", "email": "a@q.example"}
    found = read(tmp_path, {"provider": {**given, "logo": "Mark.PNG"}})
    path = "provider.png"
    assert found == Publisher(Provider(**given, logo=path), {path: b"picture"}, None)


@pytest.mark.parametrize("portal", [None, {}, {"provider": None}, {"provider": {}}])
def test_named_nowhere_none_is_shown(tmp_path: Path, portal: object) -> None:
    assert read(tmp_path, portal) == Publisher(None, {}, None)


@pytest.mark.parametrize(
    ("address", "of_acme"),
    [
        ("https://{slug}.example.org/", "https://acme.example.org/"),
        ("https://{slug}.example.org", "https://acme.example.org/"),
        ("http://example.org/c/{slug}", "http://example.org/c/acme/"),
        ("https://example.org/", "https://example.org/"),
        (None, None),
    ],
)
def test_where_a_site_will_be(tmp_path: Path, address: str | None, of_acme: str | None) -> None:
    assert read(tmp_path, None, site_url=address).address("acme") == of_acme


def test_the_address_may_stand_beside_the_provider(tmp_path: Path) -> None:
    beside = {"provider": {"name": "A"}, "site_url": "https://{slug}.example.org/"}
    assert read(tmp_path, beside).address("acme") == "https://acme.example.org/"
    other = "https://other.example.org/"
    assert read(tmp_path, beside, site_url=other).address("acme") == "https://acme.example.org/"


ACTIVE = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("portal", "says"),
    [
        ({"prvider": {"name": "A"}}, "unknown key `prvider` in the plugin `portal`"),
        ({"provider": {"name": "A", "fax": "1"}}, "unknown key `fax` in `provider`"),
        ({"provider": "A"}, "`provider` must hold settings by name"),
        ({"provider": {"url": "https://q.example/"}}, "needs a `name`"),
        (
            {"provider": {"name": ["A"]}},
            "`name` of the provider: this key takes one line of text, not a list",
        ),
        ({"provider": {"name": " "}}, "`name` of the provider: this text is blank"),
        ({"provider": {"name": "A", "url": "javascript:alert(1)"}}, "no address a client can open"),
        ({"provider": {"name": "A", "email": "x"}}, "“x” is no e-mail address"),
        ({"provider": {"name": "A", "logo": "notes.txt"}}, "notes.txt is no picture"),
        ({"provider": {"name": "A", "logo": "no.svg"}}, "no.svg is no regular file"),
        ({"provider": {"name": "A", "logo": "active.svg"}}, "active.svg holds something active"),
    ],
)
def test_what_cannot_stand_is_said(tmp_path: Path, portal: object, says: str) -> None:
    (tmp_path / "active.svg").write_text(ACTIVE)
    with pytest.raises(PortalError, match=says):
        read(tmp_path, portal)


@pytest.mark.parametrize(
    "address", [5, ["a"], "example.org", "ftp://example.org/", "https://", "/"]
)
def test_an_address_that_is_none_is_said(tmp_path: Path, address: object) -> None:
    with pytest.raises(PortalError, match="`site_url` must be an address such as"):
        read(tmp_path, None, site_url=address)
