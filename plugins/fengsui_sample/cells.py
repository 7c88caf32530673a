"""What stands in one cell of the city's tables: counts, lists, certificates, substances. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any


def listed(cell: str) -> list[str]:
    """`a; b` as [a, b]."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def capabilities(cell: str) -> dict[str, int]:
    """`suit_a 4; leak 1` as {suit_a: 4, leak: 1}. Raises ValueError."""
    found: dict[str, int] = {}
    for part in listed(cell):
        key, count = part.split()
        found[key] = int(count)
    return found


def certificates(cell: str) -> list[dict[str, Any]]:
    """`name last-day capability … | …`: each certificate as `rosters.register_team` takes it. Raises ValueError."""
    found: list[dict[str, Any]] = []
    for part in cell.split("|"):
        if words := part.split():
            name, until, *needed = words
            found.append({"name": name, "until": date.fromisoformat(until), "capabilities": needed})
    return found


def substances(cell: str) -> list[dict[str, Any]]:
    """`ammonia 氨 12; …`: key, name as filed, tonnes at the design maximum. Raises ValueError."""
    found: list[dict[str, Any]] = []
    for part in listed(cell):
        key, name, tonnes = part.split()
        found.append({"key": key, "name": name, "tonnes": float(tonnes)})
    return found


def yes(cell: str) -> bool:
    """Raises ValueError for anything but yes and no."""
    if cell not in ("yes", "no"):
        raise ValueError(cell)
    return cell == "yes"


def given(**cells: Any) -> dict[str, Any]:
    """Only what is there: an empty cell leaves the command's own default."""
    return {name: value for name, value in cells.items() if value not in ("", None)}
