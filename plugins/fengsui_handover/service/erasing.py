"""What is destroyed of persons by law: who was promised something, who vouched for a late entry, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_handover import tables as t
from fengsui_handover.api.events import CaughtUp, Promised, PromiseKept
from fengsui_handover.service import rows

GONE = "(依法删除 erased by law)"


def of_promise(reading: Reading, promise: str) -> Iterable[str]:
    """Raises Missing (`no_promise`), or Conflict (`thing_open`) until it is kept."""
    found = rows.promise_by_id(reading, promise)
    if found.kept_at is None:
        raise Conflict(N_("Promise {promise} is not kept yet."), code="thing_open", promise=promise)
    return (promise,)


def erase_promise(unit: Unit, promise: str) -> None:
    blank = {"text": GONE, "to": GONE, "result": ""}
    unit.connection.execute(update(t.promise).where(t.promise.c.id == promise).values(**blank))


def of_entry(reading: Reading, entry: str) -> Iterable[str]:
    """Raises Missing (`no_entry`)."""
    if reading.connection.execute(select(t.late_entry.c.id).where(t.late_entry.c.id == entry)).first() is None:
        raise Missing(N_("There is no late entry {entry}."), code="no_entry", entry=entry)
    return (entry,)


def erase_entry(unit: Unit, entry: str) -> None:
    blank = {"text": GONE, "witness": GONE}
    unit.connection.execute(update(t.late_entry).where(t.late_entry.c.id == entry).values(**blank))


class PersonsOfHandover:
    """Answers `KeepsPersons`: promises and late entries about an incident."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_incident(self, incident: str) -> Sequence[tuple[str, str]]:
        kept = self._reading.connection.execute(select(t.promise.c.id).where(t.promise.c.incident == incident))
        late = self._reading.connection.execute(select(t.late_entry.c.id).where(t.late_entry.c.incident == incident))
        promises = [("handover.promise", id) for id in kept.scalars()]
        return [*promises, *(("handover.late_entry", id) for id in late.scalars())]


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
)
