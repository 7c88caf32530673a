"""Personal data are destroyed after their date (ERL art 85), by a person's order, by the kernel's own erasure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from fengsui.errors import Conflict, FengsuiError, Missing
from fengsui.events import Recorded
from fengsui.hooks import Host, Reading, Unit
from fengsui.text import N_
from fengsui_evaluation.api.events import DestructionHeld, DestructionOrdered
from fengsui_evaluation.api.values import Destruction
from fengsui_evaluation.model.destruction import is_due, needed_for
from fengsui_evaluation.payloads import Hold, Nothing, OfIncident
from fengsui_evaluation.service import rows
from fengsui_evaluation.service.hearing import today
from fengsui_incidents.api.joining import KeepsPersons


def destroy(unit: Unit, payload: OfIncident) -> dict[str, Any]:
    """Orders it. Raises Missing (`no_date`), or Conflict: before its date, held, or needed for an open finding."""
    one = _dated(unit, payload.incident)
    if not is_due(one, today(unit)):
        why = "held" if one.held else "destroyed" if one.destroyed_at else "not_due"
        raise Conflict(
            N_("The data of {incident} cannot be destroyed now: due {due} {held}"), code=why, incident=one.incident,
            due=one.due.isoformat(), held=one.held,
        )  # fmt: skip
    if needed := needed_for(rows.findings_of(unit, one.incident)):
        raise Conflict(N_("Open findings still need them: {findings}"), code="needed", findings=" ".join(needed))
    rows.set_destruction(unit, one.incident, ordered_at=unit.now, failed="")
    rule = unit.rule("personal_data_days")
    exercise = _exercise(unit, one.incident)
    unit.enter(exercise)
    unit.record(DestructionOrdered(incident=one.incident, basis=rule.basis, exercise=exercise))
    return {"incident": one.incident, "ordered": True}


async def carry_out(host: Host, event: Recorded) -> None:
    """Erases every thing that plugins keep of persons about the incident, each by the kernel, then notes the end. What
    refuses (a hold of its own) is said and left for a person. Run again, it finds less to do."""
    incident, data = event.subject, event.data or {}
    refused: list[str] = []
    for kind, thing in await host.read(partial(things_of, incident=incident)):
        given = {"kind": kind, "thing": thing, "basis": str(data.get("basis", ""))[:200], "reason": incident}
        try:
            await host.execute("core.erase", given)
        except Missing:
            continue
        except FengsuiError as error:
            refused.append(f"{kind} {thing}: {error.code}")
    await host.run(partial(_note_end, incident=incident, refused=refused))


def things_of(reading: Reading, *, incident: str) -> list[tuple[str, str]]:
    """Kinds of erasure and ids, over all plugins."""
    return [thing for plugin in reading.ask_each(KeepsPersons) for thing in plugin.of_incident(incident)]


def _note_end(unit: Unit, *, incident: str, refused: Sequence[str]) -> None:
    if refused:
        rows.set_destruction(unit, incident, failed="; ".join(refused)[:400])
    else:
        rows.set_destruction(unit, incident, destroyed_at=unit.now, failed="")


def hold(unit: Unit, payload: Hold) -> dict[str, Any]:
    """Kept beyond its date, as evidence or for an evaluation, after an assessment (ERL art 85)."""
    return _set_hold(unit, payload, held=payload.reason)


def release(unit: Unit, payload: Hold) -> dict[str, Any]:
    return _set_hold(unit, payload, held="")


def _set_hold(unit: Unit, payload: Hold, *, held: str) -> dict[str, Any]:
    one = _dated(unit, payload.incident)
    if one.destroyed_at is not None:
        raise Conflict(N_("The data of {incident} are destroyed."), code="destroyed", incident=one.incident)
    if bool(held) == bool(one.held):
        raise Conflict(N_("Nothing changes: {held}"), code="unchanged", held=one.held or "-")
    by = (unit.actor.name or unit.actor.id) if held else ""
    rows.set_destruction(unit, one.incident, held=held, held_by=by)
    exercise = _exercise(unit, one.incident)
    unit.enter(exercise)
    unit.record(DestructionHeld(incident=one.incident, held=bool(held), reason=payload.reason, exercise=exercise))
    return {"incident": one.incident, "held": bool(held)}


async def hold_in_the_kernel(host: Host, event: Recorded) -> None:
    """So that nobody erases it by another way meanwhile."""
    data = event.data or {}
    command = "core.hold" if data.get("held") else "core.release_hold"
    try:
        await host.execute(command, {"thing": event.subject, "reason": str(data.get("reason", ""))[:200] or "-"})
    except Missing:
        return


def destructions(reading: Reading, _: Nothing) -> tuple[Destruction, ...]:
    """What is due to be destroyed by today, and what holds it."""
    return tuple(rows.destruction_of(row) for row in rows.due_destructions(reading, today(reading)))


def _dated(unit: Reading, incident: str) -> Destruction:
    row = rows.destruction_row(unit, incident)
    if row is None:
        raise Missing(
            N_("Incident {incident} is not closed: its data have no date."), code="no_date", incident=incident
        )
    return rows.destruction_of(row)


def _exercise(unit: Reading, incident: str) -> str | None:
    row = rows.destruction_row(unit, incident)
    return row["exercise"] if row is not None else None
