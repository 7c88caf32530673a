"""What fits a declared frame is what its JSON Schema allows, and what the server does not refuse to read."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from tests.core.feed.fakes import FakeSource, Talk, hub_at, team

from fengsui.wire.frames import ACK, AUTH, CMD, FROM_CLIENT, FROM_SERVER, HELLO, SUB, Kind

ODD = st.sampled_from(
    [None, True, False, 0, 1, -1, 7, 2**53, 2**53 + 1, 1.5, "", "now", "a.b", "A b", "x" * 65, "x" * 129, "x" * 513,
     [], ["a"], [""], ["x" * 121], ["a"] * 65, {}, {"epoch": "e", "seq": 1}, {"epoch": 1, "seq": 1}, {"topics": 1},
     {"topics": ["a.*"], "min_severity": "severe"}, {"min_severity": "grave"}, {"labels": [7]}]
)  # fmt: skip
GOOD: dict[str, dict[str, Any]] = {
    "hello": {"v": 1, "token": "t", "device": "D-T06"},
    "sub": {"id": 1, "after": "now"},
    "ack": {"sub": 1, "seq": 0},
    "cmd": {"id": "c", "name": "a.b"},
    "auth": {"id": 1, "token": "t"},
    "hb": {},
}
BAD = {"bad_command", "bad_position", "bad_filter"}


def frames(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    """A good frame with some fields changed, added or taken away."""
    names = [field.name for field in kind.body.fields]
    changes = st.dictionaries(st.sampled_from(names), ODD, max_size=2) if names else st.just({})
    losses = st.sets(st.sampled_from(names), max_size=1) if names else st.just(set())
    return st.builds(
        lambda changed, lost: {
            "kind": kind.name, **{k: v for k, v in {**GOOD[kind.name], **changed}.items() if k not in lost}
        },
        changes, losses,
    )  # fmt: skip


@pytest.mark.parametrize("kind", [*FROM_CLIENT.values(), *FROM_SERVER.values()], ids=lambda kind: kind.name)
def test_every_schema_is_valid(kind: Kind) -> None:
    Draft7Validator.check_schema(kind.schema())


@pytest.mark.parametrize("kind", [HELLO, SUB, ACK, CMD, AUTH], ids=lambda kind: kind.name)
@given(st.data())
def test_the_schema_says_what_fits(kind: Kind, data: st.DataObject) -> None:
    frame = data.draw(frames(kind))
    assert kind.body.fits(frame) == Draft7Validator(kind.schema()).is_valid(frame)


@pytest.mark.parametrize("kind", [SUB, ACK, CMD, AUTH], ids=lambda kind: kind.name)
@given(st.data())
def test_the_server_reads_what_fits_and_refuses_what_does_not(kind: Kind, data: st.DataObject) -> None:
    frame = data.draw(frames(kind))
    talk = Talk(hub_at(FakeSource()))
    talk.greet(team("T06"))
    said = talk.say_raw(orjson.dumps(frame))
    refused = any(answer.get("error", {}).get("code") in BAD for answer in said)
    assert (talk.link.closed is not None or refused) == (not kind.body.fits(frame))
    assert talk.link.closed is None or talk.link.closed[0] == 4100


@given(frames(HELLO))
def test_a_hello_is_read_alike(frame: dict[str, Any]) -> None:
    talk = Talk(hub_at(FakeSource()))
    talk.say_raw(orjson.dumps(frame))
    closed = talk.link.closed[0] if talk.link.closed else None
    if HELLO["v"].shape.fits(frame.get("v")) and frame["v"] != 1:
        assert closed == 4108
    elif HELLO.body.fits(frame):
        assert talk.link.tokens == [frame["token"]]
    else:
        assert closed == 4100
