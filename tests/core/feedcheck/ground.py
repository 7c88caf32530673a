"""Our own feed with a history, a command that makes traffic, and deliveries that become events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.core.feed.fakes import FakeGate, FakeSource, officer, team
from tests.core.feed.serving import QUICK, Served, serving

from fengsui.access.policy import Actor
from fengsui.errors import Missing
from fengsui.feed.limits import Limits
from fengsui.feed.source import Delivery
from fengsui.feedcheck.cases import all_cases
from fengsui.feedcheck.ground import Ground, Traffic
from fengsui.feedcheck.running import Result, check, look

MAKE = "test.make"
HASTY = Limits(
    hello_s=2.0, heartbeat_s=0.7, stall_s=0.5, close_s=0.3, collect_s=0.02, positions_s=QUICK.positions_s
)  # fmt: skip


class Gate(FakeGate):
    """`test.make` makes one alert that both actors may see; no other command is known."""

    def __init__(self, source: FakeSource, *actors: Actor) -> None:
        super().__init__(*actors)
        self._source = source

    async def execute(self, name: str, args: Mapping[str, Any], actor: Actor, key: str | None) -> object:
        if name != MAKE:
            raise Missing("There is no command {name}.", code="no_such_command", name=name)
        if key is None or key not in self.answers:
            self._source.add("team:T06", "centre", topic="test.ordered", need="accept", severity="severe")
        return await super().execute(name, args, actor, key)

    async def deliver(self, deliveries: Sequence[Delivery]) -> None:
        await super().deliver(deliveries)
        for one in deliveries:
            self._source.add("centre", topic="feed.delivered", data={"of": one.of, "label": one.label})


def history() -> FakeSource:
    source = FakeSource()
    for number in range(300):
        labels = ("team:T06", "centre") if number % 3 else ("team:T09",)
        topic = "test.ordered" if number % 5 else "other.noted"
        source.add(*labels, topic=topic, severity="severe" if number % 7 else "info", data={"pad": "x" * 500})
    return source


@asynccontextmanager
async def ground(first: int = 1) -> AsyncIterator[tuple[Ground, Served]]:
    """`first` is the oldest event that is still kept."""
    source = history()
    source.first = first
    gate = Gate(source, team("T06"), team("T09"), officer("centre", "user:wang"))
    async with serving(HASTY, source, gate) as served:
        yield Ground(served.url, "D-T06", "D-T06", "wang", Traffic(MAKE, {})), served


async def results(found: Ground, *, slow: bool = True, busy: bool = True) -> dict[str, Result]:
    await look(found)
    cases = [one for one in all_cases() if (slow or not one.slow) and (busy or not one.busy)]
    return {result.case.id: result async for result in check(found, cases)}
