"""Deadlines of every other plugin: each runs out once, in its time; or is presented late; none is lost.

Each is worked out from the journal (and from rows that nobody takes away): when it ran out, when nobody waited for it
any more, and what was recorded because of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.simulator.desk import SHANGHAI
from tests.simulator.moments import Breaks, expected_by, moment

import fengsui_field.tables as field_tables
import fengsui_handover.tables as handover_tables
from fengsui.events import Recorded

if TYPE_CHECKING:
    from tests.simulator.world import World

SLACK_S = 0.01


@dataclass
class Limit:
    """One thing that runs out. Moments in seconds of the simulation; `every` how often it is looked for.

    `grace`: what had run out longer than this before its server began to run, or its drill was `resumed`, is presented
    (None: it knows no such difference). `settled`: from then on nobody waits. `known`: it cannot have fired before.
    """

    what: str
    due: float
    every: float = 1.0
    grace: float | None = None
    settled: float | None = None
    known: float = 0.0
    resumed: float = 0.0
    fired: list[tuple[Recorded, bool]] = field(default_factory=list)


def each_limit_runs_out_once(world: World, journal: Sequence[Recorded]) -> Breaks:
    for source in SOURCES:
        for limit in source(world, journal):
            yield from _judged(world, limit)


def _judged(world: World, limit: Limit) -> Breaks:
    ready = max(limit.due, limit.known, limit.resumed)
    by = expected_by(world, ready, every=limit.every)
    if len(limit.fired) > 1:
        seqs = [event.seq for event, _ in limit.fired]
        yield f"{limit.what}, due at {limit.due:.3f}, ran out {len(seqs)} times: {seqs}"
    for event, presented in limit.fired[:1]:
        at = moment(world, event.at)
        if at < limit.due - SLACK_S:
            yield f"{limit.what} is due at {limit.due:.3f} and ran out at {at:.3f}"
        if limit.settled is not None and limit.settled < at - SLACK_S:
            yield f"{limit.what} was settled at {limit.settled:.3f} and ran out at {at:.3f}"
        if at > by:
            yield f"{limit.what} ran out at {limit.due:.3f}, by {by:.3f}, and was told at {at:.3f}"
        yield from _presented_rightly(world, limit, event, presented)
    waits = limit.settled is None or limit.settled > by
    if not limit.fired and waits and by < world.loop.now:
        yield f"{limit.what} ran out at {limit.due:.3f}, by {by:.3f}, and nobody was told"


def _presented_rightly(world: World, limit: Limit, event: Recorded, presented: bool) -> Breaks:
    if limit.grace is None:
        return
    before = max(world.watch.began(event.seq), limit.resumed) - limit.due - limit.grace
    if abs(before) > 0.2 and presented != (before > 0):
        how = "presented" if presented else "fired"
        yield f"{limit.what} ran out {before:.3f} s before its server began, and was {how}"


# -- reports -------------------------------------------------------------------------------------------------


def _clocks(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    found: dict[str, Limit] = {}
    for event, data in of_topic(journal, "reports."):
        at = moment(world, event.at)
        if event.topic == "reports.clocks_started":
            for one in data["clocks"]:
                due = moment(world, datetime.fromisoformat(one["late_after"]))
                found[one["id"]] = Limit(f"the {one['form']} of {event.subject}", due, every=5.0, grace=0.0, known=at)
        elif event.topic == "reports.clock_moved":
            found[data["clock"]].due = moment(world, datetime.fromisoformat(data["late_after"]))
            found[data["clock"]].known = at
        elif event.topic in ("reports.clocks_met", "reports.clocks_stopped"):
            for id in data["clocks"]:
                found[id].settled = at
        elif event.topic in ("reports.clock_overdue", "reports.clock_ran_out"):
            for id in data["clocks"]:
                found[id].fired.append((event, event.topic == "reports.clock_ran_out"))
    yield from found.values()


def _demands(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    running: dict[str, Limit] = {}
    for event, data in of_topic(journal, "reports.demand_"):
        due = data.get("answer_by" if event.topic == "reports.demand_received" else "next_due")
        if event.topic in ("reports.demand_overdue", "reports.demand_ran_out"):
            running[event.subject].fired.append((event, event.topic == "reports.demand_ran_out"))
        elif event.topic in ("reports.demand_received", "reports.demand_answered", "reports.demand_ended"):
            yield from _settled(running, event.subject, moment(world, event.at))
            if due is not None:
                at = moment(world, datetime.fromisoformat(due))
                running[event.subject] = Limit(f"the demand {event.subject}", at, every=5.0, grace=0.0)
    yield from running.values()


def _settled(running: dict[str, Limit], thing: str, at: float) -> Iterator[Limit]:
    if (limit := running.pop(thing, None)) is not None:
        limit.settled = at
        yield limit


# -- tickets, transfers --------------------------------------------------------------------------------------


def _tickets(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    running: dict[str, Limit] = {}
    for event, data in of_topic(journal, "incidents.ticket_"):
        if event.topic == "incidents.ticket_overdue":
            running[event.subject].fired.append((event, False))
            continue
        due = None if data["deadline"] is None else moment(world, datetime.fromisoformat(data["deadline"]))
        if event.subject in running and running[event.subject].due == due:
            continue
        yield from _settled(running, event.subject, moment(world, event.at))
        if due is not None:
            running[event.subject] = Limit(f"the ticket {event.subject}", due, every=10.0)
    yield from running.values()


def _transfers(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    running: dict[str, Limit] = {}
    for event, data in of_topic(journal, "incidents.transfer"):
        id = data["transfer"]
        if event.topic == "incidents.transferred":
            due = moment(world, datetime.fromisoformat(data["receipt_by"]))
            running[id] = Limit(f"the transfer {id}", due)
        elif event.topic == "incidents.transfer_silent":
            running[id].fired.append((event, False))
        elif running[id].settled is None:
            running[id].settled = moment(world, event.at)
    yield from running.values()


# -- the field -----------------------------------------------------------------------------------------------

STEPS_OF_AIR = (("warn", "turn_back_at", -120), ("turn_back", "turn_back_at", 0), ("leader", "turn_back_at", 180),
                ("out_late", "out_by", 0), ("air_out", "air_out_at", 0))  # fmt: skip
"""rules.yaml of the field, air_steps."""
SPARED = ("warn", "turn_back", "leader")
"""Of whoever says that he is on his way out."""
LATE_AIR_S = 5.0


def _air(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    told = [(e, d) for e, d in of_topic(journal, "field.") if e.topic in ("field.turn_back", "field.air_alarm")]
    resumes = [moment(world, e.at) for e, _ in of_topic(journal, "drills.resumed")]
    for row in world.watch.rows(field_tables.entries):
        mine = [(event, data) for event, data in told if data["entry"] == row.id]
        for step, of, after in STEPS_OF_AIR:
            entered = _entered(world, journal, row.id)
            due = max(moment(world, getattr(row, of)) + after, entered)  # what has run out by then is told then
            over = [row.out_at, row.turning_at if step in SPARED else None]
            settled = min((moment(world, at) for at in over if at is not None), default=None)
            limit = Limit(f"{step} of the entry {row.id}", due, grace=LATE_AIR_S, settled=settled,
                          known=entered)  # fmt: skip
            topic = "field.air_alarm" if step == "leader" or not row.team else "field.turn_back"
            limit.fired = [(event, False) for event, data in mine if data["step"] == step and event.topic == topic]
            late = [(event, True) for event, data in mine if data["step"] == "late" and step in row.told]
            if not limit.fired:
                limit.fired = [one for one in late if moment(world, one[0].at) >= due][:1]
            if row.exercise is not None and limit.fired:
                at = moment(world, limit.fired[0][0].at)
                limit.resumed = max((resume for resume in resumes if resume <= at), default=0.0)
            yield limit


def _entered(world: World, journal: Sequence[Recorded], entry: str) -> float:
    return next(moment(world, e.at) for e, d in of_topic(journal, "field.went_in") if d["entry"] == entry)


def _aid(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    closed = {event.subject: moment(world, event.at) for event, _ in of_topic(journal, "incidents.closed")}
    running: dict[str, Limit] = {}
    for event, data in of_topic(journal, "field.aid_"):
        id = data["aid"]
        if event.topic == "field.aid_asked":
            due = moment(world, datetime.fromisoformat(data["answer_by"]))
            running[id] = Limit(
                f"the request for aid {id}", due, grace=LATE_AIR_S, settled=closed.get(data["incident"])
            )
        elif data["state"] == "silent":
            running[id].fired.append((event, data["late"]))
        elif data["state"] != "received":
            running[id].settled = min(moment(world, event.at), running[id].settled or world.loop.now)
    yield from running.values()


# -- warnings, the watch, corrective actions -----------------------------------------------------------------


def _warnings(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    running: dict[str, Limit] = {}
    for event, data in of_topic(journal, "warnings."):
        if event.topic == "warnings.issued" and data["ends_at"] is not None:
            due = moment(world, datetime.fromisoformat(data["ends_at"]))
            at = moment(world, event.at)
            running[event.subject] = Limit(f"the warning {event.subject}", due, grace=0.0, known=at)
        elif event.topic in ("warnings.lifted", "warnings.superseded") and event.subject in running:
            running[event.subject].settled = moment(world, event.at)
        elif event.topic == "warnings.expired":
            running[event.subject].fired.append((event, data["late"]))
    yield from running.values()


def _watches(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    overdue = of_topic(journal, "handover.overdue")
    for row in world.watch.rows(handover_tables.watch):
        if row.ends_at is not None:
            due = moment(world, row.ends_at + timedelta(minutes=15))
            settled = moment(world, row.ended_at) if row.ended_at is not None else None
            limit = Limit(f"the watch {row.id}", due, every=5.0, grace=0.0, settled=settled,
                          known=moment(world, row.began_at))  # fmt: skip
            limit.fired = [(event, data["late"]) for event, data in overdue if event.subject == row.id]
            yield limit


def _actions(world: World, journal: Sequence[Recorded]) -> Iterator[Limit]:
    running: dict[str, Limit] = {}
    for event, data in of_topic(journal, "evaluation."):
        if event.topic == "evaluation.action_assigned":
            day = date.fromisoformat(data["due_on"]) + timedelta(days=1)
            due = moment(world, datetime(day.year, day.month, day.day, tzinfo=SHANGHAI))
            running[data["finding"]] = Limit(f"the action {data['finding']}", due, every=60.0)
        elif event.topic in ("evaluation.action_done", "evaluation.finding_dropped"):
            if (limit := running.get(data["finding"])) is not None:
                limit.settled = moment(world, event.at)
        elif event.topic == "evaluation.action_overdue":
            running[data["finding"]].fired.append((event, False))
    yield from running.values()


SOURCES: Sequence[Callable[[World, Sequence[Recorded]], Iterator[Limit]]] = (
    _clocks, _demands, _tickets, _transfers, _air, _aid, _warnings, _watches, _actions,
)  # fmt: skip


def of_topic(journal: Sequence[Recorded], beginning: str) -> list[tuple[Recorded, dict[str, Any]]]:
    return [(event, event.data) for event in journal if event.topic.startswith(beginning) and event.data is not None]
