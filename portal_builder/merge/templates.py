"""Page templates, components, words and states, read once for many clients."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from portal_builder.merge.words import Words

# Punctuation, and spaces that Markdown would take for nothing: all but single ones within a text.
_READ = re.compile(r"[!-/:-@\[-`{-~]|^\s|\s(?=\s|$)|[^\S ]")


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks: always a shape and a colour, beside its word."""

    shape: str
    colour: str


def for_markdown(value: object) -> Markup:
    """Writes a value so that neither Markdown nor HTML reads anything in it."""
    if isinstance(value, Slot):
        return Markup(f'\n\n<div data-slot="{value.number}"></div>\n\n') if value else Markup()
    return Markup(_READ.sub(lambda found: f"&#{ord(found[0])};", str(value)))


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a component on a page; false where there is nothing to show."""

    number: int
    html: str

    def __bool__(self) -> bool:
        return bool(self.html)


class Templates:
    """What all clients' pages are made with.

    Args:
        content: the folder with `pages/`.
        theme: the folder with `components/`, `strings/` and `states.yml`.
    """

    def __init__(self, content: Path, theme: Path) -> None:
        self.words = Words(theme / "strings" / "en.po")
        self._pages = _environment(content / "pages", finalize=True)
        self._components = _environment(theme / "components", finalize=False)
        for environment in (self._pages, self._components):
            environment.globals = {"word": self.words}
        self._components.filters |= {"px": _pixels, "number": "{:f}".format}
        looks = yaml.safe_load((theme / "states.yml").read_text("utf-8"))
        self.states: Mapping[str, Mapping[str, Markup]] = {
            kind: {name: self._state(name, Look(*look)) for name, look in states.items()}
            for kind, states in looks.items()
        }

    def _state(self, name: str, look: Look) -> Markup:
        return self.component("state", look=look, text=self.words(f"choice.{name}"))

    def page(self, name: str, title: str, blocks: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
        """The Markdown of a page of `content/pages`, and the components that stand in it.

        Args:
            name: the page's name.
            title: plain text.
            blocks: the components' HTML by the names under which the template places them; an empty
                one takes no place.
        """
        slots = {key: Slot(n, html) for n, (key, html) in enumerate(blocks.items())}
        text = self._pages.get_template(f"{name}.md").render(title=title, **slots)
        return text.strip() + "\n", tuple(blocks.values())

    def component(self, name: str, **values: object) -> Markup:
        """The HTML of a component of `theme/components`."""
        return Markup(self._components.get_template(f"{name}.html").render(values).strip())


def _pixels(length: float) -> str:
    """A length or place in a drawing, to a hundredth of a pixel."""
    return f"{round(length, 2) + 0:.2f}".rstrip("0").rstrip(".")


def _environment(folder: Path, *, finalize: bool) -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=for_markdown if finalize else None,
    )
