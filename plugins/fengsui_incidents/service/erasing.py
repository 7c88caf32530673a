"""What is destroyed of persons by law (突发事件应对法 arts 84-85): who called, and what was said and noted.

What was decided, ordered and answered stays: it is the record of the response (art 94).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import (
    CallClosed,
    CallMerged,
    CallNoted,
    CallTaken,
    ConsentAnswered,
    ConsentAsked,
    EvidenceAdded,
    Noted,
    Words,
)
from fengsui_incidents.tables import calls, consents, evidence, incidents, log, released

GONE = Words("(依法删除)", "(erased by law)")
CALL_TOPICS = (CallTaken.topic, CallNoted.topic, CallClosed.topic)


def of_call(reading: Reading, call: str) -> tuple[str, ...]:
    """Raises Missing (`no_call`), or Conflict (`thing_open`) while the call waits or its incident runs."""
    row = reading.connection.execute(select(calls.c.state, calls.c.incident).where(calls.c.id == call)).first()
    if row is None:
        raise Missing(N_("There is no call {call}."), code="no_call", call=call)
    if row.state == "open":
        raise _open(call)
    if row.incident:
        of_incident(reading, row.incident)
    return (call,)


def of_incident(reading: Reading, incident: str) -> tuple[str, ...]:
    """The incident and its calls. Raises Missing (`no_incident`), or Conflict (`thing_open`) until it is closed."""
    state = reading.connection.execute(select(incidents.c.state).where(incidents.c.id == incident)).scalar()
    if state is None:
        raise Missing(N_("There is no incident {incident}."), code="no_incident", incident=incident)
    if state != "closed":
        raise _open(incident)
    return (incident, *reading.connection.execute(select(calls.c.id).where(calls.c.incident == incident)).scalars())


def erase_call(unit: Unit, call: str) -> None:
    """Who called, from where and what he said, in the call and in the incident's record."""
    row = unit.connection.execute(select(calls.c.state, calls.c.incident).where(calls.c.id == call)).first()
    blank: dict[str, Any] = {"phone": "", "text": "", "note": "", "lat": None, "lon": None}
    unit.connection.execute(update(calls).where(calls.c.id == call).values(**blank))
    if row is None or not row.incident:
        return
    if row.state == "incident":
        unit.connection.execute(update(incidents).where(incidents.c.id == row.incident).values(line=""))
    named = log.c.topic.in_((CallNoted.topic, CallMerged.topic)) & log.c.zh.contains(call, autoescape=True)
    gone = Words(f"来电 {call} {GONE.zh}", f"Call {call} {GONE.en}")
    unit.connection.execute(update(log).where(log.c.incident == row.incident, named).values(zh=gone.zh, en=gone.en))


def erase_incident(unit: Unit, incident: str) -> None:
    """Its calls, the notes in its record, and what proves its tasks."""
    for call in unit.connection.execute(select(calls.c.id).where(calls.c.incident == incident)).scalars().all():
        erase_call(unit, call)
    unit.connection.execute(update(incidents).where(incidents.c.id == incident).values(line=""))
    unit.connection.execute(update(consents).where(consents.c.incident == incident).values(said_by="", note=""))
    unit.connection.execute(update(released).where(released.c.incident == incident).values(said_by=""))
    blank = {"text": "", "reference": "", "by": ""}
    unit.connection.execute(update(evidence).where(evidence.c.incident == incident).values(**blank))
    topics = (Noted.topic, CallNoted.topic, ConsentAsked.topic, ConsentAnswered.topic, EvidenceAdded.topic)
    said = log.c.topic.in_(topics)
    unit.connection.execute(update(log).where(log.c.incident == incident, said).values(zh=GONE.zh, en=GONE.en))


def _open(thing: str) -> Conflict:
    return Conflict(N_("{thing} is still open: its people may have to be rung."), code="thing_open", thing=thing)


ERASURES = (
    Erasure(name="call", summary=N_("A call: who rang, from where, and what was said"), topics=CALL_TOPICS,
            subjects=of_call, erase=erase_call),
    Erasure(name="incident", summary=N_("An incident's calls, notes and evidence"),
            topics=(*CALL_TOPICS, EvidenceAdded.topic, Noted.topic),
            subjects=of_incident, erase=erase_incident),
)  # fmt: skip
