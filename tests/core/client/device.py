"""A client with what it showed and how its connection went, and a wire to the server that can be cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.core.feed.serving import Served, Wire

from fengsui.client.feed import FeedClient, Received, State
from fengsui.clock import Ids


class Hasty(Ids):
    """Does not wait before it reconnects."""

    def fraction(self) -> float:
        return 0.05


class Device:
    """A client with what it showed and how its connection went."""

    def __init__(self, served: Served, url: str = "", token: Any = "D-T06", **more: Any) -> None:
        self.states: list[State] = []
        self.shown: list[Received] = []
        self.failure: Exception | None = None
        self.client = FeedClient(
            url or served.url, token, "D-T06", ids=Hasty(), on_state=self.states.append, **{"after": "start", **more}
        )

    @property
    def conditions(self) -> list[str]:
        return [state.condition for state in self.states]

    @property
    def seqs(self) -> list[int]:
        return [received.position.seq for received in self.shown]

    @property
    def live(self) -> bool:
        return self.client.state.condition == "live"

    async def show(self) -> None:
        try:
            async for received in self.client:
                self.shown.append(received)
        except Exception as error:
            self.failure = error


@asynccontextmanager
async def device(served: Served, url: str = "", **more: Any) -> AsyncIterator[Device]:
    made = Device(served, url, **more)
    async with made.client:
        showing = asyncio.create_task(made.show())
        yield made
    await showing


@asynccontextmanager
async def wire_to(served: Served) -> AsyncIterator[Wire]:
    wire = Wire(served.port)
    await wire.start()
    try:
        yield wire
    finally:
        await wire.stop()
