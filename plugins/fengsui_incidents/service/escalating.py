"""Silence: sweeps look at what is due, the model says what follows, and each step is taken once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from fengsui.errors import Conflict, Unavailable
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_drills.api import Drills
from fengsui_incidents.api.events import Escalated, Words
from fengsui_incidents.api.payloads import NextTeam
from fengsui_incidents.model.escalate import Decision, escalate
from fengsui_incidents.model.orders import Step
from fengsui_incidents.model.propose import next_team as choose
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.above import tell_above
from fengsui_incidents.service.busy import busy_teams
from fengsui_incidents.service.channels import ring
from fengsui_incidents.service.context import rules_of, span, taken_as_online
from fengsui_incidents.service.dispatching import send_team
from fengsui_incidents.service.hearing import must_hear
from fengsui_incidents.service.loading import Incident, Order, load
from fengsui_incidents.service.network import Watched
from fengsui_incidents.service.ordering import known_order, reach, refresh
from fengsui_incidents.service.proposing import work_out
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import orders
from fengsui_rosters.api import Teams

AT_ONCE = 200
PAUSE = timedelta(seconds=1)

STEPS = {
    "remind": Words("催答", "reminded"),
    "channel": Words("改用其他渠道告知", "told by another channel too"),
    "leader": Words("报带班领导", "the leader is told"),
    "above": Words("报上一级", "the level above is told"),
    "expired": Words("时限已过(无人值守期间), 待人处理", "ran out while nobody could answer; a person decides"),
    "hold": Words("网络故障, 暂不加派, 待人处理", "the network has failed; a person decides"),
}


def due(reading: Reading) -> Sequence[str]:
    """Orders that owe a fact by now; soonest first. Two indexed reads, twice a second.

    Those of held drills are left out before the rest is counted: however many they are, they keep nobody waiting.
    """
    overdue = orders.c.next_due_at <= reading.now
    found = reading.connection.execute(select(orders.c.exercise).where(overdue).distinct()).scalars().all()
    if not found:
        return []
    held = held_drills(reading, {exercise for exercise in found if exercise is not None})
    query = select(orders.c.id).where(overdue, or_(orders.c.exercise.is_(None), orders.c.exercise.not_in(held)))
    return reading.connection.execute(query.order_by(orders.c.next_due_at, orders.c.id).limit(AT_ONCE)).scalars().all()


def held_drills(reading: Reading, exercises: set[str]) -> set[str]:
    """Those of the exercises that are held or over: their deadlines wait."""
    if not exercises:
        return set()
    try:
        drills = reading.ask(Drills)
    except Unavailable:
        return set()
    return {exercise for exercise in exercises if not drills.running(exercise)}


def look(unit: Unit, order_id: str) -> None:
    """Takes the step that the order needs now, if any, and sets when to look again."""
    order = known_order(unit, order_id)
    due_at = order.row["next_due_at"]
    if due_at is None or due_at > unit.now:
        return
    incident = load(unit, order.record.incident)
    rules = rules_of(unit)
    watched = Watched(unit, rules)
    if watched.pause_until is not None and unit.now < watched.pause_until:
        _look_again(unit, order_id, watched.pause_until)
        return
    here = taken_as_online(unit, order.record.team, unreachable=order.row["unreachable"])
    decision = escalate(
        order.record,
        online=here,
        network=watched.network,
        late=ran_out_unwatched(unit, due_at, order.record.exercise, rules),
        rules=rules,
        now=unit.now,
    )
    if not (decision.step or here or order.row["unreachable"]):  # rung now: a reminder would reach nobody
        reach(unit, order)
    if decision.step in ("", "hold"):
        _look_again(unit, order_id, max(decision.check_at, unit.now + PAUSE) if decision.check_at else None)
    if decision.step and (decision.step != "hold" or watched.first_hold(order_id)):
        _take(unit, incident, order, decision)


def _look_again(unit: Unit, order_id: str, at: datetime | None) -> None:
    unit.connection.execute(update(orders).where(orders.c.id == order_id).values(next_due_at=at))


def ran_out_unwatched(unit: Unit, due_at: datetime, exercise: str | None, rules: RuleSet) -> bool:
    """Whether the deadline passed, by more than a moment, before this server began to run, or while its drill was
    held: then nobody could answer or see it."""
    grace = span(rules, "late_after_s")
    if grace is None:
        return False
    began = unit.started_at
    if exercise is not None and (resumed := _resumed_at(unit, exercise)) is not None:
        began = max(began, resumed)
    return began - due_at > grace


def _resumed_at(unit: Unit, exercise: str) -> datetime | None:
    try:
        return unit.ask(Drills).resumed_at(exercise)
    except Unavailable:
        return None


def _take(unit: Unit, incident: Incident, order: Order, decision: Decision) -> None:
    """Holding back is no step: it is said once for each failure of the network."""
    late = decision.step == "expired"
    if decision.step == "next_team":
        _replace(unit, incident, order, decision.awaited, "")
        return
    if decision.step != "hold":
        more = {"by_channel": True} if decision.step == "channel" else {}
        _keep_step(unit, order, decision.step, decision.awaited, late, **more)
    event = Escalated(
        order=order.id,
        incident=incident.id,
        team=order.record.team,
        step=decision.step,
        late=late,
        exercise=incident.exercise,
    )
    how = STEPS[decision.step]
    why = decision.why
    says = Words(f"{order.name.zh}: {how.zh} {why.zh}", f"{order.name.en}: {how.en}. {why.en}")
    tell(unit, incident.id, event, says, order.id)
    if decision.step == "channel":
        ring(unit, order.id)
    elif decision.step == "leader":
        must_hear(unit, incident.id, incident.exercise, life=decision.awaited == "withdrawn")
    elif decision.step == "above":
        tell_above(unit, incident, Words(f"{order.name.zh} {why.zh}", f"{order.name.en}: {why.en}"))


def _keep_step(unit: Unit, order: Order, step: str, awaited: str, late: bool = False, **changes: object) -> None:
    made = Step(step=step, at=unit.now, awaited=awaited, late=late)
    refresh(unit, order.id, steps=[*order.row["steps"], store(made)], **changes)


def next_team(unit: Unit, payload: NextTeam) -> dict[str, Any]:
    """N: the officer sends the next best team for the same task."""
    order = known_order(unit, payload.order)
    incident = load(unit, order.record.incident)
    if order.record.replaced_by:
        raise Conflict(N_("{order} has been replaced already."), code="replaced_already", order=order.id)
    if not order.record.need:
        raise Conflict(N_("{order} has no need that another team could take."), code="no_need", order=order.id)
    made = _replace(unit, incident, order, "accepted", payload.reason)
    if made is None:
        raise Conflict(N_("No other team is left for this task."), code="no_team_left")
    return {"order": made.id, "team": made.record.team, "unreachable": made.row["unreachable"]}


def _replace(unit: Unit, incident: Incident, order: Order, awaited: str, reason: str) -> Order | None:
    """The next team gets an order with the same task; the leader is told which, or that none is left."""
    made = _send_next(unit, incident, order, reason)
    _keep_step(unit, order, "next_team", awaited, replaced_by=made.id if made else "")
    event = Escalated(
        order=order.id,
        incident=incident.id,
        team=order.record.team,
        step="next_team",
        next_team=made.record.team if made else "",
        next_order=made.id if made else "",
        exercise=incident.exercise,
    )
    name = made.name if made else Words("无可派队伍", "no team is left")
    says = Words(f"{order.name.zh} 换队: {name.zh} {reason}", f"{order.name.en}: next team: {name.en} {reason}")
    tell(unit, incident.id, event, says, order.id)
    return made


def _send_next(unit: Unit, incident: Incident, order: Order, reason: str) -> Order | None:
    """The best team that was not asked yet, of those that are free now; None where there is none, or no plan."""
    plan = incident.plan
    need = next((need for need in plan.needs if need.id == order.record.need), None) if plan else None
    if plan is None or need is None:
        return None
    passed = frozenset(record.team for record in incident.records) | frozenset(busy_teams(unit, incident.exercise))
    candidate = choose(work_out(unit, incident.picture, plan, incident).proposal, need.id, passed)
    team = unit.ask(Teams).get(candidate.team) if candidate else None
    if candidate is None or team is None:
        return None
    authority, minutes = order.row["authority"], candidate.minutes
    return send_team(unit, incident, team, need, authority=authority, minutes=minutes, reason=reason)
