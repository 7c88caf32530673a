"""The conversation without sockets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fengsui.access.policy import Actor
from fengsui.clock import ManualClock
from fengsui.errors import Conflict, Fault, Unavailable
from fengsui.feed.limits import Limits
from fengsui.feed.session import Session
from tests.core.feed.fakes import START, FakeSource, Talk, hub_at, officer, publish, team

T06 = team("T06", "area:310107")


@pytest.fixture
async def source() -> FakeSource:
    return FakeSource()


async def test_a_conversation(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    welcome = talk.greet(T06)
    assert welcome["kind"] == "welcome"
    assert (welcome["user"], welcome["epoch"], welcome["head"], welcome["hb_s"]) == ("device:D-T06", "e1", 0, 15)
    ok, live = talk.subscribe()
    assert ok == {"kind": "sub_ok", "id": "main", "sub": 1, "epoch": "e1", "seq": 0}
    assert live == {"kind": "live", "sub": 1, "prev": 0, "seq": 0}
    publish(hub, source.add("team:T09"), source.add("centre", "team:T06", need="accept", severity="severe"))
    (event,) = talk.link.take()
    assert (event["sub"], event["seq"], event["prev"]) == (1, 2, 0)
    assert event["event"] == {
        "specversion": "1.0",
        "id": f"{2:032x}",
        "source": "test",
        "type": "test.happened",
        "subject": "S2",
        "time": "2026-11-21T19:12:00+00:00",
        "severity": "severe",
        "exercise": None,
        "need": "accept",
        "due": "2026-11-21T19:12:00+00:00",
        "data": {"n": 2},
    }
    publish(hub, source.add("team:T09"))
    talk.session.heartbeat()
    assert talk.link.take() == [{"kind": "hb", "pos": {"1": [2, 3]}}]
    publish(hub, source.add("area:310107"))
    assert talk.link.take()[0]["prev"] == 3


async def test_frames_of_one_publish_are_one_write(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    before = talk.link.writes
    publish(hub, *(source.add("team:T06") for _ in range(8)))
    assert talk.link.writes == before + 1
    assert [frame["prev"] for frame in talk.link.take()] == [0, 1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"{", 4100),
        (b"not json", 4100),
        (b"[1]", 4100),
        (b'"hello"', 4100),
        (b"{}", 4100),
        (b'{"kind": 7}', 4100),
        (b"\xff\xfe{}", 1007),
        (b'{"kind":"sub"}', 4104),
        (b'{"kind":"news"}', 4104),
        (b'{"kind":"hello","token":"x","device":"D"}', 4100),
        (b'{"kind":"hello","v":2,"token":"x","device":"D"}', 4108),
        (b'{"kind":"hello","v":0,"token":"x","device":"D"}', 4108),
        (b'{"kind":"hello","v":1,"token":7,"device":"D"}', 4100),
        (b'{"kind":"hello","v":1,"token":"x"}', 4100),
        (b'{"kind":"hello","v":1,"token":"x","device":"a b"}', 4100),
        (b'{"kind":"hello","v":1,"token":"x","device":"D","replaces":["s"]}', 4100),
        (b'{"kind":"hello","v":1,"token":"' + b"x" * 9000 + b'","device":"D"}', 1009),
    ],
)
async def test_bad_first_frames(source: FakeSource, frame: bytes, code: int) -> None:
    talk = Talk(hub_at(source))
    talk.say_raw(frame)
    assert talk.link.closed is not None
    assert talk.link.closed[0] == code
    assert talk.hub.closures[code] == 1


@pytest.mark.parametrize(
    "frame",
    [
        b"nonsense",
        b"[]",
        b'{"kind":"ack","sub":1}',
        b'{"kind":"ack","sub":"1","seq":1}',
        b'{"kind":"ack","sub":true,"seq":1}',
        b'{"kind":"ack","sub":1,"seq":-1}',
        b'{"kind":"ack","sub":1,"seq":1e300}',
        b'{"kind":"ack","sub":1,"seq":99999999999999999999999}',
        b'{"kind":"sub","after":"now"}',
        b'{"kind":"cmd","id":{},"name":"a.b"}',
        b'{"kind":"auth","token":"x"}',
        b'{"kind":"hello","v":1,"token":"x","device":"D"}',
        b'{"kind":null}',
    ],
)
async def test_bad_later_frames(source: FakeSource, frame: bytes) -> None:
    talk = Talk(hub_at(source))
    talk.greet(T06)
    talk.subscribe()
    talk.say_raw(frame)
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4100


async def test_unknown_kinds_and_fields_are_ignored(source: FakeSource) -> None:
    talk = Talk(hub_at(source))
    talk.greet(T06, caps=["batch"], colour="red")
    assert talk.say(kind="telemetry", battery=7) == []
    ok, _ = talk.subscribe(filter={"shape": "round"}, mood="good")
    assert ok["kind"] == "sub_ok"
    assert talk.say(kind="hb", pos={}) == []
    assert talk.say(kind="ack", sub=77, seq=1) == []
    assert talk.link.closed is None


async def test_an_unknown_token_and_a_foreign_device(source: FakeSource) -> None:
    talk = Talk(hub_at(source))
    talk.say(kind="hello", v=1, token="t", device="D-T06")
    talk.session.known(None, 0.0)
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4101
    talk = Talk(hub_at(source))
    talk.say(kind="hello", v=1, token="t", device="D-T09")
    talk.session.known(T06, 0.0)
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4103


async def test_a_token_that_cannot_be_looked_up_is_tried_again(source: FakeSource) -> None:
    talk = Talk(hub_at(source))
    talk.say(kind="hello", v=1, token="t", device="D-T06")
    talk.session.known(None, 0.0, Unavailable("x"))
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4003


async def test_frames_sent_before_the_welcome_wait_for_it(source: FakeSource) -> None:
    talk = Talk(hub_at(source))
    assert talk.say(kind="hello", v=1, token="t", device="D-T06") == []
    assert talk.subscribe() == []
    talk.session.known(T06, 0.0)
    assert [frame["kind"] for frame in talk.link.take()] == ["welcome", "sub_ok", "live"]


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
    assert answer["error"]["message"] in ("筛选条件无效。", "位置无效。")
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


async def test_commands_are_answered_in_order(source: FakeSource) -> None:
    talk = Talk(hub_at(source))
    talk.greet(T06)
    for number in (1, 2):
        talk.say(kind="cmd", id=number, key=f"k{number}", name="incidents.receipt", args={"n": number})
    assert [order.id for order in talk.link.orders] == [1], "the second waits for the first"
    talk.session.executed(talk.link.orders[0], {"done": START})
    assert talk.link.take() == [
        {"kind": "res", "id": 1, "ok": True, "result": {"done": "2026-11-21T19:12:00+00:00"}}
    ]
    talk.session.executed(
        talk.link.orders[1], error=Conflict("Only {n} left.", n=2, code="gone", faults=[Fault("a", "b", "c")])
    )
    (answer,) = talk.link.take()
    assert answer["error"] == {
        "code": "gone",
        "message": "Only 2 left.",
        "retry": False,
        "status": 409,
        "faults": [{"path": "a", "expected": "b", "code": "c"}],
    }


@pytest.mark.parametrize(
    ("frame", "paths"),
    [
        ({}, ["name"]),
        ({"name": "dispatch"}, ["name"]),
        ({"name": "a.b", "args": []}, ["args"]),
        ({"name": 7, "args": 7, "key": ""}, ["name", "args", "key"]),
        ({"name": "a.b\n", "key": "x" * 129}, ["name", "key"]),
    ],
)
async def test_a_command_that_cannot_be_read(source: FakeSource, frame: dict[str, Any], paths: list[str]) -> None:
    talk = Talk(hub_at(source))
    talk.greet(T06)
    (answer,) = talk.say(kind="cmd", id="c", **frame)
    assert answer["error"]["code"] == "bad_command"
    assert [fault["path"] for fault in answer["error"]["faults"]] == paths
    assert talk.link.orders == []


async def test_rates(source: FakeSource) -> None:
    limits = Limits(command_burst=2, waiting_commands=1, frame_burst=10)
    talk = Talk(hub_at(source, limits))
    talk.greet(T06)
    codes = [answer["error"]["code"] for n in range(5) for answer in talk.say(kind="cmd", id=n, name="a.b")]
    assert codes == ["too_many_commands"] * 4
    for _ in range(4):
        talk.say(kind="hb")
    assert talk.link.closed is None
    talk.say(kind="hb")
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4004


async def test_an_answer_that_cannot_be_sent(source: FakeSource) -> None:
    talk = Talk(hub_at(source))
    talk.greet(T06)
    talk.say(kind="cmd", id=1, name="a.b")
    talk.session.executed(talk.link.orders[0], object())
    assert talk.link.take()[0]["error"]["code"] == "unsendable"


async def test_presence(source: FakeSource) -> None:
    hub = hub_at(source)
    assert isinstance(hub.clock, ManualClock)
    talk = Talk(hub)
    talk.greet(T06)
    assert not hub.presence.online("team:T06"), "connected, but sees nothing yet"
    assert hub.presence.last_seen("team:T06") is None
    talk.subscribe()
    assert hub.presence.online("team:T06")
    assert hub.presence.online("area:310107")
    assert hub.presence.labels() == T06.labels
    hub.clock.advance(timedelta(seconds=5))
    talk.session.lost()
    hub.clock.advance(timedelta(seconds=5))
    assert not hub.presence.online("team:T06")
    assert hub.presence.last_seen("team:T06") == START + timedelta(seconds=5)
    talk.session.lost()
    assert not hub.presence.online("area:310107")


async def test_a_client_replaces_itself_without_a_moment_offline(source: FakeSource) -> None:
    hub = hub_at(source)
    old, new = Talk(hub), Talk(hub)
    session = old.greet(T06)["session"]
    old.subscribe()
    new.greet(T06, replaces=session)
    assert old.link.closed is None, "the old one serves until the new one has subscribed"
    new.subscribe()
    assert old.link.closed is not None
    assert old.link.closed[0] == 4000
    assert hub.presence.online("team:T06")


async def test_a_replacement_that_fails_leaves_the_old_one(source: FakeSource) -> None:
    hub = hub_at(source)
    old, failing, new = Talk(hub), Talk(hub), Talk(hub)
    session = old.greet(T06)["session"]
    old.subscribe()
    failing.greet(T06, replaces=session)
    failing.session.lost()
    assert old.link.closed is None
    new.greet(T06, replaces=session)
    new.subscribe()
    assert old.link.closed is not None
    assert old.link.closed[0] == 4000


async def test_another_client_of_the_same_device(source: FakeSource) -> None:
    hub = hub_at(source)
    first, second, third = Talk(hub), Talk(hub), Talk(hub)
    session = first.greet(T06)["session"]
    first.subscribe()
    second.greet(T06, replaces=session)
    third.greet(T06)
    for talk in (first, second):
        assert talk.link.closed is not None
        assert talk.link.closed[0] == 4107
    assert third.link.closed is None


async def test_a_person_cannot_push_out_anothers_device(source: FakeSource) -> None:
    hub = hub_at(source)
    device, person = Talk(hub), Talk(hub)
    device.greet(T06)
    person.greet(officer(), device="D-T06")
    assert device.link.closed is None
    assert person.link.closed is None


@pytest.mark.parametrize("name", ["device:D-T06", "team:T06", "s1"])
async def test_revoke(source: FakeSource, name: str) -> None:
    hub = hub_at(source)
    revoked, other = Talk(hub), Talk(hub)
    revoked.greet(Actor(id=T06.id, labels=T06.labels, facts={**T06.facts, "session": "s1"}))
    revoked.subscribe()
    other.greet(team("T09"))
    hub.revoke(name)
    assert revoked.link.closed is not None
    assert revoked.link.closed[0] == 4103
    assert other.link.closed is None
    assert not hub.presence.online("team:T06")


async def test_drain(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    hub.drain(1600)
    assert talk.link.take() == [{"kind": "notice", "draining": {"spread_ms": 1600}}]
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4000


async def test_a_token_that_ends(source: FakeSource) -> None:
    hub = hub_at(source)
    ends = START + timedelta(hours=12)
    talk = Talk(hub)
    talk.greet(Actor(id="user:wang", labels=frozenset({"centre"}), facts={"expires_at": ends.isoformat()}))
    talk.session.check_token(ends - timedelta(minutes=6))
    assert talk.link.take() == []
    for _ in range(2):
        talk.session.check_token(ends - timedelta(minutes=5))
    assert talk.link.take() == [{"kind": "notice", "token_expiring": {"at": "2026-11-22T07:12:00+00:00"}}]
    talk.say(kind="auth", id=1, token="fresh")
    fresh = {"expires_at": (ends + timedelta(hours=12)).isoformat()}
    talk.session.known(Actor(id="user:wang", labels=frozenset({"centre"}), facts=fresh), 0.0)
    assert talk.link.take() == [{"kind": "res", "id": 1, "ok": True, "result": None}]
    talk.session.check_token(ends)
    assert talk.link.closed is None
    talk.session.check_token(ends + timedelta(hours=12))
    assert talk.link.closed is not None
    assert talk.link.closed[0] == 4005


async def test_auth_with_a_bad_or_foreign_token_changes_nothing(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    for number, actor in ((1, None), (2, team("T09"))):
        talk.say(kind="auth", id=number, token="fresh")
        talk.session.known(actor, 0.0)
        assert talk.link.take()[0]["error"]["code"] == ("bad_token" if actor is None else "other_token")
    publish(hub, source.add("team:T06"))
    assert len(talk.link.take()) == 1


async def test_more_rights_are_a_gap_fewer_are_not(source: FakeSource) -> None:
    hub = hub_at(source)
    talk = Talk(hub)
    talk.greet(T06)
    talk.subscribe()
    publish(hub, source.add("area:310115"))
    more = Actor(id=T06.id, labels=T06.labels | {"area:310115"}, facts=T06.facts)
    talk.say(kind="auth", id=1, token="fresh")
    talk.session.known(more, 0.0)
    gap, answer = talk.link.take()
    assert gap == {"kind": "gap", "sub": 1, "from": 0, "to": 1, "why": "scope", "epoch": "e1"}
    assert answer["ok"]
    publish(hub, source.add("area:310115"))
    assert talk.link.take()[0]["prev"] == 1
    talk.say(kind="auth", id=2, token="fresh")
    talk.session.known(T06, 0.0)
    assert [frame["kind"] for frame in talk.link.take()] == ["res"]
    publish(hub, source.add("area:310115"), source.add("team:T06"))
    assert [frame["seq"] for frame in talk.link.take()] == [4]
    assert hub.presence.labels() == T06.labels


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
