"""The leader has not decided in time: his card again and a ring by the channels, then the level above; each once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from fengsui.hooks import Reading, Unit
from fengsui_incidents.api.events import LevelOverdue, Words
from fengsui_incidents.model.level_clock import NOTHING, LevelStep, step, taken
from fengsui_incidents.model.queue import LATE
from fengsui_incidents.service.above import tell_above
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.escalating import held_drills, ran_out_unwatched
from fengsui_incidents.service.hearing import must_hear
from fengsui_incidents.service.level_rows import clock_of, save_clock
from fengsui_incidents.service.level_watch import owed_of, send_card
from fengsui_incidents.service.loading import Incident, load
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import incidents

STEPS: dict[LevelStep, Words] = {
    "leader": Words("已催带班领导", "the duty leader is rung"),
    "above": Words("报上一级", "the level above is told"),
    "expired": LATE,
}


def due(reading: Reading) -> Sequence[str]:
    """Incidents whose leader has not decided in time; those of held drills wait."""
    overdue = incidents.c.level_ring_at <= reading.now
    found = reading.connection.execute(select(incidents.c.exercise).where(overdue).distinct()).scalars().all()
    if not found:
        return []
    held = held_drills(reading, {exercise for exercise in found if exercise is not None})
    query = select(incidents.c.id).where(
        overdue, or_(incidents.c.exercise.is_(None), incidents.c.exercise.not_in(held))
    )
    return reading.connection.execute(query.order_by(incidents.c.level_ring_at, incidents.c.id)).scalars().all()


def ring_leader(unit: Unit, incident: str) -> None:
    """Takes the step whose time has come. Where he has decided meanwhile, the clock is simply over."""
    found = load(unit, incident)
    clock, owed, rules = clock_of(found.row), owed_of(found.row), rules_of(unit)
    if clock.ring_at is None or clock.ring_at > unit.now:
        return
    if owed is None:
        save_clock(unit, incident, NOTHING)
        return
    late = ran_out_unwatched(unit, clock.ring_at, found.exercise, rules)
    urgency = found.row["urgency"]
    done = step(clock, urgency, rules, late=late)
    after = taken(clock, done, urgency, rules, unit.now)
    told = found.row["leader_told_at"] or (unit.now if done == "leader" else None)
    save_clock(unit, incident, after, leader_told_at=told)
    if done is None:
        return
    event = LevelOverdue(
        incident=incident, level=found.row["level"], asks=owed, step=done, rung=after.rung, late=late,
        exercise=found.exercise,
    )  # fmt: skip
    says = Words(f"{_what(found).zh}: {STEPS[done].zh}", f"{_what(found).en}: {STEPS[done].en}")
    tell(unit, incident, event, says)
    if done == "leader":
        orders = tuple(order.id for order in found.orders)
        send_card(unit, found, after, owed, found.row["authority"], orders)
        must_hear(unit, incident, found.exercise)
    elif done == "above":
        tell_above(unit, found, _what(found))


def _what(found: Incident) -> Words:
    proposed, decided = found.row["level"], found.row["level_confirmed"]
    if decided is None:
        return Words(f"响应级别未定 (建议{proposed})", f"response level not decided ({proposed} proposed)")
    return Words(f"响应升级未定 {decided}->{proposed}", f"upgrade of the response {decided} -> {proposed} not decided")
