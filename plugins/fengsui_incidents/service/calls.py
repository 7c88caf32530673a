"""Calls: saved from the first word, and each a record of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.board import CallRow
from fengsui_incidents.api.events import CallClosed, CallMerged, CallNoted, CallTaken, CallUnmerged, Words
from fengsui_incidents.api.payloads import CallsOf, CloseCall, MergeCall, NoteCall, TakeCall, UnmergeCall
from fengsui_incidents.model.merge import CallHeard, Likeness, most_alike
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.context import faults_of_point, rules_of
from fengsui_incidents.service.loading import Incident, load, load_open, read_all
from fengsui_incidents.service.numbers import next_call
from fengsui_incidents.service.telling import tell, write
from fengsui_incidents.tables import RUNNING, calls, incidents

SIMILAR_AMONG = 200
"""How many waiting calls a draft is compared with at each key pressed."""


def take_call(unit: Unit, payload: TakeCall) -> dict[str, Any]:
    """A sender's own number is taken once: its repetition gets the first answer's call, and adds what is new in it."""
    dedupe = f"{payload.source}:{payload.number}" if payload.number else None
    if dedupe and (known := _by_number(unit, dedupe)) is not None:
        if payload.text and payload.text not in known["text"]:
            note_call(unit, NoteCall(call=known["id"], text=payload.text))
        return {"call": known["id"], "known": True, "state": known["state"], "incident": known["incident"]}
    rules = rules_of(unit)
    if faults := faults_of_point(unit, rules, payload.lat, payload.lon):
        raise Invalid(N_("The call's place cannot be right."), faults=faults)
    call = next_call(unit)
    values = payload.model_dump(include={"source", "number", "phone", "text", "lat", "lon"})
    unit.connection.execute(
        insert(calls).values(
            id=call, at=unit.now, dedupe=dedupe, state="open", note="", taken_by=unit.actor.id, **values
        )
    )
    unit.record(CallTaken(call=call, source=payload.source, text=payload.text, exercise=None))
    return {"call": call, "known": False, "state": "open", "incident": None}


def note_call(unit: Unit, payload: NoteCall) -> dict[str, Any]:
    """A word more. It is written to the running incident too: what repeats may still bring a new fact."""
    row = _row(unit, payload.call)
    text = "\n".join(part for part in (row["text"], payload.text) if part)
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(text=text))
    unit.record(CallNoted(call=row["id"], text=payload.text, exercise=None))
    if row["incident"]:
        says = Words(f"来电 {row['id']} 补充: {payload.text}", f"Call {row['id']} adds: {payload.text}")
        write(unit, row["incident"], CallNoted.topic, says)
    return {"call": row["id"]}


def merge_call(unit: Unit, payload: MergeCall) -> dict[str, Any]:
    row = _row(unit, payload.call)
    if row["state"] != "open":
        raise _not_waiting(row)
    into = load_open(unit, payload.incident)
    if into.exercise is not None:
        raise Conflict(N_("A real call cannot join a drill."), code="exercise_mixed")
    count = into.row["calls"] + 1
    _attach(unit, row["id"], into.id, "merged", count)
    says = Words(f"并入来电 {row['id']}: {row['text']}", f"Call {row['id']} joins: {row['text']}")
    event = CallMerged(incident=into.id, call=row["id"], reason=payload.reason, calls=count, exercise=None)
    tell(unit, into.id, event, says)
    return {"call": row["id"], "incident": into.id, "calls": count}


def unmerge_call(unit: Unit, payload: UnmergeCall) -> dict[str, Any]:
    row = _row(unit, payload.call)
    if row["state"] != "merged":
        raise Conflict(N_("Call {call} has not been merged."), code="not_merged", call=row["id"])
    out_of = load(unit, row["incident"])
    count = out_of.row["calls"] - 1
    unit.connection.execute(update(incidents).where(incidents.c.id == out_of.id).values(calls=count))
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(state="open", incident=None))
    event = CallUnmerged(incident=out_of.id, call=row["id"], reason=payload.reason, calls=count, exercise=None)
    says = Words(f"撤销并入 {row['id']} {payload.reason}", f"Call {row['id']} taken out again {payload.reason}")
    tell(unit, out_of.id, event, says)
    return {"call": row["id"], "incident": out_of.id, "calls": count}


def close_call(unit: Unit, payload: CloseCall) -> dict[str, Any]:
    row = _row(unit, payload.call)
    if row["state"] != "open":
        raise _not_waiting(row)
    note = ": ".join(part for part in (payload.outcome, payload.note) if part)[:200]
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(state="closed", note=note))
    unit.record(CallClosed(call=row["id"], outcome=payload.outcome, note=payload.note, exercise=None))
    return {"call": row["id"], "outcome": payload.outcome}


def becomes(unit: Unit, call: str, incident: str) -> None:
    """The call is from now on that of an incident."""
    unit.connection.execute(update(calls).where(calls.c.id == call).values(state="incident", incident=incident))


def waiting_call(reading: Reading, call: str) -> RowMapping:
    """A call that may still become an incident."""
    row = _row(reading, call)
    if row["state"] != "open":
        raise _not_waiting(row)
    return row


def call_rows(reading: Reading, open_incidents: list[Incident], rules: RuleSet, state: str = "open",
              limit: int = 1000) -> tuple[CallRow, ...]:  # fmt: skip
    """Calls with the open incident that each resembles, where it waits."""
    query = select(calls).order_by(calls.c.at.desc(), calls.c.id.desc()).limit(limit)
    if state != "all":
        query = query.where(calls.c.state == state)
    real = [incident.picture for incident in open_incidents if incident.exercise is None]
    rows = reading.connection.execute(query).mappings().all()
    return tuple(call_row(row, _alike(row, real, rules) if row["state"] == "open" else None) for row in rows)


def calls_view(reading: Reading, parameters: CallsOf) -> tuple[CallRow, ...]:
    if reading.actor.area:
        return ()
    running = read_all(reading, incidents.c.state.in_(RUNNING))
    return call_rows(reading, running, rules_of(reading), parameters.state, parameters.limit)


def similar_calls(reading: Reading, picture: Picture, rules: RuleSet, but: str = "") -> tuple[CallRow, ...]:
    """Waiting calls that may speak of the same event as `picture`, most alike first."""
    query = (
        select(calls).where(calls.c.state == "open", calls.c.id != but).order_by(calls.c.at.desc()).limit(SIMILAR_AMONG)
    )
    rows = reading.connection.execute(query).mappings().all()
    found = [(row, like) for row in rows if (like := _alike(row, [picture], rules)) is not None]
    return tuple(call_row(row, like) for row, like in sorted(found, key=lambda pair: -pair[1].similarity))


def _alike(row: RowMapping, pictures: list[Picture], rules: RuleSet) -> Likeness | None:
    point = (row["lat"], row["lon"]) if row["lat"] is not None and row["lon"] is not None else None
    return most_alike(CallHeard(at=row["at"], text=row["text"], point=point), pictures, rules)


def call_row(row: RowMapping, like: Likeness | None = None) -> CallRow:
    return CallRow(
        id=row["id"],
        at=row["at"],
        source=row["source"],
        text=row["text"],
        phone=row["phone"],
        state=row["state"],
        similar_to=like.incident if like else "",
        similarity=like.similarity if like else 0.0,
        why=like.why if like else None,
        incident=row["incident"] or "",
        number=row["number"],
    )


def _attach(unit: Unit, call: str, incident: str, state: str, count: int) -> None:
    unit.connection.execute(update(calls).where(calls.c.id == call).values(state=state, incident=incident))
    unit.connection.execute(update(incidents).where(incidents.c.id == incident).values(calls=count))


def _by_number(reading: Reading, dedupe: str) -> RowMapping | None:
    return reading.connection.execute(select(calls).where(calls.c.dedupe == dedupe)).mappings().first()


def _row(reading: Reading, call: str) -> RowMapping:
    row = reading.connection.execute(select(calls).where(calls.c.id == call)).mappings().first()
    if row is None:
        raise Missing(N_("There is no call {call}."), code="no_call", call=call)
    return row


def _not_waiting(row: RowMapping) -> Conflict:
    return Conflict(
        N_("Call {call} is not waiting any more: {state} {incident}"),
        code="call_not_waiting",
        call=row["id"],
        state=row["state"],
        incident=row["incident"] or "",
    )
