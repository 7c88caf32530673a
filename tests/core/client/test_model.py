"""Nothing is lost and nothing is shown twice, whatever the wire, the server and the device do."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.client.simulated import World, run

MINE = ("team:T06", "area:310107")
LABELS = ("team:T06", "team:T09", "area:310107", "centre")

step = st.one_of(
    st.tuples(st.just("add"), st.integers(1, 12), st.sampled_from(LABELS), st.booleans()),
    st.tuples(st.just("wait"), st.floats(0.0, 3.0)),
    st.tuples(st.just("drop"), st.integers(1, 4)),
    st.tuples(st.sampled_from(["cut", "block", "unblock", "crash", "kill"])),
)


async def _play(seed: int, steps: list[tuple[Any, ...]]) -> World:
    world = World(seed)
    await world.begin()
    for name, *values in steps:
        if name == "add":
            count, label, needful = values
            for _ in range(count):
                world.source.add(label, need="accept" if needful else "none")
                await asyncio.sleep(0)
        elif name == "wait":
            await asyncio.sleep(values[0])
        elif name == "drop":
            world.drops += values[0]
        elif name == "crash":
            await world.crash_client()
        elif name == "kill":
            await world.kill_server()
        else:
            getattr(world, name)()
    await world.settle()
    await world.end()
    return world


@given(st.integers(0, 2**32), st.lists(step, max_size=40))
@settings(max_examples=150, deadline=None)
def test_nothing_lost_nothing_twice(seed: int, steps: list[tuple[Any, ...]]) -> None:
    world = run(_play(seed, steps))
    mine = [r for r in world.source.events if set(MINE) & set(r.labels)]
    needful = {r.id for r in mine if r.need != "none"}
    fresh = [received.event["id"] for received in world.shown if received.fresh]
    assert max(Counter(fresh).values(), default=1) == 1, "shown twice as new"
    assert fresh == sorted(fresh), "out of order"
    again = {received.event["id"] for received in world.shown if not received.fresh}
    assert needful <= set(fresh) | again, "an alert was lost"
    assert set(fresh) <= {r.id for r in mine}, "somebody else's"
    assert set(world.store._seen) == {r.id for r in mine}, "stored is not what was sent"
    told = Counter(delivery.of for delivery in world.gate.delivered)
    assert set(told) == needful, "a delivery was not recorded"
    assert max(told.values(), default=1) == 1, "a delivery was recorded twice"
    assert "gap" not in world.conditions
    assert world.conditions[-1] == "live"


def test_the_model_can_fail() -> None:
    """A dropped frame that nobody looks for would be a loss: without the check of `prev` the property must break."""
    from fengsui.client.tracker import Tracker

    steps: list[tuple[Any, ...]] = [("wait", 1.0), ("drop", 1), ("add", 3, "team:T06", True)]
    honest = Tracker.follows
    Tracker.follows = lambda self, prev: True  # type: ignore[method-assign]
    try:
        world = run(_play(1, steps))
    finally:
        Tracker.follows = honest  # type: ignore[method-assign]
    assert len(world.shown) == 2


def test_a_restored_journal_is_said_to_be_a_gap() -> None:
    async def play() -> World:
        world = World(1)
        await world.begin()
        for _ in range(10):
            world.source.add("team:T06")
        await asyncio.sleep(5.0)
        world.source.restore("e2", 4)
        await world.kill_server()
        world.source.add("team:T06", need="accept", data={"after": "the restore"})
        await world.settle()
        await world.end()
        return world

    world = run(play())
    assert "gap" in world.conditions
    position = world.store.position()
    assert position is not None
    assert position.epoch == "e2"
    assert [r.event["data"] for r in world.shown if r.event["id"].startswith("e2")] == [{"after": "the restore"}]
