"""The client's own section: its notation must exist."""

from __future__ import annotations

from portal_builder.checks.assets import PICTURES
from portal_builder.checks.subject import Subject
from portal_builder.formats import currency_decimals, parse_locale, zone


def check(subject: Subject) -> None:
    """The locale, the time zone and the currency must be known."""
    client = subject.read.values.get("client")
    if client is None:
        return
    if parse_locale(client.locale) is None:
        subject.error(
            ("client", "locale"),
            f"“{client.locale}” is no language or place that we know",
            "write it like en, en_GB or de-AT",
        )
    if zone(client.timezone) is None:
        subject.error(
            ("client", "timezone"),
            f"“{client.timezone}” is no time zone that we know",
            "write its continent and city, such as Europe/London, or UTC",
        )
    if client.currency is not None and currency_decimals(client.currency) is None:
        subject.error(
            ("client", "currency"),
            f"“{client.currency}” is no currency that we know",
            "write its code of three capital letters, such as GBP or EUR",
        )
    if client.logo is not None:
        reason = subject.assets.refusal(client.logo) or _no_picture(client.logo)
        if reason:
            subject.error(("client", "logo"), *reason)
        else:
            subject.assets.use(client.logo)


def _no_picture(name: str) -> tuple[str, str] | None:
    if name.lower().endswith(PICTURES):
        return None
    return f"a logo is a picture, and {name} is none", f"the kinds are {', '.join(PICTURES)}"
