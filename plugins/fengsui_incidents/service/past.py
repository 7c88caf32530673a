"""The board as it stood at any past moment: who knew what when. It is read from the journal, not from today's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, or_, select

from fengsui.errors import Fault, Invalid, Missing
from fengsui.events import Recorded
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_incidents.api.board import CallRow, Fact, IncidentRow, PastBoard, PastIncident
from fengsui_incidents.api.events import CallClosed, CallReopened, CallUnmerged
from fengsui_incidents.api.payloads import BoardAt, IncidentAt
from fengsui_incidents.model.figures import values
from fengsui_incidents.model.orders import is_open, state_of
from fengsui_incidents.model.past import incident_then, members_then, order_then, tasks_then
from fengsui_incidents.service.board import by_urgency, on_duty
from fengsui_incidents.service.call_rows import shown
from fengsui_incidents.service.cards import force_of, log_of, row_of
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.forgetting import FACT_TOPICS
from fengsui_incidents.service.loading import Incident, Order, fact_of, in_area, read, read_all
from fengsui_incidents.tables import calls, facts, incidents, umbrellas
from fengsui_rosters.api import Duty

EVENTS = 10_000
"""Of one subject: more than any order or incident has."""

LINES = 10_000
CALLS = 1_000
WAITED = timedelta(days=3)
"""A call that waits longer than this is not looked for: nobody was waiting on the line any more."""


def board_at(reading: Reading, parameters: BoardAt) -> PastBoard:
    """Every incident that was running at `at`, as the board showed it then, and the calls that were waiting."""
    at = _past(reading, parameters.at)
    ran = or_(incidents.c.closed_at.is_(None), incidents.c.closed_at > at)
    found = [
        one for one in read_all(reading, (incidents.c.reported_at <= at) & ran) if in_area(reading, one.row["division"])
    ]
    then = [was for known in found if (was := _as_it_was(reading, known, at)) is not None]
    shift, under = reading.ask(Duty).was_at(at), _umbrellas(reading, at)
    return PastBoard(
        at=at,
        on_duty=on_duty(shift),
        leader=shift.leader if shift else "",
        incidents=tuple(sorted((_row(was, under) for was in then if was.row["state"] != "closed"), key=by_urgency)),
        calls=_waiting(reading, at),
    )


def incident_at(reading: Reading, parameters: IncidentAt) -> PastIncident:
    """One incident as it stood at `at`; raises Missing (`not_yet`) where it had not been reported."""
    at = _past(reading, parameters.at)
    was = _as_it_was(reading, read(reading, parameters.incident), at)
    if was is None:
        raise Missing(
            N_("Incident {incident} had not been reported then."), code="not_yet", incident=parameters.incident
        )
    rules = rules_of(reading)
    return PastIncident(
        at=at,
        row=_row(was, _umbrellas(reading, at)),
        level=was.row["level"],
        level_confirmed=was.row["level_confirmed"],
        forces=tuple(force_of(order, rules) for order in was.orders),
        tasks=was.tasks,
        log=tuple(line for line in log_of(reading, was.id, LINES) if line.at <= at),
    )


def _row(was: Incident, under: Mapping[str, str]) -> IncidentRow:
    return replace(row_of(was), umbrella=under.get(was.id, ""))


def _umbrellas(reading: Reading, at: datetime) -> Mapping[str, str]:
    """Under which umbrella event each incident stood, of those that were open."""
    u = umbrellas
    stood = or_(u.c.closed_at.is_(None), u.c.closed_at > at)
    query = select(u.c.id).where(u.c.opened_at <= at, stood).order_by(u.c.opened_at, u.c.id)
    ids = reading.connection.execute(query).scalars().all()
    return {incident: id for id in ids for incident in members_then(_until(reading, id, at))}


def _past(reading: Reading, at: datetime) -> datetime:
    """Raises Invalid (`time_in_future`)."""
    if at > reading.now:
        fault = Fault("at", N_("a time that has been"), "time_in_future")
        raise Invalid(N_("The board can be seen as it was, not as it will be."), code="invalid", faults=[fault])
    return at


def _as_it_was(reading: Reading, known: Incident, at: datetime) -> Incident | None:
    """The incident with what was known of it at `at`; None where it had not been reported."""
    events = _until(reading, known.id, at)
    then = incident_then(events)
    if then is None:
        return None
    claims = tuple(claim for claim in known.picture.claims if claim.at <= at)
    return replace(
        known,
        row={**known.row, **vars(then), "figures": values(claims)},
        picture=replace(known.picture, claims=claims),
        orders=tuple(_order(reading, one, at) for one in known.orders if one.record.ordered_at <= at),
        tasks=tasks_then(known.tasks, events, at),
    )


def _until(reading: Reading, subject: str, at: datetime) -> Sequence[Recorded]:
    return [event for event in reading.history(subject, EVENTS) if event.at <= at]


def _order(reading: Reading, order: Order, at: datetime) -> Order:
    events = _until(reading, order.id, at)
    then = order_then(order.record, events, at)
    if any(event.data is None and event.topic in FACT_TOPICS for event in events):
        then = replace(then, record=replace(then.record, facts=_facts_until(reading, order.id, at)))
    row = {**order.row, "state": state_of(then.record), "unreachable": then.unreachable, "open": is_open(then.record)}
    return Order(row, then.record, corrected=then.corrected)


def _facts_until(reading: Reading, order: str, at: datetime) -> tuple[Fact, ...]:
    """Where the journal's words were destroyed by law: what had been entered by then, from the rows, which are written
    once; of those that hold, as ever."""
    mine = (facts.c.order == order) & (facts.c.entered_at <= at)
    query = select(facts).where(mine).order_by(facts.c.entered_at, facts.c.id)
    rows = reading.connection.execute(query).mappings().all()
    wrong = {row["corrects"] for row in rows if row["corrects"]}
    return tuple(fact_of(row) for row in rows if row["id"] not in wrong and not row["void"])


def _waiting(reading: Reading, at: datetime) -> tuple[CallRow, ...]:
    """Calls that had been taken and had become nothing yet. Calls belong to no division."""
    if reading.actor.area:
        return ()
    query = (
        select(calls).where(calls.c.at <= at, calls.c.at > at - WAITED).order_by(calls.c.at.desc(), calls.c.id.desc())
    )
    rows = reading.connection.execute(query.limit(CALLS)).mappings().all()
    return tuple(shown(reading, row) for row in rows if not _settled(reading, row, at))


def _settled(reading: Reading, row: RowMapping, at: datetime) -> bool:
    """Whether the call had become an incident, joined one, or ended otherwise by then, and was not open again."""
    joined = {row["incident"] or "": False} | dict.fromkeys(str(row["was_in"]).split(), False)
    for incident in joined:
        for event in reading.history(incident, EVENTS) if incident else ():
            if event.at <= at and (event.data or {}).get("call") == row["id"]:
                joined[incident] = event.topic != CallUnmerged.topic
    ended = False
    for event in reading.history(row["id"], EVENTS):
        if event.at <= at and event.topic in (CallClosed.topic, CallReopened.topic):
            ended = event.topic == CallClosed.topic
    return ended or any(joined.values())
