"""What HTTP needs of the running system, and where an application keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from aiohttp import web

from fengsui.access.door import Door
from fengsui.access.policy import Actor
from fengsui.clock import Ids
from fengsui.commands import Shown
from fengsui.events import Position
from fengsui.plugins import Plugin
from fengsui.registry import Registry
from fengsui.settings import Settings
from fengsui.storage.trouble import Trouble


class Declared(Protocol):
    """What is declared, which is all that a generated description needs; no database."""

    @property
    def settings(self) -> Settings: ...

    @property
    def registry(self) -> Registry: ...

    @property
    def plugins(self) -> Sequence[Plugin]: ...


class Serving(Declared, Protocol):
    """`fengsui.app.System`, as far as HTTP knows it."""

    @property
    def ids(self) -> Ids: ...

    @property
    def door(self) -> Door: ...

    @property
    def trouble(self) -> Trouble | None: ...

    @property
    def warnings(self) -> list[str]: ...

    async def execute(self, name: str, payload: Mapping[str, Any], actor: Actor, key: str | None = None) -> Any: ...

    async def show(self, name: str, parameters: Mapping[str, Any], actor: Actor) -> Shown: ...

    async def head(self) -> Position: ...


Gauges = Mapping[str, tuple[str, Callable[[], float]]]
"""Figures that others bring to /metrics: name -> (what it is, how to read it)."""

SYSTEM: web.AppKey[Serving] = web.AppKey("system", Serving)
