"""The words that pages say, read from the catalogues of `theme/strings`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from gettext import c2py
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from portal_builder.site import Direction

NOTHING = Markup()
"""HTML that shows nothing."""

SOURCE = "en"
"""The language in which words are written first; it has every word."""

# Around a value in plain text read from right to left, so that it keeps its own order.
_ISOLATED = "\N{FIRST STRONG ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"


class Words:
    """The words of one language.

    A word may hold places for values (`{date}`) and stand in several forms, one for each number.

    Args:
        catalogue: a file in gettext's format, whose keys name the words.
        fallback: says what the catalogue does not.

    Attributes:
        language: the language's tag.
        direction: how it is written.
    """

    def __init__(self, catalogue: Path, fallback: Words | None = None) -> None:
        self._forms, plural = _read(catalogue.read_bytes(), catalogue.stem)
        self._form_of = c2py(plural)
        self._fallback = fallback
        self.locale = Locale.parse(catalogue.stem, sep="-")
        self.language = catalogue.stem
        self.direction: Direction = "rtl" if self.locale.text_direction == "rtl" else "ltr"

    def __contains__(self, key: str) -> bool:
        return key in self._forms or (self._fallback is not None and key in self._fallback)

    def __call__(self, key: str, /, **values: object) -> Markup:
        """The word for a key, as HTML: what is put into it is escaped unless it is HTML already.

        Raises:
            KeyError: neither the catalogue nor its fallback has such a word.
        """
        return self._filled(self._said(key), values)

    def count(self, key: str, number: Decimal | int, /, **values: object) -> Markup:
        """The form of a word that goes with a number; the number itself is one of the values."""
        return self._filled(self._said(key, number), values)

    def plain(self, key: str, /, **values: object) -> str:
        """The word for a key as plain text."""
        return self._filled_plain(self._said(key), values)

    def plain_count(self, key: str, number: Decimal | int, /, **values: object) -> str:
        """The form of a word that goes with a number, as plain text."""
        return self._filled_plain(self._said(key, number), values)

    def _filled_plain(self, form: str, values: Mapping[str, object]) -> str:
        if self.direction == "rtl":
            values = {name: _ISOLATED % value for name, value in values.items()}
        return form.format(**values)

    def templates(self, keys: Iterable[str]) -> dict[str, str]:
        """The words for some keys as plain text, with the places for values still in them."""
        return {key: self._said(key) for key in sorted(keys)}

    def _said(self, key: str, number: Decimal | int | None = None) -> str:
        forms = self._forms.get(key)
        if not forms or not forms[0]:
            if self._fallback is None:
                raise KeyError(key)
            return self._fallback._said(key, number)
        return forms[0] if number is None else forms[min(self._form(number), len(forms) - 1)]

    def _form(self, number: Decimal | int) -> int:
        """Which form goes with a number: catalogues know whole ones, the last is that of all else."""
        size = Decimal(number).copy_abs()
        if size != int(size) and self.locale.plural_form(size) == "other":
            return len(self.locale.plural_form.tags)
        return self._form_of(int(size))

    def _filled(self, form: str, values: Mapping[str, object]) -> Markup:
        if self.direction == "rtl":
            values = {name: Markup("<bdi>{}</bdi>").format(v) for name, v in values.items()}
        return _filled(form, values)


class Catalogues:
    """The words of all languages that there are.

    Args:
        folders: where the catalogues stand, the strongest first; `en.po` is in one of them. What a
            folder's own catalogues leave out is said in the words of the next.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._read: dict[str, Words] = {}

    def of(self, locale: Locale) -> Words:
        """The words of a locale's language, English where it has no catalogue."""
        tags = (str(locale).replace("_", "-"), locale.language)
        return self[next((tag for tag in tags if self._paths(tag)), SOURCE)]

    def __getitem__(self, language: str) -> Words:
        if language not in self._read:
            found = self[SOURCE] if language != SOURCE else None
            for path in reversed(self._paths(language)):
                found = Words(path, found)
            if found is None:
                raise FileNotFoundError(f"{self._folders[0] / SOURCE}.po")
            self._read[language] = found
        return self._read[language]

    def _paths(self, language: str) -> list[Path]:
        paths = (folder / f"{language}.po" for folder in self._folders)
        return [path for path in paths if path.is_file()]


@lru_cache(maxsize=64)
def _read(catalogue: bytes, language: str) -> tuple[Mapping[str, tuple[str, ...]], str]:
    """Every word of a catalogue in its forms, and the expression that chooses among them."""
    read = read_po(BytesIO(catalogue), locale=language)
    words = {
        m.id[0] if isinstance(m.id, tuple) else str(m.id): _forms(m.string) for m in read if m.id
    }
    return words, read.plural_expr


def _filled(form: str, values: Mapping[str, object]) -> Markup:
    parts = _parts(form)
    if parts is None:
        return Markup(escape(form)).format(**values)
    return Markup("".join([text if name is None else escape(values[name]) for text, name in parts]))


@cache
def _parts(form: str) -> tuple[tuple[str, str | None], ...] | None:
    """A word's texts as HTML, and between them the names of values; None where one is formatted."""
    parts: list[tuple[str, str | None]] = []
    for text, name, how, turned in Formatter().parse(str(escape(form))):
        if how or turned or (name is not None and not name.isidentifier()):
            return None
        parts += [(text, None)] if text else []
        parts += [("", name)] if name is not None else []
    return tuple(parts)


def _forms(string: str | Sequence[str] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ())
