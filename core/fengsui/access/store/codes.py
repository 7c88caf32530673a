"""One-time codes: the only way to a first password, so there is no default account and no password in a command."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from fengsui.access.events import CodeIssued
from fengsui.access.limits import Limits
from fengsui.access.secrets import digest, new_code, normal_code
from fengsui.access.store.users import ADMINISTRATOR, account, add_user, set_password
from fengsui.access.tables import core_code
from fengsui.errors import Conflict, Unauthorised
from fengsui.hooks import Unit
from fengsui.text import N_


def first_code(unit: Unit, limits: Limits) -> str:
    """A code that makes an administrator. Only the holder of the data folder can ask for it, never a client.

    A code that was printed before and not used stops working.
    """
    return _issue(unit, "", limits)


def issue_code(unit: Unit, name: str, limits: Limits) -> str:
    """A code with which the user `name` sets a password; raises Conflict for a disabled account."""
    if account(unit, name).disabled_at is not None:
        raise Conflict(N_("The user {user} is disabled."), code="user_disabled", user=name)
    return _issue(unit, name, limits)


def _issue(unit: Unit, name: str, limits: Limits) -> str:
    code = new_code(unit)
    unit.connection.execute(delete(core_code).where(core_code.c.user == name, core_code.c.used_at.is_(None)))
    unit.connection.execute(
        insert(core_code).values(
            digest=digest(code), user=name, created_at=unit.now, expires_at=unit.now + limits.code_valid
        )
    )
    unit.record(CodeIssued(exercise=None, user=name))
    return code


def redeem_code(unit: Unit, code: str, name: str, display: str, password_hash: str) -> None:
    """Uses up `code`: sets the password of its user, or makes `name` an administrator.

    Raises Unauthorised (`bad_code`) for one that is unknown, used, expired or somebody else's: the same answer
    for all, so that nothing can be learnt from it.
    """
    row = unit.connection.execute(
        select(core_code).where(
            core_code.c.digest == digest(normal_code(code)),
            core_code.c.used_at.is_(None),
            core_code.c.expires_at > unit.now,
        )
    ).first()
    if row is None or row.user not in ("", name):
        raise Unauthorised(N_("This one-time code is not valid, was used, or has expired."), code="bad_code")
    unit.connection.execute(update(core_code).where(core_code.c.digest == row.digest).values(used_at=unit.now))
    if row.user:
        set_password(unit, name, password_hash)
    else:
        add_user(unit, name, display or name, password_hash, [ADMINISTRATOR])
