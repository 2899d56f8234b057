"""The Content-Security-Policy of a page: what a browser may load and run there."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

PLACEHOLDER = "<!-- policy -->"
"""Where the theme leaves room for the policy: before anything that it governs."""

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\s(?:src|type)\s*=)[^>]*>(.*?)</script>", re.DOTALL)
_INLINE_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


def inline_scripts(html: str) -> tuple[str, ...]:
    """The texts of the scripts that stand in the page itself; data blocks are none."""
    return tuple(_INLINE_SCRIPT.findall(html))


def inline_styles(html: str) -> tuple[str, ...]:
    """The texts of the styles that stand in the page itself."""
    return tuple(_INLINE_STYLE.findall(html))


def policy(scripts: Iterable[str], styles: Iterable[str] = ()) -> str:
    """The policy under which, beside the site's own files, only these inline scripts run.

    Args:
        scripts: the texts of the scripts, as they stand in the page.
        styles: the same of styles.
    """
    return _rules(_hashes(scripts), _hashes(styles))


def _rules(scripts: Iterable[str], styles: Iterable[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *scripts)),
            " ".join(("style-src 'self'", *styles)),
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def guarded(html: str, rules: str) -> str:
    """The page with its policy in place, before anything that it governs."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    if PLACEHOLDER in html:
        return html.replace(PLACEHOLDER, meta, 1)
    head = _HEAD.search(html)  # other code made the page, or took the placeholder away
    at = head.end() if head else 0
    return html[:at] + meta + html[at:]


_INLINE = ("'unsafe-inline'",)
NO_FRAMES = "frame-ancestors 'none'"
"""What no page can say of itself: that no other may show it in a frame."""

AROUND = f"{_rules(_INLINE, _INLINE)}; {NO_FRAMES}"
"""The policy that a server sends with every page.

A script has to pass it and the page's own, which alone knows the hashes of the inline scripts.
"""


def _hashes(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(f"'sha256-{_digest(text)}'" for text in texts)


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
