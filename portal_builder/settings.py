"""The workspace's `mkdocs.yml`, completed by the shipped one: how every client's site is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import yaml_load

from portal_builder.errors import PortalError
from portal_builder.workspace import Workspace, shipped

_NAMED_LISTS = ("plugins", "markdown_extensions")
_OWN_PLUGINS = frozenset({"portal", "search"})


@dataclass(frozen=True, slots=True)
class Settings:
    """MkDocs' settings, complete, not yet validated.

    Attributes:
        path: where the workspace's `mkdocs.yml` stands or would stand.
        values: the settings by their names in `mkdocs.yml`.
    """

    path: Path
    values: Mapping[str, Any] = field(hash=False)

    @property
    def portal(self) -> Mapping[str, Any]:
        """The options of the plugin `portal`, such as `provider`."""
        options: Mapping[str, Any] = dict(_named(self.values["plugins"])).get("portal") or {}
        return options

    @property
    def site_url(self) -> str | None:
        """Where sites will be published, as written: it may hold `{slug}`."""
        return self.values.get("site_url") or None

    @property
    def has_foreign_code(self) -> bool:
        """Whether plugins or hooks other than the portal's own take part in a build."""
        names = {name for name, _ in _named(self.values["plugins"])}
        return bool(names - _OWN_PLUGINS or self.values.get("hooks"))


def load_settings(workspace: Workspace) -> Settings:
    """Reads the workspace's `mkdocs.yml`, which may be partial, over the shipped one.

    Mappings are merged key by key, plugins and Markdown extensions by name; every other value of
    the workspace replaces the shipped one.

    Raises:
        PortalError: the file cannot be read as YAML, or holds no mapping.
    """
    values = _read(shipped("mkdocs.yml"))
    if own := workspace.own_config:
        values = _merged(values, _read(own))
    theme = dict(values["theme"])
    if theme.get("custom_dir") == "theme/overrides":
        theme["custom_dir"] = str(workspace.theme / "overrides")
    if values.get("docs_dir") == "content":
        values["docs_dir"] = str(workspace.content)
    return Settings(workspace.root / "mkdocs.yml", {**values, "theme": theme})


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            values = yaml_load(file)
    except (OSError, ValueError, yaml.YAMLError, ConfigurationError) as error:
        raise PortalError(f"{path.name} cannot be read: {error}") from None
    if not isinstance(values, dict):
        raise PortalError(f"{path.name} must hold settings by name")
    return values


def _merged(shipped_values: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(shipped_values)
    for key, value in own.items():
        if key in _NAMED_LISTS:
            merged[key] = _merged_by_name(merged.get(key), value)
        elif key == "theme" and isinstance(value, str):
            merged[key] = {**merged[key], "name": value}
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merged(merged[key], value)
        else:
            merged[key] = value
    return merged


def _merged_by_name(shipped_list: object, own: object) -> list[dict[str, Any]]:
    options = dict(_named(shipped_list))
    for name, value in _named(own):
        options[name] = {**(options.get(name) or {}), **(value or {})}
    return [{name: value or {}} for name, value in options.items()]


def _named(entries: object) -> Iterator[tuple[str, Any]]:
    """The entries of a list like `plugins`, in whichever of its notations, as (name, options)."""
    if isinstance(entries, dict):
        entries = [{name: value} for name, value in entries.items()]
    for entry in entries if isinstance(entries, list) else ():
        name, options = next(iter(entry.items())) if isinstance(entry, dict) else (entry, None)
        yield str(name).removeprefix("material/"), options
