"""A client with more of everything than a page has room for, made without chance."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

START = date(2024, 1, 1)
AS_OF = date(2026, 10, 30)
LONG = "Integration of the timetable feed with Übergangsfristen, “quotes” & <tags>, acrossthewholeorganisation"


def day(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


def title(number: int) -> str:
    return f"{number}: {LONG}" if number % 3 else f"{number} {'W' * 90}"


def milestone(number: int) -> dict[str, Any]:
    agreed = 40 + number * 37 % 1300
    expected = agreed + number % 90
    entry: dict[str, Any] = {
        "id": f"MS-{number}",
        "title": title(number),
        "baseline_on": day(agreed),
        "forecast_on": day(expected),
    }
    if expected > agreed:
        moved = {"from": day(agreed), "to": day(expected), "reason": title(number)}
        entry["slips"] = [{"on": day(30), "caused_by": "unknown"} | moved]
    if day(expected) < AS_OF.isoformat() and number % 4:
        entry["done_on"] = day(expected)
    return entry


def line(number: int) -> dict[str, Any]:
    return {
        "id": f"BL-{number}",
        "title": title(number),
        "planned": str(number * 1_234_567),
        "starts_on": day(number * 30),
        "ends_on": day(number * 30 + 400),
        "percent_complete": number * 5 % 100,
        "actuals": [
            {"period": f"{2024 + m // 12}-{m % 12 + 1:02}", "amount": f"{number * 40_000}.{m:02}"}
            for m in range(number, number + 8)
        ],
    }


def change(number: int) -> dict[str, Any]:
    return {
        "id": f"CR-{number}",
        "title": title(number),
        "reason": "asked",
        "requested_on": day(number * 10),
        "requested_by": "client",
        "status": "approved",
        "decided_on": day(number * 10 + 5),
        "decided_by": "Kim",
        "impact": {"cost": [{"line": "BL-1", "amount": str((number % 7 - 2) * 100_000)}]},
    }


def issue(number: int) -> dict[str, Any]:
    opened = number * 15 + 20
    entry = {
        "id": f"ISS-{number}",
        "title": title(number),
        "opened_at": day(opened),
        "status": "open",
    }
    if number % 5:
        entry |= {
            "status": "resolved",
            "resolved_at": day(opened + number % 80),
            "resolution": "Done",
        }
    return entry


def client(locale: str, currency: str) -> dict[str, Any]:
    months = [f"{2025 + m // 12}-{m % 12 + 1:02}" for m in range(20)]
    return {
        "client": {"name": "Crowded House", "locale": locale, "currency": currency},
        "project": {"name": "All of it", "started_on": day(0), "as_of": AS_OF.isoformat()},
        "schedule": {"milestones": [milestone(n) for n in range(1, 41)]},
        "budget": {
            "lines": [line(n) for n in range(1, 21)],
            "retainer": {
                "unit": "hours",
                "included": 20,
                "carry_over_periods": 2,
                "periods": [{"period": m, "used": n * 7 % 45} for n, m in enumerate(months)],
            },
        },
        "changes": [change(n) for n in range(1, 41)],
        "issues": [issue(n) for n in range(1, 61)],
        "risks": [
            {"id": f"R-{n}", "title": title(n), "probability": n % 5 + 1, "impact": n * 7 % 5 + 1}
            for n in range(1, 46)
        ],
        "goals": [
            {
                "id": f"G-{n}",
                "title": title(n),
                "unit": "orders completed per hundred baskets",
                "baseline": start,
                "target": target,
                "measurements": [
                    {"on": day(100 + 40 * m), "value": f"{target}.{m}1"} for m in range(1, 9)
                ],
            }
            for n, start, target in ((1, 48, 60), (2, -5, 1_234_567), (3, 99, 99))
        ],
    }


def write(clients: Path, slug: str, locale: str = "en_GB", currency: str = "GBP") -> None:
    """Writes the client's folder."""
    folder = clients / slug
    folder.mkdir(parents=True)
    text = yaml.safe_dump(client(locale, currency), allow_unicode=True, sort_keys=False)
    (folder / "client.yml").write_text(text, encoding="utf-8")
