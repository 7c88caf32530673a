"""Accounts, devices, sessions, codes and failures as functions on a unit or a reading.

None awaits and none hashes a password: whoever calls has done that before (`fengsui.access.passwords`).
"""

from fengsui.access.store.attempts import begin_attempt, clear_attempts, failed, unlock
from fengsui.access.store.codes import first_code, issue_code, redeem_code
from fengsui.access.store.devices import Device, issue_device_token, list_devices, revoke_device
from fengsui.access.store.sessions import (
    Session,
    actor_for_token,
    close_session,
    close_sessions_of,
    list_sessions,
    open_session,
    touch_session,
)
from fengsui.access.store.users import (
    Account,
    account,
    add_user,
    disable_user,
    enable_user,
    has_administrator,
    list_users,
    set_password,
)

__all__ = [
    "Account",
    "Device",
    "Session",
    "account",
    "actor_for_token",
    "add_user",
    "begin_attempt",
    "clear_attempts",
    "close_session",
    "close_sessions_of",
    "disable_user",
    "enable_user",
    "failed",
    "first_code",
    "has_administrator",
    "issue_code",
    "issue_device_token",
    "list_devices",
    "list_sessions",
    "list_users",
    "open_session",
    "redeem_code",
    "revoke_device",
    "set_password",
    "touch_session",
    "unlock",
]
