"""Nobody ever gets a byte of an event whose labels he does not hold, whatever is granted, filtered or replayed."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.feed.fakes import FakeSource, Talk, hub_at

from fengsui.access.policy import Actor
from fengsui.feed.limits import Limits
from fengsui.feed.reader import Reader

LABELS = ("centre", "team:T06", "team:T09", "area:310107", "role:auditor")
labels = st.sets(st.sampled_from(LABELS), max_size=4)
filters = st.one_of(st.none(), st.lists(st.sampled_from(LABELS), max_size=3))


async def _play(
    grants: list[tuple[set[str], list[str] | None, int]], events: list[set[str]], more: list[set[str]], regrants: Any
) -> None:
    source = FakeSource()
    for event in events:
        _add(source, event)
    hub = hub_at(source, Limits(ring=8, preload=0, page=4, batch=2))
    reader = Reader(hub, source)
    follow = asyncio.create_task(reader.follow())
    talks: list[tuple[Talk, set[str], Any, set[str]]] = []
    for number, (granted, narrowed, after) in enumerate(grants):
        talk = Talk(hub)
        talk.greet(_actor(number, granted))
        start = {"epoch": "e1", "seq": min(after, len(events))}
        frames = talk.subscribe(after=start, filter={"labels": narrowed} if narrowed is not None else {})
        talk.link.frames = frames
        talks.append((talk, granted, narrowed, set(granted)))
    await _quiet(hub)
    for event in more:
        _add(source, event)
        await _quiet(hub)
    for number, granted in regrants:
        talk, _, narrowed, ever = talks[number % len(talks)]
        talk.session.asking = {"kind": "auth", "id": 1, "token": "t"}
        talk.session.known(_actor(number % len(talks), granted), 0.0)
        talks[number % len(talks)] = (talk, granted, narrowed, ever | granted)
        _add(source, {"centre"})
        await _quiet(hub)
    follow.cancel()
    await asyncio.gather(follow, return_exceptions=True)
    await reader.stop()
    for (talk, _, narrowed, ever), (granted, _, after) in zip(talks, grants, strict=True):
        got = [frame for frame in talk.link.frames if frame["kind"] == "event"]
        for frame in got:
            carried = set(frame["event"]["data"]["labels"])
            assert carried & ever, "somebody else's event"
            assert narrowed is None or carried & set(narrowed)
            assert len(orjson.dumps(frame["event"])) < 400, "nothing but this one event"
        if ever == granted and not regrants:
            mine = [
                r.seq
                for r in source.events
                if r.seq > min(after, len(events))
                and set(r.labels) & granted
                and (narrowed is None or set(r.labels) & set(narrowed))
            ]
            assert [frame["seq"] for frame in got] == mine


def _actor(number: int, granted: set[str]) -> Actor:
    return Actor(id=f"device:D{number}", labels=frozenset(granted))


def _add(source: FakeSource, event: set[str]) -> None:
    carried = sorted(event) or ["nobody"]
    source.add(*carried, data={"labels": carried})


async def _quiet(hub: Any) -> None:
    for _ in range(60):
        await asyncio.sleep(0)


@given(
    st.lists(st.tuples(labels, filters, st.integers(0, 30)), min_size=1, max_size=4),
    st.lists(labels, max_size=30),
    st.lists(labels, max_size=6),
    st.lists(st.tuples(st.integers(0, 3), labels), max_size=3),
)
@settings(max_examples=120, deadline=None)
def test_isolation(
    grants: list[tuple[set[str], list[str] | None, int]],
    events: list[set[str]],
    more: list[set[str]],
    regrants: list[tuple[int, set[str]]],
) -> None:
    asyncio.run(_play(grants, events, more, regrants))
