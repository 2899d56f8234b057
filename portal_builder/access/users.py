"""A client's users: `<slug>.htpasswd`, with bcrypt hashes that nginx and Caddy both understand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from portal_builder.errors import PortalError, WrongUse
from portal_builder.output import write_whole

COST = 10
"""Of bcrypt: 2¹⁰ rounds. A server works them out for every request, so that more would slow pages."""

LONGEST = 72
"""The bytes of a password that bcrypt sees."""

_USER = re.compile(r"[A-Za-z0-9._@+-]{1,64}")
_HASH = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")


class UserFile:
    """One client's users.

    Args:
        path: the file; it is made with the first user.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def users(self) -> Mapping[str, str]:
        """Each user's name → hash of the password; empty where there is no file.

        Raises:
            PortalError: the file holds something else.
        """
        if not self._path.exists():
            return {}
        found = {}
        for number, line in enumerate(self._path.read_text("utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, hashed = line.partition(":")
            if not _USER.fullmatch(name) or not _HASH.fullmatch(hashed):
                raise PortalError(f"{self._path}:{number} is no user with a bcrypt hash")
            found[name] = hashed
        return found

    def put(self, name: str, password: str) -> None:
        """Lets a user in, from now on with this password.

        Raises:
            WrongUse: the name or the password cannot be used.
        """
        if not _USER.fullmatch(name):
            raise WrongUse(
                f"{name} is no user's name; letters, digits and . _ @ + - may stand in it"
            )
        self._write({**self.users(), name: _hashed(password)})

    def remove(self, name: str) -> None:
        """Lets a user in no more.

        Raises:
            WrongUse: there is no such user.
        """
        users = dict(self.users())
        if name not in users:
            raise WrongUse(f"{self._path} knows no user {name}")
        del users[name]
        self._write(users)

    def _write(self, users: Mapping[str, str]) -> None:
        """The file is as readable as its folder: the server, which needs it, may be another user."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        readable = self._path.parent.stat().st_mode & 0o044
        lines = [f"{name}:{hashed}\n" for name, hashed in sorted(users.items())]
        write_whole(self._path, "".join(lines).encode(), 0o600 | readable)


def _hashed(password: str) -> str:
    try:
        import bcrypt
    except ImportError:
        raise WrongUse(
            "passwords need another package: pip install 'portal-builder[access]'"
        ) from None
    data = password.encode()
    if not data.strip():
        raise WrongUse("the password is empty")
    if len(data) > LONGEST or b"\0" in data:
        raise WrongUse(f"a password may have {LONGEST} bytes")
    return bcrypt.hashpw(data, bcrypt.gensalt(COST)).decode()
