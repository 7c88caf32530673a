"""The one queue of an officer (待我处理): what every open incident, the ways to people and other plugins need."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import RowMapping

from fengsui.hooks import Reading
from fengsui_channels.api import Try
from fengsui_incidents.api.board import (
    CallRow,
    QueueItem,
)
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import NeedsPerson
from fengsui_incidents.api.payloads import Nothing
from fengsui_incidents.api.umbrellas import UmbrellaRow
from fengsui_incidents.model.outages import Outage
from fengsui_incidents.model.queue import Alone, Asked, Running, Ways, needs_a_person
from fengsui_incidents.model.waiting import Wait
from fengsui_incidents.service.alone import unseen
from fengsui_incidents.service.calls import call_rows
from fengsui_incidents.service.channels import KINDS, STATES
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.escalating import held_drills
from fengsui_incidents.service.loading import Incident, in_area, read_all
from fengsui_incidents.service.neighbours import waiting as waiting_consents
from fengsui_incidents.service.network import last_outage
from fengsui_incidents.service.notes import taken_note
from fengsui_incidents.service.queue_items import intake_items
from fengsui_incidents.service.quotas import watching
from fengsui_incidents.service.telling import same
from fengsui_incidents.service.umbrella_views import umbrella_rows
from fengsui_incidents.service.waiting import by_incident
from fengsui_incidents.tables import RUNNING, incidents, umbrellas
from fengsui_rosters.api import Teams

logger = logging.getLogger(__name__)

POSTS = {"leader": Words("带班领导", "duty leader"), "above": Words("上级值班室", "the level above")}
WAITING = Words("发送中", "on its way")


def open_incidents(reading: Reading) -> list[Incident]:
    found = read_all(reading, incidents.c.state.in_(RUNNING))
    return [incident for incident in found if in_area(reading, incident.row["division"])]


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
    return _paused(reading, needs_a_person(calls, needs, rules, reading.now, ways, others))


def _paused(reading: Reading, items: Sequence[QueueItem]) -> tuple[QueueItem, ...]:
    """What is a held drill's stays in sight, without a deadline that runs: nobody works on it, and nothing fires."""
    waiting = held_drills(reading, {item.exercise for item in items if item.exercise is not None})
    return tuple(replace(item, due=None, life=False) if item.exercise in waiting else item for item in items)


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
        level_late=row["level_late"],
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
