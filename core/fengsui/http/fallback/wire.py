"""The feed's frames on HTTP: each as a server-sent event, or many in one JSON answer. The JSON is the socket's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson

from fengsui.encode import to_json
from fengsui.events import Position

EVENT = re.compile(rb'\{"kind":"event","sub":\d+,"seq":(\d+),')
NEWS = frozenset({"event", "gap", "notice"})
"""Kinds that a long poll does not keep to itself."""


def kind_and_seq(payload: bytes) -> tuple[str, int | None]:
    """A frame's kind, and the position that its client holds after it; None where it moves none.

    There is one subscription on such a connection. An event is told by its first bytes: its JSON is not read again.
    """
    if found := EVENT.match(payload):
        return "event", int(found.group(1))
    frame = orjson.loads(payload)
    kind = str(frame["kind"])
    if kind in ("live", "sub_ok"):
        return kind, int(frame["seq"])
    if kind == "gap":
        return kind, int(frame["to"])
    if kind == "hb":
        return kind, next((int(pair[1]) for pair in frame["pos"].values()), None)
    return kind, None


def server_sent(payload: bytes, epoch: str) -> bytes:
    """The frame as a server-sent event; its id is the position from which to go on after it."""
    kind, seq = kind_and_seq(payload)
    place = b"" if seq is None else b"id: %s:%d\n" % (epoch.encode(), seq)
    return b"event: %s\n%sdata: %s\n\n" % (kind.encode(), place, payload)


def closing(code: int, reason: str) -> bytes:
    """The last frame: what a websocket would say with its close code."""
    return to_json({"kind": "close", "code": code, "reason": reason})


def polled(payloads: Sequence[bytes], position: Position) -> bytes:
    """The answer to a long poll: the frames, and the position to ask after next."""
    head = to_json({"epoch": position.epoch, "seq": position.seq})
    return head[:-1] + b',"frames":[' + b",".join(payloads) + b"]}"
