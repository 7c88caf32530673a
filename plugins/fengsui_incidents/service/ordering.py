"""One order, request or notice: written, told, and its state worked out again after everything that happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from fengsui.errors import Missing
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import AlertText, CardSent, Ordered, Unreachable, Words
from fengsui_incidents.api.words import OrderKind
from fengsui_incidents.model import orders as model
from fengsui_incidents.model.escalate import next_check
from fengsui_incidents.model.texts import Issuer, alert_text
from fengsui_incidents.service.context import online, rules_of, taken_as_online
from fengsui_incidents.service.loading import Incident, Order, order_by_id, record_of
from fengsui_incidents.service.numbers import next_order
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import incidents, orders
from fengsui_plans.api import Escalation, Need
from fengsui_rosters.api import Duty, Team

WRITE = insert(orders)


@dataclass(frozen=True, kw_only=True)
class New:
    """An order about to be written. A card (`card`) is to somebody who is no team of the roster."""

    kind: OrderKind
    name: Words
    task: Words
    authority: str
    policy: Escalation
    team: str = ""
    need: str = ""
    phone: str = ""
    division: str = ""
    card: str = ""
    alert: AlertText | None = None
    reason: str = ""
    consent: str = ""
    may_decline: bool = False
    minutes: int | None = None
    already_moving: bool = False


def write_order(unit: Unit, incident: Incident, new: New) -> Order:
    order = next_order(unit, incident.id, incident.exercise)
    row: dict[str, Any] = dict.fromkeys(column.name for column in orders.columns) | {
        "id": order,
        "incident": incident.id,
        "exercise": incident.exercise,
        "kind": new.kind,
        "team": new.team,
        "name_zh": new.name.zh[:200],
        "name_en": new.name.en[:200],
        "phone": new.phone,
        "division": new.division,
        "card": new.card,
        "need": new.need,
        "task": store(new.task),
        "alert": store(new.alert) if new.alert else None,
        "authority": new.authority,
        "reason": new.reason,
        "consent": new.consent,
        "policy": store(new.policy),
        "may_decline": new.may_decline,
        "minutes": new.minutes,
        "ordered_at": unit.now,
        "steps": [],
        "unreachable": False,
        "already_moving": new.already_moving,
        "change": 0,
        "replaced_by": "",
        "by_channel": False,
        "wind_from": wind_from(incident),
    }
    record = record_of(row, ())
    row |= _following(unit, record, row, running=incident.row["state"] != "closed")
    unit.connection.execute(WRITE, row)
    return Order(row, record)


def wind_from(incident: Incident) -> int | None:
    """The wind that a text of now speaks of: a later one is compared with it, however small its steps were."""
    wind = incident.picture.wind
    return wind.from_degrees if wind else None


def refresh(unit: Unit, order: str, **changes: object) -> Order:
    """Saves `changes`, then what follows from them: state, whether it is open, and when to look again."""
    if changes:
        unit.connection.execute(update(orders).where(orders.c.id == order).values(**changes))
    found = known_order(unit, order)
    state = select(incidents.c.state).where(incidents.c.id == found.record.incident)
    running = unit.connection.execute(state).scalar() != "closed"
    following = _following(unit, found.record, found.row, running=running)
    unit.connection.execute(update(orders).where(orders.c.id == order).values(**following))
    return Order({**found.row, **following}, found.record, found.corrected)


def _following(unit: Unit, record: model.OrderRecord, row: Mapping[str, Any], *, running: bool) -> dict[str, Any]:
    """What follows from an order's facts. An order of a closed incident (not `running`) owes nothing more."""
    here = running and taken_as_online(unit, record.team, unreachable=row["unreachable"])
    again = next_check(record, online=here, rules=rules_of(unit)) if running else None
    return {"state": model.state_of(record), "open": running and model.is_open(record), "next_due_at": again}


def known_order(unit: Unit, order: str) -> Order:
    found = order_by_id(unit, order)
    if found is None:
        raise no_order(order)
    return found


def no_order(order: str) -> Missing:
    """The same for an order that does not exist and for one that is somebody else's."""
    return Missing(N_("There is no order {order}."), code="no_order", order=order)


def answer_within(unit: Unit, order: Order) -> datetime:
    """When the latest demand wants its answer; where it has one already, as long as it would have had."""
    rules, record = rules_of(unit), order.record
    return model.answer_by(record, rules) or unit.now + timedelta(
        seconds=model.within(record, model.latest_demand(record), rules)
    )


def issuer(unit: Unit, incident: Incident) -> Issuer:
    """Who orders. What the system sends by a plan's policy goes out in the name of the officer on duty; under another's
    command (指挥权移交) in the commander's name."""
    centre = unit.centre()
    officer = unit.actor.name or unit.actor.id
    if unit.actor.id.startswith("system:"):
        shift = unit.ask(Duty).at(unit.now)
        officer = shift.main if shift else ""
    now = incident.row["commander"]
    commander = f"{now['org']}{now['post']} {now['name']}" if now else ""
    return Issuer(centre=centre["name"], officer=officer, phone=centre["phone"], commander=commander)


def alert_of(unit: Unit, incident: Incident, need: Need) -> AlertText | None:
    """The alert as it stands now: place, wind, people and a changed rendezvous included."""
    if incident.plan is None:
        return None
    changed = incident.row["rendezvous"]
    rendezvous = Words(changed["zh"], changed["en"]) if changed else None
    return alert_text(
        incident.picture, incident.assessment, incident.plan, need, issuer(unit, incident), rendezvous=rendezvous
    )


def order_team(unit: Unit, incident: Incident, team: Team, need: Need, new: New) -> Order:
    """Writes the order and sends it: an alert to a team of ours, a call card for one that is asked."""
    made = write_order(unit, incident, new)
    if new.kind == "order" and new.alert is not None:
        event = Ordered(
            order=made.id,
            incident=incident.id,
            team=team.id,
            alert=new.alert,
            urgency=incident.row["urgency"],
            answer_by=answer_within(unit, made),
            exercise=incident.exercise,
        )
        says = Words(f"命令 {team.name}: {new.task.zh}", f"Order to {team.name}: {new.task.en}")
        tell(unit, incident.id, event, says, made.id)
        return reach(unit, made)
    says = Words(f"请求 {team.name}: {new.task.zh}", f"Request to {team.name}: {new.task.en}")
    send_card(unit, incident, made, says, card_words(incident, new.task))
    return made


def card_words(incident: Incident, task: Words) -> Words:
    """What is read out to the other side: what is asked, of what, where."""
    picture = incident.picture
    meet = incident.assessment.rendezvous
    return Words(
        f"请求: {task.zh}; 现场: {picture.title.zh} {picture.place.zh}; 集结: {meet.zh}",
        f"Request: {task.en}; scene: {picture.title.en}, {picture.place.en}; rendezvous: {meet.en}",
    )


def send_card(unit: Unit, incident: Incident, order: Order, line: Words, says: Words) -> None:
    event = CardSent(
        order=order.id,
        incident=incident.id,
        kind=order.record.kind,
        to=order.name,
        says=says,
        division=order.row["division"],
        team=order.record.team,
        answer_by=answer_within(unit, order),
        change=order.record.change,
        exercise=incident.exercise,
    )
    tell(unit, incident.id, event, line, order.id)


def reach(unit: Unit, order: Order) -> Order:
    """Says at once where nobody is connected: such a team is rung, and never counted as silent."""
    record = order.record
    if record.kind != "order" or record.already_moving or online(unit, record.team):
        return order
    event = Unreachable(
        order=order.id,
        incident=record.incident,
        team=record.team,
        phone=order.row["phone"],
        exercise=record.exercise,
    )
    says = Words(f"{order.name.zh} 未连接, 改打电话 {order.row['phone']}",
                 f"{order.name.en} is not connected: ring {order.row['phone']}")  # fmt: skip
    tell(unit, record.incident, event, says, order.id)
    return refresh(unit, order.id, unreachable=True)
