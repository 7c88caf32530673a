"""Whose tokens the rig issues, revokes and changes: persons, whose tokens end, and devices, whose rights change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from fengsui.access import store
from fengsui.access.store.sessions import insert_session
from fengsui.access.store.users import known
from fengsui.access.tables import core_device
from fengsui.app import System
from fengsui.feedrig.declarations import OTHERS, TEAM
from fengsui.unit import BoundUnit

DEVICE = "D-RIG"
SOURCE = "feed check"


class Holders:
    """Each method is an act of the rig's; what it returns is what the act writes."""

    def __init__(self, system: System, feed_port: int) -> None:
        self._system = system
        self._url = f"ws://127.0.0.1:{feed_port}/feed"

    async def facts(self) -> str:
        """An officer's token, a device's, and the rest of what a start says."""
        officer = await self._system.run(lambda unit: self._session(unit, "rig_officer", "officer"))
        device = await self._system.run(lambda unit: self._token(unit, DEVICE))
        return json.dumps(
            {
                "url": self._url,
                "token": officer,
                "other_token": device,
                "other_device": DEVICE,
                "traffic": {"command": "rig.happen", "args": {}},
            }
        )

    async def issue(self, name: str) -> str:
        """A device's, if it is not of a person that was lent one before."""

        def issued(unit: BoundUnit) -> str:
            return self._session(unit, "rig_watcher", name) if known(unit, name) else self._token(unit, name)

        return await self._system.run(issued)

    async def lend(self, name: str, seconds: str) -> str:
        """A person's: those of devices do not end."""
        lasts = timedelta(seconds=int(seconds))
        return await self._system.run(lambda unit: self._session(unit, "rig_watcher", name, lasts))

    async def revoke(self, name: str) -> str:
        def revoked(unit: BoundUnit) -> str:
            if known(unit, name):
                store.disable_user(unit, name)
            else:
                store.revoke_device(unit, name)
            return ""

        return await self._system.run(revoked)

    async def change(self, name: str) -> str:
        await self._system.run(lambda unit: self._token(unit, name, OTHERS))
        return ""

    async def widen(self, name: str) -> str:
        """As a database is mended by hand: no event says so, so that open connections stay as they are."""

        def widened(unit: BoundUnit) -> str:
            mine = core_device.c.id == name
            unit.connection.execute(update(core_device).where(mine).values(labels=[OTHERS]))
            return insert_session(unit, "device", name)[1]

        return await self._system.run(widened)

    def _session(self, unit: BoundUnit, role: str, name: str, lasts: timedelta | None = None) -> str:
        if not known(unit, name):
            store.add_user(unit, name, name, "", (role,))
        limits = self._system.limits
        lasting = replace(limits, absolute=lasts) if lasts else limits
        return store.open_session(unit, name, SOURCE, lasting)[0]

    def _token(self, unit: BoundUnit, device: str, *labels: str) -> str:
        return store.issue_device_token(unit, device, TEAM, ("rig_watcher",), labels=labels)
