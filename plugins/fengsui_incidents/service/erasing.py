"""What is destroyed of persons by law (突发事件应对法 arts 84-85): who called, and what was said and noted.

What was decided, ordered and answered stays: it is the record of the response (art 94).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import (
    CallClosed,
    CallerAnswered,
    CallMerged,
    CallNews,
    CallNoted,
    CallReopened,
    CallTaken,
    EvidenceAdded,
    FalseDecided,
    FalseFound,
    Noted,
    ReporterSeen,
    RewardNoted,
    TransferAnswered,
    Transferred,
    UmbrellaClosed,
    UmbrellaLeft,
    UmbrellaNoted,
    Words,
)
from fengsui_incidents.service.call_rows import call_by_id
from fengsui_incidents.service.forgetting import GONE, TOPICS, blank_lines, forget_response, things_of
from fengsui_incidents.tables import (
    TICKETS_OPEN,
    calls,
    findings,
    incidents,
    learned,
    log,
    members,
    reporters,
    tickets,
    transfers,
    umbrella_log,
    umbrellas,
)

CALL_TOPICS = tuple(
    kind.topic
    for kind in (CallTaken, CallNoted, CallClosed, CallReopened, CallerAnswered, Transferred, TransferAnswered,
                 FalseFound, FalseDecided)
)  # fmt: skip
TICKET_TOPICS = (Transferred.topic, TransferAnswered.topic, RewardNoted.topic, ReporterSeen.topic)
UMBRELLA_TOPICS = (UmbrellaNoted.topic, UmbrellaLeft.topic, UmbrellaClosed.topic)
BLANK_TICKET = dict.fromkeys(
    ("text", "place", "unit", "evidence", "owner", "material", "signed_by", "reply", "visit", "reward_basis"), ""
)


def of_call(reading: Reading, call: str) -> tuple[str, ...]:
    """Raises Missing (`no_call`), or Conflict (`thing_open`) while the call waits or its incident runs."""
    row = reading.connection.execute(select(calls.c.state, calls.c.incident).where(calls.c.id == call)).first()
    if row is None:
        raise Missing(N_("There is no call {call}."), code="no_call", call=call)
    if row.state == "open" or _ticket_open(reading, call):
        raise _open(call)
    if row.incident:
        of_incident(reading, row.incident)
    return (call,)


def _ticket_open(reading: Reading, call: str) -> bool:
    mine = (tickets.c.call == call) & tickets.c.state.in_(TICKETS_OPEN)
    return reading.connection.execute(select(tickets.c.id).where(mine)).first() is not None


def of_words(reading: Reading, call: str) -> tuple[str, ...]:
    """What the journal says of a call that is secret now: its ticket goes on. Raises Missing, or Conflict
    (`not_secret`) where nobody asked for secrecy."""
    if not call_by_id(reading, call)["secret"]:
        raise Conflict(N_("Call {call} is not secret."), code="not_secret", call=call)
    return (call,)


def erase_words(unit: Unit, call: str) -> None:
    """The call's and the ticket's own rows say nothing of the reporter; the journal's words are gone by now."""
    unit.connection.execute(update(tickets).where(tickets.c.call == call).values(exposed=False))


def of_ticket(reading: Reading, ticket: str) -> tuple[str, ...]:
    """The ticket and its call. Raises Missing (`no_ticket`), or Conflict (`thing_open`) until it is closed."""
    row = reading.connection.execute(select(tickets.c.state, tickets.c.call).where(tickets.c.id == ticket)).first()
    if row is None:
        raise Missing(N_("There is no ticket {ticket}."), code="no_ticket", ticket=ticket)
    if row.state in TICKETS_OPEN:
        raise _open(ticket)
    return (ticket, row.call)


def erase_ticket(unit: Unit, ticket: str) -> None:
    """The ticket's words, who reported, and the call that it came from."""
    call = unit.connection.execute(select(tickets.c.call).where(tickets.c.id == ticket)).scalar()
    if call is not None:
        erase_call(unit, call)


def of_incident(reading: Reading, incident: str) -> tuple[str, ...]:
    """The incident and its calls. Raises Missing (`no_incident`), or Conflict (`thing_open`) until it is closed."""
    state = reading.connection.execute(select(incidents.c.state).where(incidents.c.id == incident)).scalar()
    if state is None:
        raise Missing(N_("There is no incident {incident}."), code="no_incident", incident=incident)
    if state != "closed":
        raise _open(incident)
    return things_of(reading, incident)


def erase_call(unit: Unit, call: str) -> None:
    """Who called, from where and what he said, in the call and in the incident's record."""
    row = unit.connection.execute(select(calls.c.state, calls.c.incident).where(calls.c.id == call)).first()
    blank: dict[str, Any] = {"phone": "", "text": "", "note": "", "lat": None, "lon": None}
    unit.connection.execute(update(calls).where(calls.c.id == call).values(**blank))
    _erase_beside(unit, call)
    if row is None or not row.incident:
        return
    if row.state == "incident":
        unit.connection.execute(update(incidents).where(incidents.c.id == row.incident).values(line=""))
    named = log.c.topic.in_((CallNoted.topic, CallMerged.topic, CallNews.topic)) & log.c.zh.contains(
        call, autoescape=True
    )
    gone = Words(f"来电 {call} {GONE.zh}", f"Call {call} {GONE.en}")
    unit.connection.execute(update(log).where(log.c.incident == row.incident, named).values(zh=gone.zh, en=gone.en))


def _erase_beside(unit: Unit, call: str) -> None:
    """Who reported, the ticket's words, to whom it was handed, what was found of it."""
    run = unit.connection.execute
    run(delete(reporters).where(reporters.c.call == call))
    run(update(tickets).where(tickets.c.call == call).values(exposed=False, number="", **BLANK_TICKET))
    run(update(transfers).where(transfers.c.call == call).values(note="", reason="", said_by=""))
    run(update(findings).where(findings.c.call == call).values(note="", found_by="", reason=""))
    run(update(learned).where(learned.c.call == call, learned.c.zh != "").values(zh=GONE.zh, en=GONE.en))


def erase_incident(unit: Unit, incident: str) -> None:
    """Its calls, the notes in its record, and what proves its tasks."""
    for call in unit.connection.execute(select(calls.c.id).where(calls.c.incident == incident)).scalars().all():
        erase_call(unit, call)
    unit.connection.execute(update(incidents).where(incidents.c.id == incident).values(line=""))
    unit.connection.execute(
        update(findings).where(findings.c.incident == incident).values(note="", found_by="", reason="")
    )
    blank_lines(unit, incident, (CallNoted.topic, FalseFound.topic, FalseDecided.topic))
    forget_response(unit, incident)


def of_umbrella(reading: Reading, umbrella: str) -> tuple[str, ...]:
    """Raises Missing (`no_umbrella`), or Conflict (`thing_open`) while anything under it runs: whether somebody has
    closed it too makes no difference to the persons in it."""
    run = reading.connection.execute
    if not known_umbrella(reading, umbrella):
        raise Missing(N_("There is no umbrella event {umbrella}."), code="no_umbrella", umbrella=umbrella)
    mine = select(incidents.c.id).join(members, members.c.incident == incidents.c.id)
    if run(mine.where(members.c.umbrella == umbrella, incidents.c.state != "closed").limit(1)).first() is not None:
        raise _open(umbrella)
    return (umbrella,)


def known_umbrella(reading: Reading, umbrella: str) -> bool:
    query = select(umbrellas.c.id).where(umbrellas.c.id == umbrella)
    return reading.connection.execute(query).first() is not None


def erase_umbrella(unit: Unit, umbrella: str) -> None:
    """The words of its own lines; which incidents it held, and when, stays."""
    said = (umbrella_log.c.umbrella == umbrella) & umbrella_log.c.topic.in_(UMBRELLA_TOPICS)
    unit.connection.execute(update(umbrella_log).where(said).values(zh=GONE.zh, en=GONE.en))


def _open(thing: str) -> Conflict:
    return Conflict(N_("{thing} is still open: its people may have to be rung."), code="thing_open", thing=thing)


ERASURES = (
    Erasure(name="call", summary=N_("A call: who rang, from where, and what was said"), topics=CALL_TOPICS,
            subjects=of_call, erase=erase_call),
    Erasure(name="incident", summary=N_("An incident's calls, and the words of persons in its response"),
            topics=(*CALL_TOPICS, *TOPICS, CallMerged.topic, CallNews.topic, EvidenceAdded.topic, Noted.topic),
            subjects=of_incident, erase=erase_incident),
    Erasure(name="umbrella", summary=N_("What was noted of an umbrella event"), topics=UMBRELLA_TOPICS,
            subjects=of_umbrella, erase=erase_umbrella),
    Erasure(name="call_words", summary=N_("The words of a call from before it was made secret; its ticket goes on"),
            topics=CALL_TOPICS, subjects=of_words, erase=erase_words),
    Erasure(name="ticket", summary=N_("A ticket: its words, who reported, and its call"),
            topics=(*CALL_TOPICS, *TICKET_TOPICS), subjects=of_ticket, erase=erase_ticket),
)  # fmt: skip
