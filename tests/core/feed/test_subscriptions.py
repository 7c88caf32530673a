"""What a subscription gets: filters, positions, gaps, and acknowledgements."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.feed.fakes import FakeSource, Talk, hub_at, officer, publish, team

from fengsui.access.policy import Actor
from fengsui.feed.limits import Limits
from fengsui.feed.session import Session

T06 = team("T06", "area:310107")


@pytest.fixture
async def source() -> FakeSource:
    return FakeSource()


@pytest.mark.parametrize(
    ("frame", "code", "paths"),
    [
        ({"after": "then"}, "bad_position", ["after"]),
        ({"after": {"epoch": "e1"}}, "bad_position", ["after"]),
        ({"after": {"epoch": "e1", "seq": -1}}, "bad_position", ["after"]),
        ({"after": "now", "filter": 7}, "bad_filter", ["filter"]),
        (
            {"after": "now", "filter": {"topics": "a", "labels": [1], "min_severity": "huge"}},
            "bad_filter",
            ["filter.topics", "filter.labels", "filter.min_severity"],
        ),
        ({"after": "now", "filter": {"topics": ["x"] * 65}}, "bad_filter", ["filter.topics"]),
    ],
)
async def test_a_refused_sub(source: FakeSource, frame: dict[str, Any], code: str, paths: list[str]) -> None:
    talk = Talk(hub_at(source))
    talk.greet(T06, lang="zh-CN")
    (answer,) = talk.say(kind="sub", id=5, **frame)
    assert (answer["kind"], answer["id"], answer["ok"]) == ("res", 5, False)
    assert answer["error"]["code"] == code
    assert [fault["path"] for fault in answer["error"]["faults"]] == paths
    assert answer["error"]["message"] in ("筛选条件不对。", "位置不对。")
    assert talk.link.closed is None
    assert not talk.hub.presence.online("team:T06")


async def test_too_many_subscriptions(source: FakeSource) -> None:
    talk = Talk(hub_at(source))
    talk.greet(T06)
    for number in range(32):
        assert talk.subscribe(id=number)[0]["kind"] == "sub_ok"
    assert talk.subscribe(id=32)[0]["error"]["code"] == "too_many_subs"
    assert talk.subscribe(id=0)[0]["kind"] == "sub_ok", "the same id replaces, it does not add"


async def test_a_sub_of_the_same_id_replaces_the_former(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    assert talk.subscribe()[0]["sub"] == 2
    publish(hub, source.add("team:T06"))
    assert [frame["sub"] for frame in talk.link.take()] == [2]


@pytest.mark.parametrize(
    ("filter", "seen"),
    [
        ({}, [1, 2, 3, 4]),
        ({"topics": ["incidents.*"]}, [1, 2]),
        ({"topics": ["incidents.closed"]}, [2]),
        ({"topics": ["*"]}, [1, 2, 3, 4]),
        ({"topics": []}, []),
        ({"labels": ["team:T06"]}, [1, 2, 4]),
        ({"labels": ["area:310107"]}, [3]),
        ({"labels": ["centre"]}, [2]),  # not held by T06, so only where another label of the event is
        ({"labels": []}, []),
        ({"min_severity": "severe"}, [1, 3]),
        ({"min_severity": "severe", "topics": ["incidents.*"]}, [1]),
    ],
)
async def test_filters_narrow(source: FakeSource, filter: dict[str, Any], seen: list[int]) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe(filter=filter)
    publish(
        hub,
        source.add("team:T06", topic="incidents.ordered", severity="severe"),
        source.add("team:T06", "centre", topic="incidents.closed"),
        source.add("area:310107", topic="plans.filed", severity="extreme"),
        source.add("team:T06", topic="incident", severity="minor"),
        source.add("centre", topic="incidents.ordered", severity="extreme"),
    )
    assert [frame["seq"] for frame in talk.link.take()] == seen


async def test_acks_become_facts_once(source: FakeSource) -> None:
    hub = hub_at(source)
    first, second = Talk(hub), Talk(hub)
    other = Actor(id="device:D-T06b", labels=T06.labels, facts=T06.facts)
    for talk, actor in ((first, T06), (second, other)):
        talk.greet(actor)
        talk.subscribe()
    publish(hub, source.add("team:T06", "centre", need="accept"), source.add("team:T06"))
    publish(hub, source.add("area:310107", need="displayed", exercise="EX-07"))
    first.say(kind="ack", sub=1, seq=1)
    second.say(kind="ack", sub=1, seq=3)
    first.say(kind="ack", sub=1, seq=3)
    first.say(kind="ack", sub=1, seq=999)
    waiting = hub.facts._waiting
    assert [(d.device, d.label, d.of_seq, d.exercise) for d in waiting] == [
        ("D-T06", "team:T06", 1, None),
        ("D-T06b", "team:T06", 3, "EX-07"),
    ]
    assert hub.facts._positions["D-T06"].seq == 3


async def test_an_officers_ack_is_no_delivery_for_the_centre(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(officer("centre", "role:duty_leader", "user:zhou"))
    talk.subscribe()
    publish(hub, source.add("team:T06", "centre", need="accept"))
    publish(hub, source.add("role:duty_leader", "centre", need="displayed"))
    talk.say(kind="ack", sub=1, seq=2)
    assert [(d.device, d.label, d.of_seq) for d in hub.facts._waiting] == [
        ("user:wang/console-1", "role:duty_leader", 2)
    ]


async def test_subscribing_after_a_position_acknowledges_it(source: FakeSource) -> None:
    """The ack was cut off, or we were killed before it became a fact; the client's position says that it stored."""
    hub = hub_at(source)
    publish(hub, source.add("team:T06", need="accept"), source.add("team:T06", need="accept"))
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe(after={"epoch": "e1", "seq": 1})
    assert [d.of_seq for d in hub.facts._waiting] == [1]


async def test_a_blocked_connection_gets_nothing_pushed_and_is_refilled(source: FakeSource) -> None:
    hub = hub_at(source)
    behind: list[Session] = []
    hub.lagging = behind.append
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    hub.block(talk.session)
    publish(hub, *(source.add("team:T06") for _ in range(3)))
    assert talk.link.take() == []
    hub.unblock(talk.session)
    assert behind == [talk.session]
    sub = talk.session.subs[1]
    hub.take(sub, hub.ring.after(sub.scanned, 100), 3)
    publish(hub, source.add("team:T06"))
    assert [(f["prev"], f["seq"]) for f in talk.link.take()] == [(0, 1), (1, 2), (2, 3), (3, 4)]


async def test_a_refill_that_fills_the_connection_goes_on_behind_what_was_sent(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hub_at(source, Limits(buffer=1))
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    hub.block(talk.session)
    publish(hub, *(source.add("team:T06") for _ in range(3)))
    sub, write = talk.session.subs[1], talk.link.write

    def fill(data: bytes) -> None:
        write(data)
        hub.block(talk.session)

    monkeypatch.setattr(talk.link, "write", fill)
    for sent in (1, 2, 3):
        hub.unblock(talk.session)
        hub.take(sub, hub.ring.after(sub.scanned, 100), 3)
        assert [(f["prev"], f["seq"]) for f in talk.link.take()] == [(sent - 1, sent)]


async def test_epoch_and_future_positions_are_gaps(source: FakeSource) -> None:
    for _ in range(5):
        source.add("team:T06")
    for after in ({"epoch": "old", "seq": 3}, {"epoch": "e1", "seq": 6}):
        talk = Talk(hub_at(source))
        talk.greet(T06)
        ok, gap, live = talk.subscribe(after=after)
        assert ok["seq"] == 5
        assert (gap["from"], gap["to"], gap["why"], gap["epoch"]) == (after["seq"], 5, "epoch", "e1")
        assert (live["prev"], live["seq"]) == (5, 5)


async def test_a_new_epoch_while_connected(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    publish(hub, *(source.add("team:T06") for _ in range(5)))
    talk.link.take()
    source.restore("e2", 2)
    hub.reset(source.head())
    (gap,) = talk.link.take()
    assert gap == {"kind": "gap", "sub": 1, "from": 5, "to": 2, "why": "epoch", "epoch": "e2"}
    publish(hub, source.add("team:T06"))
    assert [(f["prev"], f["seq"]) for f in talk.link.take()] == [(2, 3)]
