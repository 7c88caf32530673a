"""A warning comes into force, takes another's place, or ends: with its tick-list, its receivers and its event."""

from __future__ import annotations

from dataclasses import replace

from fengsui.hooks import Unit
from fengsui_warnings.api import events as e
from fengsui_warnings.model import notice as n
from fengsui_warnings.model.duties import carried_over, duties_of, receipts_of
from fengsui_warnings.model.notice import Notice
from fengsui_warnings.service import store
from fengsui_warnings.service.context import table_of


def in_force(unit: Unit, notice: Notice, before: Notice | None = None) -> None:
    """After it was saved: the lists that its level asks for, what was done already carried over, and the event."""
    give_lists(unit, notice, before)
    unit.record(
        e.WarningIssued(
            exercise=notice.exercise,
            warning=notice.id,
            level=notice.level,
            origin=notice.origin,
            supersedes=notice.supersedes,
            ends_at=notice.ends_at,
        )
    )
    if before is not None:
        store.save(unit.connection, n.supersede(before, notice.id))
        unit.record(e.WarningSuperseded(exercise=before.exercise, warning=before.id, by=notice.id))


def give_lists(unit: Unit, notice: Notice, before: Notice | None = None) -> None:
    table = table_of(unit)
    lines = duties_of(notice, table, unit.now)
    if before is not None:
        lines = carried_over(lines, store.duties_of(unit.connection, [before.id])[before.id])
    store.put_duties(unit.connection, notice.id, lines)
    named = receipts_of(notice, table, unit.now)
    if before is not None:
        known = {line.key for line in named}
        due = named[0].due_at if named else None
        asked = store.receipts_of(unit.connection, [before.id])[before.id]
        named += tuple(
            replace(line, due_at=due, received_at=None, channel="", said_by="", refused=False, note="")
            for line in asked
            if line.key not in known and line.key.startswith("own-")
        )
    store.put_receipts(unit.connection, notice.id, named)


def lifted(unit: Unit, notice: Notice, who: str, reason: str, *, by_issuer: bool) -> Notice:
    found = n.lift(notice, who, reason, unit.now)
    store.save(unit.connection, found)
    unit.record(e.WarningLifted(exercise=found.exercise, warning=found.id, by_issuer=by_issuer))
    return found
