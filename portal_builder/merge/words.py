"""The words that pages say, read from a catalogue of `theme/strings`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

NOTHING = Markup()
"""HTML that shows nothing."""


class Words:
    """The words of one language.

    A word may hold places for values (`{date}`) and stand in several forms, one for each number.

    Args:
        catalogue: a file in gettext's format, whose keys name the words.
    """

    def __init__(self, catalogue: Path) -> None:
        with catalogue.open("rb") as file:
            read = read_po(file)
        self._forms: Mapping[str, tuple[str, ...]] = {
            m.id[0] if isinstance(m.id, tuple) else str(m.id): _forms(m.string)
            for m in read
            if m.id
        }
        self._form_of = c2py(read.plural_expr)

    def __contains__(self, key: str) -> bool:
        return key in self._forms

    def __call__(self, key: str, **values: object) -> Markup:
        """The word for a key, as HTML: what is put into it is escaped unless it is HTML already.

        Raises:
            KeyError: the catalogue has no such word.
        """
        return Markup(escape(self._forms[key][0])).format(**values)

    def count(self, key: str, number: int, **values: object) -> Markup:
        """The form of a word that goes with a number; the number itself is one of the values."""
        forms = self._forms[key]
        form = forms[min(self._form_of(number), len(forms) - 1)]
        return Markup(escape(form)).format(**values)

    def plain(self, key: str, **values: object) -> str:
        """The word for a key as plain text."""
        return self._forms[key][0].format(**values)


def _forms(string: str | Sequence[str] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ())
