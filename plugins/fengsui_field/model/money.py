"""Amounts in fen: whole numbers, written in yuan."""

from __future__ import annotations

from collections.abc import Iterable

from fengsui_field.api.words import BorneBy


def yuan(fen: int) -> str:
    """123456 as `1,234.56`."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def fen(text: str) -> int | None:
    """`1,234.5` as 123450; None where it is no amount of yuan."""
    whole, _, part = text.strip().replace(",", "").partition(".")
    if not whole.isascii() or not whole.isdigit() or len(whole) > 12 or len(part) > 2:
        return None
    if part and not (part.isascii() and part.isdigit()):
        return None
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def by_bearer(costs: Iterable[tuple[BorneBy, int]]) -> dict[BorneBy, int]:
    """Sums by who bears them."""
    summed: dict[BorneBy, int] = {}
    for bearer, amount in costs:
        summed[bearer] = summed.get(bearer, 0) + amount
    return summed
