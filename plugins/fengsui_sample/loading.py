"""Loads the city through the plugins' own commands. What is there already is left as it is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Host
from fengsui_incidents.api.run_cards import examples
from fengsui_rosters.api import Supplies
from fengsui_sample.city import Account, City, Device, read

THERE_ALREADY = ("_exists", "holder_changed", "shift_over")
"""How the codes of those conflicts end that only say that there is nothing left to do."""


@dataclass
class Loaded:
    """How many records each command took, how many were there already, and which commands nobody offers."""

    taken: dict[str, int] = field(default_factory=dict)
    there: dict[str, int] = field(default_factory=dict)
    not_offered: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Secrets:
    """Shown once: each user's one-time code, each device's token. Nothing keeps them but the caller."""

    codes: Mapping[str, str]
    tokens: Mapping[str, str]


async def load(host: Host, city: City | None = None) -> Loaded:
    """Brings the city into the centre. May be called again, at every start, and adds only what is missing."""
    city = city or read()
    loaded = Loaded()
    await _all(host, loaded, "rosters.register_team", city.teams)
    await _all(host, loaded, "rosters.plan_shift", city.shifts)
    await _all(host, loaded, "rosters.swap_shift", city.swaps)
    await _all(host, loaded, "rosters.register_expert", city.experts)
    await _all(host, loaded, "rosters.register_depot", city.depots)
    await _all(host, loaded, "rosters.stock_movement", await _new_batches(host, city))
    await _all(host, loaded, "plans.register_site", city.sites)
    await _all(host, loaded, "plans.register_place", city.places)
    await _all(host, loaded, "plans.import_filing", city.filings)
    await _all(host, loaded, "drills.oblige", await _new_obligations(host, city))
    await _all(host, loaded, "drills.schedule", city.drills)
    await _all(host, loaded, "incidents.import_run_cards", await _first_run_cards(host))
    return loaded


async def _all(host: Host, loaded: Loaded, command: str, payloads: Iterable[Mapping[str, Any]]) -> None:
    """All at once: the writer takes them in few transactions."""
    done = await asyncio.gather(*(_one(host, command, payload) for payload in payloads))
    if None in done:
        loaded.not_offered.append(command)
        return
    loaded.taken[command] = done.count(True)
    loaded.there[command] = done.count(False)


async def _one(host: Host, command: str, payload: Mapping[str, Any]) -> bool | None:
    """True when it was taken, False when it was there, None when no plugin has the command."""
    try:
        answer = await host.execute(command, payload)
    except Conflict as error:
        if not error.code.endswith(THERE_ALREADY):
            raise
        return False
    except Missing as error:
        if error.code != "no_such_command":
            raise
        return None
    return bool(getattr(answer, "changed", True))


async def _new_batches(host: Host, city: City) -> list[dict[str, Any]]:
    """The batches that no depot knows yet: a movement is not repeated."""
    depots = sorted({payload["depot"] for payload in city.stock})
    known = await host.read(
        lambda reading: {
            (depot, stock.item, stock.batch) for depot in depots for stock in reading.ask(Supplies).stock(depot)
        }
    )
    return [payload for payload in city.stock if (payload["depot"], payload["item"], payload["batch"]) not in known]


async def _new_obligations(host: Host, city: City) -> list[dict[str, Any]]:
    """Those of units that were never given any: what a person changed since then stands."""
    known = await host.read(
        lambda reading: {
            payload["unit"]
            for payload in city.obligations
            if any(event.topic == "drills.unit_obliged" for event in reading.history(payload["unit"]))
        }
    )
    return [payload for payload in city.obligations if payload["unit"] not in known]


async def _first_run_cards(host: Host) -> list[dict[str, Any]]:
    """The form's examples, unless a table was imported before: that one stands."""
    there = await host.read(lambda reading: bool(reading.history("run_cards", limit=1)))
    return [] if there else [examples()]


async def make_accounts(host: Host, city: City | None = None) -> Secrets:
    """Accounts and devices of the city. An account that is there gets a new code, a device a further token."""
    city = city or read()
    codes = [await _code(host, account.name, _account(account)) for account in city.accounts]
    tokens = await asyncio.gather(*(host.execute("core.issue_token", _device(device)) for device in city.devices))
    return Secrets(
        codes={account.name: code for account, code in zip(city.accounts, codes, strict=True)},
        tokens={device.id: issued.token for device, issued in zip(city.devices, tokens, strict=True)},
    )


async def _code(host: Host, name: str, payload: Mapping[str, Any]) -> str:
    try:
        return str((await host.execute("core.add_user", payload)).code)
    except Conflict as error:
        if error.code != "user_exists":
            raise
    return str((await host.execute("core.issue_code", {"name": name})).code)


def _account(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "display": account.display,
        "roles": account.roles,
        "area": account.area,
        "labels": account.labels,
    }


def _device(device: Device) -> dict[str, Any]:
    return {
        "device": device.id,
        "label": f"team:{device.team}",
        "roles": ("team_device",),
        "area": device.division,
    }
