"""Which teams have an open order."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from fengsui.hooks import Reading
from fengsui_incidents.tables import orders

# Made once: asked with every dispatch and whenever a team is looked for.
# A station that was only to withdraw (`only_withdraws`) and is out may have its task now.
OUT = (orders.c.need == "") & ~orders.c.already_moving & (orders.c.state == "withdrawn")
IN_DRILLS_TOO = select(orders.c.team, orders.c.id).where(
    orders.c.open, orders.c.team != "", orders.c.replaced_by == "", ~OUT
)
FOR_REAL = IN_DRILLS_TOO.where(orders.c.exercise.is_(None))


def busy_teams(reading: Reading, exercise: str | None) -> Mapping[str, str]:
    """Teams with an open order, and which. The real thing takes a team out of a drill; a drill takes none from it."""
    query = FOR_REAL if exercise is None else IN_DRILLS_TOO
    return {row.team: row.id for row in reading.connection.execute(query)}
