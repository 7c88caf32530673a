"""The first screen and the chosen incident, read at one position of the journal."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping, select

from fengsui.errors import Unavailable
from fengsui.events import team_label
from fengsui.hooks import Presence, Reading
from fengsui_channels.api import Try
from fengsui_drills.api import Drill, Drills
from fengsui_incidents.api.board import (
    Board,
    CallRow,
    ChannelUse,
    Force,
    IncidentCard,
    IncidentRow,
    LogLine,
    NetworkFault,
    QueueItem,
)
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import NeedsPerson
from fengsui_incidents.api.payloads import Last, Nothing, OfIncident
from fengsui_incidents.api.umbrellas import UmbrellaRow
from fengsui_incidents.model.assess import wind_words
from fengsui_incidents.model.figures import in_use
from fengsui_incidents.model.orders import answer_by, change_acknowledged, withdrawn
from fengsui_incidents.model.outages import Outage
from fengsui_incidents.model.queue import Alone, Asked, Running, Ways, needs_a_person
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.waiting import Wait
from fengsui_incidents.service.alone import unseen
from fengsui_incidents.service.calls import call_rows
from fengsui_incidents.service.channels import KINDS, STATES, tries_of
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import Incident, Order, in_area, read, read_all
from fengsui_incidents.service.neighbours import waiting as waiting_consents
from fengsui_incidents.service.network import last_outage
from fengsui_incidents.service.notes import taken_note
from fengsui_incidents.service.queue_items import intake_items
from fengsui_incidents.service.quotas import watching
from fengsui_incidents.service.shown import shown
from fengsui_incidents.service.site_cards import site_card
from fengsui_incidents.service.stored import restore
from fengsui_incidents.service.telling import same
from fengsui_incidents.service.umbrella_views import umbrella_rows
from fengsui_incidents.service.umbrellas import of_incident
from fengsui_incidents.service.waiting import by_incident
from fengsui_incidents.tables import RUNNING, incidents, log
from fengsui_incidents.tables_intake import umbrellas
from fengsui_rosters.api import Duty, Shift, Teams

logger = logging.getLogger(__name__)

UNANSWERED = frozenset({"ordered", "delivered", "popped_up", "displayed"})
ON_THE_WAY = frozenset({"moving"})
ON_SCENE = frozenset({"arrived", "controlled"})
LOG_LINES = 200
POSTS = {"leader": Words("带班领导", "duty leader"), "above": Words("上级值班室", "the level above")}
WAITING = Words("发送中", "on its way")
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


def by_urgency(row: IncidentRow) -> tuple[bool, str, Any]:
    """The real before drills, then urgency, never the legal grade."""
    return row.exercise is not None, row.urgency, row.reported_at


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


def open_incidents(reading: Reading) -> list[Incident]:
    found = read_all(reading, incidents.c.state.in_(RUNNING))
    return [incident for incident in found if in_area(reading, incident.row["division"])]


def closed_view(reading: Reading, parameters: Last) -> tuple[IncidentRow, ...]:
    """The incidents that were closed last, newest first."""
    query = select(incidents.c.id).where(incidents.c.state == "closed").order_by(incidents.c.closed_at.desc())
    if reading.actor.area:
        query = query.where(incidents.c.division.startswith(reading.actor.area))
    ids = reading.connection.execute(query.limit(parameters.limit)).scalars().all()
    found = {one.id: one for one in read_all(reading, incidents.c.id.in_(ids))}
    return tuple(row_of(found[one]) for one in ids)


def waiting_calls(reading: Reading, running: list[Incident]) -> tuple[CallRow, ...]:
    """Calls belong to no division: who is confined to one does not see them."""
    return () if reading.actor.area else call_rows(reading, running, rules_of(reading))


def queue_view(reading: Reading, _: Nothing) -> tuple[QueueItem, ...]:
    running = open_incidents(reading)
    under = umbrella_rows(reading, umbrellas.c.state == "open")
    return queue_of(reading, running, waiting_calls(reading, running), under)


def queue_of(
    reading: Reading, running: Sequence[Incident], calls: Sequence[CallRow], under: Sequence[UmbrellaRow]
) -> tuple[QueueItem, ...]:
    ids = [found.id for found in running]
    known, watched, waits = taken_note(reading, ids), watching(reading, ids), by_incident(reading)
    asked, names = waiting_consents(reading, ids), _names(reading, waits)
    needs = [
        replace(
            _running(reading, found, known.get(found.id, frozenset()), asked.get(found.id, ()), names),
            quotas=watched.get(found.id, ()),
            waits=waits.get(found.id, ()),
        )
        for found in running
    ]
    network = last_outage(reading, "network")
    ways = Ways(network=network, alone=[_alone(outage, tries) for outage, tries in unseen(reading)])
    rules = rules_of(reading)
    others = [*intake_items(reading, running, under, rules), *_others(reading, running)]
    return needs_a_person(calls, needs, rules, reading.now, ways, others)


def _others(reading: Reading, running: Sequence[Incident]) -> list[QueueItem]:
    """What other plugins have for a person; one that fails takes nobody's queue away."""
    mine = {incident.id for incident in running} if reading.actor.area else None
    found: list[QueueItem] = []
    for plugin in reading.ask_each(NeedsPerson):
        try:
            with reading.connection.begin_nested():
                found += [item for item in plugin.items() if mine is None or item.incident in mine]
        except Exception:
            logger.warning("items of a plugin are missing from the queue", exc_info=True)
    return found


def _alone(outage: Outage, tries: Sequence[Try]) -> Alone:
    rung = [(POSTS.get(one.who, same(one.who)), KINDS[one.kind], STATES.get(one.state, WAITING)) for one in tries]
    return Alone(
        outage=outage,
        rung=Words(
            " ".join(f"{post.zh}{kind.zh}{state.zh}" for post, kind, state in rung) or "未能呼叫带班领导",
            "; ".join(f"{post.en}, {kind.en}: {state.en}" for post, kind, state in rung) or "nobody could be rung",
        ),
    )


def _names(reading: Reading, waits: Mapping[str, Sequence[Wait]]) -> Mapping[str, str]:
    """Of the teams that are offered."""
    offered = {wait.offered for of_one in waits.values() for wait in of_one if wait.offered}
    return {team.id: team.name for team in reading.ask(Teams).some(offered).values()} if offered else {}


def _running(
    reading: Reading,
    found: Incident,
    taken_note: frozenset[str],
    asked: Sequence[RowMapping],
    names: Mapping[str, str],
) -> Running:
    row, proposal = found.row, found.proposal
    stations = {one.team for one in proposal.withdraw_first} if proposal is not None else set()
    wanted = stations | {one["team"] for one in asked}
    teams = reading.ask(Teams).some(wanted) if wanted else {}
    phones = {id: team.phone for id, team in teams.items()}
    return Running(
        picture=found.picture,
        orders=found.records,
        tasks=found.tasks,
        proposal=proposal,
        level_proposed=row["level"],
        level_confirmed=row["level_confirmed"],
        level_due=row["level_due_at"],
        level_decided_on=row["level_decided_on"],
        grade=row["assessment"].get("grade"),
        grade_decided_on=row["grade_decided_on"],
        response_ended=row["ended_at"] is not None,
        names={**names, **{order.record.team or order.id: order.row["name_zh"] for order in found.orders}},
        phones={**phones, **{order.record.team or order.id: order.row["phone"] for order in found.orders}},
        unreachable=frozenset(order.id for order in found.orders if order.row["unreachable"]),
        acknowledged=taken_note,
        consents=[
            Asked(
                team=one["team"],
                name=teams[one["team"]].name if one["team"] in teams else one["team"],
                whose=one["whose"],
                phone=phones.get(one["team"], ""),
                due=one["due_at"],
            )
            for one in asked
        ],
        urgency=row["urgency"],
    )


def silent(order: Order) -> bool:
    """Not answered in time by a team that is connected; one that is not is unreachable, never silent."""
    late = bool(order.record.steps) and order.row["state"] in UNANSWERED
    return late and order.record.kind == "order" and not order.row["unreachable"]


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
        ended_at=row["ended_at"],
        commander=row["commander"]["org"] + row["commander"]["post"] + " " + row["commander"]["name"]
        if row["commander"]
        else "",
        loss_yuan=loss.value if (loss := in_use(found.picture.claims).get("loss_yuan")) else None,
        run_code=row["run_code"],
        alarm_level=row["alarm_level"],
        umbrella=of_incident(reading, found.id),
    )


def _forces(reading: Reading, found: Incident) -> tuple[Force, ...]:
    presence, tries = reading.ask(Presence), tries_of(reading, found.orders)
    return tuple(
        force_of(
            order,
            online=order.record.kind != "order" or presence.online(team_label(order.record.team)),
            tries=tries.get(order.id, ()),
        )
        for order in found.orders
    )


def force_of(order: Order, *, online: bool = True, tries: Sequence[Try] = ()) -> Force:
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
        answer_by=None if record.already_moving else answer_by(record),
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
