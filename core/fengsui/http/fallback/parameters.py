"""What the feed's routes may be asked. Names and meaning are those of `hello`, `sub` and `ack` on the websocket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from fengsui.commands import validated
from fengsui.errors import Fault, Invalid
from fengsui.events import Position
from fengsui.http.calls import parameters_of
from fengsui.text import N_

LONGEST_WAIT_S = 60.0
EVENT_STREAM = "text/event-stream"
SUBSCRIPTION = "main"

Place = Annotated[str, Field(pattern=r"^(now|[A-Za-z0-9_-]{1,64}:[0-9]{1,15})$")]
Device = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:/-]{0,64}$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Names = Annotated[tuple[Name, ...], Field(max_length=64)]
M = TypeVar("M", bound=BaseModel)


class Asked(BaseModel):
    """The query of GET /api/v1/feed. `after` is `EPOCH:SEQ` or `now`; what narrows may be given several times."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Place = "now"
    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT_S)] = 25.0
    device: Device = ""
    replaces: Annotated[str, Field(max_length=64)] = ""
    topics: Names = ()
    labels: Names = ()
    min_severity: Literal["info", "minor", "moderate", "severe", "extreme"] = "info"

    @property
    def sub(self) -> dict[str, Any]:
        """The `sub` frame that asks the same."""
        narrowing: dict[str, Any] = {"min_severity": self.min_severity}
        if self.topics:
            narrowing["topics"] = list(self.topics)
        if self.labels:
            narrowing["labels"] = list(self.labels)
        return {"kind": "sub", "id": SUBSCRIPTION, "after": _after(self.after), "filter": narrowing}


class Stored(BaseModel):
    """The body of POST /api/v1/feed/ack: this device has stored everything up to the position."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    epoch: Annotated[str, Field(min_length=1, max_length=64)]
    seq: Annotated[int, Field(ge=0, le=2**53)]
    device: Device = ""


class Counted(BaseModel):
    """How far this device has acknowledged, and whether its stream or poll is open here: if so, it was heard."""

    epoch: str
    seq: int
    open: bool


def _after(place: str) -> Any:
    if place == "now":
        return "now"
    epoch, _, seq = place.rpartition(":")
    return {"epoch": epoch, "seq": int(seq)}


def place_of(position: Position) -> str:
    """A position as `after`, and as the id of a server-sent event."""
    return f"{position.epoch}:{position.seq}"


def asked_of(request: web.Request) -> Asked:
    """The query, with `Last-Event-ID` before `after`; raises Invalid with every fault of both."""
    given: Mapping[str, Any] = {}
    faults: list[Fault] = []
    try:
        given = parameters_of(request, Asked)
    except Invalid as error:
        faults += error.faults
        known = set(Asked.model_fields)
        given = {name: _listed(request, name) for name in set(request.query) & known}
    last = request.headers.get("Last-Event-ID", "").strip()
    given = {**given, "after": last} if last else given
    try:
        asked = validated(Asked, given)
    except Invalid as error:
        faults += [_named(fault, last) for fault in error.faults]
    if faults:
        raise Invalid(N_("The input is not right."), faults=faults)
    return asked  # type: ignore[no-any-return]


def _listed(request: web.Request, name: str) -> Any:
    return request.query.getall(name) if name in ("topics", "labels") else request.query[name]


def _named(fault: Fault, last: str) -> Fault:
    """The header is not the parameter."""
    if not (last and fault.path == "after"):
        return fault
    return Fault("Last-Event-ID", fault.expected, fault.code, fault.params)


def wants_stream(request: web.Request) -> bool:
    """Whether the client takes server-sent events."""
    kinds = (part.partition(";")[0].strip().lower() for part in request.headers.get("Accept", "").split(","))
    return EVENT_STREAM in kinds
