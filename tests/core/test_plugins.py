"""The plugin host: hostile plugins are shown with their reason, and the others do not notice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any, Protocol

import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, Integer, MetaData, Table
from tests.core.ping import MadeEntryPoint, command, pinger, plugin

from fengsui.access.policy import Actor
from fengsui.errors import Unavailable
from fengsui.events import Event, Recorded
from fengsui.hooks import About, Provider, Subscription, Sweep, Verb, hookimpl
from fengsui.testing import Running, running

ANYBODY = Actor(id="user:a", permissions=frozenset({"*"}))


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    minutes: int = 5


class Asked(Protocol):
    def answer(self) -> str: ...


def _raises() -> ModuleType:
    raise RuntimeError("no licence")


def _exits() -> ModuleType:
    raise SystemExit(3)


def _sleeps() -> ModuleType:
    time.sleep(3)
    raise AssertionError


def _misspelt() -> ModuleType:
    module = ModuleType("made_evil")
    module.fengsui_about = hookimpl(_about("evil"))  # type: ignore[attr-defined]

    def fengsui_comands() -> list[Any]:
        return []

    module.fengsui_comands = hookimpl(fengsui_comands)  # type: ignore[attr-defined]
    return module


def _wrong_arguments() -> ModuleType:
    module = ModuleType("made_evil")
    module.fengsui_about = hookimpl(_about("evil"))  # type: ignore[attr-defined]

    def fengsui_commands(server: object) -> list[Any]:
        return []

    module.fengsui_commands = hookimpl(fengsui_commands)  # type: ignore[attr-defined]
    return module


def _about(name: str) -> Callable[[], About]:
    def fengsui_about() -> About:
        return About(name=name, version="1", title=name)

    return fengsui_about


class Foreign(Event):
    topic = "ping.stolen"


def _tables(name: str) -> MetaData:
    metadata = MetaData()
    Table(name, metadata, Column("id", Integer, primary_key=True))
    return metadata


HOSTILE: dict[str, tuple[EntryPoint, str]] = {
    "raises on import": (MadeEntryPoint("evil", _raises), "no licence"),
    "exits on import": (MadeEntryPoint("evil", _exits), "SystemExit"),
    "hangs on import": (MadeEntryPoint("evil", _sleeps), "did not return"),
    "misspelt hook": (MadeEntryPoint("evil", _misspelt), "no such hook: fengsui_comands"),
    "wrong hook arguments": (MadeEntryPoint("evil", _wrong_arguments), "wrong hook"),
    "no about": (MadeEntryPoint("evil", ModuleType("empty")), "must return an About"),
    "another name": (plugin("evil", about=About(name="ping", version="1", title="x")), "entry point is evil"),
    "a newer api": (plugin("evil", about=About(name="evil", version="1", title="x", api=99)), "version 99"),
    "missing requires": (
        plugin("evil", about=About(name="evil", version="1", title="x", requires=("ghost",))),
        "requires ghost",
    ),
    "foreign permission": (
        plugin("evil", about=About(name="evil", version="1", title="x", permissions={"ping.ping": "x"})),
        "permissions must begin with evil.",
    ),
    "foreign topic": (plugin("evil", events=lambda: [Foreign]), "topic beginning with evil."),
    "foreign table": (plugin("evil", tables=lambda: _tables("ping_x")), "tables must begin with evil_"),
    "not declarations": (plugin("evil", commands=lambda: ["ping"]), "must return Command"),
    "clashing names": (plugin("evil", commands=lambda: [command(), command()]), "declares ping twice"),
    "hook raises": (plugin("evil", sweeps=lambda: 1 / 0), "ZeroDivisionError"),
    "hook hangs": (plugin("evil", views=lambda: time.sleep(3)), "did not return"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_plugin_is_shown_with_its_reason_and_the_rest_runs(what: str) -> None:
    point, reason = HOSTILE[what]
    async with running(extra=[pinger(), point], hook_seconds=0.3) as system:
        states = {p.name: (p.state, p.reason) for p in system.system.plugins}
        assert states["evil"][0] == "failed"
        assert reason in states["evil"][1]
        assert states["ping"] == ("loaded", "")
        assert await system.execute("ping.ping", {"text": "x"}, ANYBODY) == {"text": "x"}


async def test_bad_settings_name_their_path() -> None:
    settings = {"plugins": {"ping": {"minutes": "soon", "minute": 1}}}
    async with running(extra=[pinger(settings=lambda: Strict)], settings=settings) as system:
        (made,) = system.system.plugins
        assert made.state == "failed"
        assert "minutes:" in made.reason
        assert "minute:" in made.reason


async def test_a_protocol_and_a_verb_have_one_owner() -> None:
    class Answer:
        def answer(self) -> str:
            return ""

    answers = lambda: [Provider(protocol=Asked, make=lambda _: Answer())]  # noqa: E731
    verbs = lambda: [Verb(name="beds", summary="x", arguments=lambda _: None, run=lambda _: 0)]  # noqa: E731
    first, second = plugin("first", providers=answers), plugin("second", providers=answers)

    def two(name: str) -> Callable[[], list[Verb]]:
        return lambda: [Verb(name=name, summary="x", arguments=lambda _: None, run=lambda _: 0)]

    third, fourth = plugin("third", verbs=verbs), plugin("fourth", verbs=verbs)
    fifth, sixth = plugin("fifth", verbs=two("beds free")), plugin("sixth", verbs=two("wards free"))
    seventh = plugin("seventh", verbs=two("wards full"))
    async with running(extra=[first, second, third, fourth, fifth, sixth, seventh]) as system:
        reasons = {p.name: p.reason for p in system.system.plugins}
        assert "first already answers Asked" in reasons["second"]
        assert "already taken by third" in reasons["fourth"]
        assert "already taken by third" in reasons["fifth"]
        assert reasons["sixth"] == reasons["seventh"] == ""


async def test_several_may_answer_a_protocol_where_all_say_so() -> None:
    def answering(text: str | None, *, several: bool = True) -> Callable[[], list[Provider[Any]]]:
        class Answer:
            def answer(self) -> str:
                return text or ""

        def make(_: Any) -> Answer | None:
            if text == "raises":
                raise RuntimeError("no licence")
            return Answer() if text is not None else None

        return lambda: [Provider(protocol=Asked, make=make, several=several)]

    extra = [
        plugin("b", providers=answering("two")),
        plugin("a", providers=answering("one")),
        plugin("c", providers=answering(None)),
        plugin("d", providers=answering("raises")),
        plugin("e", providers=answering("alone", several=False)),
    ]
    async with running(extra=extra) as system:
        found = await system.read(lambda reading: [one.answer() for one in reading.ask_each(Asked)])
        assert found == ["one", "two"]
        states = {p.name: (p.state, p.reason) for p in system.system.plugins}
        assert states["d"][0] == "loaded", "its answer is missing, and nobody else's"
        assert "answered by several" in states["e"][1]
        system.system.registry.drop("b")
        assert await system.read(lambda reading: [one.answer() for one in reading.ask_each(Asked)]) == ["one"]


async def test_what_requires_a_failed_plugin_fails_with_its_name() -> None:
    needs = plugin("child", about=About(name="child", version="1", title="x", requires=("evil",)))
    async with running(extra=[needs, HOSTILE["hook raises"][0]]) as system:
        assert {p.name: p.state for p in system.system.plugins} == {"evil": "failed", "child": "failed"}


async def test_a_lifespan_that_fails_takes_its_plugin_out() -> None:
    @asynccontextmanager
    async def span() -> AsyncIterator[None]:
        raise OSError("no such host")
        yield

    async with running(extra=[pinger(lifespan=lambda: span())]) as system:
        (made,) = system.system.plugins
        assert (made.state, "no such host" in made.reason) == ("failed", True)
        with pytest.raises(Unavailable):
            await system.execute("ping.ping", {"text": "x"}, ANYBODY)


async def test_safe_mode_loads_only_ours() -> None:
    async with running(["rosters"], extra=[pinger()], settings={"only_builtin": True}) as system:
        assert {p.name: p.state for p in system.system.plugins}["ping"] == "not_allowed"


# -- the bus ---------------------------------------------------------------------------------------------


def _listener(handle: Callable[..., Any], name: str = "ear", **more: Any) -> EntryPoint:
    return plugin(name, subscriptions=lambda: [Subscription(topics=("ping.*",), handle=handle, **more)])


async def test_events_reach_a_plugin_in_order_and_once(database_url: str) -> None:
    heard: list[int] = []

    def hear(_unit: Any, recorded: Recorded) -> None:
        heard.append(recorded.seq)

    async with running(url=database_url, extra=[pinger(), _listener(hear)]) as system:
        await system.execute("ping.ping", {"text": "x", "times": 50}, ANYBODY)
        assert heard == [event.seq for event in system.recorded("ping.*")]


@pytest.mark.parametrize("kind", ["raises", "hangs on an await"])
async def test_what_a_plugin_cannot_handle_is_parked_for_it_alone_and_replayed(kind: str) -> None:
    mended: list[bool] = []
    heard: list[str] = []

    def raises(_unit: Any, recorded: Recorded) -> None:
        if recorded.subject == "bad" and not mended:
            raise ValueError("cannot read this")

    async def hangs(_host: Any, recorded: Recorded) -> None:
        if recorded.subject == "bad" and not mended:
            await asyncio.sleep(60)

    def hear(_unit: Any, recorded: Recorded) -> None:
        heard.append(recorded.subject)

    deaf = _listener(raises if kind == "raises" else hangs, "deaf", timeout=timedelta(seconds=0.05))
    async with running(extra=[pinger(), deaf, _listener(hear)]) as system:
        for text in ("a", "bad", "b"):
            await system.execute("ping.ping", {"text": text}, ANYBODY)
        assert heard == ["a", "bad", "b"]
        waiting = await system.show("core.parked", {"plugin": "deaf"}, ANYBODY)
        assert [(row["plugin"], row["tries"]) for row in waiting] == [("deaf", 3)]
        mended.append(True)
        assert await system.execute("core.replay", {"plugin": "deaf"}, ANYBODY) == {
            "plugin": "deaf",
            "waiting": 1,
            "handled": 1,
        }
        assert not await system.show("core.parked", {"plugin": "deaf"}, ANYBODY)


async def test_a_plugin_that_keeps_failing_is_quarantined_and_says_so() -> None:
    def raises(_unit: Any, _recorded: Recorded) -> None:
        raise ValueError("always")

    async with running(extra=[pinger(), _listener(raises)]) as system:
        for n in range(8):
            await system.execute("ping.ping", {"text": str(n)}, ANYBODY)
        ear = system.system.host.get("ear")
        assert ear is not None
        assert (ear.state, "always" in ear.reason) == ("quarantined", True)


async def test_handled_events_are_not_handled_again_after_a_restart(tmp_path: Any) -> None:
    heard: list[str] = []

    def hear(_unit: Any, recorded: Recorded) -> None:
        heard.append(recorded.subject)

    for text in ("a", "b"):
        async with running(data=tmp_path, extra=[pinger(), _listener(hear)]) as system:
            await system.execute("ping.ping", {"text": text}, ANYBODY)
    assert heard == ["a", "b"]


# -- sweeps ----------------------------------------------------------------------------------------------


def _sweeper(act: Callable[[Any, str], None], due: Callable[[Any], Sequence[str]]) -> EntryPoint:
    return plugin("broom", sweeps=lambda: [Sweep(name="s", every=timedelta(seconds=1), due=due, act=act)])


async def test_a_sweep_runs_when_the_clock_moves_and_one_bad_item_stops_no_other() -> None:
    done: list[str] = []

    def act(_unit: Any, item: str) -> None:
        if item == "bad":
            raise ValueError("bad")
        done.append(item)

    async with running(extra=[_sweeper(act, lambda _: [i for i in ("bad", "a") if i not in done])]) as system:
        await system.advance(seconds=2)
        assert done == ["a"]


async def test_a_sweep_that_overruns_is_cut_off_and_quarantined(database_url: str) -> None:
    def due(reading: Any) -> list[str]:
        raise Unavailable("x", code="unit_timeout")

    async with running(url=database_url, extra=[pinger(), _sweeper(lambda _u, _i: None, due)]) as system:
        await system.advance(seconds=10)
        assert _state(system, "broom") == "quarantined"
        assert await system.execute("ping.ping", {"text": "x"}, ANYBODY) == {"text": "x"}


def _state(system: Running, name: str) -> str:
    found = system.system.host.get(name)
    assert found is not None
    return found.state
