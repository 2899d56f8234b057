"""With which headers a web server hands out a site."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from portal_builder import csp

# Only the program makes styles, scripts and fonts, and it gives each of them its own digest. An
# attachment may be named as if it had one, so that its kind is asked again each time.
IMMUTABLE = r"\.[0-9a-f]{8}(\.min)?\.(css|js|mjs|woff|woff2)$"
"""Which paths carry their digest, as an expression that nginx, Caddy and Python understand."""

SAFE: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
)
"""What every answer carries, beside the policy and what is said of caching."""

TRANSPORT = "max-age=63072000"
"""Strict-Transport-Security, where the server itself has the certificate."""

POLICIES: Mapping[str, str] = MappingProxyType(
    {
        "svg": f"default-src 'none'; style-src 'unsafe-inline'; sandbox; {csp.NO_FRAMES}",
        "pdf": csp.NO_FRAMES,  # browsers' own viewers need what the others are denied
    }
)
"""The policy of files that a browser opens by themselves, by ending."""


def netlify_headers() -> str:
    """The file `_headers` of Netlify and Cloudflare Pages.

    Their rules know no expressions, so that no name is found to carry its digest: everything is
    asked for again.
    """
    headers = {**SAFE, "Content-Security-Policy": csp.AROUND, "Cache-Control": "private, no-cache"}
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
