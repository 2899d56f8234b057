"""Every catalogue has every word, with all of its forms and places: here it fails, not at a client's."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from decimal import Decimal
from gettext import GNUTranslations, c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal_builder.merge.words import Catalogues, Words
from portal_builder.site import WORDS

ROOT = Path(__file__).parents[1]
STRINGS = ROOT / "theme" / "strings"
LANGUAGES = sorted(path.stem for path in STRINGS.glob("*.po"))
ISOLATES = re.compile("[\u2068\u2069]")
NUMBERS = (0, 1, 2, 3, 5, 11, 21, 22, 100)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def messages(path: Path) -> dict[str, Message]:
    return {m.id[0] if isinstance(m.id, tuple) else m.id: m for m in catalogue(path) if m.id}


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def faults(path: Path, source: Mapping[str, Message]) -> list[str]:
    """What is wrong with a catalogue, beside the one in which words are written first."""
    found, name = messages(path), path.name
    wanted, form_of = catalogue(path).num_plurals, c2py(catalogue(path).plural_expr)
    faults = [f"{name}: {key} is missing" for key in source if key not in found]
    faults += [f"{name}: {key} is said nowhere" for key in found if key not in source]
    for key in source.keys() & found.keys():
        said, expected = forms(found[key]), places("".join(forms(source[key])))
        plural = isinstance(source[key].id, tuple)
        if isinstance(found[key].id, tuple) != plural or len(said) != (wanted if plural else 1):
            faults.append(f"{name}: {key} needs {wanted if plural else 1} forms")
        if not all(said):
            faults.append(f"{name}: {key} is empty")
        if found[key].fuzzy:
            faults.append(f"{name}: {key} is not certain (fuzzy)")
        if places("".join(said)) != expected:
            faults.append(f"{name}: {key} has other places than {sorted(expected)}")
        # One and two may be said in words; a form that stands for many numbers has to name them.
        several = {min(form_of(n), len(said) - 1) for n in (3, 5, 11, 22, 100)} | {len(said) - 1}
        if any(places(said[n]) != places(forms(source[key])[-1]) for n in several):
            faults.append(f"{name}: {key} leaves out a place in one of its forms")
    return sorted(faults)


def test_these_are_the_languages() -> None:
    assert LANGUAGES == ["ar", "de", "en", "fr", "pl"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_word(language: str) -> None:
    assert faults(STRINGS / f"{language}.po", messages(STRINGS / "en.po")) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgid "move.same"\nmsgstr "no move"\n', "", "move.same is missing"),
        ('msgid "move.same"', 'msgid "move.other"', "move.other is said nowhere"),
        ('msgstr "no move"', 'msgstr ""', "move.same is empty"),
        ('"{days} later"', '"{day} later"', "move.later has other places than ['days']"),
        ('msgstr[1] "{days} days"\n', "", "unit.days is empty"),
        ('[1] "{days} days"', '[1] "days"', "unit.days leaves out a place in one of its forms"),
        ('msgid "move.same"', '#, fuzzy\nmsgid "move.same"', "move.same is not certain (fuzzy)"),
    ],
)
def test_a_planted_fault_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = (STRINGS / "en.po").read_text("utf-8")
    assert old in text
    (tmp_path / "en.po").write_text(text.replace(old, new), "utf-8")
    assert f"en.po: {fault}" in faults(tmp_path / "en.po", messages(STRINGS / "en.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_sorted_and_hold_no_key_twice(language: str) -> None:
    keys = re.findall(r'^msgid "(.+)"$', (STRINGS / f"{language}.po").read_text("utf-8"), re.M)
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_takes_the_catalogue(language: str, tmp_path: Path) -> None:
    read = catalogue(STRINGS / f"{language}.po")
    with (tmp_path / "words.mo").open("wb") as file:
        write_mo(file, read)
    with (tmp_path / "words.mo").open("rb") as file:
        said = GNUTranslations(file)
    words = Catalogues(STRINGS)[language]
    for number in NUMBERS:
        form = said.ngettext("unit.days", "unit.days", number).format(days=number)
        assert words.count("unit.days", number, days=number).striptags() == form


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_numbers_take_the_forms_of_unicodes_rules(language: str) -> None:
    """Forms stand in Unicode's order: zero, one, two, few, many, other."""
    rule = Locale.parse(language).plural_form
    header = catalogue(STRINGS / f"{language}.po")
    order = [n for n in ("zero", "one", "two", "few", "many") if n in rule.tags] + ["other"]
    if language == "fr":
        order.remove("many")  # of millions alone
    assert header.num_plurals == len(order)
    words = Catalogues(STRINGS)[language]
    assert [words._form(n) for n in NUMBERS] == [order.index(rule(n)) for n in NUMBERS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_theme_has_no_sign_that_a_script_would_show_as_written(language: str) -> None:
    said = Catalogues(STRINGS)[language].templates(WORDS)
    assert {key: text for key, text in said.items() if set(text) & set("<>&\"'")} == {}


def test_the_theme_says_only_words_that_sites_bring_along() -> None:
    text = "".join(p.read_text("utf-8") for p in (ROOT / "theme/overrides").rglob("*.html"))
    used = set(re.findall(r'portal\.words\["([a-z_.]+)"\]', text))
    used |= set(re.findall(r"portal\.words\.(\w+)", text))
    script = (ROOT / "theme/overrides/assets/javascripts/portal.js").read_text("utf-8")
    said = set(re.findall(r'(?:words\[|said\()"([a-z_.]+)"', script))
    assert {"more", "not_found.title"} <= used <= WORDS
    assert {"table.filter", "table.shown"} <= said <= WORDS


def counted(words: Words, number: int | Decimal) -> str:
    return words.plain_count("unit.days", number, days=str(number))


def test_a_fraction_takes_the_form_of_fractions() -> None:
    known = Catalogues(STRINGS)
    assert counted(known["en"], Decimal("1.5")) == "1.5 days"
    assert counted(known["en"], Decimal("1.0")) == "1.0 day"


POLISH = {
    **{0: "0 dni", 1: "1 dzień", 2: "2 dni", 3: "3 dni", 5: "5 dni", 11: "11 dni", 21: "21 dni"},
    **{22: "22 dni", 100: "100 dni", Decimal("1.5"): "1.5 dnia"},
}
POLISH_MONTHS = {1: "1 miesiąc", 3: "3 miesiące", 12: "12 miesięcy", 22: "22 miesiące"}
ARABIC = {
    **{0: "0 يوم", 1: "يوم واحد", 2: "يومان", 3: "3 أيام", 5: "5 أيام", 11: "11 يومًا"},
    **{21: "21 يومًا", 22: "22 يومًا", 100: "100 يوم", Decimal("1.5"): "1.5 يوم"},
}
FRENCH = {0: "0 jour", 1: "1 jour", Decimal("1.5"): "1.5 jour", 2: "2 jours"}


@pytest.mark.parametrize(
    ("language", "said"), [("pl", POLISH), ("ar", ARABIC), ("fr", FRENCH)], ids=["pl", "ar", "fr"]
)
def test_numbers_of_days_are_said_as_people_say_them(
    language: str, said: dict[int | Decimal, str]
) -> None:
    words = Catalogues(STRINGS)[language]
    assert {n: ISOLATES.sub("", counted(words, n)) for n in said} == said


def test_of_several_forms_in_polish_none_is_the_same() -> None:
    words = Catalogues(STRINGS)["pl"]
    found = {n: words.plain_count("unit.months", n, months=n) for n in POLISH_MONTHS}
    assert found == POLISH_MONTHS


def test_values_keep_their_own_order_in_words_read_from_right_to_left() -> None:
    words = Catalogues(STRINGS)["ar"]
    assert words("move.later", days="+3 (b)") == "تأجيل: <bdi>+3 (b)</bdi>"
    assert words("move.later", days="<b>") == "تأجيل: <bdi>&lt;b&gt;</bdi>"
    assert words.plain("move.later", days="+3 (b)") == "تأجيل: \u2068+3 (b)\u2069"
    assert Catalogues(STRINGS)["en"]("move.later", days="<b>") == "&lt;b&gt; later"


def test_a_word_that_a_workspace_leaves_out_is_said_in_the_words_that_come_along(
    tmp_path: Path,
) -> None:
    (tmp_path / "en.po").write_text('msgid "move.same"\nmsgstr "as it was"\n', "utf-8")
    (tmp_path / "it.po").write_text('msgid "move.later"\nmsgstr "{days} dopo"\n', "utf-8")
    known = Catalogues(tmp_path, STRINGS)
    italian = known.of(Locale.parse("it_CH"))
    assert italian.language == "it"
    assert italian("move.later", days=3) == "3 dopo"
    assert italian("move.same") == "as it was"
    assert italian("page.scope") == "Scope"
    assert "page.scope" in italian
    with pytest.raises(KeyError):
        italian("page.nowhere")


def test_a_locale_without_a_catalogue_gets_english() -> None:
    assert Catalogues(STRINGS).of(Locale.parse("pt_BR")).language == "en"
    assert Catalogues(STRINGS).of(Locale.parse("en_NZ")).language == "en"
