"""A device whose own disk is full shows what comes, acknowledges nothing, and misses nothing when there is space."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from tests.core.client.device import device
from tests.core.feed.serving import QUICK, serving

from fengsui.client.store import MemoryStore, StoreFailed
from fengsui.events import Position


class FullDisk(MemoryStore):
    """Refuses while `full`."""

    full = False

    def keep(self, event: dict[str, Any], position: Position) -> bool:
        if self.full:
            raise StoreFailed("no space left", code="store_failed")
        return super().keep(event, position)

    def move(self, position: Position) -> None:
        if self.full:
            raise StoreFailed("no space left", code="store_failed")
        super().move(position)


class SmallRoom(FullDisk):
    """Takes a position also while `full`."""

    def move(self, position: Position) -> None:
        MemoryStore.move(self, position)


async def test_a_full_disk_shows_the_alert_and_does_not_acknowledge_it() -> None:
    store = FullDisk()
    async with serving(replace(QUICK, heartbeat_s=0.1)) as served, device(served, store=store) as team6:
        await served.until(lambda: team6.live)
        store.full = True
        served.source.add("team:T06", need="accept")
        await served.until(lambda: team6.shown)
        await asyncio.sleep(0.35)
        assert served.gate.delivered == []
        assert "unsaved" in team6.conditions
        assert len(team6.shown) == 1, "shown once, however often it is sent again"
        store.full = False
        await served.until(lambda: served.gate.delivered)
        served.source.add("team:T06", need="accept")
        await served.until(lambda: len(team6.shown) == 2)
        assert team6.seqs == [1, 2]
        assert len(store.unanswered()) == 2


async def test_what_comes_after_an_alert_that_the_disk_refused_does_not_pass_it_by() -> None:
    store = FullDisk()
    async with serving(replace(QUICK, heartbeat_s=0.3)) as served, device(served, store=store) as team6:
        await served.until(lambda: team6.live)
        store.full = True
        first = served.source.add("team:T06", need="accept")
        await served.until(lambda: team6.shown)
        store.full = False
        second = served.source.add("team:T06", need="accept")
        await served.until(lambda: len(served.gate.delivered) == 2)
        assert [event["id"] for event, _ in store.unanswered()] == [first.id, second.id]
        assert team6.seqs == [1, 2]


async def test_a_disk_with_room_for_a_position_alone_does_not_pass_an_alert_by() -> None:
    store = SmallRoom()
    async with serving(replace(QUICK, heartbeat_s=0.1)) as served, device(served, store=store) as team6:
        await served.until(lambda: team6.live)
        store.full = True
        alert = served.source.add("team:T06", need="accept")
        await served.until(lambda: team6.conditions.count("live") > 3)  # each time it is sent again, with a bookmark
        store.full = False
        await served.until(lambda: served.gate.delivered)
        assert [event["id"] for event, _ in store.unanswered()] == [alert.id]


async def test_history_that_was_restored_has_no_more_of_what_the_disk_refused() -> None:
    store = FullDisk()
    async with serving(replace(QUICK, heartbeat_s=0.1)) as served, device(served, store=store) as team6:
        await served.until(lambda: team6.live)
        store.full = True
        served.source.add("team:T06", need="accept")
        await served.until(lambda: team6.shown)
        served.source.restore("e2", 0)
        for _ in range(3):
            served.source.add("team:T99")
        await served.until(lambda: "gap" in team6.conditions)
        store.full = False
        alert = served.source.add("team:T06", need="accept")
        await served.until(lambda: served.gate.delivered)
        assert served.gate.delivered[0].of == alert.id
        assert team6.conditions.count("gap") < 4, "told of, not for ever"


async def test_a_disk_that_was_full_between_two_events_is_not_complained_of_for_ever() -> None:
    store = FullDisk()
    async with serving(replace(QUICK, heartbeat_s=0.1)) as served, device(served, store=store) as team6:
        await served.until(lambda: team6.live)
        store.full = True
        await served.until(lambda: team6.conditions[-1] == "unsaved")  # a bookmark could not be kept
        store.full = False
        await served.until(lambda: team6.conditions[-1] == "live")
