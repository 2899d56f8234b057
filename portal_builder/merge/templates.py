"""Page templates, components and words, read once for many clients."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def for_markdown(value: object) -> Markup:
    """Writes a value so that neither Markdown nor HTML reads anything in it."""
    return Markup(_PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", str(value)))


class Templates:
    """What all clients' pages are made with.

    Args:
        content: the folder with `pages/`.
        theme: the folder with `components/` and `strings/`.
    """

    def __init__(self, content: Path, theme: Path) -> None:
        self._pages = _environment(content / "pages", finalize=True)
        self._components = _environment(theme / "components", finalize=False)
        with (theme / "strings" / "en.po").open("rb") as file:
            self._words = {str(m.id): str(m.string) for m in read_po(file) if m.id}

    def word(self, key: str) -> str:
        """The word for a key; KeyError where the catalogue has none."""
        return self._words[key]

    def choice(self, value: str) -> str | None:
        """The word for one of a field's choices; None for any other text."""
        return self._words.get(f"choice.{value}")

    def page(self, name: str, **values: object) -> str:
        """The Markdown of a page of `content/pages`."""
        return self._pages.get_template(f"{name}.md").render(values)

    def component(self, name: str, **values: object) -> str:
        """The HTML of a component of `theme/components`."""
        return self._components.get_template(name).render(values)


def _environment(folder: Path, *, finalize: bool) -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=for_markdown if finalize else None,
    )
