"""The first screen and the chosen incident, read at one position of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from fengsui.errors import Unavailable
from fengsui.events import team_label
from fengsui.hooks import Presence, Reading
from fengsui_drills.api import Drill, Drills
from fengsui_incidents.api.board import (
    Board,
    IncidentRow,
    NetworkFault,
)
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import Last, Nothing
from fengsui_incidents.api.umbrellas import UmbrellaRow
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.cards import row_of
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import Incident, read_all
from fengsui_incidents.service.network import last_outage
from fengsui_incidents.service.queue import open_incidents, queue_of, waiting_calls
from fengsui_incidents.service.shown import shown
from fengsui_incidents.service.umbrella_views import umbrella_rows
from fengsui_incidents.tables import incidents, umbrellas
from fengsui_rosters.api import Duty, Shift, Teams

DRILL_STATES = {
    "planned": Words("未开始", "planned"),
    "held": Words("挂起", "HELD"),
    "running": Words("进行中", "RUNNING"),
    "finished": Words("结束", "finished"),
    "aborted": Words("终止", "aborted"),
}


def board(reading: Reading, _: Nothing) -> Board:
    shift = reading.ask(Duty).at(reading.now)
    with reading.ask(Teams).mustered() as muster:
        teams, counts = muster.all(), muster.counts()
    presence = reading.ask(Presence)
    running = open_incidents(reading)
    waiting = waiting_calls(reading, running)
    rules = rules_of(reading)
    under = umbrella_rows(reading, umbrellas.c.state == "open")
    return Board(
        now=reading.now,
        centre=reading.centre()["name"],
        on_duty=on_duty(shift),
        leader=shift.leader if shift else "",
        queue=queue_of(reading, running, waiting, under),
        incidents=tuple(sorted(_rows(running, under), key=by_urgency)),
        calls=waiting,
        ready={str(readiness): count for readiness, count in counts.items()},
        teams_online=sum(presence.online(team_label(team.id)) for team in teams),
        teams_total=len(teams),
        drills=_drills(reading),
        demo=any(team.demo for team in teams),
        leader_phone=shift.leader_phone if shift else "",
        network=_network(reading),
        zone=reading.centre()["zone"],
        authority=_authority(rules),
        bundle_from=rules.whole("bundle_from") if rules.has("bundle_from") else 0,
        **shown(reading),
        umbrellas=under,
    )


def _rows(running: Sequence[Incident], under: Sequence[UmbrellaRow]) -> list[IncidentRow]:
    held = {incident: one.id for one in under for incident in one.incidents}
    return [replace(row_of(found), umbrella=held.get(found.id, "")) for found in running]


def _network(reading: Reading) -> NetworkFault | None:
    last = last_outage(reading, "network")
    if last is None or last.ended_at is not None:
        return None
    presence = reading.ask(Presence)
    missing = sum(not presence.online(team_label(team)) for team in last.teams)
    waiting, went_on = last.answer == "wait", last.answer == "go_on"
    return NetworkFault(
        since=last.began_at, connected=last.connected, missing=missing, waiting=waiting, went_on=went_on
    )


def _authority(rules: RuleSet) -> Words:
    if not rules.has("standing_authority"):
        return Words("", "")
    row = rules.value("standing_authority")
    return Words(str(row["zh"]), str(row["en"]))


def by_urgency(row: IncidentRow) -> tuple[bool, str, Any, str]:
    """The real before drills, then urgency, never the legal grade; nothing changes places by being written to."""
    return row.exercise is not None, row.urgency, row.reported_at, row.id


def on_duty(shift: Shift | None) -> tuple[str, ...]:
    return tuple(name for name in (shift.main, shift.second) if name) if shift else ()


def _drills(reading: Reading) -> tuple[Words, ...]:
    """Today's drills, where a plugin keeps them."""
    try:
        drills = reading.ask(Drills).open()
    except Unavailable:
        return ()
    return tuple(_drill_words(drill) for drill in drills)


def _drill_words(drill: Drill) -> Words:
    state = DRILL_STATES.get(drill.state, Words(drill.state, drill.state))
    because = f" {drill.held_because}" if drill.held_because else ""
    return Words(f"{drill.id} {drill.title} {state.zh}{because}", f"{drill.id} {drill.title} {state.en}{because}")


def closed_view(reading: Reading, parameters: Last) -> tuple[IncidentRow, ...]:
    """The incidents that were closed last, newest first."""
    over = (incidents.c.state == "closed") & incidents.c.closed_at.is_not(None)
    query = select(incidents.c.id).where(over).order_by(incidents.c.closed_at.desc(), incidents.c.id.desc())
    if reading.actor.area:
        query = query.where(incidents.c.division.startswith(reading.actor.area))
    ids = reading.connection.execute(query.limit(parameters.limit)).scalars().all()
    found = {one.id: one for one in read_all(reading, incidents.c.id.in_(ids))}
    return tuple(row_of(found[one]) for one in ids)
