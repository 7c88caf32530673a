"""A CAP message is taken: unwrapped, judged, and made into what it becomes, once, in one unit with its event.

What has a fault is refused whole, every fault at once: nothing of it is kept.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from fengsui.errors import Conflict, Fault, Forbidden, Invalid, Unavailable
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_drills.api import Drills
from fengsui_warnings.api import events as e
from fengsui_warnings.model.becoming import Becoming, becoming
from fengsui_warnings.model.cap.alert import Alert
from fengsui_warnings.model.cap.reading import Note
from fengsui_warnings.model.cap.writing import write_alert
from fengsui_warnings.model.from_cap import both
from fengsui_warnings.model.message import Message, read_message
from fengsui_warnings.payloads import ReceiveCap
from fengsui_warnings.service import acting, store
from fengsui_warnings.service.acting import Taken
from fengsui_warnings.service.context import enter, table_of
from fengsui_warnings.settings import WarningsSettings


def receive_cap(unit: Unit, payload: ReceiveCap) -> dict[str, Any]:
    """What each alert of the message became; `known` for one that had come before."""
    message = _read(payload)
    _addressed(unit, message.alerts)
    taken = [
        _take(unit, content.alert, content.notes, payload.exercise)
        for content in message.contents
        if content.alert is not None
    ]
    left = [content.named for content in message.contents if content.alert is None]
    return {"taken": taken, "not_understood": left}


def _read(payload: ReceiveCap) -> Message:
    """Raises Invalid with every fault, each with its line and column in the path."""
    if bool(payload.text) == bool(payload.data):
        faults = [Fault("text", N_("the message as text, or its bytes in base64 as data"), "one_of_two")]
        raise Invalid(N_("There is no message, or there are two."), code="no_message", faults=faults)
    try:
        data: str | bytes = payload.text or b64decode(payload.data, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(N_("There is no message, or there are two."), code="no_message",
                      faults=[Fault("data", N_("base64"), "not_base64")]) from None  # fmt: skip
    checked = read_message(data)
    if checked.message is not None:
        return checked.message
    faults = [
        Fault(f"{fault.line}:{fault.column} {fault.path}".strip(), fault.expected, fault.code, fault.params)
        for fault in checked.faults
    ]
    raise Invalid(N_("The message is refused: it is no sound CAP."), code="bad_cap", faults=faults)


def _addressed(unit: Unit, alerts: Sequence[Alert]) -> None:
    """A private message to others is none of ours; so is one to nobody that we are known as."""
    ours = set(unit.settings(WarningsSettings).addresses)
    for alert in alerts:
        if ours and alert.scope == "Private" and not ours & set(alert.addresses):
            raise Forbidden(N_("The message {identifier} is private, and this centre is not among its addresses."),
                            code="not_addressed_here", identifier=alert.identifier)  # fmt: skip


def _take(unit: Unit, alert: Alert, notes: tuple[Note, ...], given: str | None) -> dict[str, Any]:
    xml = write_alert(alert)
    digest = sha256(xml.encode()).hexdigest()
    known = store.message(unit.connection, alert.sender, alert.identifier)
    if known is not None:
        if known["digest"] != digest:
            raise Conflict(N_("{sender} has used the identifier {identifier} before, for another message."),
                           code="identifier_reused", sender=alert.sender, identifier=alert.identifier)  # fmt: skip
        return _answer(alert, known["becomes"], known["thing"], known["exercise"], known=True)
    found = becoming(alert, table_of(unit))
    exercise = _exercise(unit, alert, found, given)
    enter(unit, exercise)
    taken = acting.act(unit, alert, found, notes, exercise)
    _keep(unit, alert, found, taken, exercise, digest, xml)
    return _answer(alert, found.becomes, taken.thing, exercise, known=False)


def _answer(alert: Alert, becomes: str, thing: str, exercise: str | None, *, known: bool) -> dict[str, Any]:
    return {"sender": alert.sender, "identifier": alert.identifier, "becomes": becomes, "thing": thing,
            "exercise": exercise, "known": known}  # fmt: skip


def _keep(unit: Unit, alert: Alert, found: Becoming, taken: Taken, exercise: str | None, digest: str, xml: str) -> None:
    id = f"M{unit.new_id()}"[:32]
    why = taken.why or both(found.why, found.params)
    store.add_message(
        unit.connection, id=id, at=unit.now, sender=alert.sender, identifier=alert.identifier, digest=digest,
        status=alert.status, message_type=alert.message_type, scope=alert.scope, becomes=found.becomes,
        why=store.words(why), thing=taken.thing, exercise=exercise, xml=xml,
    )  # fmt: skip
    unit.record(e.MessageTaken(exercise=exercise, message=id, becomes=found.becomes, thing=taken.thing))


def _exercise(unit: Unit, alert: Alert, found: Becoming, given: str | None) -> str | None:
    """The drill that a message of status Exercise belongs to: the one given, else the one that its note, its incidents
    or its codes name. Without one it is refused, for it must never be taken for the real thing."""
    if found.becomes != "exercise":
        return None
    if given is not None:
        return given
    said = {*alert.note.replace(",", " ").split(), *alert.incidents, *alert.codes}
    try:
        drills = unit.ask(Drills).open()
    except Unavailable:
        drills = ()
    named = next((drill.id for drill in drills if drill.id in said), None)
    if named is None:
        faults = [Fault("exercise", N_("the running drill that it belongs to, here or in the message's note"))]
        raise Invalid(N_("A message of status Exercise is only taken inside a drill."), code="no_exercise",
                      faults=faults)  # fmt: skip
    return named
