"""When the bell rings: once for everything new that is worse than what rings already; never silent without a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fengsui_incidents.api.board import Board, QueueItem

RANKS: Mapping[str, int] = {
    "mayday": 5, "withdraw": 5, "missing": 5, "network": 4, "expired": 4, "too_few": 4, "alone": 3, "refused": 3,
    "offer": 2,
    "silent": 3, "unreachable": 3, "unable": 3, "need_more": 3, "call": 3,
    "change": 2, "uncovered": 2, "level": 2, "merge": 1, "card": 1, "task": 1,
}  # fmt: skip
LOUD = 2
"""From this rank on a new item rings."""

URGENT = 4
AGAIN = timedelta(seconds=20)
"""The worst kind rings again until somebody has dealt with it."""


@dataclass(frozen=True)
class Ringing:
    """What is known to the bell. `hushed` counts the urgent ones that a mute kept silent: they are shown instead."""

    known: frozenset[str] = frozenset()
    worst: int = 0
    rang_at: datetime | None = None
    muted_until: datetime | None = None
    hushed: int = 0

    def muted(self, now: datetime) -> bool:
        return self.muted_until is not None and now < self.muted_until


def rank(item: QueueItem, board: Board) -> int:
    """How loud an item is; one of an incident of urgency A counts one more, a drill's never more than a merge."""
    base = RANKS["mayday"] if item.life else RANKS.get(item.kind, 1)
    if item.exercise is not None:
        return 1
    urgent = any(row.id == item.incident and row.urgency == "A" for row in board.incidents)
    return base + int(urgent and base >= LOUD)


def hear(state: Ringing, board: Board, now: datetime) -> tuple[Ringing, bool]:
    """The bell after this board, and whether it rings now."""
    ranks = {item.id: rank(item, board) for item in board.queue}
    fresh = max((found for id, found in ranks.items() if id not in state.known), default=0)
    worst = max(ranks.values(), default=0)
    lasting = worst >= URGENT and state.rang_at is not None and now - state.rang_at >= AGAIN
    wants = (fresh >= LOUD and (fresh > state.worst or not _recent(state, now))) or lasting
    urgent = sum(1 for found in ranks.values() if found >= URGENT)
    muted = state.muted(now)
    rings = wants and not muted
    left = replace(
        state,
        known=frozenset(ranks),
        worst=worst if not rings else max(worst, fresh),
        rang_at=now if rings else state.rang_at,
        hushed=urgent if muted else 0,
    )
    return left, rings


def strokes(rank: int) -> int:
    """One sound for each urgency: a life three strokes, what ran out two, anything else one."""
    return 3 if rank >= RANKS["mayday"] else 2 if rank >= URGENT else 1


def _recent(state: Ringing, now: datetime) -> bool:
    """Forty new items in a bundle are one sound."""
    return state.rang_at is not None and now - state.rang_at < timedelta(seconds=3)


def mute(state: Ringing, now: datetime, minutes: int) -> Ringing:
    """Silent for some minutes; 0 ends it."""
    return replace(state, muted_until=now + timedelta(minutes=minutes) if minutes else None, hushed=0)
