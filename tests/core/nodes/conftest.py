"""Two systems of one centre in this process, on one PostgreSQL, with a lease that is short."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from tests.core.ping import pinger

from fengsui.hooks import Subscription
from fengsui.nodes.lease import LeaseTimes
from fengsui.testing import Running, running

SHORT = LeaseTimes(lasts=2.0, every=0.4)


async def until(holds: Callable[[], object], seconds: float = 10.0) -> None:
    """Returns as soon as `holds()`; the limit only stops a hang."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@dataclass
class Pair:
    """Node `a` was first, so it has the lease; `heard` is what each node's ping plugin was handed."""

    a: Running
    b: Running
    heard: list[tuple[str, int]]


@pytest.fixture
async def pair(postgres_url: str) -> AsyncIterator[Pair]:
    heard: list[tuple[str, int]] = []

    def subscribed(name: str) -> Callable[[], list[Subscription]]:
        def handle(_unit: Any, recorded: Any) -> None:
            heard.append((name, recorded.seq))

        return lambda: [Subscription(topics=("ping.*",), handle=handle)]

    async with AsyncExitStack() as stack:
        nodes = [
            await stack.enter_async_context(
                running(url=postgres_url, extra=[pinger(subscriptions=subscribed(name))], lease=SHORT, seed=seed)
            )
            for seed, name in enumerate("ab")
        ]
        yield Pair(nodes[0], nodes[1], heard)
