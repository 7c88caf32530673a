"""The response level is the leader's: confirmed in his own session, or said by phone and entered for him (代录)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import select, update

from fengsui.errors import Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import LevelConfirmed, Words
from fengsui_incidents.api.payloads import ConfirmLevel, ConfirmLevelFor
from fengsui_incidents.service.context import faults_of_time, rules_of
from fengsui_incidents.service.dispatching import tell_leader
from fengsui_incidents.service.loading import load, load_open
from fengsui_incidents.service.telling import said_by_words, tell
from fengsui_incidents.tables import incidents


def confirm_level(unit: Unit, payload: ConfirmLevel) -> dict[str, Any]:
    return _confirm(unit, payload, [])


def confirm_level_for(unit: Unit, payload: ConfirmLevelFor) -> dict[str, Any]:
    faults = faults_of_time("said_at", payload.said_at, rules_of(unit), unit.now)
    if not payload.said_by:
        faults.append(Fault("said_by", N_("which leader said it"), "said_by_needed"))
    return _confirm(unit, payload, faults)


def _confirm(unit: Unit, payload: ConfirmLevel, faults: list[Fault]) -> dict[str, Any]:
    found = load_open(unit, payload.incident)
    proposed = found.row["level"]
    if payload.level != proposed and not payload.reason:
        faults.append(
            Fault("reason", N_("why not level {proposed}, as proposed"), "reason_needed", {"proposed": proposed})
        )
    if faults:
        raise Invalid(N_("The level cannot be confirmed as it is."), faults=faults)
    spoken = payload if isinstance(payload, ConfirmLevelFor) else None
    by = spoken.said_by if spoken else (unit.actor.name or unit.actor.id)
    unit.connection.execute(
        update(incidents)
        .where(incidents.c.id == found.id)
        .values(level_confirmed=payload.level, level_by=by[:100], level_due_at=None)
    )
    event = LevelConfirmed(
        incident=found.id,
        level=payload.level,
        proposed=proposed,
        reason=payload.reason,
        answered_for=spoken is not None,
        channel=spoken.channel if spoken else None,
        said_by=spoken.said_by if spoken else "",
        said_at=(spoken.said_at or unit.now).astimezone(UTC) if spoken else None,
        exercise=found.exercise,
    )
    says = Words(f"响应级别 {payload.level} (建议 {proposed}) {payload.reason} {by}",
                 f"Response level {payload.level} ({proposed} proposed) {payload.reason} {by}")  # fmt: skip
    tell(unit, found.id, event, said_by_words(says, spoken.channel, spoken.said_by) if spoken else says)
    return {"incident": found.id, "level": payload.level}


def due(reading: Reading) -> Sequence[str]:
    """Incidents whose leader has not confirmed a level in time."""
    waiting = (incidents.c.level_due_at <= reading.now) & incidents.c.level_confirmed.is_(None)
    query = select(incidents.c.id).where(waiting, incidents.c.state == "open").order_by(incidents.c.level_due_at)
    return reading.connection.execute(query).scalars().all()


def ring_again(unit: Unit, incident: str) -> None:
    """The leader's card rings once more, and again after as long."""
    found = load(unit, incident)
    due_at = found.row["level_due_at"]
    if found.row["level_confirmed"] is not None or due_at is None or due_at > unit.now:
        return
    orders = tuple(order.id for order in found.orders)
    tell_leader(unit, found, found.row["authority"], orders, found.row["level_rung"] + 1)
