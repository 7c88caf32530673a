"""Who takes over at the scene: offered, ordered in the dispatch path with one word, followed until the other may go.

The order is the incidents' (`Relieves`): checked, quoted, told to the leader and chased as any other. The team that is
relieved hears of it at once; when the other one has arrived it hands over, and an officer releases it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, select

from fengsui.errors import Conflict, Fault
from fengsui.events import Recorded, team_label
from fengsui.hooks import Presence, Reading, Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import ReliefArranged, ReliefArrived, ReliefLost, ReliefPostponed
from fengsui_field.api.payloads import ArrangeRelief, OfRelief, PostponeRelief, SendRelief
from fengsui_field.model.relief import HOME, ON_SCENE, TAKING, Taking, becomes
from fengsui_field.service.context import card, clock, ground, refuse, row_of, tell
from fengsui_field.service.relief import follow, phone_of, save, team_name
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.relieving import ReliefOffer, Relieves
from fengsui_rosters.api import Teams

NONE = N_("There is no team on the scene with the order {id}.")
TOPICS = ("incidents.ordered", "incidents.fact_recorded", "incidents.stood_down", "incidents.escalated")


def offer(reading: Reading, parameters: OfRelief) -> ReliefOffer:
    """Who could take over now, the best first. Raises Missing, or Conflict where no other team could take the task."""
    row_of(reading, t.reliefs, parameters.order, NONE)
    return reading.ask(Relieves).offer(parameters.order)


def _on_scene(unit: Unit, order: str) -> RowMapping:
    row = row_of(unit, t.reliefs, order, NONE)
    ground(unit, row["incident"])
    if row["state"] not in ON_SCENE:
        raise Conflict(N_("This team has left the scene."), code="left_already")
    return row


def _refuse_ordered(row: Mapping[Any, Any]) -> None:
    """Who was ordered is turned back first: two teams must not come for one."""
    if row["by_order"]:
        raise Conflict(
            N_("{team} was ordered to take over ({order}): turn it back first."), code="relief_ordered",
            team=row["by_team"], order=row["by_order"],
        )  # fmt: skip


def send(unit: Unit, payload: SendRelief) -> dict[str, Any]:
    """Orders the team that takes over, tells the one that is relieved, and keeps the two together."""
    row = _on_scene(unit, payload.order)
    _refuse_ordered(row)
    relieves = unit.ask(Relieves)
    offered = relieves.offer(payload.order)
    one = next((one for one in (*offered.candidates, *offered.near) if one.team == payload.by_team), None)
    minutes = payload.in_minutes if payload.in_minutes is not None else one.minutes if one else 0
    reason = f"换防 relief of {row['name']}" + (f": {payload.reason}" if payload.reason else "")
    order, ring = relieves.send(
        payload.order, payload.by_team, authority=payload.authority or offered.authority, reason=reason[:200],
        consent=payload.consent,
    )  # fmt: skip
    at = unit.now + timedelta(minutes=minutes)
    told = _arranged(unit, row, payload.by_team, at, order)
    lost = " ".join(
        dict.fromkeys(one for one in (told["phone"], phone_of(unit, payload.by_team) if ring else "") if one)
    )
    return {**told, "phone": lost, "by_order": order, "ring": ring}


def arrange(unit: Unit, payload: ArrangeRelief) -> dict[str, Any]:
    """Who takes over, and when, where somebody else sends it: this keeps the promise in sight."""
    row = _on_scene(unit, payload.order)
    _refuse_ordered(row)
    team = unit.ask(Teams).get(payload.by_team)
    faults = []
    if team is None:
        faults.append(Fault("by_team", N_("a team of the roster"), "no_team"))
    elif team.id == row["team"]:
        faults.append(Fault("by_team", N_("another team"), "same_team"))
    refuse(N_("The relief cannot be arranged like this."), faults)
    return _arranged(unit, row, payload.by_team, unit.now + timedelta(minutes=payload.in_minutes), "")


def _arranged(unit: Unit, row: RowMapping, by_team: str, at: datetime, by_order: str) -> dict[str, Any]:
    """Saved, and told to the team that is relieved; one that is not connected is to be rung."""
    save(unit, row["id"], state="arranged", by_team=by_team, by_at=at, by_order=by_order, there_at=None)
    name, hour = team_name(unit, by_team), clock(unit, at)[:5]
    says = Words(
        f"换防: {name} {hour} 接替 {row['name']}, 到场交接后归队",
        f"Relief: {name} takes over from {row['name']} at {hour}; hand over, then go home",
    )
    event = ReliefArranged(
        incident=row["incident"], order=row["id"], team=row["team"], by_team=by_team, by_order=by_order, at=at,
        says=says, exercise=row["exercise"],
    )  # fmt: skip
    tell(unit, row["incident"], event, says)
    follow(unit, row["id"], act=False)
    told = unit.ask(Presence).online(team_label(row["team"]))
    return {"order": row["id"], "at": at, "told": told, "phone": "" if told else phone_of(unit, row["team"])}


def postpone(unit: Unit, payload: PostponeRelief) -> dict[str, Any]:
    """Longer on the scene than the plan says: whose reason it is stays in the record."""
    row = _on_scene(unit, payload.order)
    _refuse_ordered(row)
    due: datetime = max(row["due_at"], unit.now) + timedelta(hours=payload.hours)
    save(
        unit, payload.order, state="due", due_at=due, postponed=row["postponed"] + 1, reason=payload.reason,
        by_team="", by_at=None, there_at=None,
    )  # fmt: skip
    event = ReliefPostponed(
        incident=row["incident"], order=payload.order, team=row["team"], due_at=due, reason=payload.reason,
        exercise=row["exercise"],
    )  # fmt: skip
    says = Words(
        f"换防推迟: {row['name']} 到 {clock(unit, due)[:5]} ({payload.reason})",
        f"Relief of {row['name']} put off to {clock(unit, due)[:5]} ({payload.reason})",
    )
    tell(unit, row["incident"], event, says)
    follow(unit, payload.order, act=True)
    return {"order": payload.order, "due_at": due}


def release(unit: Unit, payload: OfRelief) -> dict[str, Any]:
    """The team that was relieved is ordered home. Raises Conflict (`nobody_there`) before the other has arrived."""
    row = _on_scene(unit, payload.order)
    if row["state"] != "there":
        raise Conflict(N_("Nobody has arrived yet to take over from {team}."), code="nobody_there", team=row["name"])
    name = team_name(unit, row["by_team"])
    sent = unit.ask(Relieves).release(
        payload.order, Words(f"换防: {name}已到场, 交接后归队", f"relieved by {name}: hand over and go home")
    )
    return {"order": payload.order, "released": sent}


# -- what becomes of who takes over ----------------------------------------------------------------------


def heard(unit: Unit, recorded: Recorded) -> None:
    """A word about a team: its order, its arrival, that it cannot come, that it was turned back or another one sent."""
    data = recorded.data or {}
    order, team, incident = (str(data.get(name, "")) for name in ("order", "team", "incident"))
    word = {"incidents.ordered": "ordered", "incidents.stood_down": "stood_down"}.get(recorded.topic, "")
    if recorded.topic == "incidents.escalated":
        word = "declined" if data.get("step") == "next_team" else ""
    word = word or str(data.get("fact", ""))
    if not word:
        return
    for row in _taken_over(unit, incident):
        taking = Taking(state=row["state"], by_team=row["by_team"], by_order=row["by_order"])
        change = becomes(taking, team=team, order=order, word=word)
        if change is not None:
            unit.enter(recorded.exercise)
            _become(unit, row, change, order, data)


def _taken_over(unit: Unit, incident: str) -> list[RowMapping]:
    r = t.reliefs.c
    query = select(t.reliefs).where(r.incident == incident, r.state.in_(TAKING)).order_by(r.since, r.id)
    return list(unit.connection.execute(query).mappings())


def _become(unit: Unit, row: RowMapping, change: str, order: str, data: Mapping[str, Any]) -> None:
    if change == "ordered":
        save(unit, row["id"], by_order=order)
        follow(unit, row["id"], act=False)
    elif change == "there":
        _there(unit, row, order)
    elif data.get("next_order"):
        _another(unit, row, str(data["next_team"]), str(data["next_order"]))
    else:
        _lost(unit, row)


def _there(unit: Unit, row: RowMapping, order: str) -> None:
    save(unit, row["id"], state="there", by_order=order, there_at=unit.now)
    name = team_name(unit, row["by_team"])
    says = Words(f"换防: {name}已到场, {row['name']}交接后归队", f"Relief: {name} is here; {row['name']} goes home")
    tell(unit, row["incident"], ReliefArrived(**_common(row), by_order=order, at=unit.now, says=says), says)
    follow(unit, row["id"], act=False)


def _another(unit: Unit, row: RowMapping, team: str, order: str) -> None:
    """The policy has sent the next team in place of one that did not answer."""
    at = max(row["by_at"], unit.now)
    save(unit, row["id"], by_team=team, by_order=order, by_at=at)
    name = team_name(unit, team)
    says = Words(f"换防: 改由{name}接替 {row['name']}", f"Relief: {name} takes over from {row['name']} instead")
    common = {**_common(row), "by_team": team}
    tell(unit, row["incident"], ReliefArranged(**common, by_order=order, at=at, says=says), says)
    follow(unit, row["id"], act=False)


def _lost(unit: Unit, row: RowMapping) -> None:
    """Due again, and somebody must see it now. Who took over may leave first where the other one goes home as well."""
    if row["state"] == "there" and _goes_home(unit, row):
        return
    save(unit, row["id"], state="due", by_team="", by_order="", by_at=None, there_at=None)
    name = team_name(unit, row["by_team"])
    says = Words(f"换防: {name}不再接替 {row['name']}", f"Relief: {name} no longer takes over from {row['name']}")
    tell(unit, row["incident"], ReliefLost(**_common(row), by_order=row["by_order"], says=says), says)
    follow(unit, row["id"], act=row["due_at"] > unit.now, at_once=True)


def _goes_home(unit: Unit, row: RowMapping) -> bool:
    return any(force.order == row["id"] and force.state in HOME for force in card(unit, row["incident"]).forces)


def _common(row: RowMapping) -> dict[str, Any]:
    return {
        "incident": row["incident"], "order": row["id"], "team": row["team"], "by_team": row["by_team"],
        "exercise": row["exercise"],
    }  # fmt: skip
