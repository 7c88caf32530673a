"""What each command takes. Unknown fields are refused; every text is bounded and free of control characters."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from fengsui.clean import Line, Paragraph
from fengsui_incidents.api.words import (
    Channel,
    Count,
    FalseKind,
    FigureName,
    Receipt,
    ResponseLevel,
    Source,
    UnableReason,
)

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
People = Annotated[int, Field(ge=0, le=100_000)]
Amount = Annotated[int, Field(ge=0, le=10_000_000_000_000)]
"""People, or yuan."""
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reporter(Payload):
    """Who told us. `whistleblower` (吹哨人): from inside the unit that it is about."""

    name: Line = ""
    phone: Line = ""
    address: Line = ""
    anonymous: bool = False
    whistleblower: bool = False


class TakeCall(Payload):
    """A call, from its first word. `number` is the sender's own number for it (a ticket's), `centre_number` the control
    centre's of the alarm, whichever way it came. `secret` (12350 is, unless told otherwise): who called is kept apart.
    With `claim` the officer who saves it is the one who writes it down."""

    source: Source
    text: Paragraph = ""
    phone: Line = ""
    number: Line = ""
    centre_number: Line = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    secret: bool | None = None
    reporter: Reporter | None = None
    claim: bool = False


class NoteCall(Payload):
    call: Id
    text: Paragraph


class MergeCall(Payload):
    call: Id
    incident: Id
    reason: Line = ""


class UnmergeCall(Payload):
    """Takes a merge back: the call waits again on its own."""

    call: Id
    reason: Line = ""


class CloseCall(Payload):
    """It stays a line of the log, or it is false: of which `kind`, `found_by` whom, and told in good faith or not. The
    leader confirms what is false. (`transfer_call` hands it on, `file_ticket` makes it a ticket.)"""

    call: Id
    outcome: Literal["log_only", "false_report"]
    note: Line = ""
    kind: FalseKind = "false_report"
    found_by: Line = ""
    good_faith: bool | None = None


class Wind(Payload):
    """`from_degrees`: where it comes from, clockwise from north; `speed` in m/s."""

    from_degrees: Annotated[int, Field(ge=0, le=359)]
    speed: Annotated[float, Field(ge=0, le=75, allow_inf_nan=False)]
    source: Line = ""


class Report(Payload):
    """A call becomes an incident. `line` is the typed line; what is given beside it wins over it."""

    call: Id | None = None
    line: Paragraph = ""
    site: Id | None = None
    place: Line = ""
    division: Annotated[str, Field(pattern=r"^(\d{6}|\d{9})?$")] = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    substance: Id | None = None
    kind: Id | None = None
    figures: dict[Count, People | None] = {}
    ongoing: bool | None = None
    wind: Wind | None = None
    occurred_at: datetime | None = None
    plan: Id | None = None
    exercise: Id | None = None


def _from_query(value: object) -> object:
    """A mapping in a query string is written as JSON."""
    return json.loads(value) if isinstance(value, str) and value else value


class DraftOf(Report):
    """The same as parameters of a view: `figures` and `wind` may be JSON texts."""

    figures: Annotated[dict[Count, People | None], BeforeValidator(_from_query)] = {}
    wind: Annotated[Wind | None, BeforeValidator(_from_query)] = None


class OfIncident(Payload):
    incident: Id


class ChoosePlan(OfIncident):
    """The officer takes another digital plan than the one proposed, or one where none was."""

    plan: Id
    reason: Line


class SetWind(OfIncident):
    wind: Wind


class SetFigure(OfIncident):
    """A claim; one that lowers the figure in use needs a reason (谎报, 瞒报). `said_at` where it was said earlier."""

    count: FigureName
    value: Amount | None
    source: Line
    status: Literal["reported", "verified", "withdrawn"] = "reported"
    reason: Line = ""
    said_at: datetime | None = None


class ForceMoving(OfIncident):
    team: Id
    authority: Line
    need: Id | None = None


class Send(Payload):
    """One team for one need; `reason` when it was not proposed, `consent` whose consent a neighbour's team has."""

    team: Id
    need: Id
    reason: Line = ""
    consent: Line = ""


class Dispatch(OfIncident):
    """Send ahead on a quoted standing authority (先行调派). `cards` are ids of the plan's requests and notices."""

    authority: Line
    teams: Annotated[list[Send], Field(max_length=200)] = []
    cards: list[Id] = []
    left_out_reason: Line = ""


class ConfirmLevel(OfIncident):
    level: ResponseLevel
    reason: Line = ""


class ConfirmLevelFor(ConfirmLevel):
    """The same, said by the leader by phone and entered for him by an officer (代录)."""

    channel: Channel = "phone"
    said_by: Line
    said_at: datetime | None = None


class GiveReceipt(Payload):
    """A team's answer. `unable` needs `reason`; `accepted` may give strength and minutes."""

    order: Id
    kind: Receipt
    people: People | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    reason: UnableReason | None = None
    note: Line = ""


class AnswerFor(GiveReceipt):
    """The same, entered by an officer on somebody's behalf (代录): who said it, in which post, by what, when, and who
    was there."""

    channel: Channel
    said_by: Line
    said_at: datetime | None = None
    post: Line = ""
    witness: Line = ""


class CorrectFact(Payload):
    """An entry was wrong (更正): what holds instead, or (`void`) that it never happened; what is left out stays as it
    was. `entry` is the fact's id (view `incidents.facts`); the first entry stays beside the new one."""

    order: Id
    entry: Id
    why: Line
    void: bool = False
    kind: Receipt | None = None
    at: datetime | None = None
    people: People | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    reason: UnableReason | None = None
    said_by: Line = ""


class ChangeOrder(OfIncident):
    """A change of place, substance, danger or rendezvous (变更): every team must acknowledge it again.

    `orders`: to these alone; a force that has withdrawn is told only by its name, and goes in again by it.
    """

    what: Paragraph
    rendezvous: Line = ""
    substance: Id | None = None
    orders: Annotated[list[Id], Field(max_length=200)] = []


class StandDown(OfIncident):
    orders: Annotated[list[Id], Field(max_length=200)] = []
    reason: Line


class Evacuate(OfIncident):
    rendezvous: Line = ""
    reason: Line = ""


class WithdrawFirst(OfIncident):
    """Stations that lie in danger themselves are told to withdraw before they get any task (先撤离)."""

    teams: Annotated[list[Id], Field(min_length=1, max_length=200)]
    rendezvous: Line = ""


class NextTeam(Payload):
    order: Id
    reason: Line = ""


class BroadcastText(Payload):
    division: Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$")]
    text: Paragraph
    incident: Id | None = None


class Note(OfIncident):
    text: Paragraph


class Acknowledge(OfIncident):
    item: Id


class EndResponse(OfIncident):
    """`said_by` who ended it, where command was handed over to somebody else."""

    reason: Line
    said_by: Line = ""


class LiftCordon(OfIncident):
    """`by` who on scene ordered it, with the post; `note` on what it stands, such as two clean measurements."""

    by: Annotated[Line, Field(min_length=1)]
    note: Line = ""


class Close(OfIncident):
    """How it ended. One of the false kinds needs the leader's confirmation (`confirm_false`) first."""

    outcome: Literal["finished"] | FalseKind = "finished"


class Nothing(Payload):
    """A view without parameters."""


class Last(Payload):
    limit: Annotated[int, Field(ge=1, le=1000)] = 50


class OfOrder(Payload):
    order: Id


class CallsOf(Payload):
    """Calls in one state, or all; newest first."""

    state: Literal["open", "incident", "merged", "closed", "transferred", "ticket", "all"] = "open"
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class LogOf(OfIncident):
    limit: Annotated[int, Field(ge=1, le=10_000)] = 200


class BoardAt(Payload):
    """`at`: a moment that has been, with its zone."""

    at: AwareDatetime


class IncidentAt(OfIncident):
    at: AwareDatetime


class AnswerOutage(Payload):
    """To a failure of the network: wait until they are back, or go on and alert the next teams as ever. To a time in
    which no console answered: seen."""

    outage: Id
    answer: Literal["wait", "go_on", "seen"]
