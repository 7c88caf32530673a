"""Plugins that do what they must not, each in its own way, made on the spot as entry points."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict
from sqlalchemy import text
from tests.core.ping import MadeEntryPoint, command, plugin

from fengsui.hooks import About, Provider, Subscription, Sweep, Verb, View, hookimpl
from fengsui_plans.api import Sites

NUMBERS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
ENDLESS = text(f"{NUMBERS} SELECT count(*) FROM c")
EVERY_EVENT = ("incidents.*",)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Hostile:
    """`state` and a part of the `reason` that must be shown."""

    point: EntryPoint
    state: str
    reason: str


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    minutes: int = 5


class NoParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _raises_on_import() -> ModuleType:
    raise RuntimeError("no licence")


def _exits_on_import() -> ModuleType:
    raise SystemExit(3)


def _hangs_on_import() -> ModuleType:
    time.sleep(2)
    raise AssertionError


def _module(name: str, hook: str, implementation: Callable[..., Any]) -> EntryPoint:
    """A module with its own `about` and one hook as it is, whatever its name and arguments."""
    module = ModuleType(f"made_{name}")

    def fengsui_about() -> About:
        return About(name=name, version="1", title=name)

    implementation.__name__ = hook
    setattr(module, "fengsui_about", hookimpl(fengsui_about))  # noqa: B010
    setattr(module, hook, hookimpl(implementation))
    return MadeEntryPoint(name, module)


def _listens(name: str, handle: Callable[..., Any], seconds: float = 0.05) -> EntryPoint:
    heard = Subscription(topics=EVERY_EVENT, handle=handle, timeout=timedelta(seconds=seconds))
    return plugin(name, subscriptions=lambda: [heard])


def _sweeps(name: str, due: Callable[[Any], Any], act: Callable[[Any, Any], None]) -> EntryPoint:
    return plugin(name, sweeps=lambda: [Sweep(name="s", every=SECOND, due=due, act=act)])


def _raise(error: BaseException) -> Callable[..., NoReturn]:
    def raises(*_: object) -> NoReturn:
        raise error

    return raises


async def _exits(_host: Any, _recorded: Any) -> None:
    raise SystemExit(3)


async def _cancels_itself(_host: Any, _recorded: Any) -> None:
    raise asyncio.CancelledError


async def _hangs(_host: Any, _recorded: Any) -> None:
    await asyncio.sleep(3600)


async def _waits_for_itself(host: Any, _recorded: Any) -> None:
    """The view takes one of the readers; the answer never comes."""
    await host.read(_endless)


def _endless(unit: Any) -> Any:
    return unit.connection.execute(ENDLESS).scalar()


def _endless_act(unit: Any, _item: Any) -> None:
    unit.connection.execute(ENDLESS)


def _flood(unit: Any, _item: Any) -> None:
    """An endless write: SQLite gives up the whole transaction, not only this unit's part."""
    values = f"{NUMBERS} SELECT CAST(x AS TEXT), x FROM c"
    unit.connection.execute(text(f"INSERT INTO core_cursor(plugin, seq) {values}"))


def _swallows(unit: Any, _item: Any) -> None:
    """Goes on as if nothing had been cut off."""
    try:
        _flood(unit, _item)
    except Exception:
        unit.connection.execute(text("SELECT 1"))


@asynccontextmanager
async def _exits_at_the_start() -> AsyncIterator[None]:
    raise SystemExit(3)
    yield


@asynccontextmanager
async def never_begins() -> AsyncIterator[None]:
    await asyncio.sleep(3600)
    yield


def _something(_reading: Any) -> list[int]:
    return [1]


def _of_ghost() -> About:
    return About(name="needs_ghost", version="1", title="x", requires=("incidents", "ghost"))


def _thief() -> list[Any]:
    return [Provider(protocol=Sites, make=lambda _: object())]


def _view() -> list[Any]:
    return [View(name="all", summary="Never ends", read=lambda r, _: _endless(r), parameters=NoParameters)]


def _demo() -> list[Any]:
    return [Verb(name="demo", summary="x", arguments=lambda _: None, run=lambda _: 0)]


SETTINGS: dict[str, Any] = {"bad_settings": {"minutes": "soon", "minute": 1}, "no_settings": {"a": 1}}


def everybody() -> list[Hostile]:
    """All of them, to be installed at once."""
    failed, quarantined = "failed", "quarantined"
    return [
        Hostile(MadeEntryPoint("raises_on_import", _raises_on_import), failed, "RuntimeError: no licence"),
        Hostile(MadeEntryPoint("exits_on_import", _exits_on_import), failed, "SystemExit"),
        Hostile(MadeEntryPoint("hangs_on_import", _hangs_on_import), failed, "did not return within"),
        Hostile(_module("misspelt", "fengsui_comands", lambda: []), failed, "no such hook: fengsui_comands"),
        Hostile(_module("wrong_arguments", "fengsui_commands", lambda server: []), failed, "wrong hook"),
        Hostile(plugin("hook_raises", sweeps=lambda: [][0]), failed, "IndexError"),
        Hostile(plugin("hook_hangs", views=lambda: time.sleep(2)), failed, "did not return within"),
        Hostile(plugin("needs_ghost", about=_of_ghost()), failed, "requires ghost"),
        Hostile(plugin("incidents"), failed, "the name incidents is taken by fengsui_incidents"),
        Hostile(plugin("twice", commands=lambda: [command(), command()]), failed, "declares ping twice"),
        Hostile(plugin("thief", providers=_thief), failed, "plans already answers Sites"),
        Hostile(plugin("show_off", verbs=_demo), failed, "the verb demo is already taken by sample"),
        Hostile(plugin("bad_settings", settings=lambda: Strict), failed, "minutes: "),
        Hostile(plugin("no_settings"), failed, "the plugin has none"),
        Hostile(plugin("exits_at_start", lifespan=lambda: _exits_at_the_start()), failed, "SystemExit: 3"),
        Hostile(_listens("handler_raises", _raise(ValueError("no"))), quarantined, "ValueError: no"),
        Hostile(_listens("handler_stops", _raise(StopIteration())), quarantined, "StopIteration"),
        Hostile(_listens("handler_exits", _raise(SystemExit(3))), quarantined, "SystemExit: 3"),
        Hostile(_listens("coroutine_exits", _exits), quarantined, "SystemExit: 3"),
        Hostile(_listens("coroutine_cancels", _cancels_itself), quarantined, "cancelled itself"),
        Hostile(_listens("coroutine_hangs", _hangs), quarantined, "did not return within 0.05 s"),
        Hostile(_listens("reads_for_ever", _waits_for_itself, 1), quarantined, "took too long"),
        Hostile(_sweeps("sweep_endless", _endless, _endless_act), quarantined, "took too long"),
        Hostile(_sweeps("act_endless", _something, _endless_act), quarantined, "took too long"),
        Hostile(_sweeps("act_floods", _something, _flood), quarantined, "took too long"),
        Hostile(_sweeps("act_swallows", _something, _swallows), quarantined, ""),
        Hostile(_sweeps("act_exits", _something, _raise(SystemExit(3))), quarantined, "SystemExit"),
        Hostile(_sweeps("due_is_nothing", lambda _: None, _endless_act), quarantined, "TypeError"),
        Hostile(plugin("slow_view", views=_view), "loaded", ""),
    ]
