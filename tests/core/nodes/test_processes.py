"""Two real server processes on one PostgreSQL: alerts across nodes, a holder that is killed, one that is frozen."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.core.nodes.bell import TICK_SECONDS
from tests.core.nodes.conftest import until
from tests.core.nodes.servers import Caller, Listener, Server, tokens

MOVES_SECONDS = 10.0


class Centre:
    """Nodes `a` (the holder) and `b`, and a token."""

    def __init__(self, a: Server, b: Server, token: str, caller: Caller) -> None:
        self.a = a
        self.b = b
        self.token = token
        self.caller = caller

    async def ticks(self, server: Server, process: int) -> list[int]:
        """Where in the journal `process` ran its sweep, as `server` knows it."""
        found = await self.caller.journal(server.http, "bell.ticked")
        return [event["seq"] for event in found if event["data"]["process"] == process]

    async def until_it_ticks(self, server: Server, behind: int = 0) -> None:
        """Returns when the sweep has run on `server`, behind a place in the journal."""
        async with asyncio.timeout(60):
            while max(await self.ticks(server, server.pid), default=0) <= behind:  # noqa: ASYNC110
                await asyncio.sleep(0.1)


@pytest.fixture
async def centre(postgres_url: str, tmp_path: Path) -> AsyncIterator[Centre]:
    token = (await tokens(postgres_url, {"D-T06": "team:T06"}))["D-T06"]
    a, b = Server(tmp_path / "a", postgres_url), Server(tmp_path / "b", postgres_url)
    async with AsyncExitStack() as stack:
        for server in (a, b):
            stack.push_async_callback(server.end)
            await server.start()
        made = Centre(a, b, token, await stack.enter_async_context(Caller(token)))
        await made.until_it_ticks(a)
        yield made
    assert not a.errors() + b.errors()


async def test_alerts_cross_nodes_and_the_lease_leaves_a_frozen_and_a_killed_holder(centre: Centre) -> None:
    a, b, caller = centre.a, centre.b, centre.caller
    async with Listener(b.feed, centre.token, "D-T06") as listener:
        await until(lambda: listener.condition == "live")
        assert await caller.ring(a.http, "team:T06", "one") == 200
        await until(lambda: listener.heard == ["one"])

        begun = time.monotonic()
        a.send(signal.SIGSTOP)
        await centre.until_it_ticks(b)
        assert time.monotonic() - begun < MOVES_SECONDS
        a.send(signal.SIGCONT)
        async with asyncio.timeout(10):  # the unit in which it was frozen is refused
            while await caller.ring(a.http, "team:T06", "awake") != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await until(lambda: listener.heard == ["one", "awake"])
        await asyncio.sleep(3 * TICK_SECONDS)
        old, new = await centre.ticks(a, a.pid), await centre.ticks(a, b.pid)
        assert old[-1] < new[0], "it went on as the holder that it was"

    begun = time.monotonic()
    await b.end(signal.SIGKILL)
    await centre.until_it_ticks(a, behind=new[-1])
    assert time.monotonic() - begun < MOVES_SECONDS
    assert await caller.ring(a.http, "team:T06", "two") == 200
    async with asyncio.timeout(10):
        while len(echoes := await caller.journal(a.http, "bell.echoed")) < 3:  # noqa: ASYNC110 -- another process
            await asyncio.sleep(0.05)
    rung = [event["seq"] for event in await caller.journal(a.http, "bell.rung")]
    assert [event["data"]["of"] for event in echoes] == rung
    assert echoes[-1]["data"]["process"] == a.pid
    assert (await caller.show(a.http, "core.verify"))["breaks"] == []
