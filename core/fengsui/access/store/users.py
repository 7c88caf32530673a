"""Accounts of people. A disabled account keeps its row, so that the journal's `user:NAME` keeps its meaning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from fengsui.access.events import PasswordSet, UserAdded, UserDisabled, UserEnabled
from fengsui.access.store.sessions import close_sessions_of
from fengsui.access.tables import core_user
from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_

ADMINISTRATOR = "administrator"
AUDITOR = "auditor"


@dataclass(frozen=True)
class Account:
    """One person's account, without its secret; `has_password` is false until a first one is set."""

    name: str
    display: str
    roles: tuple[str, ...]
    area: str
    labels: tuple[str, ...]
    has_password: bool
    created_at: datetime
    password_at: datetime | None
    disabled_at: datetime | None


def _account(row: Any) -> Account:
    return Account(
        name=row.name,
        display=row.display,
        roles=tuple(row.roles),
        area=row.area,
        labels=tuple(row.labels),
        has_password=bool(row.password_hash),
        created_at=row.created_at,
        password_at=row.password_at,
        disabled_at=row.disabled_at,
    )


def list_users(reading: Reading) -> tuple[Account, ...]:
    """Every account by name, disabled ones too."""
    rows = reading.connection.execute(select(core_user).order_by(core_user.c.name))
    return tuple(_account(row) for row in rows)


def has_administrator(reading: Reading) -> bool:
    """Whether anybody may let others in."""
    return _other_administrators(reading, "")


def account(reading: Reading, name: str) -> Account:
    """Raises Missing (`unknown_user`)."""
    return _account(_row(reading, name))


def stored_hash(reading: Reading, name: str) -> str | None:
    """The password hash of an account that may log in, or None: unknown, disabled or without a password."""
    row = reading.connection.execute(select(core_user).where(core_user.c.name == name)).first()
    return row.password_hash or None if row is not None and row.disabled_at is None else None


def known(reading: Reading, name: str) -> bool:
    return reading.connection.execute(select(core_user.c.name).where(core_user.c.name == name)).first() is not None


def _row(reading: Reading, name: str) -> Any:
    row = reading.connection.execute(select(core_user).where(core_user.c.name == name)).first()
    if row is None:
        raise Missing(N_("There is no user {user}."), code="unknown_user", user=name)
    return row


def check_roles(roles: Iterable[str], known_roles: Iterable[str]) -> None:
    """Raises Invalid for roles that no plugin brings, and for who would both administer and audit.

    GB/T 22239-2019, 7.1.4.2 and 7.1.5: administrator's and auditor's rights are held by different people.
    """
    held, there = tuple(roles), set(known_roles)
    faults = [
        Fault(f"roles.{index}", ", ".join(sorted(there)), "unknown_role")
        for index, role in enumerate(held)
        if role not in there
    ]
    if faults:
        raise Invalid(N_("There is no such role."), code="unknown_role", faults=faults)
    if {ADMINISTRATOR, AUDITOR} <= set(held):
        raise Invalid(N_("Nobody may both administer and audit."), code="roles_conflict")


def add_user(
    unit: Unit,
    name: str,
    display: str,
    password_hash: str,
    roles: Iterable[str],
    area: str = "",
    labels: Iterable[str] = (),
) -> None:
    """Adds an account; an empty `password_hash` means that its owner sets the password with a one-time code."""
    if known(unit, name):
        raise Conflict(N_("There is already a user {user}."), code="user_exists", user=name)
    held = list(roles)
    unit.connection.execute(
        insert(core_user).values(
            name=name,
            display=display,
            password_hash=password_hash,
            roles=held,
            area=area,
            labels=list(labels),
            created_at=unit.now,
            password_at=unit.now if password_hash else None,
        )
    )
    unit.record(UserAdded(exercise=None, user=name, roles=tuple(held)))


def disable_user(unit: Unit, name: str) -> None:
    """Ends the account's rights and every session at once. The last administrator cannot be disabled."""
    row = _row(unit, name)
    if row.disabled_at is not None:
        return
    if ADMINISTRATOR in row.roles and not _other_administrators(unit, name):
        raise Conflict(
            N_("{user} is the last administrator. Add another one first."), code="last_administrator", user=name
        )
    unit.connection.execute(update(core_user).where(core_user.c.name == name).values(disabled_at=unit.now))
    close_sessions_of(unit, "user", name)
    unit.record(UserDisabled(exercise=None, user=name))


def enable_user(unit: Unit, name: str) -> None:
    """Gives a disabled account back; its old sessions stay closed."""
    if _row(unit, name).disabled_at is None:
        return
    unit.connection.execute(update(core_user).where(core_user.c.name == name).values(disabled_at=None))
    unit.record(UserEnabled(exercise=None, user=name))


def _other_administrators(reading: Reading, name: str) -> bool:
    return any(
        other.name != name and other.disabled_at is None and ADMINISTRATOR in other.roles
        for other in list_users(reading)
    )


def set_password(unit: Unit, name: str, password_hash: str) -> None:
    """A new password; whoever was logged in with the old one is out."""
    _row(unit, name)
    unit.connection.execute(
        update(core_user).where(core_user.c.name == name).values(password_hash=password_hash, password_at=unit.now)
    )
    close_sessions_of(unit, "user", name)
    unit.record(PasswordSet(exercise=None, user=name))


def rehash(unit: Unit, name: str, password_hash: str) -> None:
    """The same password under today's hash parameters."""
    unit.connection.execute(update(core_user).where(core_user.c.name == name).values(password_hash=password_hash))
