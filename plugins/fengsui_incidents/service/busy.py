"""Which teams have an open order."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from fengsui.hooks import Reading
from fengsui_incidents.tables import orders


def busy_teams(reading: Reading, exercise: str | None) -> Mapping[str, str]:
    """Teams with an open order, and which. The real thing takes a team out of a drill; a drill takes none from it."""
    query = select(orders.c.team, orders.c.id).where(orders.c.open, orders.c.team != "", orders.c.replaced_by == "")
    if exercise is None:
        query = query.where(orders.c.exercise.is_(None))
    return {row.team: row.id for row in reading.connection.execute(query)}
