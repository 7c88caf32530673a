"""Whatever a gateway does, it costs no more than its message and its time; another one may have its turn."""

from __future__ import annotations

import asyncio

import pytest
from tests.plugins.channels.test_webhook import MESSAGE

from fengsui_channels.api import Message, MockGateway, Outcome
from fengsui_channels.service.sending import deliver


class Hostile(MockGateway):
    """Raises, hangs, swallows its cancellation, ends the program, or answers nonsense."""

    def __init__(self, way: str) -> None:
        super().__init__(name=way)

    async def send(self, message: Message) -> Outcome:
        if self.name == "raises":
            raise RuntimeError("no licence")
        if self.name == "exits":
            raise SystemExit(3)
        if self.name == "nonsense":
            return "sent"  # type: ignore[return-value]
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                if self.name == "hangs":
                    raise
                return Outcome(state="taken")


@pytest.mark.parametrize("way", ["raises", "exits", "nonsense", "hangs"])
async def test_a_gateway_that_fails_is_followed_by_the_next(way: str) -> None:
    good = MockGateway()
    name, outcome = await deliver(MESSAGE, [Hostile(way), good], 0.05)
    assert (name, outcome.state) == ("mock", "taken")
    alone, failed = await deliver(MESSAGE, [Hostile(way)], 0.05)
    assert (alone, failed.state) == (way, "failed")
    assert failed.why


async def test_a_kind_that_nobody_carries_has_failed() -> None:
    name, outcome = await deliver(MESSAGE, [MockGateway(frozenset({"voice"}))], 1)
    assert (name, outcome.state) == ("", "failed")
