"""A claim as it is typed: `=3 hospital / counted twice`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MOST_DIGITS = 14
STATUS: dict[str, Literal["verified", "withdrawn"]] = {"=": "verified", "x": "withdrawn"}


@dataclass(frozen=True)
class ReadClaim:
    """`value` None for ?; `status` verified after =, withdrawn after x."""

    value: int | None
    source: str
    reason: str
    status: Literal["reported", "verified", "withdrawn"] = "reported"


def read_claim(text: str) -> ReadClaim | None:
    """None where there is no number, nor ?, to begin with."""
    said, _, reason = text.partition("/")
    said = said.strip()
    status = STATUS.get(said[:1].lower())
    number, _, source = (said[1:] if status else said).strip().partition(" ")
    value: int | None
    if number == "?":
        value = None
    elif number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS:
        value = int(number)
    else:
        return None
    return ReadClaim(value, source.strip(), reason.strip(), status or "reported")
