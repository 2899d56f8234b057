"""The demo client with a history: its files as they would have stood on earlier days, as commits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from gitted import Repo

DEMO = Path(__file__).parents[1] / "clients/demo"
DAYS = (
    *("2026-03-06", "2026-04-03", "2026-05-01", "2026-06-05", "2026-06-26", "2026-07-10"),
    *("2026-07-31", "2026-08-21", "2026-09-11", "2026-10-02", "2026-10-16", "2026-10-30"),
)
_BEGINS = ("on", "requested_on", "opened_at", "detected_at", "issued_on", "at", "since")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def demo(folder: Path) -> Repo:
    """A workspace with the demo client, committed at noon of each day."""
    repo = Repo(folder)
    for day in DAYS:
        repo.commit({f"clients/demo/{name}": text for name, text in _files(day)}, f"{day}T12:00Z")
    return repo


def _files(day: str) -> Iterator[tuple[str, str | bytes]]:
    for path in sorted(DEMO.rglob("*")):
        name = path.relative_to(DEMO).as_posix()
        if path.suffix == ".yml" and day != DAYS[-1]:
            written = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
            yield name, yaml.dump(_rewound(written, day), allow_unicode=True, sort_keys=False)
        elif path.is_file():
            yield name, path.read_bytes()


def _rewound(value: Any, day: str) -> Any:
    """What was known on a day: what began later is out, what ended later is open."""
    if isinstance(value, list):
        return [_rewound(entry, day) for entry in value if not _is_later(entry, day)]
    if not isinstance(value, dict):
        return value
    kept = {
        key: _rewound(inner, day) for key, inner in value.items() if not _is_news(key, inner, day)
    }
    if "as_of" in kept:
        kept["as_of"] = day
    if "slips" in kept:
        kept["forecast_on"] = kept["slips"][-1]["to"] if kept["slips"] else kept["baseline_on"]
    if value.get("status") != kept.get("status") or len(kept) < len(value):
        kept |= _before(value, kept)
    return kept


def _is_later(entry: Any, day: str) -> bool:
    if not isinstance(entry, dict):
        return False
    begun = next((entry[key] for key in _BEGINS if key in entry), entry.get("period", ""))
    return begun[:10] > day[: len(begun[:10])]


def _is_news(key: str, value: Any, day: str) -> bool:
    ended = (
        "decided_on",
        "done_on",
        "resolved_at",
        "delivered_on",
        "accepted_on",
        "paid_on",
        "met_on",
    )
    return key in ended and bool(_DATE.match(value)) and value[:10] > day


def _before(value: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """The state of an entry of which something was not known yet."""
    if "decided_on" in value and "decided_on" not in kept and "requested_on" in value:
        return {"status": "proposed"}
    if "resolved_at" in value and "resolved_at" not in kept:
        return {"status": "identified" if "detected_at" in value else "open"}
    if "delivered_on" in value and "delivered_on" not in kept:
        return {"status": "in_progress"}
    return {}
