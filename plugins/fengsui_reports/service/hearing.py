"""What the incidents tell us. Drills are not heard: a drill owes nobody a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from fengsui.events import Recorded
from fengsui.hooks import Subscription, Unit
from fengsui_incidents.api.joining import Incidents
from fengsui_reports.api.events import DemandEnded
from fengsui_reports.service.cases import insert_case
from fengsui_reports.service.context import context_of
from fengsui_reports.service.following import closed, figures_moved, graded, response_ended
from fengsui_reports.service.reopening import decided_false, reopened
from fengsui_reports.service.rows import find_case, save_case
from fengsui_reports.tables import calls, demands

KEPT = timedelta(days=3)
"""A call that has become no incident by then becomes none."""

Heard = Callable[[Unit, Recorded, Mapping[str, Any]], None]


def hear(unit: Unit, recorded: Recorded) -> None:
    """Exactly once each, in the journal's order. What was erased says nothing any more."""
    if recorded.exercise is None and recorded.data is not None:
        unit.enter(None)
        HEARD[recorded.topic](unit, recorded, recorded.data)


def _call_taken(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    old = calls.c.at < recorded.at - KEPT
    unit.connection.execute(delete(calls).where((calls.c.call == data["call"]) | old))
    unit.connection.execute(insert(calls).values(call=data["call"], at=recorded.at, source=data["source"]))


def _call_gone(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    unit.connection.execute(delete(calls).where(calls.c.call == data["call"]))


def _reported(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    if find_case(unit, data["incident"]) is not None:
        return
    call = unit.connection.execute(select(calls).where(calls.c.call == data["call"])).mappings().first()
    values = {
        "title_zh": data["title"]["zh"][:200],
        "title_en": data["title"]["en"][:200],
        "place": data["place"][:400],
        "division": data["division"],
        "urgency": data["urgency"],
        "grade": "general",
        "near_miss": "no",
        "figures": data["figures"],
    }
    received_at = call["at"] if call is not None else recorded.at
    source = call["source"] if call is not None else "other"
    insert_case(unit, data["incident"], values, received_at=received_at, source=source)
    _call_gone(unit, recorded, data)


def _assessed(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    if find_case(unit, data["incident"]) is None:
        return
    known = {name: data[name] for name in ("urgency", "grade", "near_miss")}
    case = save_case(unit, data["incident"], **known)
    graded(unit, context_of(unit), case, recorded.at)


def _figure(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    case = find_case(unit, data["incident"])
    if case is None:
        return
    if data["count"] == "loss_yuan":
        save_case(unit, case.incident, loss_yuan=data["value"] if data["status"] != "withdrawn" else None)
        return
    figures = dict(unit.ask(Incidents).card(case.incident).figures)
    case = save_case(unit, case.incident, figures=figures)
    figures_moved(unit, context_of(unit), case, recorded.at, data.get("reason", ""))


def _ended(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    case = find_case(unit, data["incident"])
    if case is not None and case.ended_at is None:
        response_ended(unit, context_of(unit), case, recorded.at)


def _closed(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    case = find_case(unit, data["incident"])
    if case is not None and case.closed_at is None:
        closed(unit, context_of(unit), case, recorded.at, data["outcome"])
    mine = (demands.c.incident == data["incident"]) & (demands.c.state == "open") & (demands.c.kind == "picture")
    for row in unit.connection.execute(select(demands.c.id).where(mine)).all():
        unit.connection.execute(update(demands).where(demands.c.id == row.id).values(state="ended"))
        unit.record(DemandEnded(demand=row.id, kind="picture", reason="closed", exercise=None))


def _false_decided(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    case = find_case(unit, data["incident"]) if data["decision"] == "confirmed" else None
    if case is not None:
        decided_false(unit, context_of(unit), case, recorded.at, data["kind"], data["reason"])


def _reopened(unit: Unit, recorded: Recorded, data: Mapping[str, Any]) -> None:
    case = find_case(unit, data["incident"])
    if case is not None:
        reopened(unit, context_of(unit), case, recorded.at, data["was"])


HEARD: Mapping[str, Heard] = {
    "incidents.call_taken": _call_taken,
    "incidents.call_closed": _call_gone,
    "incidents.reported": _reported,
    "incidents.assessed": _assessed,
    "incidents.figure_changed": _figure,
    "incidents.response_ended": _ended,
    "incidents.closed": _closed,
    "incidents.false_decided": _false_decided,
    "incidents.reopened": _reopened,
}

SUBSCRIPTIONS = (Subscription(topics=tuple(HEARD), handle=hear),)
