"""换防: the plan's hours on the scene run from a team's arrival; a person arranges who takes over.

Rest is not ours: the roster begins it with the team's return (`ready`), never with its release.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import insert, update

from fengsui.errors import Conflict, Fault
from fengsui.events import Recorded
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import OnScene, ReliefArranged, ReliefDue, ReliefPostponed, Relieved
from fengsui_field.api.payloads import ArrangeRelief, PostponeRelief
from fengsui_field.model.relief import ENDS, STARTS, watch
from fengsui_field.service.context import card, clock, ground, is_late, plan_of, refuse, row_of, rule, tell
from fengsui_field.service.watching import Waiting, settle, wait
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import Teams

ON_SCENE = ("due", "arranged")


def heard(unit: Unit, recorded: Recorded) -> None:
    """A fact of an order: an arrival begins the time on the scene, a return ends it."""
    data = recorded.data or {}
    fact, order = str(data.get("fact", "")), str(data.get("order", ""))
    if fact == STARTS:
        _begin(unit, recorded, data, order)
    elif fact in ENDS:
        _leave(unit, recorded, order)


def _begin(unit: Unit, recorded: Recorded, data: Mapping[Any, Any], order: str) -> None:
    if _row(unit, order) is not None:
        return
    found = card(unit, str(data["incident"]))
    force = next((force for force in found.forces if force.order == order), None)
    if force is None or not force.team or force.kind != "order" or force.already_moving:
        return  # what another authority sent, it relieves itself
    unit.enter(recorded.exercise)
    plan = plan_of(unit, found)
    hours = plan.relief_hours if plan and plan.relief_hours else float(rule(unit, "relief_hours"))
    since = next((said.at for said in force.facts if said.fact == STARTS), recorded.at)
    due = watch(since, hours, float(rule(unit, "relief_shown_before_minutes"))).due
    unit.connection.execute(
        insert(t.reliefs).values(
            id=order, incident=found.id, exercise=found.exercise, team=force.team, name=force.name, since=since,
            due_at=due, state="due", by_team="", postponed=0, reason="",
        )
    )  # fmt: skip
    unit.record(
        OnScene(incident=found.id, order=order, team=force.team, since=since, due_at=due, exercise=found.exercise)
    )
    _follow(unit, order, act=True)


def _row(unit: Unit, order: str) -> Mapping[Any, Any] | None:
    query = t.reliefs.select().where(t.reliefs.c.id == order)
    return cast("Mapping[Any, Any] | None", unit.connection.execute(query).mappings().first())


def _follow(unit: Unit, order: str, *, act: bool) -> None:
    """`act`: the sweep still has to say that the hours are over."""
    row = _row(unit, order)
    assert row is not None
    before = float(rule(unit, "relief_shown_before_minutes"))
    shows = max(row["since"], row["due_at"] - timedelta(minutes=before))
    arranged = row["state"] == "arranged"
    since = clock(unit, row["since"])[:5]
    says = Words(f"{row['name']} {since}到场, 应换防", f"{row['name']}, on scene since {since}: to be relieved")
    if arranged:
        team = unit.ask(Teams).get(row["by_team"])
        by = team.name if team else row["by_team"]
        says = Words(f"{row['name']} 由{by}接替", f"{row['name']}: {by} takes over")
    wait(
        unit,
        Waiting(
            kind="relief", thing=order, incident=row["incident"], exercise=row["exercise"],
            shows_at=row["by_at"] if arranged else shows, due_at=row["by_at"] if arranged else row["due_at"],
            act_at=row["due_at"] if act and not arranged else None, says=says,
        ),
    )  # fmt: skip


def look(unit: Unit, order: str) -> None:
    """The hours are over: said once; the item stays until somebody arranges or postpones."""
    row = _row(unit, order)
    if row is None or row["state"] != "due":
        settle(unit, "relief", order)
        return
    unit.enter(row["exercise"])
    event = ReliefDue(
        incident=row["incident"], order=order, team=row["team"], since=row["since"], late=is_late(unit, row["due_at"]),
        exercise=row["exercise"],
    )  # fmt: skip
    hours = (row["due_at"] - row["since"]).total_seconds() / 3600
    says = Words(f"{row['name']} 在场{hours:g}小时, 应换防", f"{row['name']}: {hours:g} h on scene, to be relieved")
    tell(unit, row["incident"], event, says)
    _follow(unit, order, act=False)


def _on_scene(unit: Unit, order: str) -> Mapping[Any, Any]:
    row = row_of(unit, t.reliefs, order, N_("There is no team on the scene with the order {id}."))
    ground(unit, row["incident"])
    if row["state"] not in ON_SCENE:
        raise Conflict(N_("This team has left the scene."), code="left_already")
    return row


def arrange(unit: Unit, payload: ArrangeRelief) -> dict[str, Any]:
    """Who takes over, and when. The relief itself is ordered like any team; this keeps the promise in sight."""
    row = _on_scene(unit, payload.order)
    team = unit.ask(Teams).get(payload.by_team)
    faults = []
    if team is None:
        faults.append(Fault("by_team", N_("a team of the roster"), "no_team"))
    elif team.id == row["team"]:
        faults.append(Fault("by_team", N_("another team"), "same_team"))
    refuse(N_("The relief cannot be arranged like this."), faults)
    assert team is not None
    at = unit.now + timedelta(minutes=payload.in_minutes)
    _save(unit, payload.order, state="arranged", by_team=team.id, by_at=at)
    event = ReliefArranged(
        incident=row["incident"], order=payload.order, team=row["team"], by_team=team.id, at=at,
        exercise=row["exercise"],
    )  # fmt: skip
    says = Words(
        f"换防: {team.name} {clock(unit, at)[:5]} 接替 {row['name']}",
        f"Relief: {team.name} takes over from {row['name']} at {clock(unit, at)[:5]}",
    )
    tell(unit, row["incident"], event, says)
    _follow(unit, payload.order, act=False)
    return {"order": payload.order, "at": at}


def postpone(unit: Unit, payload: PostponeRelief) -> dict[str, Any]:
    """Longer on the scene than the plan says: whose reason it is stays in the record."""
    row = _on_scene(unit, payload.order)
    due: datetime = max(row["due_at"], unit.now) + timedelta(hours=payload.hours)
    _save(
        unit, payload.order, state="due", due_at=due, postponed=row["postponed"] + 1, reason=payload.reason,
        by_team="", by_at=None,
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
    _follow(unit, payload.order, act=True)
    return {"order": payload.order, "due_at": due}


def _leave(unit: Unit, recorded: Recorded, order: str) -> None:
    row = _row(unit, order)
    if row is None or row["state"] not in ON_SCENE:
        return
    unit.enter(recorded.exercise)
    _save(unit, order, state="relieved" if row["by_team"] else "gone", left_at=recorded.at)
    settle(unit, "relief", order)
    on_scene = int((recorded.at - row["since"]) / timedelta(minutes=1))
    event = Relieved(
        incident=row["incident"], order=order, team=row["team"], minutes=max(0, on_scene), by_team=row["by_team"],
        exercise=row["exercise"],
    )  # fmt: skip
    says = Words(f"{row['name']} 撤离现场, 在场{on_scene}分钟", f"{row['name']} left the scene after {on_scene} min")
    tell(unit, row["incident"], event, says)


def _save(unit: Unit, order: str, **values: object) -> None:
    unit.connection.execute(update(t.reliefs).where(t.reliefs.c.id == order).values(**values))
