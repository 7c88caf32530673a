"""The duty leader is to hear of something and sits at no console: he is rung, many things together in one message."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from fengsui.hooks import Presence, Reading, Unit
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.orders.values import CANNOT
from fengsui_incidents.model.texts import trouble_sms
from fengsui_incidents.service.escalating import held_drills
from fengsui_incidents.service.loading import Incident, Order, load
from fengsui_incidents.service.network import last_outage
from fengsui_incidents.service.ringing import ring
from fengsui_incidents.tables import incidents

LABEL = "role:duty_leader"


def due(reading: Reading) -> Sequence[str]:
    """Those of held drills wait."""
    query = select(incidents.c.id, incidents.c.exercise).where(incidents.c.leader_ring_at <= reading.now)
    found = reading.connection.execute(query.order_by(incidents.c.leader_ring_at, incidents.c.id)).all()
    held = held_drills(reading, {row.exercise for row in found if row.exercise is not None})
    return [row.id for row in found if row.exercise not in held]


def call(unit: Unit, incident_id: str) -> None:
    """Once for each time: a leader at a console has it before him, one who is rung because nobody is there hears it
    with that."""
    incident = load(unit, incident_id)
    if incident.row["leader_ring_at"] is None or incident.row["leader_ring_at"] > unit.now:
        return
    values = {"leader_ring_at": None, "leader_rang_at": unit.now}
    unit.connection.execute(update(incidents).where(incidents.c.id == incident_id).values(**values))
    alone = last_outage(unit, "console")
    if unit.ask(Presence).online(LABEL) or (alone is not None and alone.ended_at is None):
        return
    purpose = f"leader:{unit.now:%Y%m%dT%H%M%S}"
    ring(unit, incident_id, "leader", trouble_sms(_says(incident), unit.centre()["phone"]), purpose=purpose)


def _says(incident: Incident) -> Words:
    """The incident, how many of its orders nobody answers, cannot be carried out or call for help, and the decision
    that he owes himself."""
    silent = [order for order in incident.orders if order.row["open"] and order.record.steps and _mute(order)]
    unable = [order for order in incident.orders if order.record.kinds() & CANNOT]
    mayday = [order for order in incident.orders if "mayday" in order.record.kinds()]
    counted = ((mayday, "紧急求救", "MAYDAY"), (silent, "未应答", "silent"), (unable, "不能出动", "unable"))
    title = incident.title
    zh = ", ".join(f"{len(found)}个{word}" for found, word, _ in counted if found)
    en = ", ".join(f"{len(found)} {word}" for found, _, word in counted if found)
    if (asks := _undecided(incident)) is not None:
        zh, en = ", ".join(part for part in (zh, asks.zh) if part), ", ".join(part for part in (en, asks.en) if part)
    return Words(f"{incident.id} {title.zh} {zh}".strip(), f"{incident.id} {title.en}: {en}".rstrip(": "))


def _undecided(incident: Incident) -> Words | None:
    """The decision on the level that he was reminded of and has not made."""
    proposed, decided = incident.row["level"], incident.row["level_confirmed"]
    if not incident.row["level_rung"]:
        return None
    if decided:
        return Words(f"响应升级待定 {decided}->{proposed}", f"upgrade {decided} -> {proposed} to be decided")
    return Words(f"响应级别待定(建议{proposed})", f"response level to be decided ({proposed} proposed)")


def _mute(order: Order) -> bool:
    return not order.record.kinds() & (CANNOT | {"accepted", "moving", "arrived", "ready"})
