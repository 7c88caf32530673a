"""Frames as server-sent events and as a poll's answer: nothing but the wrapping differs from the websocket."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.feed.fakes import FakeSource

from fengsui.events import Position
from fengsui.feed.frames import Encoded, payloads, text_frame
from fengsui.http.fallback.wire import closing, kind_and_seq, polled, server_sent


@given(st.lists(st.one_of(st.binary(max_size=300), st.just(b"x" * 65_600))))
def test_texts_come_out_of_socket_frames_as_they_went_in(texts: list[bytes]) -> None:
    assert list(payloads(b"".join(text_frame(text) for text in texts))) == texts


def test_an_event_carries_its_position_as_id_and_its_frame_unchanged() -> None:
    event = Encoded(FakeSource().add("team:T06", need="accept", data={"text": "line\nbreak 烽"}), "test")
    frame = next(payloads(event.frame(1, 0)))
    kind, place, data, *rest = server_sent(frame, "e1").decode().split("\n")
    assert (kind, place, rest) == ("event: event", "id: e1:1", ["", ""])
    assert data.removeprefix("data: ").encode() == frame


@pytest.mark.parametrize(
    ("frame", "seq"),
    [
        ({"kind": "live", "sub": 1, "prev": 3, "seq": 9}, 9),
        ({"kind": "sub_ok", "id": "main", "sub": 1, "epoch": "e1", "seq": 4}, 4),
        ({"kind": "gap", "sub": 1, "from": 3, "to": 7, "why": "epoch", "epoch": "e1"}, 7),
        ({"kind": "hb", "pos": {"1": [3, 8]}}, 8),
        ({"kind": "hb", "pos": {}}, None),
        ({"kind": "welcome", "session": "s"}, None),
        ({"kind": "notice", "draining": {"spread_ms": 5}}, None),
    ],
)
def test_only_what_moves_the_position_has_an_id(frame: dict[str, object], seq: int | None) -> None:
    assert kind_and_seq(orjson.dumps(frame)) == (frame["kind"], seq)
    said = server_sent(orjson.dumps(frame), "e1")
    assert (f"\nid: e1:{seq}\n".encode() in said) == (seq is not None)


def test_a_poll_answers_with_the_frames_and_where_to_ask_next() -> None:
    frames = [b'{"kind":"live","sub":1,"prev":0,"seq":3}', closing(4000, "the server is stopping")]
    answer = orjson.loads(polled(frames, Position("e1", 3)))
    assert (answer["epoch"], answer["seq"]) == ("e1", 3)
    assert answer["frames"][1] == {"kind": "close", "code": 4000, "reason": "the server is stopping"}
    assert orjson.loads(polled([], Position("e1", 3)))["frames"] == []
