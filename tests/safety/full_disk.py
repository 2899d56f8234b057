"""A publish onto a disk that is full: the old site stays, and with room again the new one comes.

    python tests/safety/full_disk.py

A small tmpfs is the disk, so it must be run as root. It has room for so much more each time, from
nothing on, until the release fits.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from publishing import contents, pages

from portal_builder.errors import PortalError
from portal_builder.publish import Folder
from safety.scenes import SLUG, Line, is_left_over, manifest_is_whole, release

SIZE, STEP = 400, 8  # KiB


@contextlib.contextmanager
def disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk of so many KiB."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def main() -> int:
    """Tries each amount of room; gives 1 where something is wrong."""
    if os.geteuid() != 0:
        print("a full disk is tried as root only, since it is mounted")
        return 1
    wrong, full = list[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        old = pages("old", style="p{}" + " " * 9000)
        new = {**pages("new", style="q{}" + " " * 9000), "more/index.html": "." * 60_000}
        first, second = release(root, 1, old), release(root, 2, new)
        for room in range(0, 200, STEP):
            with disk(root / "disk", SIZE) as place:
                public = Folder(place)
                public.publish(first, Line())
                filler = place / "filler"
                filler.write_bytes(b"\0" * (_free(place) - room * 1024))
                try:
                    public.publish(second, Line())
                except (OSError, PortalError):
                    full += 1
                    if contents(place / SLUG / "current") != old:
                        wrong.append(f"{room} KiB: what is seen is not the old site")
                filler.unlink()
                public.publish(second, Line())
                seen = contents(place / SLUG / "current")
                if not new.items() <= seen.items() or not manifest_is_whole(place):
                    wrong.append(f"{room} KiB: the next run does not finish it")
                wrong += [f"{room} KiB: left over: {path}" for path in is_left_over(place)]
    for line in wrong:
        print(line)
    print(f"{200 // STEP} disks, {full} of them full, {len(wrong)} wrong")
    return 1 if wrong or not full else 0


def _free(place: Path) -> int:
    status = os.statvfs(place)
    return status.f_bavail * status.f_frsize


if __name__ == "__main__":
    sys.exit(main())
