"""Entry control: who went in with how much air, when they must turn back, who came out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Fault, Missing
from fengsui.events import Recorded, team_label
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import CameOut, TurningBack, WentIn
from fengsui_field.api.payloads import ComeOut, GoIn, OfEntry
from fengsui_field.model.air import Supply, Times, entry_faults, lasting, times
from fengsui_field.service.alarms import begin, follow, inside_of, send
from fengsui_field.service.context import Ground, card, clock, ground, plan_of, refuse, row_of, rule, tell, when
from fengsui_field.service.watching import settle
from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import Team, Teams

NOBODY = "-"
"""The owner of an entry of people of no team: only who may enter for anybody."""


def go_in(unit: Unit, payload: GoIn) -> dict[str, Any]:
    """Names and air are written down before anybody goes in; the clock runs from then."""
    found = card(unit, payload.incident)
    at = _may(unit, found, payload.team or "")
    team = unit.ask(Teams).get(payload.team) if payload.team else None
    supply = Supply.of(rule(unit, "air_supply"))
    names = [one.name for one in payload.people]
    lasts = lasting(payload.minutes, [payload.bar, *(one.bar for one in payload.people)], supply)
    known = team is not None or (not payload.team and bool(payload.who))
    inside = _names_inside(unit, at.id, payload.team or "", payload.who)
    refuse(N_("Nobody may go in like this."), entry_faults(names, inside, lasts, supply, who=known))
    assert lasts is not None
    plan = plan_of(unit, found)
    clocked = times(when(unit, payload.at), lasts, supply, plan.entry_minutes if plan else None)
    entry = _save(unit, at, payload, team, clocked)
    event = WentIn(
        incident=at.id, entry=entry, team=payload.team or "", inside=len(names), turn_back_at=clocked.turn_back,
        air_out_at=clocked.air_out, exercise=at.exercise,
    )  # fmt: skip
    tell(unit, at.id, event, _in_words(unit, team.name if team else payload.who, payload, clocked), at=clocked.entered)
    begin(unit, entry)
    return {"entry": entry, "turn_back_at": clocked.turn_back, "out_by": clocked.out_by, "air_out_at": clocked.air_out}


def _may(unit: Unit, found: IncidentCard, team: str) -> Ground:
    """An officer for anybody; a team's device for its own people, where its team is out for the incident."""
    unit.actor.require("field.entry", owner=team_label(team) if team else NOBODY)
    if unit.actor.can("field.entry.any"):
        return ground(unit, found.id)
    if not any(force.team == team and force.open for force in found.forces):
        raise Missing(N_("There is no incident {incident}."), code="no_incident", incident=found.id)
    if found.state == "closed":
        raise Conflict(N_("Incident {incident} is closed."), code="incident_closed", incident=found.id)
    unit.enter(found.exercise)
    return Ground(found.id, found.exercise)


def _names_inside(reading: Reading, incident: str, team: str, who: str) -> list[str]:
    """Those of the same team that are inside; of people of no team, those of the same name."""
    e, w = t.entries.c, t.wearers.c
    mine = (e.team == team) if team else (e.name == who)
    query = (
        select(w.name)
        .join(t.entries, e.id == w.entry)
        .where(e.incident == incident, mine, e.out_at.is_(None), w.out_at.is_(None))
        .order_by(e.entered_at, e.id, w.number, w.id)
    )
    return list(reading.connection.execute(query).scalars())


def _save(unit: Unit, at: Ground, payload: GoIn, team: Team | None, clocked: Times) -> str:
    id = unit.new_id()
    unit.connection.execute(
        insert(t.entries).values(
            id=id, incident=at.id, exercise=at.exercise, team=team.id if team else "",
            name=team.name if team else payload.who, where=payload.where, task=payload.task,
            phone=team.phone if team else "", lasts=clocked.lasts, entered_at=clocked.entered,
            turn_back_at=clocked.turn_back, out_by=clocked.out_by, air_out_at=clocked.air_out, told=[], late=False,
            entered_by=unit.actor.id,
        )
    )  # fmt: skip
    for number, one in enumerate(payload.people, 1):
        unit.connection.execute(
            insert(t.wearers).values(
                id=unit.new_id(), incident=at.id, exercise=at.exercise, entry=id, number=number, name=one.name,
                bar=one.bar if one.bar is not None else payload.bar,
            )
        )  # fmt: skip
    return id


def _in_words(unit: Unit, name: str, payload: GoIn, clocked: Times) -> Words:
    turn, gone, people = clock(unit, clocked.turn_back), clock(unit, clocked.air_out), len(payload.people)
    return Words(
        f"进入 {name} {people}人 {payload.where}: 空气{clocked.lasts:.0f}分钟 折返{turn} 用尽{gone}",
        f"Went in: {name}, {people} people {payload.where}: air {clocked.lasts:.0f} min, turn back {turn}, out {gone}",
    )


# -- on the way out --------------------------------------------------------------------------------------


def _entry(unit: Unit, id: str) -> RowMapping:
    """An entry that is not over, to act on; somebody else's is one that does not exist."""
    missing = N_("There is no entry {id}.")
    row = row_of(unit, t.entries, id, missing)
    if not unit.actor.can("field.entry", owner=team_label(row["team"]) if row["team"] else NOBODY):
        raise Missing(missing, code="no_such_thing", id=id)
    if unit.actor.can("field.entry.any"):
        ground(unit, row["incident"], closed=True)
    else:
        unit.enter(row["exercise"])
    if row["out_at"] is not None:
        raise Conflict(N_("They are out already."), code="out_already")
    return row


def turning(unit: Unit, payload: OfEntry) -> dict[str, Any]:
    """They say that they are on the way out. A second time changes nothing."""
    row = _entry(unit, payload.entry)
    if row["turning_at"] is None:
        unit.connection.execute(update(t.entries).where(t.entries.c.id == row["id"]).values(turning_at=unit.now))
        event = TurningBack(
            incident=row["incident"], entry=row["id"], team=row["team"], inside=len(inside_of(unit, row["id"])),
            exercise=row["exercise"],
        )  # fmt: skip
        tell(unit, row["incident"], event, Words(f"{row['name']} 返回途中", f"{row['name']}: on the way out"))
        follow(unit, row["id"])
    return {"entry": row["id"], "out_by": row["out_by"]}


def come_out(unit: Unit, payload: ComeOut) -> dict[str, Any]:
    """Some or all are out; the entry is over with the last of them."""
    row = _entry(unit, payload.entry)
    at = max(row["entered_at"], when(unit, payload.at))
    inside = inside_of(unit, row["id"])
    out = list(dict.fromkeys(payload.names)) or inside
    refuse(
        N_("Not everybody named is inside."),
        [
            Fault(f"names.{index}", N_("somebody who is inside"), "not_inside")
            for index, name in enumerate(out)
            if name not in inside
        ],
    )
    w = t.wearers.c
    mine = (w.entry == row["id"]) & w.name.in_(out) & w.out_at.is_(None)
    unit.connection.execute(update(t.wearers).where(mine).values(out_at=at))
    left = [name for name in inside if name not in out]
    if not left:
        unit.connection.execute(update(t.entries).where(t.entries.c.id == row["id"]).values(out_at=at))
    _tell_out(unit, row, len(out), len(left))
    if left:
        follow(unit, row["id"])
    else:
        settle(unit, "air", row["id"])
    return {"entry": row["id"], "inside": left}


def _tell_out(unit: Unit, row: RowMapping, out: int, left: int) -> None:
    event = CameOut(
        incident=row["incident"], entry=row["id"], team=row["team"], inside=left, out=out, exercise=row["exercise"]
    )
    rest = Words(f", 仍在内{left}人", f", {left} still inside") if left else Words(", 全部撤出", ", all out")
    says = Words(f"{row['name']} 撤出{out}人{rest.zh}", f"{row['name']}: {out} came out{rest.en}")
    tell(unit, row["incident"], event, says)


def recall(unit: Unit, payload: OfEntry) -> dict[str, Any]:
    """An officer calls them back now, whatever their air: the device is told (again)."""
    row = _entry(unit, payload.entry)
    unit.actor.require("field.entry", owner=NOBODY)
    send(unit, row, "recall")
    follow(unit, row["id"])
    return {"entry": row["id"]}


# -- what happens elsewhere ------------------------------------------------------------------------------


def evacuated(unit: Unit, recorded: Recorded) -> None:
    """紧急撤离 asks for the roll of those inside: the team's own, and those of teams that no order reaches."""
    data = recorded.data or {}
    incident, team = str(data.get("incident", "")), str(data.get("team", ""))
    waiting = _inside_rows(unit, incident)
    if not waiting:
        return
    unit.enter(recorded.exercise)
    reached = {force.team for force in card(unit, incident).forces if force.team}
    for row in waiting:
        if row["evacuate_by"] is None and (row["team"] == team or row["team"] not in reached):
            by = recorded.due or unit.now
            unit.connection.execute(update(t.entries).where(t.entries.c.id == row["id"]).values(evacuate_by=by))
            send(unit, {**row, "evacuate_by": by}, "roll_call")
            follow(unit, row["id"])


def _inside_rows(reading: Reading, incident: str) -> Sequence[RowMapping]:
    query = select(t.entries).where(t.entries.c.incident == incident, t.entries.c.out_at.is_(None))
    return reading.connection.execute(query.order_by(t.entries.c.entered_at, t.entries.c.id)).mappings().all()


def delivered(unit: Unit, recorded: Recorded) -> None:
    """The team's device has stored that it must turn back: written once, beside the name."""
    data = recorded.data or {}
    if str(data.get("of_topic", "")) != "field.turn_back":
        return
    e = t.entries.c
    mine = (e.id == str(data.get("of_subject", ""))) & e.delivered_at.is_(None)
    row = unit.connection.execute(select(t.entries).where(mine)).mappings().first()
    if row is not None and data.get("label") == team_label(row["team"]):
        unit.connection.execute(update(t.entries).where(mine).values(delivered_at=recorded.at))
