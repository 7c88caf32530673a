"""When the duty leader is to be rung: at once, or together with what else comes within the rule's time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from fengsui.hooks import Unit
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.tables import incidents


def must_hear(unit: Unit, incident: str, exercise: str | None, *, life: bool = False) -> None:
    """He is rung at once, unless he was just rung about this incident: then with everything that came meanwhile. Where
    a life is at stake, at once whatever came before. A drill rings nobody: it has its controller."""
    if exercise is not None:
        return
    mine = incidents.c.id == incident
    row = unit.connection.execute(select(incidents.c.leader_ring_at, incidents.c.leader_rang_at).where(mine)).one()
    together = span(rules_of(unit), "leader_together_s") or timedelta()
    at = unit.now if life or row.leader_rang_at is None else max(unit.now, row.leader_rang_at + together)
    if row.leader_ring_at is None or at < row.leader_ring_at:
        unit.connection.execute(update(incidents).where(mine).values(leader_ring_at=at))
