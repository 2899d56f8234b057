"""Workspaces of any size, made from a seed: the same numbers give the same files.

    python -m benchmarks.generated FOLDER CLIENTS [RECORDS [PROJECTS]]

A client has 12 pages and as many records in each section as are asked for; 30 are the measure.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

START, AS_OF = date(2025, 1, 6), date(2026, 10, 2)
DAYS = (AS_OF - START).days
FIRST = (
    "Alder",
    "Birch",
    "Cor",
    "Dun",
    "Elms",
    "Fern",
    "Gran",
    "Hol",
    "Ives",
    "Kel",
    "Lang",
    "Mar",
)
LAST = (
    "brook",
    "combe",
    "dale",
    "field",
    "ford",
    "gate",
    "ham",
    "ley",
    "mere",
    "stead",
    "ton",
    "wick",
)
WORDS = [
    "the",
    "page",
    "list",
    "order",
    "search",
    "result",
    "form",
    "print",
    "label",
    "stock",
    "price",
    "image",
    "address",
    "invoice",
    "account",
    "upload",
    "review",
    "export",
    "import",
    "filter",
    "summary",
    "menu",
    "archive",
    "report",
    "calendar",
    "backup",
    "delivery",
    "basket",
    "is",
    "was",
    "needs",
    "shows",
    "keeps",
    "takes",
    "gives",
    "stays",
    "moves",
    "before",
    "after",
    "with",
    "without",
    "for",
    "every",
    "new",
    "old",
]


class Client:
    """Makes one client's sections; nothing but its number and the sizes decides what is in them."""

    def __init__(self, number: int, records: int) -> None:
        self._chance = random.Random(f"client {number}")
        self._records = range(1, records + 1)

    def words(self, least: int, most: int) -> str:
        chosen = self._chance.choices(WORDS, k=self._chance.randint(least, most))
        return " ".join(chosen).capitalize()

    def day(self, first: int = 0, last: int = DAYS) -> str:
        return (START + timedelta(days=self._chance.randint(first, last))).isoformat()

    def project(self) -> dict[str, Any]:
        about = {"name": self.words(2, 4), "summary": self.words(20, 40)}
        return {**about, "started_on": START.isoformat(), "as_of": AS_OF.isoformat()}

    def scope(self, n: int) -> dict[str, Any]:
        about = {"id": f"SC-{n}", "title": self.words(3, 7), "description": self.words(10, 25)}
        return {**about, "status": self._chance.choice(("agreed", "in_progress", "removed"))}

    def milestone(self, n: int) -> dict[str, Any]:
        agreed = DAYS + 10 * n
        entry = {"id": f"MS-{n}", "title": self.words(2, 5), "description": self.words(8, 20)}
        planned, late = START + timedelta(days=agreed), START + timedelta(days=agreed + 7)
        move = {"on": self.day(), "from": planned, "to": late, "reason": self.words(4, 9)}
        slip = {name: str(value) for name, value in move.items()} | {"caused_by": "provider"}
        return {**entry, "baseline_on": str(planned), "forecast_on": str(late), "slips": [slip]}

    def line(self, n: int) -> dict[str, Any]:
        amounts = [
            {"period": f"2026-{month:02}", "amount": f"{self._chance.randint(100, 900)}.00"}
            for month in (3, 4, 5)
        ]
        about = {"id": f"BL-{n}", "title": self.words(2, 5), "planned": f"{1000 * n}.00"}
        return {**about, "percent_complete": n % 100, "actuals": amounts}

    def issue(self, n: int) -> dict[str, Any]:
        about = {"id": f"ISS-{n}", "title": self.words(3, 8), "description": self.words(15, 40)}
        state = {"severity": "medium", "status": "open", "opened_at": self.day()}
        return {**about, **state, "impact": self.words(5, 15), "next_step": self.words(5, 10)}

    def change(self, n: int) -> dict[str, Any]:
        about = {"id": f"CR-{n}", "title": self.words(3, 8), "reason": self.words(10, 30)}
        impact = {"cost": [{"line": "BL-1", "amount": f"{10 * n}.00"}], "quality": self.words(5, 9)}
        asked = {"requested_on": self.day(), "requested_by": "client", "status": "proposed"}
        return {**about, **asked, "impact": impact}

    def decision(self, n: int) -> dict[str, Any]:
        about = {"id": f"D-{n}", "title": self.words(3, 8), "context": self.words(10, 30)}
        return {**about, "outcome": self.words(5, 10), "decided_on": self.day()}

    def action(self, n: int) -> dict[str, Any]:
        return {"id": f"A-{n}", "title": self.words(3, 8), "party": "client", "due_on": self.day()}

    def risk(self, n: int) -> dict[str, Any]:
        about = {"id": f"R-{n}", "title": self.words(3, 8), "description": self.words(10, 30)}
        return {**about, "probability": n % 5 + 1, "impact": (n + 2) % 5 + 1, "response": "reduce"}

    def incident(self, n: int) -> dict[str, Any]:
        about = {"id": f"INC-{n}", "title": self.words(3, 8), "kind": "defect"}
        seen = {"status": "fixing", "detected_at": self.day(), "detected_by": "provider"}
        return {**about, **seen, "impact": self.words(8, 20)}

    def goal(self, n: int) -> dict[str, Any]:
        values = [{"on": f"2026-0{m}-01", "value": self._chance.randint(1, 90)} for m in (3, 6, 9)]
        about = {"id": f"G-{n}", "title": self.words(3, 8), "held_by": "shared"}
        return {**about, "baseline": 0, "target": 100, "measurements": values}

    def update(self, n: int) -> dict[str, Any]:
        about = {"on": str(START + timedelta(days=n)), "title": self.words(2, 5)}
        return {**about, "summary": self.words(20, 50), "done": [self.words(4, 9)]}

    def person(self, n: int) -> dict[str, Any]:
        return {"name": f"Person {n}", "role": self.words(1, 2), "party": "provider"}

    def document(self, n: int) -> dict[str, Any]:
        return {"title": self.words(2, 6), "url": f"https://docs.example.org/{n}", "on": self.day()}

    def term(self, n: int) -> dict[str, Any]:
        return {"term": f"Term {n}", "meaning": self.words(8, 20)}

    def sections(self) -> dict[str, Any]:
        """Everything but `client`."""
        lists = {
            "issues": self.issue,
            "changes": self.change,
            "decisions": self.decision,
            "actions": self.action,
            "risks": self.risk,
            "incidents": self.incident,
            "goals": self.goal,
            "updates": self.update,
            "team": self.person,
            "documents": self.document,
            "glossary": self.term,
        }
        return {
            "project": self.project(),
            "scope": {"items": [self.scope(n) for n in self._records]},
            "schedule": {"milestones": [self.milestone(n) for n in self._records]},
            "budget": {"lines": [self.line(n) for n in self._records]},
            **{name: [make(n) for n in self._records] for name, make in lists.items()},
        }


def name_of(number: int) -> str:
    """A name that no other client has, and that is no common word."""
    more, last = divmod(number, len(LAST))
    more, first = divmod(more, len(FIRST))
    return f"{FIRST[first]}{LAST[last]}" + (
        f" {FIRST[more % 12]}{LAST[more // 12]}" if more else ""
    )


def workspace(folder: Path, clients: int, records: int = 30, projects: int = 0) -> Path:
    """Makes a workspace.

    Args:
        folder: where; it is created.
        clients: how many.
        records: of each kind, in each project.
        projects: of each client; 0 for clients with one project, written beside `client`.
    """
    for number in range(clients):
        name = name_of(number)
        home = folder / "clients" / name.lower().replace(" ", "-")
        _write(home, {"client": {"name": name, "locale": "en_GB", "currency": "GBP"}})
        for place, seed in _places(home, number, projects):
            _write(place, Client(seed, records).sections())
    return folder


def _places(home: Path, number: int, projects: int) -> Iterator[tuple[Path, int]]:
    if not projects:
        yield home, number
    for n in range(projects):
        yield home / "projects" / f"p{n + 1}", number * projects + n


def _write(folder: Path, sections: dict[str, Any]) -> None:
    """One file for each section; JSON's scalars and brackets are YAML, one record to a line."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in sections.items():
        text = f"{name}:\n" + "\n".join(_lines(value, "  ")) + "\n"
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")


def _lines(value: Any, indent: str) -> Iterator[str]:
    """YAML in the block style that people write."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _entry(f"{indent}{key}:", entry, f"{indent}  ")
    else:
        for entry in value:
            first, *rest = _lines(entry, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest


def _entry(start: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, list) and not any(isinstance(entry, dict) for entry in value):
        yield f"{start} {json.dumps(value)}"
    elif isinstance(value, dict | list):
        yield start
        yield from _lines(value, indent)
    else:
        yield f"{start} {value if isinstance(value, int) else json.dumps(value)}"


if __name__ == "__main__":
    workspace(Path(sys.argv[1]), *map(int, sys.argv[2:]))
