"""Signatures of ledgers, made and checked by `ssh-keygen -Y`."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from portal_builder.characters import printable
from portal_builder.errors import PortalError

NAMESPACE = "portal-ledger"


def sign(data: bytes, key: Path) -> bytes:
    """Signs a ledger.

    Args:
        data: the file's content.
        key: a private key without a passphrase, or a public one whose private key an agent holds.

    Raises:
        PortalError: the key cannot be used.
    """
    done = _run("sign", "-q", "-n", NAMESPACE, "-f", str(key), data=data)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason was given"]
        raise PortalError(f"the ledger cannot be signed with {key}: {printable(said[-1])}")
    return done.stdout


def signer(data: bytes, signature: bytes, signers: Path) -> str | None:
    """Who signed a ledger, of those who may; None where nobody of them did.

    Args:
        data: the ledger's content.
        signature: the content of the file beside it.
        signers: a file of allowed signers, as `ssh-keygen` has it: a name and a key on each line.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(signature)
        file.flush()
        words = ("-f", str(signers), "-s", file.name)
        found = _run("find-principals", *words).stdout.decode(errors="replace").splitlines()
        for name in found:
            done = _run("verify", *words, "-n", NAMESPACE, "-I", name, data=data)
            if done.returncode == 0:
                return printable(name)
    return None


def _run(what: str, *words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs `ssh-keygen` away from the terminal, so that it cannot ask for a passphrase."""
    try:
        return subprocess.run(
            ["ssh-keygen", "-Y", what, *words],
            input=data,
            capture_output=True,
            check=False,
            start_new_session=True,
            env={**os.environ, "SSH_ASKPASS_REQUIRE": "never"},
        )
    except OSError:
        raise PortalError(
            "there is no program `ssh-keygen` here; install OpenSSH's client"
        ) from None
