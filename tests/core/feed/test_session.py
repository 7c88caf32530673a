"""The conversation without sockets."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.feed.fakes import START, FakeSource, Talk, hub_at, publish, team

from fengsui.errors import Conflict, Fault, Unavailable
from fengsui.feed.limits import Limits

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
        "id": "e1-000002",
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


async def test_commands_are_answered_in_order(source: FakeSource) -> None:
    talk = Talk(hub_at(source))
    talk.greet(T06)
    for number in (1, 2):
        talk.say(kind="cmd", id=number, key=f"k{number}", name="incidents.receipt", args={"n": number})
    assert [order.id for order in talk.link.orders] == [1], "the second waits for the first"
    talk.session.executed(talk.link.orders[0], {"done": START})
    assert talk.link.take() == [{"kind": "res", "id": 1, "ok": True, "result": {"done": "2026-11-21T19:12:00+00:00"}}]
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
