"""A call is taken once: what repeats it adds what is new, and never where nobody would see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, select

from fengsui.errors import Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.payloads import NoteCall, TakeCall
from fengsui_incidents.model.news import unsaid
from fengsui_incidents.service.call_rows import veil
from fengsui_incidents.service.calls import note_call, open_again
from fengsui_incidents.service.context import faults_of_point, rules_of
from fengsui_incidents.service.saving import Heard, add_keys, centre_key, known_by, number_key, save_call
from fengsui_incidents.service.telling import centre_says
from fengsui_incidents.service.tickets import heard_again
from fengsui_incidents.tables import calls, incidents

AGAIN = N_("reported again")
"""Why a call that was done with waits again."""


def take_call(unit: Unit, payload: TakeCall) -> dict[str, Any]:
    """A sender's own number is taken once: its repetition gets the first answer's call, and adds what is new in it. So
    is the control centre's number, by whatever way the alarm comes."""
    own = payload.number if payload.source == "joint_centre" else ""
    keys = (*number_key(payload.source, payload.number), *centre_key(payload.centre_number), *centre_key(own))
    known = known_by(unit, keys) or _by_number(unit, payload.source, payload.number)
    if known is not None and not over(unit, known, payload.text):
        add_keys(unit, known["id"], keys)
        return add_to(unit, known, payload.text)
    rules = rules_of(unit)
    if faults := faults_of_point(unit, rules, payload.lat, payload.lon):
        raise Invalid(N_("The call's place cannot be right."), faults=faults)
    given = payload.model_dump(exclude={"centre_number", "reporter"})
    return taken(save_call(unit, Heard(reporter=payload.reporter, keys=keys, **given), rules))


def taken(call: str) -> dict[str, Any]:
    """The answer for a new call."""
    return {"call": call, "known": False, "state": "open", "incident": None}


def over(unit: Unit, known: RowMapping, text: str) -> bool:
    """Whether what is new would be written into an incident that is closed, where nobody looks any more: then it is a
    call of its own, and the sender's keys name that one from now on."""
    if not known["incident"] or not fresh(unit, known, text):
        return False
    mine = select(incidents.c.state).where(incidents.c.id == known["incident"])
    return unit.connection.execute(mine).scalar() == "closed"


def fresh(unit: Unit, known: RowMapping, text: str) -> str:
    """The lines of a repetition that the call does not have."""
    clear = veil(unit, known["id"], secret=known["secret"])
    return "\n".join(line for line in text.splitlines() if unsaid(clear(line), known["text"]))


def add_to(unit: Unit, known: RowMapping, text: str) -> dict[str, Any]:
    """The answer to a repetition. With something new, a call that was put aside or handed on waits again, and a ticket
    is looked at again: what nobody sees is not taken."""
    said, state = fresh(unit, known, text), known["state"]
    if said:
        note_call(unit, NoteCall(call=known["id"], text=said))
        if state in ("closed", "transferred"):
            open_again(unit, known, centre_says(unit, AGAIN))
            state = "open"
        elif state == "ticket":
            heard_again(unit, known["ticket"], said)
    return {"call": known["id"], "known": True, "state": state, "incident": known["incident"]}


def _by_number(reading: Reading, source: str, number: str) -> RowMapping | None:
    """A call from before senders' numbers were keys like the others."""
    if not number:
        return None
    mine = select(calls).where(calls.c.dedupe == f"{source}:{number}")
    return reading.connection.execute(mine).mappings().first()
