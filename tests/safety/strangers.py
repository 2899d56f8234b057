"""Those who try to see another client's site, asking real web servers in many ways.

    python tests/safety/strangers.py [REQUESTS]

Twenty clients stand behind nginx with what `portal access` writes, each with its own credentials;
into each site links to another's and hidden files are put, which must never be there. Caddy is asked
a tenth as often: it takes a second for each name that it does not know.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from intruders import attempts, foreign
from webservers import SLUGS, canary, certify, plant, publish, running

from portal_builder.access import Server


def tried(server: Server, count: int) -> int:
    """Asks as often; gives how many answers were foreign, or -1 where not even the own ones came."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        public = publish(root / "published")
        plant(public)
        with running(server, root / "etc", public, certificate=certify(root, "server")) as site:
            began = time.monotonic()
            let_in = sum(canary(slug) in site.own(slug).body for slug in SLUGS)
            asked = attempts(public, count, links=server is Server.NGINX)
            holes = [hole for attempt in asked if (hole := foreign(site, attempt))]
            seconds = time.monotonic() - began
    for hole in holes[:20]:
        print(hole)
    print(
        f"{server}: {len(SLUGS)} clients asked {count} ways in {seconds:.0f} s: {len(holes)} foreign "
        f"answers; {let_in} of {len(SLUGS)} let in to their own"
    )
    return len(holes) if let_in == len(SLUGS) else -1


def main() -> int:
    """Asks nginx as often, Caddy a tenth; gives 1 where an answer was foreign."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    return 1 if any([tried(Server.NGINX, count), tried(Server.CADDY, count // 10)]) else 0


if __name__ == "__main__":
    sys.exit(main())
