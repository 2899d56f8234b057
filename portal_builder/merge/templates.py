"""Page templates, components, words and states, read once for many clients."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import (
    AsyncGeneratorType,
    BuiltinMethodType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    TracebackType,
)
from typing import Any

import yaml
from babel import Locale
from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from portal_builder.merge.words import SOURCE, Catalogues, Words

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
    """What all clients' pages are made with, in English until told otherwise.

    Args:
        content: the folder with `pages/`.
        theme: the folder with `components/`, `strings/` and `states.yml`.
        strings: a further folder of catalogues, for words that the theme's leave out.

    Attributes:
        words: what the pages say.
        states: every state as HTML, by kind and name.
    """

    words: Words
    states: Mapping[str, Mapping[str, Markup]]

    def __init__(self, content: Path, theme: Path, strings: Path | None = None) -> None:
        self._pages = _environment(content / "pages", finalize=True)
        self._components = _environment(theme / "components", finalize=False)
        for environment in (self._pages, self._components):
            environment.globals = {}
        self._components.filters |= {"px": _pixels, "number": "{:f}".format}
        self._looks = yaml.load((theme / "states.yml").read_bytes(), yaml.CSafeLoader)
        self._catalogues = Catalogues(theme / "strings", *([strings] if strings else []))
        self._speaking: dict[str, Templates] = {}
        self._speak(self._catalogues[SOURCE])

    def speaking(self, locale: Locale) -> Templates:
        """The same in the words of a locale's language, in English where it has no catalogue."""
        words = self._catalogues.of(locale)
        if words.language not in self._speaking:
            self._speaking[words.language] = copy.copy(self)
            self._speaking[words.language]._speak(words)
        return self._speaking[words.language]

    def _speak(self, words: Words) -> None:
        self.words = words
        self.states = {
            kind: {name: self._state(name, Look(*look)) for name, look in states.items()}
            for kind, states in self._looks.items()
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
        text = self._pages.get_template(f"{name}.md").render(title=title, word=self.words, **slots)
        return text.strip() + "\n", tuple(blocks.values())

    def component(self, name: str, **values: object) -> Markup:
        """The HTML of a component of `theme/components`."""
        made = self._components.get_template(f"{name}.html").render(values, word=self.words)
        return Markup(made.strip())


def _pixels(length: float) -> str:
    """A length or place in a drawing, to a hundredth of a pixel."""
    return f"{round(length, 2) + 0:.2f}".rstrip("0").rstrip(".")


class _Compiled(BytecodeCache):
    """What was compiled in this process, by the text that it was compiled from."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = {finalize: _Compiled() for finalize in (True, False)}


# Of these the sandbox closes some attributes; of all else those that begin with an underscore.
_INNER = (
    *(FunctionType, MethodType, type, CodeType, TracebackType, FrameType),
    *(GeneratorType, CoroutineType, AsyncGeneratorType),
)


_METHODS = (MethodType, BuiltinMethodType)


class _Kinds(dict[type, bool]):
    """Whether a type belongs to the interpreter, asked once of each."""

    def __missing__(self, kind: type) -> bool:
        self[kind] = issubclass(kind, _INNER)
        return self[kind]


class _Sandbox(SandboxedEnvironment):
    """The sandbox, quick where an attribute is plainly safe: that is what pages are made of."""

    is_inner = _Kinds()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute of a value; of what may be closed the sandbox decides."""
        if not attribute.startswith("_") and not self.is_inner[type(obj)]:
            try:
                value = getattr(obj, attribute)
            except AttributeError:
                pass
            else:
                if not isinstance(value, _METHODS):
                    return value
        return super().getattr(obj, attribute)


def _environment(folder: Path, *, finalize: bool) -> SandboxedEnvironment:
    return _Sandbox(
        bytecode_cache=_COMPILED[finalize],
        loader=FileSystemLoader(folder),
        autoescape=True,
        auto_reload=False,  # what is read is read once, so that all pages are made of the same
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=for_markdown if finalize else None,
    )
