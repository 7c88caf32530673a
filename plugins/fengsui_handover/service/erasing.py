"""What is destroyed of persons by law: who was promised something, who vouched for a late entry, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import String, cast, select, update

from fengsui.errors import Conflict, Missing
from fengsui.events import ERASED
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_handover import tables as t
from fengsui_handover.api.events import CaughtUp, Promised, PromiseKept
from fengsui_handover.model.striking import struck
from fengsui_handover.service import rows
from fengsui_incidents.api.forgetting import Forgets
from fengsui_incidents.api.joining import Incidents


def of_promise(reading: Reading, promise: str) -> Iterable[str]:
    """Raises Missing (`no_promise`), or Conflict (`thing_open`) until it is kept."""
    found = rows.promise_by_id(reading, promise)
    if found.kept_at is None:
        raise Conflict(N_("Promise {promise} is not kept yet."), code="thing_open", promise=promise)
    return (promise,)


def erase_promise(unit: Unit, promise: str) -> None:
    incident = unit.connection.execute(select(t.promise.c.incident).where(t.promise.c.id == promise)).scalar()
    unit.ask(Forgets).lines(str(incident or ""), (Promised.topic, PromiseKept.topic))
    _strike(unit, promise)
    blank = {"text": ERASED, "to": ERASED, "result": ""}
    unit.connection.execute(update(t.promise).where(t.promise.c.id == promise).values(**blank))


def of_entry(reading: Reading, entry: str) -> Iterable[str]:
    """Raises Missing (`no_entry`)."""
    if reading.connection.execute(select(t.late_entry.c.id).where(t.late_entry.c.id == entry)).first() is None:
        raise Missing(N_("There is no late entry {entry}."), code="no_entry", entry=entry)
    return (entry,)


def erase_entry(unit: Unit, entry: str) -> None:
    incident = unit.connection.execute(select(t.late_entry.c.incident).where(t.late_entry.c.id == entry)).scalar()
    unit.ask(Forgets).lines(str(incident or ""), (CaughtUp.topic,))
    blank = {"text": ERASED, "witness": ERASED}
    unit.connection.execute(update(t.late_entry).where(t.late_entry.c.id == entry).values(**blank))


def of_sheets(reading: Reading, incident: str) -> Iterable[str]:
    """The lines about one incident on the sheets that were signed meanwhile. Raises Missing, or Conflict
    (`thing_open`) until it is closed."""
    if reading.ask(Incidents).card(incident).state != "closed":
        raise Conflict(N_("{thing} is still open."), code="thing_open", thing=incident)
    return ()


def erase_sheets(unit: Unit, incident: str) -> None:
    """What the lines say of the incident, its calls and its orders goes; that they stood there stays."""
    for thing in unit.ask(Forgets).things(incident):
        _strike(unit, thing)


def of_sheet(reading: Reading, handover: str) -> Iterable[str]:
    """Raises Missing (`no_handover`), or Conflict (`thing_open`) until it has its second signature."""
    if rows.sheet_row(reading, handover)["state"] == "signed_out":
        raise Conflict(N_("{thing} is still open."), code="thing_open", thing=handover)
    return (handover,)


def erase_sheet(unit: Unit, handover: str) -> None:
    """The note that went with it; who signed it stays."""
    unit.connection.execute(update(t.sheet).where(t.sheet.c.id == handover).values(note=""))


def _strike(unit: Unit, thing: str) -> None:
    """Every line of every sheet that is about the thing, by its id or in its words."""
    named = cast(t.sheet.c.sheet, String).contains(thing, autoescape=True)
    for row in unit.connection.execute(select(t.sheet).where(named)).mappings().all():
        stored = rows.stored(struck(rows.signed_sheet(row), thing))
        unit.connection.execute(update(t.sheet).where(t.sheet.c.id == row["id"]).values(sheet=stored))


class PersonsOfHandover:
    """Answers `KeepsPersons`: promises and late entries about an incident."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_incident(self, incident: str) -> Sequence[tuple[str, str]]:
        kept = self._reading.connection.execute(select(t.promise.c.id).where(t.promise.c.incident == incident))
        late = self._reading.connection.execute(select(t.late_entry.c.id).where(t.late_entry.c.incident == incident))
        promises = [("handover.promise", id) for id in kept.scalars()]
        return [("handover.sheets", incident), *promises, *(("handover.late_entry", id) for id in late.scalars())]


ERASURES = (
    Erasure(
        name="promise",
        summary=N_("What was promised by phone, and to whom"),
        subjects=of_promise,
        erase=erase_promise,
        topics=(Promised.topic, PromiseKept.topic),
    ),
    Erasure(
        name="late_entry",
        summary=N_("A late entry's words and who vouched for it"),
        subjects=of_entry,
        erase=erase_entry,
        topics=(CaughtUp.topic,),
    ),
    Erasure(
        name="sheets",
        summary=N_("What the sheets of handovers say about one incident"),
        subjects=of_sheets,
        erase=erase_sheets,
    ),
    Erasure(
        name="sheet",
        summary=N_("The note that went with one handover"),
        subjects=of_sheet,
        erase=erase_sheet,
    ),
)
