"""Bytes of the feed's frames: an event is encoded once, each subscription puts its own small prefix before it."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from fengsui.encode import to_json
from fengsui.events import SEVERITIES, Recorded

_MEDIUM = struct.Struct("!BBH").pack
_LARGE = struct.Struct("!BBQ").pack
BEFORE = b',"event":'
_TEXT = 0x81  # FIN and opcode 1


def text_frame(payload: bytes) -> bytes:
    """One unmasked websocket text frame; valid from a server, on a connection without extensions."""
    size = len(payload)
    if size < 126:
        return bytes((_TEXT, size)) + payload
    if size < 65536:
        return _MEDIUM(_TEXT, 126, size) + payload
    return _LARGE(_TEXT, 127, size) + payload


def payloads(data: bytes) -> Iterator[bytes]:
    """The texts in whole frames made by `text_frame`, for a carrier other than a websocket."""
    start = 0
    while start < len(data):
        size, start = data[start + 1], start + 2
        if size == 126:
            size, start = int.from_bytes(data[start : start + 2], "big"), start + 2
        elif size == 127:
            size, start = int.from_bytes(data[start : start + 8], "big"), start + 8
        yield data[start : start + size]
        start += size


def json_frame(body: Mapping[str, Any]) -> bytes:
    """A control frame."""
    return text_frame(to_json(body))


def cloud_event(recorded: Recorded, source: str) -> dict[str, Any]:
    """The event as a CloudEvents 1.0 object. `exercise` is always there, null for the real thing."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": recorded.id,
        "source": source,
        "type": recorded.topic,
        "time": recorded.at,
        "severity": recorded.severity,
        "exercise": recorded.exercise,
        "need": recorded.need,
        "data": recorded.data,
    }
    if recorded.subject:
        event["subject"] = recorded.subject
    if recorded.due is not None:
        event["due"] = recorded.due
    return event


class Encoded:
    """A journal event ready for the wire, and what decides who gets it."""

    __slots__ = ("exercise", "id", "labels", "needful", "rank", "seq", "subject", "tail", "topic")

    def __init__(self, recorded: Recorded, source: str) -> None:
        self.seq = recorded.seq
        self.id = recorded.id
        self.topic = recorded.topic
        self.subject = recorded.subject
        self.exercise = recorded.exercise
        self.labels = recorded.labels
        self.needful = recorded.need != "none"
        self.rank = SEVERITIES.index(recorded.severity)
        body = to_json(cloud_event(recorded, source))
        self.tail = BEFORE + body + b"}"

    def forget(self) -> None:
        """Its data was destroyed by law: from now on it goes out without."""
        event = orjson.loads(self.tail[len(BEFORE) : -1])
        self.tail = BEFORE + to_json(event | {"data": None}) + b"}"

    def frame(self, number: int, prev: int) -> bytes:
        """The frame of this event for subscription `number`, whose position was `prev`."""
        return text_frame(b'{"kind":"event","sub":%d,"seq":%d,"prev":%d' % (number, self.seq, prev) + self.tail)
