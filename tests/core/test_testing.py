"""A clock moved by hand goes at once over what finds nothing, and stops at each moment that finds something."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.ping import Pinged, plugin

from fengsui.hooks import Sweep
from fengsui.testing import NIGHT, running

HALF = timedelta(seconds=0.5)


class Egg:
    """Rings once at each of its moments, in halves of a second from NIGHT; `looks` counts how often it was asked."""

    def __init__(self, *halves: int) -> None:
        self.left = [NIGHT + half * HALF for half in sorted(halves)]
        self.rang: list[datetime] = []
        self.looks = 0

    def due(self, reading: Any) -> list[datetime]:
        self.looks += 1
        return [moment for moment in self.left if moment <= reading.now]

    def ring(self, unit: Any, moment: datetime) -> None:
        if moment in self.left:
            self.left.remove(moment)
            self.rang.append(unit.now)
            unit.record(Pinged(exercise=None, text=str(moment)))

    def point(self) -> Any:
        sweeps = [Sweep(name="egg", every=HALF, due=self.due, act=self.ring)]
        return plugin("ping", events=lambda: [Pinged], sweeps=lambda: sweeps)


async def rung(egg: Egg, seconds: float, step: float | None = None) -> list[int]:
    async with running(plugins=[], extra=[egg.point()]) as system:
        await system.advance(seconds=seconds, step=step)
        assert system.clock.now() == NIGHT + timedelta(seconds=seconds)
        assert len(system.recorded("ping.pinged")) == len(egg.rang)
    return [round((moment - NIGHT) / HALF) for moment in egg.rang]


async def test_an_hour_without_anything_costs_few_looks() -> None:
    egg = Egg(5000)
    assert await rung(egg, 3600) == [5000]
    assert egg.looks < 3600


async def test_with_steps_of_ones_own_it_rings_at_the_first_step_from_its_moment() -> None:
    egg = Egg(100, 101, 7000)
    assert await rung(egg, 3600, step=30) == [120, 120, 7020]
    assert egg.looks < 120


@pytest.mark.parametrize("halves", [(1,), (1, 2, 3), (29, 30, 31), (60, 61, 200), (119, 120)])
async def test_each_rings_at_its_own_moment(halves: tuple[int, ...]) -> None:
    assert await rung(Egg(*halves), 60) == [half for half in halves if half <= 120]


@settings(max_examples=25)
@given(st.sets(st.integers(1, 400), max_size=12))
def test_whenever_they_are(halves: set[int]) -> None:
    assert asyncio.run(rung(Egg(*halves), 200)) == sorted(halves)


async def test_what_cannot_be_asked_is_looked_at_step_by_step() -> None:
    class Broken(Egg):
        def due(self, reading: Any) -> list[datetime]:
            if reading.now > NIGHT + 3 * HALF:
                raise RuntimeError("torn")
            return super().due(reading)

    assert await rung(Broken(2), 5) == [2]
