"""Reading what a client said: fields of a frame, each checked where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from fengsui.errors import Fault, FengsuiError, Invalid
from fengsui.events import Position
from fengsui.feed.codes import Code
from fengsui.text import N_, translate
from fengsui.wire.frames import CMD, OUR_ID, SUB
from fengsui.wire.values import Field

Payload = bytes | bytearray | memoryview


class Hangup(Exception):
    """The conversation ends here, with a close code and a reason for the log."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Order:
    """A `cmd`: `id` names the answer, `key` makes it safe to send again."""

    id: str | int
    name: str
    args: dict[str, Any]
    key: str | None


def bad(reason: str) -> Hangup:
    return Hangup(Code.BAD_FRAME, reason)


def read_frame(payload: Payload) -> dict[str, Any]:
    """A text message as a frame; raises Hangup 4100, or 1007 where it is not UTF-8."""
    try:
        frame = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        try:
            bytes(payload).decode()
        except UnicodeDecodeError:
            raise Hangup(Code.BAD_TEXT, "a text frame must be UTF-8") from None
        raise bad(f"not JSON: {error.msg}"[:100]) from None
    if type(frame) is not dict:
        raise bad("a frame is one JSON object")
    if type(frame.get("kind")) is not str:
        raise bad("a frame has a kind")
    return frame


def read(frame: dict[str, Any], field: Field) -> Any:
    """A field as it is declared; None for one that may be absent and is. Raises Hangup 4100."""
    if field.name not in frame:
        if field.required:
            raise bad(f"{field.name} is missing")
        return None
    value = frame[field.name]
    if not field.shape.fits(value):
        raise bad(f"{field.name} must fit {orjson.dumps(field.shape.schema()).decode()}"[:100])
    return value


def misfits(frame: dict[str, Any], *fields: Field) -> list[Fault]:
    """Those of `fields` that are answered by a refusal and do not fit."""
    return [
        Fault(field.name, field.refused)
        for field in fields
        if (not field.shape.fits(frame[field.name]) if field.name in frame else field.required)
    ]


def read_after(frame: dict[str, Any]) -> Position | None:
    """The `after` of a `sub`; None for `"now"`. Raises Invalid (`bad_position`)."""
    if faults := misfits(frame, SUB["after"]):
        raise Invalid(N_("The position is not valid."), code="bad_position", faults=faults)
    after = frame["after"]
    return None if after == "now" else Position(after["epoch"], after["seq"])


def read_order(frame: dict[str, Any]) -> Order:
    """A `cmd`; raises Invalid (`bad_command`) with every fault where at least its id is right."""
    number = read(frame, OUR_ID)
    if faults := misfits(frame, CMD["name"], CMD["args"], CMD["key"]):
        raise Invalid(N_("The command is not valid."), code="bad_command", faults=faults)
    return Order(number, frame["name"], frame.get("args", {}), frame.get("key"))


def error_body(error: FengsuiError, language: str, packages: tuple[str, ...]) -> dict[str, Any]:
    """The `error` of a `res`, in the client's language."""

    def say(text: str, params: Mapping[str, object]) -> str:
        said = translate(text, language, *packages)
        try:
            return said.format(**params) if params else said
        except (KeyError, IndexError, ValueError):  # a place that a plugin forgot to fill is shown as it stands
            return said

    body: dict[str, Any] = {
        "code": error.code,
        "message": say(error.message, error.params),
        "retry": error.retry,
        "status": error.status,
    }
    if error.faults:
        body["faults"] = [{"path": f.path, "expected": say(f.expected, f.params), "code": f.code} for f in error.faults]
    return body
