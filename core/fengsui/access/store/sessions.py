"""Sessions of people and tokens of devices: one table, found by the token's digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select, update

from fengsui.access.actors import device_actor, user_actor
from fengsui.access.events import SessionClosed, SessionOpened
from fengsui.access.limits import Limits
from fengsui.access.policy import Actor, Role
from fengsui.access.secrets import digest, new_token
from fengsui.access.tables import core_device, core_session, core_user
from fengsui.errors import Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_

Kind = Literal["user", "device"]


@dataclass(frozen=True)
class Session:
    """An open session or device token; never its secret."""

    id: str
    kind: str
    holder: str
    source: str
    opened_at: datetime
    seen_at: datetime
    idle_until: datetime | None
    expires_at: datetime | None


def insert_session(
    unit: Unit,
    kind: Kind,
    holder: str,
    source: str = "",
    idle_until: datetime | None = None,
    expires_at: datetime | None = None,
) -> tuple[str, str]:
    """A new row; returns its id and the token, which is known to nobody but the caller."""
    session, token = unit.new_id(), new_token(unit)
    unit.connection.execute(
        insert(core_session).values(
            id=session,
            digest=digest(token),
            kind=kind,
            holder=holder,
            source=source,
            opened_at=unit.now,
            seen_at=unit.now,
            idle_until=idle_until,
            expires_at=expires_at,
        )
    )
    return session, token


def open_session(unit: Unit, name: str, source: str, limits: Limits) -> tuple[str, datetime]:
    """A new session of a user who has proven who he is; returns the token and when it ends at the latest."""
    ends = unit.now + limits.absolute
    session, token = insert_session(unit, "user", name, source, unit.now + limits.idle, ends)
    unit.record(SessionOpened(exercise=None, session=session, user=name, source=source))
    return token, ends


def _open(now: datetime) -> Any:
    """The condition that a session is open at `now`."""
    row = core_session.c
    return (
        row.closed_at.is_(None)
        & (row.expires_at.is_(None) | (row.expires_at > now))
        & (row.idle_until.is_(None) | (row.idle_until > now))
    )


def actor_for_token(reading: Reading, token_digest: str, roles: Mapping[str, Role]) -> Actor | None:
    """Whose token it is, with what he may do now; None for an unknown, closed, expired or disabled one."""
    found = reading.connection.execute(
        select(core_session).where(core_session.c.digest == token_digest, _open(reading.now))
    ).first()
    if found is None:
        return None
    facts = {"session": found.id, "seen_at": found.seen_at.isoformat()}
    if found.expires_at is not None:
        facts["expires_at"] = found.expires_at.isoformat()
    if found.kind == "user":
        return _user(reading, found.holder, roles, facts)
    return _device(reading, found.holder, roles, facts)


def _user(reading: Reading, name: str, roles: Mapping[str, Role], facts: Mapping[str, str]) -> Actor | None:
    row = reading.connection.execute(
        select(core_user).where(core_user.c.name == name, core_user.c.disabled_at.is_(None))
    ).first()
    return user_actor(row.name, row.display, row.roles, row.area, row.labels, roles, facts) if row else None


def _device(reading: Reading, device: str, roles: Mapping[str, Role], facts: Mapping[str, str]) -> Actor | None:
    row = reading.connection.execute(select(core_device).where(core_device.c.id == device)).first()
    return device_actor(row.id, row.display, row.label, row.roles, row.area, row.labels, roles, facts) if row else None


def touch_session(unit: Unit, session: str, limits: Limits) -> None:
    """The holder is active: a person's idle time starts again."""
    row = core_session.c
    unit.connection.execute(update(core_session).where(row.id == session).values(seen_at=unit.now))
    unit.connection.execute(
        update(core_session)
        .where(row.id == session, row.idle_until.is_not(None), _open(unit.now))
        .values(idle_until=unit.now + limits.idle)
    )


def close_session(unit: Unit, session: str) -> None:
    """Ends one session or token; raises Missing (`unknown_session`) where none of that id is open."""
    row = unit.connection.execute(
        select(core_session.c.kind, core_session.c.holder).where(
            core_session.c.id == session, core_session.c.closed_at.is_(None)
        )
    ).first()
    if row is None:
        raise Missing(N_("There is no open session {session}."), code="unknown_session", session=session)
    unit.connection.execute(update(core_session).where(core_session.c.id == session).values(closed_at=unit.now))
    unit.record(SessionClosed(exercise=None, session=session, holder=f"{row.kind}:{row.holder}"))


def close_sessions_of(unit: Unit, kind: Kind, holder: str) -> int:
    """Ends every session of one holder; returns how many were open. The caller records why."""
    row = core_session.c
    done = unit.connection.execute(
        update(core_session)
        .where(row.kind == kind, row.holder == holder, row.closed_at.is_(None))
        .values(closed_at=unit.now)
    )
    return done.rowcount


def list_sessions(reading: Reading) -> tuple[Session, ...]:
    """Everything that is open now, the latest seen first."""
    rows = reading.connection.execute(
        select(core_session).where(_open(reading.now)).order_by(core_session.c.seen_at.desc(), core_session.c.id)
    )
    return tuple(
        Session(r.id, r.kind, r.holder, r.source, r.opened_at, r.seen_at, r.idle_until, r.expires_at) for r in rows
    )
