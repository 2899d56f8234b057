"""The command `portal`, and `python -m portal_builder`."""

from __future__ import annotations

import sys

from portal_builder.errors import STOPPED


def main() -> None:
    """Runs the command line; Ctrl-C ends it quietly, even while it is still being loaded."""
    try:
        from portal_builder.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(STOPPED)


if __name__ == "__main__":
    main()
