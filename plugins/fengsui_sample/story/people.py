"""The people of the night, each in a session of his own over HTTP."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from fengsui.client.http import Http
from fengsui.clock import Ids
from fengsui.errors import Missing
from fengsui_sample.city import Account, Device

PEOPLE = ("wanglei", "zhoujianguo", "limin", "tonglan", "yanhu", "shenji")
"""Duty officer, duty leader, exercise controller, two enterprises, auditor: accounts of the sample city."""


@dataclass
class Person:
    """Somebody with a session; `call` and `show` are what their console does."""

    name: str
    http: Http

    async def call(self, command: str, **payload: Any) -> Any:
        return await self.http.call(command, payload)

    async def show(self, view: str, **parameters: Any) -> Any:
        return (await self.http.show(view, parameters)).answer


async def first_administrator(url: str, code: str, ids: Ids) -> Person:
    """Comes in with the one-time code, as whoever installs the system does."""
    http = Http(url)
    await http.login_code(code, "admin", ids.secret())
    return Person("admin", http)


async def enter_people(url: str, admin: Person, accounts: Iterable[Account], ids: Ids) -> dict[str, Person]:
    """Adds the accounts of the cast; each sets a password with its own one-time code and so opens its session."""
    people: dict[str, Person] = {}
    for account in accounts:
        if account.name in PEOPLE:
            made = await admin.call("core.add_user", **asdict(account))
            http = Http(url)
            await http.login_code(made["code"], account.name, ids.secret())
            people[account.name] = Person(account.name, http)
    return people


async def take_the_watch(people: dict[str, Person]) -> None:
    """As on any night the officer of the shift has the watch before the first call: who owns its incidents is known
    from the start. Without the plugin `handover` nobody is asked."""
    with contextlib.suppress(Missing):
        await people["wanglei"].call("handover.take_watch")


async def token_for(admin: Person, device: Device) -> str:
    """A token for one team's device."""
    made = await admin.call(
        "core.issue_token",
        device=device.id,
        label=f"team:{device.team}",
        roles=["team_device"],
        area=device.division,
        labels=device.labels,
    )
    return str(made["token"])
