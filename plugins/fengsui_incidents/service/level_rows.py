"""The clock of the leader's decision, in the incident's row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from fengsui.hooks import Unit
from fengsui_incidents.model.level_clock import NOTHING, LevelClock
from fengsui_incidents.tables import incidents


def clock_values(clock: LevelClock) -> dict[str, Any]:
    return {
        "level_due_at": clock.due_at,
        "level_ring_at": clock.ring_at,
        "level_rung": clock.rung,
        "level_asked": clock.asked,
        "level_late": clock.late,
    }


NO_CLOCK: Mapping[str, Any] = clock_values(NOTHING)
"""Nothing is owed: the level is decided, or the response is over."""


def clock_of(row: Mapping[Any, Any]) -> LevelClock:
    return LevelClock(
        due_at=row["level_due_at"],
        ring_at=row["level_ring_at"],
        rung=row["level_rung"],
        asked=row["level_asked"],
        late=row["level_late"],
    )


def save_clock(unit: Unit, incident: str, clock: LevelClock, **more: object) -> None:
    values = {**clock_values(clock), **more}
    unit.connection.execute(update(incidents).where(incidents.c.id == incident).values(**values))
