"""Sets of numbers as runs `(first, last)` in order: a million erased events are a few pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Run = tuple[int, int]


def runs_of(numbers: Iterable[int]) -> list[Run]:
    """The runs of `numbers`, which come in any order and may repeat."""
    return joined((number, number) for number in numbers)


def joined(runs: Iterable[Run]) -> list[Run]:
    """The same numbers in as few runs as possible, in order."""
    found: list[Run] = []
    for first, last in sorted(runs):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def outside(runs: Sequence[Run], others: Sequence[Run]) -> list[Run]:
    """What of `runs` is in none of `others`; both as `joined` makes them."""
    found: list[Run] = []
    at = 0
    for first, last in runs:
        while at < len(others) and others[at][1] < first:
            at += 1
        look = at
        while look < len(others) and others[look][0] <= last and first <= last:
            if others[look][0] > first:
                found.append((first, others[look][0] - 1))
            first = others[look][1] + 1
            look += 1
        if first <= last:
            found.append((first, last))
    return found


def within(number: int, runs: Iterable[Run]) -> bool:
    """Whether one of the runs holds the number."""
    return any(first <= number <= last for first, last in runs)


def count(runs: Iterable[Run]) -> int:
    return sum(last - first + 1 for first, last in runs)


def said(runs: Sequence[Run], most: int = 5) -> str:
    """`3, 7-9, …`: for a person."""
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in runs[:most]]
    return ", ".join(texts) + (", …" if len(runs) > most else "")
