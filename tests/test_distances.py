"""How many days ago a day is, as the script says it: as a browser would."""

from __future__ import annotations

import pytest
from babel import Locale
from playwright.sync_api import Browser

from portal_builder.distances import distances

# What the script does with the texts, beside what the browser says of itself.
DIFFERENT = """([tag, texts]) => {
  const plural = new Intl.PluralRules(tag);
  const own = new Intl.RelativeTimeFormat(`${tag}-u-nu-latn`, { numeric: "always" });
  const said = (days) => {
    const forms = texts[days < 0 ? "past" : "future"];
    return (forms[plural.select(Math.abs(days))] ?? forms.other).replace("{0}", Math.abs(days));
  };
  return [...Array(241).keys()].map((n) => n - 120).filter(Boolean)
    .filter((days) => said(days) !== own.format(days, "day"));
}"""


def test_each_form_of_a_language_has_its_text() -> None:
    assert distances(Locale("en")) == {
        "past": {"one": "{0} day ago", "other": "{0} days ago"},
        "future": {"one": "in {0} day", "other": "in {0} days"},
    }
    polish = distances(Locale("pl"))["past"]
    assert (polish["one"], polish["few"], polish["many"]) == (
        "{0} dzień temu", "{0} dni temu", "{0} dni temu",
    )  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("tag", ["en", "de", "fr", "pl", "ar", "ja"])
def test_a_browser_says_the_same(tag: str, browser: Browser) -> None:
    page = browser.new_page()
    assert page.evaluate(DIFFERENT, [tag, distances(Locale.parse(tag))]) == []
    page.close()
