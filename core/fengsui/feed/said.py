"""Reading what a client said: fields of a frame, each checked where it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from fengsui.errors import Fault, FengsuiError, Invalid
from fengsui.events import Position
from fengsui.feed.codes import Code
from fengsui.text import N_, translate

NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")
COMMAND = re.compile(r"[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}")
HIGHEST = 2**53

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


def read_number(frame: dict[str, Any], field: str) -> int:
    value = frame.get(field)
    if type(value) is not int or not 0 <= value <= HIGHEST:
        raise bad(f"{field} must be a whole number from 0")
    return value


def read_text(frame: dict[str, Any], field: str, longest: int = 512) -> str:
    """A text, empty where the field is absent."""
    value = frame.get(field, "")
    if type(value) is not str or len(value) > longest:
        raise bad(f"{field} must be a text of at most {longest} characters")
    return value


def read_id(frame: dict[str, Any]) -> str | int:
    value = frame.get("id")
    if (type(value) is int and abs(value) <= HIGHEST) or (type(value) is str and 0 < len(value) <= 64):
        return value
    raise bad("id must be a whole number or a text of 1 to 64 characters")


def read_after(frame: dict[str, Any]) -> Position | None:
    """The `after` of a `sub`; None for `"now"`. Raises Invalid (`bad_position`)."""
    after = frame.get("after")
    if after == "now":
        return None
    if type(after) is dict:
        epoch, seq = after.get("epoch"), after.get("seq")
        if type(epoch) is str and type(seq) is int and 0 <= seq <= HIGHEST:
            return Position(epoch, seq)
    expected = Fault("after", N_('"now", or an object with the text epoch and the whole number seq'))
    raise Invalid(N_("The position is not valid."), code="bad_position", faults=[expected])


def read_order(frame: dict[str, Any]) -> Order:
    """A `cmd`; raises Invalid (`bad_command`) with every fault where at least its id is right."""
    number, faults = read_id(frame), []
    name, args, key = frame.get("name"), frame.get("args", {}), frame.get("key")
    if type(name) is not str or not COMMAND.fullmatch(name):
        faults.append(Fault("name", N_("a command, as plugin.command")))
    if type(args) is not dict:
        faults.append(Fault("args", N_("an object")))
    if key is not None and (type(key) is not str or not 0 < len(key) <= 128):
        faults.append(Fault("key", N_("a text of 1 to 128 characters")))
    if faults:
        raise Invalid(N_("The command is not valid."), code="bad_command", faults=faults)
    return Order(number, name, args, key)  # type: ignore[arg-type]


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
