"""换防: the plan's hours on the scene run from a team's arrival; from then on it is watched until it has left.

Rest is not ours: the roster begins it with the team's return (`ready`), never with its release. Who takes over is
`fengsui_field.service.relieving`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import insert, update

from fengsui.events import Recorded
from fengsui.hooks import Unit
from fengsui_field import tables as t
from fengsui_field.api.events import OnScene, ReliefDue, Relieved
from fengsui_field.model.relief import ENDS, ON_SCENE, STARTS, watch
from fengsui_field.service.context import card, clock, is_late, plan_of, rule, tell
from fengsui_field.service.watching import Waiting, settle, wait
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import Teams


def heard(unit: Unit, recorded: Recorded) -> None:
    """A fact of an order: an arrival begins the time on the scene, a return ends it."""
    data = recorded.data or {}
    fact, order = str(data.get("fact", "")), str(data.get("order", ""))
    if fact == STARTS:
        _begin(unit, recorded, data, order)
    elif fact in ENDS:
        _leave(unit, recorded, order)


def _begin(unit: Unit, recorded: Recorded, data: Mapping[Any, Any], order: str) -> None:
    if known(unit, order) is not None:
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
            due_at=due, state="due", by_team="", by_order="", postponed=0, reason="",
        )
    )  # fmt: skip
    unit.record(
        OnScene(incident=found.id, order=order, team=force.team, since=since, due_at=due, exercise=found.exercise)
    )
    follow(unit, order, act=True)


def known(unit: Unit, order: str) -> Mapping[Any, Any] | None:
    query = t.reliefs.select().where(t.reliefs.c.id == order)
    return cast("Mapping[Any, Any] | None", unit.connection.execute(query).mappings().first())


def team_name(unit: Unit, team: str) -> str:
    found = unit.ask(Teams).get(team)
    return found.name if found else team


def phone_of(unit: Unit, team: str) -> str:
    found = unit.ask(Teams).get(team)
    return found.phone if found else ""


def follow(unit: Unit, order: str, *, act: bool, at_once: bool = False) -> None:
    """Puts the relief where it belongs in the queue. `act`: the sweep still has to say that the hours are over;
    `at_once`: somebody must see now that it is due."""
    row = known(unit, order)
    assert row is not None
    before = float(rule(unit, "relief_shown_before_minutes"))
    shows, due = max(row["since"], row["due_at"] - timedelta(minutes=before)), row["due_at"]
    if row["state"] == "arranged":
        shows = due = row["by_at"]
    elif row["state"] == "there":
        shows = due = row["there_at"]
    wait(
        unit,
        Waiting(
            kind="relief", thing=order, incident=row["incident"], exercise=row["exercise"],
            shows_at=min(shows, unit.now) if at_once else shows, due_at=due,
            act_at=row["due_at"] if act and row["state"] == "due" else None, says=_words(unit, row),
            phone=phone_of(unit, row["by_team"] if row["state"] == "arranged" else row["team"]),
        ),
    )  # fmt: skip


def _words(unit: Unit, row: Mapping[Any, Any]) -> Words:
    name, by = row["name"], team_name(unit, row["by_team"]) if row["by_team"] else ""
    if row["state"] == "there":
        return Words(f"{name}: {by}已到场, 交接后归队", f"{name}: {by} has arrived, hand over and go home")
    if row["state"] == "arranged" and row["by_order"]:
        return Words(f"{name} 由{by}接替, 尚未到场", f"{name}: {by} takes over and has not arrived")
    if row["state"] == "arranged":
        return Words(f"{name} 由{by}接替", f"{name}: {by} takes over")
    since = clock(unit, row["since"])[:5]
    return Words(f"{name} {since}到场, 应换防", f"{name}, on scene since {since}: to be relieved")


def look(unit: Unit, order: str) -> None:
    """The hours are over: said once; the item stays until somebody arranges or postpones."""
    row = known(unit, order)
    if row is None or row["state"] != "due":
        settle(unit, "relief", order)
        return
    unit.enter(row["exercise"])
    event = ReliefDue(
        incident=row["incident"], order=order, team=row["team"], since=row["since"],
        late=is_late(unit, row["due_at"], row["exercise"]), exercise=row["exercise"],
    )  # fmt: skip
    hours = (row["due_at"] - row["since"]).total_seconds() / 3600
    says = Words(f"{row['name']} 在场{hours:g}小时, 应换防", f"{row['name']}: {hours:g} h on scene, to be relieved")
    tell(unit, row["incident"], event, says)
    follow(unit, order, act=False)


def _leave(unit: Unit, recorded: Recorded, order: str) -> None:
    row = known(unit, order)
    if row is None or row["state"] not in ON_SCENE:
        return
    unit.enter(recorded.exercise)
    save(unit, order, state="relieved" if row["by_team"] else "gone", left_at=recorded.at)
    settle(unit, "relief", order)
    on_scene = int((recorded.at - row["since"]) / timedelta(minutes=1))
    event = Relieved(
        incident=row["incident"], order=order, team=row["team"], minutes=max(0, on_scene), by_team=row["by_team"],
        exercise=row["exercise"],
    )  # fmt: skip
    says = Words(f"{row['name']} 撤离现场, 在场{on_scene}分钟", f"{row['name']} left the scene after {on_scene} min")
    tell(unit, row["incident"], event, says)


def save(unit: Unit, order: str, **values: object) -> None:
    unit.connection.execute(update(t.reliefs).where(t.reliefs.c.id == order).values(**values))
