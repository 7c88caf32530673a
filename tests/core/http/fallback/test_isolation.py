"""By websocket, server-sent events and long poll alike: nobody gets an event whose labels he does not hold."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.feed.fakes import FakeGate, FakeSource
from tests.core.feed.serving import QUICK, hear, say
from tests.core.http.fallback.serving import Site, site

from fengsui.access.policy import Actor

LABELS = ("centre", "team:T06", "team:T09", "area:310107", "role:auditor")
labels = st.sets(st.sampled_from(LABELS), max_size=4)
narrowings = st.one_of(st.none(), st.lists(st.sampled_from(LABELS), min_size=1, max_size=3))

Grant = tuple[set[str], list[str] | None, int]
Got = list[tuple[int, list[str]]]
END = "nobody:else"
"""Everybody holds it, so that each hears when all is said."""


def _event(frame: dict[str, Any]) -> tuple[int, list[str]]:
    return frame["seq"], frame["event"]["data"]["labels"]


def _over(got: Got) -> bool:
    return bool(got) and END in got[-1][1]


async def _by_socket(here: Site, user: str, narrowed: list[str] | None, after: int) -> Got:
    socket, _ = await here.served.greeted(user, device="socket")
    narrowing = {} if narrowed is None else {"labels": narrowed}
    await say(socket, kind="sub", id=1, after={"epoch": "e1", "seq": after}, filter=narrowing)
    got: Got = []
    while not _over(got):
        frame = await hear(socket)
        got += [_event(frame)] if frame["kind"] == "event" else []
    await socket.close()
    return got


async def _by_stream(here: Site, user: str, narrowed: list[str] | None, after: int) -> Got:
    query: dict[str, Any] = {} if narrowed is None else {"labels": narrowed}
    stream = await here.stream(user, device="stream", after=f"e1:{after}", **query)
    got: Got = []
    while not _over(got):
        kind, _, frame = await stream.next()
        got += [_event(frame)] if kind == "event" else []
    stream.cut()
    return got


async def _by_poll(here: Site, user: str, narrowed: list[str] | None, after: int) -> Got:
    query: dict[str, Any] = {} if narrowed is None else {"labels": narrowed}
    got: Got = []
    while not _over(got):
        answer = await here.poll(user, device="poll", after=f"e1:{after}", wait=2, **query)
        got += [_event(frame) for frame in answer["frames"] if frame["kind"] == "event"]
        after = answer["seq"]
    return got


WAYS: tuple[Callable[[Site, str, list[str] | None, int], Awaitable[Got]], ...] = (_by_socket, _by_stream, _by_poll)


async def _play(grants: list[Grant], before: list[set[str]], later: list[set[str]]) -> None:
    source = FakeSource()
    for event in before:
        _add(source, event)
    actors = [Actor(id=f"user:u{n}", labels=frozenset({*held, END})) for n, (held, _, _) in enumerate(grants)]
    async with site(QUICK, source, FakeGate(*actors)) as here:
        listening = [
            asyncio.create_task(_follow(way, here, n, narrowed, min(after, len(before))))
            for n, (_, narrowed, after) in enumerate(grants)
            for way in WAYS
        ]
        await asyncio.sleep(0.01)
        for event in later:
            _add(source, event)
            await asyncio.sleep(0)
        _add(source, {END})
        heard = [await task for task in listening]
    for n, (held, narrowed, after) in enumerate(grants):
        mine = [
            (event.seq, list(event.labels))
            for event in source.events
            if event.seq > min(after, len(before))
            and set(event.labels) & {*held, END}
            and (narrowed is None or set(event.labels) & {*narrowed, END})
        ]
        for got in heard[3 * n : 3 * n + 3]:
            assert got == mine


async def _follow(way: Any, here: Site, n: int, narrowed: list[str] | None, after: int) -> Got:
    got: Got = await way(here, f"u{n}", None if narrowed is None else [*narrowed, END], after)
    return got


def _add(source: FakeSource, event: set[str]) -> None:
    carried = sorted(event) or ["nobody"]
    source.add(*carried, data={"labels": carried})


@given(
    st.lists(st.tuples(labels, narrowings, st.integers(0, 12)), min_size=1, max_size=3),
    st.lists(labels, max_size=12),
    st.lists(labels, max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_isolation_by_every_way(grants: list[Grant], before: list[set[str]], later: list[set[str]]) -> None:
    asyncio.run(_play(grants, before, later))
