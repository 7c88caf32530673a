"""One incident for a screen: its row on the board, its card, its forces, its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from fengsui.events import team_label
from fengsui.hooks import Presence, Reading
from fengsui_channels.api import Try
from fengsui_incidents.api.board import (
    ChannelUse,
    Force,
    IncidentCard,
    IncidentRow,
    LogLine,
)
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import OfIncident
from fengsui_incidents.model.assess import wind_words
from fengsui_incidents.model.figures import in_use
from fengsui_incidents.model.orders import answer_by, change_acknowledged, withdrawn
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.channels import tries_of
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import Incident, Order, read
from fengsui_incidents.service.site_cards import site_card
from fengsui_incidents.service.stored import restore
from fengsui_incidents.service.umbrellas import of_incident
from fengsui_incidents.tables import log

UNANSWERED = frozenset({"ordered", "delivered", "popped_up", "displayed"})
ON_THE_WAY = frozenset({"moving"})
ON_SCENE = frozenset({"arrived", "controlled"})
LOG_LINES = 200


def incident_view(reading: Reading, parameters: OfIncident) -> IncidentCard:
    found = read(reading, parameters.incident)
    row = found.row
    wind = found.picture.wind
    return IncidentCard(
        **_row_values(found),
        division=row["division"],
        lat=row["lat"],
        lon=row["lon"],
        wind=wind_words(wind) if wind else None,
        wind_at=row["wind_at"],
        site=site_card(reading, found.picture.site),
        assessment=found.assessment,
        level_confirmed=row["level_confirmed"],
        authority=row["authority"],
        leader_told_at=row["leader_told_at"],
        forces=_forces(reading, found),
        tasks=found.tasks,
        log=log_of(reading, found.id, LOG_LINES),
        level_by=row["level_by"],
        controlled_at=row["controlled_at"],
        cordon_lifted_at=row["cordon_lifted_at"],
        ended_at=row["ended_at"],
        commander=row["commander"]["org"] + row["commander"]["post"] + " " + row["commander"]["name"]
        if row["commander"]
        else "",
        loss_yuan=loss.value if (loss := in_use(found.picture.claims).get("loss_yuan")) else None,
        run_code=row["run_code"],
        alarm_level=row["alarm_level"],
        umbrella=of_incident(reading, found.id),
    )


def row_of(found: Incident) -> IncidentRow:
    return IncidentRow(**_row_values(found))


def _row_values(found: Incident) -> dict[str, Any]:
    forces = [order for order in found.orders if order.record.team]
    states = [order.row["state"] for order in forces]
    return {
        "id": found.id,
        "title": found.title,
        "place": found.row["place"],
        "urgency": found.row["urgency"],
        "state": found.row["state"],
        "reported_at": found.row["reported_at"],
        "figures": found.row["figures"],
        "orders": len(forces),
        "moving": sum(state in ON_THE_WAY for state in states),
        "arrived": sum(state in ON_SCENE for state in states),
        "silent": sum(silent(order) for order in found.orders),
        "calls": found.row["calls"],
        "exercise": found.exercise,
    }


def silent(order: Order) -> bool:
    """Not answered in time by a team that is connected; one that is not is unreachable, never silent."""
    late = bool(order.record.steps) and order.row["state"] in UNANSWERED
    return late and order.record.kind == "order" and not order.row["unreachable"]


def _forces(reading: Reading, found: Incident) -> tuple[Force, ...]:
    presence, tries, rules = reading.ask(Presence), tries_of(reading, found.orders), rules_of(reading)
    return tuple(
        force_of(
            order,
            rules,
            online=order.record.kind != "order" or presence.online(team_label(order.record.team)),
            tries=tries.get(order.id, ()),
        )
        for order in found.orders
    )


def force_of(order: Order, rules: RuleSet, *, online: bool = True, tries: Sequence[Try] = ()) -> Force:
    row, record = order.row, order.record
    return Force(
        order=order.id,
        kind=record.kind,
        team=record.team,
        name=row["name_zh"],
        task=restore(Words, row["task"]),
        state=row["state"],
        facts=record.facts,
        ordered_at=record.ordered_at,
        answer_by=None if record.already_moving else answer_by(record, rules),
        phone=row["phone"],
        unreachable=row["unreachable"],
        escalated=bool(record.steps),
        evacuating=record.evacuating_at is not None and not withdrawn(record),
        already_moving=record.already_moving,
        change=record.change,
        change_acknowledged=change_acknowledged(record),
        open=row["open"],
        replaced_by=record.replaced_by,
        need=record.need,
        card=row["card"],
        online=online,
        channels=tuple(ChannelUse(channel=one.kind, state=one.state, at=one.asked_at) for one in tries),
        corrected=order.corrected,
    )


def log_of(reading: Reading, incident: str, limit: int) -> tuple[LogLine, ...]:
    """The last `limit` lines, oldest first."""
    query = select(log).where(log.c.incident == incident).order_by(log.c.id.desc()).limit(limit)
    rows = reading.connection.execute(query).mappings().all()
    return tuple(
        LogLine(
            at=row["at"],
            says=Words(row["zh"], row["en"]),
            actor=row["actor"],
            topic=row["topic"],
            order=row["order"],
        )
        for row in reversed(rows)
    )
