"""What a plugin's lifespan and coroutine handlers are handed: the system, as that plugin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from fengsui.access.policy import system_actor
from fengsui.commands import Commands
from fengsui.hooks import Reading, Unit
from fengsui.storage.database import Database, Scope

S = TypeVar("S", bound=BaseModel)
T = TypeVar("T")


class PluginFace:
    """`fengsui.hooks.Host` for one plugin."""

    def __init__(self, plugin: str, database: Database, commands: Commands) -> None:
        self._scope = Scope(plugin, system_actor(plugin))
        self._database = database
        self._commands = commands

    async def run(self, work: Callable[[Unit], T]) -> T:
        return await self._database.run(work, self._scope)

    async def read(self, view: Callable[[Reading], T]) -> T:
        return (await self._database.read(view, self._scope))[1]

    async def execute(self, command: str, payload: Mapping[str, Any]) -> Any:
        return await self._commands.execute(command, payload, self._scope.actor)

    def settings(self, model: type[S]) -> S:
        return cast(S, self._database.facilities.sections[self._scope.plugin])
