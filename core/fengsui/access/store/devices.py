"""Devices of teams and agencies: an opaque token each, stored hashed, good until it is revoked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from fengsui.access.events import DeviceChanged, TokenIssued, TokenRevoked
from fengsui.access.store.sessions import close_sessions_of, insert_session
from fengsui.access.tables import core_device, core_session
from fengsui.errors import Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_


@dataclass(frozen=True)
class Device:
    """A device and how many of its tokens are good; `seen_at` is when one was last used."""

    id: str
    display: str
    label: str
    roles: tuple[str, ...]
    area: str
    labels: tuple[str, ...]
    tokens: int
    seen_at: datetime | None


def issue_device_token(
    unit: Unit,
    device: str,
    label: str,
    roles: Iterable[str],
    area: str = "",
    display: str = "",
    labels: Iterable[str] = (),
) -> str:
    """Registers or changes `device` and returns a new token; older ones stay good until they are revoked.

    `label` is what it speaks for (`team:T06`), `area` the division whose broadcasts it is sent. Where that changes, it
    changes for connections that are open, too.
    """
    seen = {"label": label, "roles": list(roles), "area": area, "labels": list(labels)}
    values = {**seen, "display": display or device}
    known = unit.connection.execute(select(core_device).where(core_device.c.id == device)).mappings().first()
    if known is None:
        unit.connection.execute(insert(core_device).values(id=device, created_at=unit.now, **values))
    else:
        unit.connection.execute(update(core_device).where(core_device.c.id == device).values(**values))
        if any(known[name] != value for name, value in seen.items()):
            unit.record(DeviceChanged(exercise=None, device=device, label=label))
    session, token = insert_session(unit, "device", device)
    unit.record(TokenIssued(exercise=None, session=session, device=device, label=label))
    return token


def revoke_device(unit: Unit, device: str) -> int:
    """Every token of the device stops working; returns how many. Raises Missing (`unknown_device`)."""
    if unit.connection.execute(select(core_device.c.id).where(core_device.c.id == device)).first() is None:
        raise Missing(N_("There is no device {device}."), code="unknown_device", device=device)
    closed = close_sessions_of(unit, "device", device)
    if closed:
        unit.record(TokenRevoked(exercise=None, device=device))
    return closed


def list_devices(reading: Reading) -> tuple[Device, ...]:
    """Every device by id, those without a good token too."""
    row, device = core_session.c, core_device.c
    good = (
        select(row.holder, func.count().label("tokens"))
        .where(row.kind == "device", row.closed_at.is_(None))
        .group_by(row.holder)
        .subquery()
    )
    seen = (
        select(row.holder, func.max(row.seen_at).label("seen_at"))
        .where(row.kind == "device", row.seen_at > row.opened_at)
        .group_by(row.holder)
        .subquery()
    )
    rows = reading.connection.execute(
        select(core_device, good.c.tokens, seen.c.seen_at)
        .outerjoin(good, good.c.holder == device.id)
        .outerjoin(seen, seen.c.holder == device.id)
        .order_by(device.id)
    )
    return tuple(
        Device(r.id, r.display, r.label, tuple(r.roles), r.area, tuple(r.labels), r.tokens or 0, r.seen_at)
        for r in rows
    )
