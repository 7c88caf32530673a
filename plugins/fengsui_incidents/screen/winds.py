"""Wind as people say it: `NE 2.1`, `东北 2级风`, `45 2.1 platform`."""

from __future__ import annotations

import re
from dataclasses import dataclass

COMPASS = {
    "n": 0, "ne": 45, "e": 90, "se": 135, "s": 180, "sw": 225, "w": 270, "nw": 315,
    "北": 0, "东北": 45, "东": 90, "东南": 135, "南": 180, "西南": 225, "西": 270, "西北": 315,
}  # fmt: skip
SAID = re.compile(r"^\s*([A-Za-z]{1,2}|[东南西北]{1,2}|\d{1,3})风?\s+(\d{1,2}(?:\.\d+)?)\s*(?:m/s)?\s*(.*)$")


@dataclass(frozen=True)
class SaidWind:
    """`from_degrees` where it comes from, `speed` in m/s."""

    from_degrees: int
    speed: float
    source: str = ""


def read_wind(text: str) -> SaidWind | None:
    """None where it cannot be read."""
    found = SAID.match(text)
    if found is None:
        return None
    where, speed, source = found.groups()
    degrees = int(where) % 360 if where.isdecimal() else COMPASS.get(where.lower(), -1)
    if degrees < 0 or float(speed) > 75 or (where.isdecimal() and int(where) > 360):
        return None
    return SaidWind(degrees, float(speed), source.strip())
