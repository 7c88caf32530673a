"""Deadlines: a warning's end, and lines and receipts that are not there in their time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update

from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui_warnings.api import events as e
from fengsui_warnings.model import notice as n
from fengsui_warnings.service import store
from fengsui_warnings.service.context import load
from fengsui_warnings.service.issuing import lifted
from fengsui_warnings.tables import duties, notices, receipts

DUTY_LATE = duties.c.told_at.is_(None) & duties.c.done_at.is_(None)
RECEIPT_LATE = receipts.c.told_at.is_(None) & receipts.c.received_at.is_(None)


def ended(reading: Reading) -> Sequence[str]:
    query = select(notices.c.id).where(notices.c.state == "issued", notices.c.ends_at <= reading.now)
    return reading.connection.execute(query.order_by(notices.c.ends_at, notices.c.id)).scalars().all()


def expire(unit: Unit, warning: str) -> None:
    found = load(unit, warning)
    if found.state != "issued" or found.ends_at is None or found.ends_at > unit.now:
        return
    notice = n.expire(found, unit.started_at)
    store.save(unit.connection, notice)
    unit.record(e.WarningExpired(exercise=notice.exercise, warning=notice.id, late=notice.ended_late))


def drill_over(unit: Unit, recorded: Recorded) -> None:
    """A drill has ended: its warnings end with it, and its drafts."""
    mine = (notices.c.exercise == recorded.subject) & notices.c.state.in_(("draft", "issued"))
    for notice in store.where(unit.connection, mine):
        unit.enter(notice.exercise)
        if notice.state == "issued":
            lifted(unit, notice, "system:warnings", "", by_issuer=False)
            continue
        store.save(unit.connection, n.discard(notice))
        unit.record(e.DraftDiscarded(exercise=notice.exercise, warning=notice.id))


def overdue(reading: Reading) -> Sequence[str]:
    """Warnings with a line or a receipt that is late and of which nobody was told yet."""
    late = select(duties.c.warning).where(DUTY_LATE, duties.c.due_at <= reading.now)
    silent = select(receipts.c.warning).where(RECEIPT_LATE, receipts.c.due_at <= reading.now)
    found = {*reading.connection.execute(late).scalars(), *reading.connection.execute(silent).scalars()}
    return sorted(found)


def tell_overdue(unit: Unit, warning: str) -> None:
    """Told once, however many are late; of a warning that is over nobody is told."""
    notice = load(unit, warning)
    open_duties = (duties.c.warning == warning) & DUTY_LATE & (duties.c.due_at <= unit.now)
    open_receipts = (receipts.c.warning == warning) & RECEIPT_LATE & (receipts.c.due_at <= unit.now)
    counts = [
        unit.connection.execute(select(func.count()).select_from(table).where(condition)).scalar() or 0
        for table, condition in ((duties, open_duties), (receipts, open_receipts))
    ]
    unit.connection.execute(update(duties).where(open_duties).values(told_at=unit.now))
    unit.connection.execute(update(receipts).where(open_receipts).values(told_at=unit.now))
    if notice.state == "issued" and any(counts):
        event = e.DutiesOverdue(exercise=notice.exercise, warning=warning, duties=counts[0], receipts=counts[1])
        unit.record(event)
