"""The core's own commands and views about access, registered by the kernel under the plugin name `core`.

No password is ever in a command: a new account's owner, or one who forgot, sets it with a one-time code at
`POST /api/v1/session`. Answers that hold a code or a token are marked `secret` and not kept for a repeated key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fengsui.access import store
from fengsui.access.ground import Ground
from fengsui.access.payloads import AddUser, IssueToken, NamedDevice, NamedSession, NamedUser, Nothing
from fengsui.access.store.users import check_roles
from fengsui.hooks import Command, Reading, Unit, View
from fengsui.text import N_

PERMISSIONS: Mapping[str, str] = {
    "core.add_user": N_("Add an account"),
    "core.disable_user": N_("Disable an account and end its sessions"),
    "core.enable_user": N_("Give a disabled account back"),
    "core.issue_code": N_("Issue the one-time code with which a user sets a new password"),
    "core.unlock_user": N_("End the lock of an account after failed logins"),
    "core.close_session": N_("End one session"),
    "core.issue_token": N_("Issue a token to a device"),
    "core.revoke_token": N_("Revoke every token of a device"),
    "core.list_users": N_("See accounts, their roles and their state"),
    "core.list_devices": N_("See devices and their tokens' state"),
    "core.list_sessions": N_("See who is logged in"),
    "core.list_roles": N_("See which role may do what"),
    "core.metrics": N_("Read the metrics from another machine"),
}


@dataclass(frozen=True)
class OneTimeCode:
    """Shown once; `user` sets a password with it."""

    user: str
    code: str


@dataclass(frozen=True)
class IssuedToken:
    """Shown once; the device sends it in its hello."""

    device: str
    token: str


@dataclass(frozen=True)
class Done:
    """`count` says how many sessions or tokens ended."""

    id: str
    count: int = 1


@dataclass(frozen=True)
class RoleSummary:
    name: str
    title: str
    permissions: tuple[str, ...]
    labels: tuple[str, ...]


def _add(unit: Unit, given: AddUser) -> OneTimeCode:
    ground = unit.ask(Ground)
    check_roles(given.roles, ground.roles)
    store.add_user(unit, given.name, given.display, "", given.roles, given.area, given.labels)
    return OneTimeCode(given.name, store.issue_code(unit, given.name, ground.limits))


def _code(unit: Unit, given: NamedUser) -> OneTimeCode:
    return OneTimeCode(given.name, store.issue_code(unit, given.name, unit.ask(Ground).limits))


def _issue(unit: Unit, given: IssueToken) -> IssuedToken:
    check_roles(given.roles, unit.ask(Ground).roles)
    token = store.issue_device_token(
        unit, given.device, given.label, given.roles, given.area, given.display, given.labels
    )
    return IssuedToken(given.device, token)


def _roles(reading: Reading, _: Nothing) -> tuple[RoleSummary, ...]:
    found = sorted(reading.ask(Ground).roles.values(), key=lambda role: role.name)
    return tuple(
        RoleSummary(role.name, role.title, tuple(sorted(role.permissions)), tuple(sorted(role.labels)))
        for role in found
    )


def _disable(unit: Unit, given: NamedUser) -> Done:
    store.disable_user(unit, given.name)
    return Done(given.name)


def _enable(unit: Unit, given: NamedUser) -> Done:
    store.enable_user(unit, given.name)
    return Done(given.name)


def _unlock(unit: Unit, given: NamedUser) -> Done:
    store.account(unit, given.name)
    store.unlock(unit, given.name)
    return Done(given.name)


def _close(unit: Unit, given: NamedSession) -> Done:
    store.close_session(unit, given.session)
    return Done(given.session)


def _revoke(unit: Unit, given: NamedDevice) -> Done:
    return Done(given.device, store.revoke_device(unit, given.device))


COMMANDS: tuple[Command[Any], ...] = (
    Command(
        name="add_user",
        summary=N_("Add an account; its owner sets the password with the one-time code in the answer"),
        payload=AddUser,
        run=_add,
        answer=OneTimeCode,
        secret=True,
    ),
    Command(
        name="issue_code",
        summary=N_("Issue a one-time code with which a user sets a new password"),
        payload=NamedUser,
        run=_code,
        answer=OneTimeCode,
        secret=True,
    ),
    Command(
        name="issue_token",
        summary=N_("Issue a token to a device"),
        payload=IssueToken,
        run=_issue,
        answer=IssuedToken,
        secret=True,
    ),
    Command(
        name="disable_user",
        summary=N_("Disable an account and end its sessions"),
        payload=NamedUser,
        run=_disable,
        answer=Done,
    ),
    Command(
        name="enable_user",
        summary=N_("Give a disabled account back"),
        payload=NamedUser,
        run=_enable,
        answer=Done,
    ),
    Command(
        name="unlock_user",
        summary=N_("End the lock of an account after failed logins"),
        payload=NamedUser,
        run=_unlock,
        answer=Done,
    ),
    Command(name="close_session", summary=N_("End one session"), payload=NamedSession, run=_close, answer=Done),
    Command(
        name="revoke_token",
        summary=N_("Revoke every token of a device"),
        payload=NamedDevice,
        run=_revoke,
        answer=Done,
    ),
)

VIEWS: tuple[View[Any], ...] = (
    View(
        name="list_users",
        summary=N_("Accounts, their roles and their state"),
        read=lambda reading, _: store.list_users(reading),
        parameters=Nothing,
        answer=tuple[store.Account, ...],
    ),
    View(
        name="list_devices",
        summary=N_("Devices and how many of their tokens are good"),
        read=lambda reading, _: store.list_devices(reading),
        parameters=Nothing,
        answer=tuple[store.Device, ...],
    ),
    View(
        name="list_sessions",
        summary=N_("Open sessions and tokens, the latest seen first"),
        read=lambda reading, _: store.list_sessions(reading),
        parameters=Nothing,
        answer=tuple[store.Session, ...],
    ),
    View(
        name="list_roles",
        summary=N_("Which role may do what"),
        read=_roles,
        parameters=Nothing,
        answer=tuple[RoleSummary, ...],
    ),
)


def commands() -> tuple[Command[Any], ...]:
    """What administrators do about access."""
    return COMMANDS


def views() -> tuple[View[Any], ...]:
    """What administrators and auditors may look at."""
    return VIEWS
