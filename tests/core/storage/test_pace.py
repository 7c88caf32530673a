"""Plugins that flood: they wait, they are named, and a command does not wait behind them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from tests.core.ping import pinger, plugin

from fengsui.access.policy import Actor
from fengsui.errors import Limited, Unavailable
from fengsui.events import Event
from fengsui.hooks import Subscription
from fengsui.plugins import FLOODS
from fengsui.storage.database import Scope
from fengsui.testing import running

ANYBODY = Actor(id="user:a", permissions=frozenset({"*"}))


@dataclass(frozen=True, kw_only=True)
class Poured(Event):
    topic: ClassVar[str] = "hose.poured"


def pour(unit: Any, times: int = 1) -> None:
    for _ in range(times):
        unit.record(Poured(exercise=None))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small account that fills slowly, looked at often."""
    monkeypatch.setattr("fengsui.storage.pace.EVENTS_AT_ONCE", 40.0)
    monkeypatch.setattr("fengsui.storage.pace.EVENTS_PER_SECOND", 10.0)
    monkeypatch.setattr("fengsui.storage.pace.NOTICED_SECONDS", 0.05)
    monkeypatch.setattr("fengsui.faces.REFUSED_SECONDS", 0.01)


async def state_of(system: Any, wanted: str) -> str:
    async with asyncio.timeout(20):
        while (made := system.system.host.get("hose")).state != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return str(made.reason)


@pytest.mark.usefixtures("quick")
async def test_one_that_answers_each_of_its_own_events_with_another_is_named() -> None:
    heard = Subscription(topics=("ping.*", "hose.*"), handle=lambda unit, _: pour(unit, 2))
    hose = plugin("hose", events=lambda: [Poured], subscriptions=lambda: [heard])
    async with running(extra=[pinger(), hose]) as system:
        await system.system.execute("ping.ping", {"text": "x"}, ANYBODY)
        assert await state_of(system, "quarantined") == FLOODS
        assert await system.execute("ping.ping", {"text": "y"}, ANYBODY) == {"text": "y"}
        assert len(system.recorded("hose.*")) < 200


@pytest.mark.usefixtures("quick")
async def test_a_command_passes_by_what_a_lifespan_pours() -> None:
    refused: list[str] = []

    @asynccontextmanager
    async def span(host: Any) -> AsyncIterator[None]:
        async def forever() -> None:
            while True:
                try:
                    await asyncio.gather(*(host.run(pour) for _ in range(1000)))
                except Unavailable as error:
                    refused.append(error.code)

        task = asyncio.create_task(forever())
        yield
        task.cancel()

    hose = plugin("hose", events=lambda: [Poured], lifespan=lambda host: span(host))
    async with running(extra=[pinger(), hose]) as system:
        await system.execute("ping.ping", {"text": "x"}, ANYBODY)
        ahead = [event.topic for event in system.recorded()].index("ping.pinged")
        assert ahead <= 60  # of a thousand that waited
        assert await state_of(system, "quarantined") == FLOODS
        async with asyncio.timeout(20):
            while not refused:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert set(refused) == {"plugin_unavailable"}


async def test_a_unit_that_records_too_much_at_once_leaves_nothing() -> None:
    hose = plugin("hose", events=lambda: [Poured])
    async with running(extra=[hose]) as system:
        with pytest.raises(Limited) as caught:
            await system.system.database.pace.run(lambda unit: pour(unit, 2001), Scope("hose", ANYBODY))
        assert caught.value.code == "flood"
        await system.settle()
        assert system.recorded("hose.*") == []
