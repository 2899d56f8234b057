"""Who may see a site: the configuration of the web server before it, and the users that it lets in."""

from __future__ import annotations

from portal_builder.access.headers import netlify_headers
from portal_builder.access.hosting import Auth, Certificate, Hosting
from portal_builder.access.servers import Server, configure, without_users
from portal_builder.access.users import UserFile

__all__ = [
    "Auth",
    "Certificate",
    "Hosting",
    "Server",
    "UserFile",
    "configure",
    "netlify_headers",
    "without_users",
]
