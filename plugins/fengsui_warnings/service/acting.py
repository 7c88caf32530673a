"""What a message becomes is made: a warning, a call, news of an earlier one, a receipt of one of ours."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fengsui.errors import Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.exercises import ExerciseIncidents
from fengsui_incidents.api.joining import TakesCalls
from fengsui_warnings.api import events as e
from fengsui_warnings.api.board import ReceiptLine
from fengsui_warnings.model.becoming import Becoming
from fengsui_warnings.model.cap.alert import Alert
from fengsui_warnings.model.cap.reading import Note
from fengsui_warnings.model.from_cap import both, call_text, notice_of, point_of
from fengsui_warnings.model.notice import Notice
from fengsui_warnings.service import store
from fengsui_warnings.service.context import next_id
from fengsui_warnings.service.issuing import in_force, lifted
from fengsui_warnings.tables import notices

UNKNOWN = N_("no earlier message {references} is known here: it is taken by itself")
NOT_KNOWN = N_("no earlier message {references} is known here: there is nothing to lift")
NOT_OURS = N_("none of our warnings is named {references}")


@dataclass(frozen=True)
class Taken:
    """The warning, call or drill incident that came of it; `why` where that is another reason than was foreseen."""

    thing: str = ""
    why: Words | None = None


def act(unit: Unit, alert: Alert, found: Becoming, notes: tuple[Note, ...], exercise: str | None) -> Taken:
    if found.act == "warning":
        return Taken(_warn(unit, alert, found, notes, exercise, None))
    if found.act == "call":
        return Taken(_call(unit, alert, exercise))
    if found.act == "update":
        return _update(unit, alert, found, notes, exercise)
    if found.act == "cancel":
        return _cancel(unit, alert, exercise)
    if found.act in ("ack", "error"):
        return _receipt(unit, alert, exercise, refused=found.act == "error")
    return Taken()


def _warn(
    unit: Unit, alert: Alert, found: Becoming, notes: tuple[Note, ...], exercise: str | None, before: Notice | None
) -> str:
    notice = notice_of(alert, found, notes, id=next_id(unit, exercise), exercise=exercise)
    notice = replace(notice, supersedes=before.id if before is not None else "")
    store.add(unit.connection, notice, unit.now)
    in_force(unit, notice, before)
    return notice.id


def _call(unit: Unit, alert: Alert, exercise: str | None) -> str:
    """Through the intake as any other call; in a drill the drill's own incident, for no drill rings as a real call.

    A place so far away that the intake takes it for a slip of the pen is left to the text.
    """
    text, point = call_text(alert), point_of(alert)
    if exercise is not None:
        event = alert.infos[0].event
        return unit.ask(ExerciseIncidents).open(
            exercise=exercise, title_zh=event, title_en=event, site=None, lat=point[0] if point else None,
            lon=point[1] if point else None, plan=None, figures={},
        )  # fmt: skip
    calls, number = unit.ask(TakesCalls), f"{alert.sender} {alert.identifier}"[:200]
    try:
        return calls.take(number=number, text=text, point=point)
    except Invalid:
        return calls.take(number=number, text=text, point=None)


def _earlier(unit: Unit, alert: Alert, exercise: str | None) -> str:
    """The newest thing that an earlier message of the same kind, drill or real, became."""
    for reference in reversed(alert.references):
        row = store.message(unit.connection, reference.sender, reference.identifier)
        if row is not None and row["thing"] and row["exercise"] == exercise:
            return str(row["thing"])
    return ""


def _newest(unit: Unit, thing: str) -> Notice | None:
    """The warning that stands in the place of the one named now."""
    notice = store.find(unit.connection, thing)
    while notice is not None and notice.superseded_by:
        notice = store.find(unit.connection, notice.superseded_by)
    return notice


def _update(unit: Unit, alert: Alert, found: Becoming, notes: tuple[Note, ...], exercise: str | None) -> Taken:
    thing = _earlier(unit, alert, exercise)
    before = _newest(unit, thing) if thing else None
    if before is not None:
        running = before if before.state == "issued" else None
        return Taken(_warn(unit, alert, found, notes, exercise, running))
    if thing and exercise is None:
        unit.ask(TakesCalls).add(thing, call_text(alert))
        return Taken(thing)
    if thing:
        return Taken(thing)
    why = both(UNKNOWN, {"references": ", ".join(one.identifier for one in alert.references)})
    if found.kind == "warning":
        return Taken(_warn(unit, alert, found, notes, exercise, None), why)
    return Taken(_call(unit, alert, exercise), why)


def _cancel(unit: Unit, alert: Alert, exercise: str | None) -> Taken:
    thing = _earlier(unit, alert, exercise)
    notice = _newest(unit, thing) if thing else None
    if notice is not None:
        if notice.state == "issued":
            lifted(unit, notice, f"cap:{alert.sender}"[:128], alert.note[:200], by_issuer=True)
        return Taken(notice.id)
    if thing:
        if exercise is None:
            says = f"CAP Cancel {alert.identifier} {alert.note}".strip()[:1000]
            unit.ask(TakesCalls).add(thing, says)
        return Taken(thing)
    return Taken("", both(NOT_KNOWN, {"references": ", ".join(one.identifier for one in alert.references)}))


def _receipt(unit: Unit, alert: Alert, exercise: str | None, *, refused: bool) -> Taken:
    """An issuer's or a channel's Ack or Error of one of ours is a receipt of it."""
    for reference in alert.references:
        mine = (notices.c.identifier == reference.identifier) & (notices.c.sender == reference.sender)
        notice = next((one for one in store.where(unit.connection, mine) if one.exercise == exercise), None)
        if notice is None or notice.origin != "own":
            continue
        key = f"cap-{alert.sender}"[:64]
        who = Words(alert.sender, alert.sender)
        store.put_receipts(unit.connection, notice.id, [ReceiptLine(key=key, who=who)])
        line = ReceiptLine(
            key=key, who=who, received_at=unit.now, channel="cap", said_by=alert.sender, refused=refused,
            note=alert.note[:200],
        )  # fmt: skip
        store.save_receipt(unit.connection, notice.id, line)
        unit.record(e.ReceiptGiven(exercise=exercise, warning=notice.id, receiver=key, refused=refused))
        return Taken(notice.id)
    return Taken("", both(NOT_OURS, {"references": ", ".join(one.identifier for one in alert.references)}))
