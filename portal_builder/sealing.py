"""From a built site to a sealed folder: whether it is as it was verified, and with which passphrase."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from portal_builder.errors import PortalError, WrongUse
from portal_builder.merge.words import Words
from portal_builder.output import Output
from portal_builder.seal import SealedFolder, sealed
from portal_builder.verify import Leak, Verified, as_verified
from portal_builder.workspace import Workspace


def seal(
    workspace: Workspace, slug: str, folder: Path, passphrase: str, out: Path | None = None
) -> tuple[Leak, ...]:
    """Writes a client's built site, encrypted, to a folder.

    Args:
        workspace: whose clients there are.
        slug: the client.
        folder: what is uploaded afterwards.
        passphrase: what opens it.
        out: where the sites stand; None: in the workspace.

    Returns:
        What in the site is not as it was verified; then nothing was written.

    Raises:
        WrongUse: nothing is built of such a client.
        PortalError: something else stands in the folder.
    """
    output = Output((out or workspace.site).absolute())
    target = SealedFolder(folder.absolute())
    target.check()
    with output.read():
        record = output.record(slug)
        if record is None:
            raise WrongUse(f"nothing is built of {slug}; run `portal build {slug}` first")
        site = as_verified(slug, output.site(slug), record.files)
        if not isinstance(site, Verified):
            return site
        words = Words(workspace.theme / "strings" / "en.po")
        target.put(sealed(_files(site), target.key(passphrase), words))
    return ()


def _files(site: Verified) -> Iterator[tuple[str, bytes]]:
    for path, digest in sorted(site.files.items()):
        data = (site.root / path).read_bytes()
        if sha256(data).hexdigest() != digest:
            raise PortalError(f"{path} changed while it was read; build the site anew")
        yield path, data
