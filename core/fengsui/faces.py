"""What a plugin's lifespan and coroutine handlers are handed: the system, as that plugin."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from fengsui.access.policy import system_actor
from fengsui.commands import Commands
from fengsui.errors import Unavailable
from fengsui.hooks import Reading, Unit
from fengsui.storage.database import Database, Scope

S = TypeVar("S", bound=BaseModel)
T = TypeVar("T")

REFUSED_SECONDS = 1.0


class PluginFace:
    """`fengsui.hooks.Host` for one plugin."""

    def __init__(self, plugin: str, database: Database, commands: Commands) -> None:
        self._scope = Scope(plugin, system_actor(plugin))
        self._database = database
        self._commands = commands

    async def run(self, work: Callable[[Unit], T]) -> T:
        await self._in_service()
        return await self._database.pace.run(work, self._scope, self._commands.live)

    async def read(self, view: Callable[[Reading], T]) -> T:
        await self._in_service()
        return await self._database.pace.read(view, self._scope)

    async def execute(self, command: str, payload: Mapping[str, Any]) -> Any:
        await self._in_service()
        async with self._database.pace.turn(self._scope.plugin, self._commands.live):
            self._database.pace.charge(self._scope.plugin)
            return await self._commands.execute(command, payload, self._scope.actor)

    async def _in_service(self) -> None:
        """What a quarantined plugin left running is refused; slowly, in case it asks again at once."""
        try:
            self._commands.live(self._scope.plugin)
        except Unavailable:
            await asyncio.sleep(REFUSED_SECONDS)
            raise

    def settings(self, model: type[S]) -> S:
        return cast(S, self._database.facilities.sections[self._scope.plugin])
