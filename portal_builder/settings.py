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
_ADDED_LISTS = ("extra_css", "extra_javascript")
_THEME = "material"
_OWN_PLUGINS = frozenset({"portal", "search"})
_OWN_EXTENSIONS = frozenset({"toc", "tables"})


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
    def site_url(self) -> object:
        """Where sites will be published, as written: it may hold `{slug}`; None: unknown.

        It stands beside the plugin's `provider`, or where MkDocs has it.
        """
        return self.portal.get("site_url") or self.values.get("site_url") or None

    @property
    def has_foreign_code(self) -> bool:
        """Whether plugins, extensions or hooks other than the portal's own take part in a build."""
        plugins, extensions = (
            {name for name, _ in _named(self.values[key])} for key in _NAMED_LISTS
        )
        foreign = (plugins - _OWN_PLUGINS) | (extensions - _OWN_EXTENSIONS)
        return bool(foreign or self.values.get("hooks"))


def load_settings(workspace: Workspace) -> Settings:
    """Reads the workspace's `mkdocs.yml`, which may be partial, over the shipped one.

    Mappings are merged key by key, plugins and Markdown extensions by name, styles and scripts are
    added; every other value of the workspace replaces the shipped one, unless it is empty.

    Raises:
        PortalError: the file cannot be read as YAML, or its settings cannot be merged.
    """
    values = _read(shipped("mkdocs.yml"))
    if own := workspace.own_config:
        values = _merged(values, _read(own))
    theme = dict(values["theme"])
    if theme.get("name") != _THEME and workspace.theme == shipped("theme"):
        raise PortalError(
            f"mkdocs.yml: the portal's pages are made for the theme {_THEME}, not for "
            f"{theme.get('name')}; leave its name out, or bring a theme/ folder of your own"
        )
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
    if not isinstance(values, dict | None):
        raise PortalError(f"{path.name} must hold settings by name")
    return values or {}


def _merged(shipped_values: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(shipped_values)
    for key, value in own.items():
        kept = merged.get(key)
        if value is None:
            continue
        if key in _NAMED_LISTS:
            merged[key] = _merged_by_name(key, kept, value)
        elif key in _ADDED_LISTS and isinstance(value, list):
            merged[key] = [*(kept or ()), *(entry for entry in value if entry not in (kept or ()))]
        elif key == "theme" and isinstance(value, str):
            merged[key] = {**(kept or {}), "name": value}
        elif isinstance(kept, dict):
            merged[key] = _merged(kept, _as_mapping(key, value))
        else:
            merged[key] = value
    return merged


def _as_mapping(key: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise PortalError(f"mkdocs.yml: `{key}` must hold settings by name")
    return value


def _merged_by_name(key: str, shipped_list: object, own: object) -> list[dict[str, Any]]:
    options = dict(_named(shipped_list))
    for name, value in _listed(key, own):
        options[name] = {**(options.get(name) or {}), **_as_mapping(name, value or {})}
    return [{name: value or {}} for name, value in options.items()]


def _listed(key: str, entries: object) -> Iterator[tuple[str, Any]]:
    """The same as `_named` of what its author may have written otherwise."""
    if isinstance(entries, dict):
        entries = [{name: value} for name, value in entries.items()]
    if not isinstance(entries, list) or not all(map(_is_entry, entries)):
        raise PortalError(f"mkdocs.yml: `{key}` must be a list of names, each with its settings")
    return _named(entries)


def _is_entry(entry: object) -> bool:
    return isinstance(entry, str) or (isinstance(entry, dict) and len(entry) == 1)


def _named(entries: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a list like `plugins`, with or without options, as (name, options)."""
    for entry in entries or ():
        name, options = next(iter(entry.items())) if isinstance(entry, dict) else (entry, None)
        yield str(name).removeprefix("material/"), options
