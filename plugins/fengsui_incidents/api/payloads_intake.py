"""What the commands of intake take: machines, telephones, transfers, tickets, false reports, umbrella events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from fengsui.clean import Line, Paragraph
from fengsui_incidents.api.payloads import Id, Latitude, Longitude, OfIncident, Payload, Reporter
from fengsui_incidents.api.words import Channel, FalseKind, Source, TicketKind

Number = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Key = Annotated[Line, Field(min_length=1)]
Said = Annotated[Line, Field(min_length=1)]


class OfCall(Payload):
    call: Id


class SensorReading(Payload):
    """One reading. `threshold` as the sensor has it, else the centre's own for this `quantity`; `falling` where it is
    the low value that is bad (oxygen, a tank's pressure). `cleared`: the sensor says that it is over."""

    sensor: Id
    quantity: Annotated[Line, Field(min_length=1)]
    value: Number
    unit: Line = ""
    threshold: Number | None = None
    falling: bool = False
    cleared: bool = False


class Receive(Payload):
    """A message of a machine. `key` is the sender's own, by which a repetition is known; `centre_number` the control
    centre's number of the alarm, by which the same alarm is known that came another way."""

    key: Key
    source: Source
    text: Paragraph = ""
    phone: Line = ""
    centre_number: Line = ""
    place: Line = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    occurred_at: datetime | None = None
    reading: SensorReading | None = None


class Ring(Payload):
    """A telephone exchange says what a line does; `key` is the exchange's own for this call."""

    key: Key
    state: Literal["ringing", "waiting", "answered", "missed"]
    phone: Line = ""
    line: Annotated[Line, Field(max_length=32)] = ""
    source: Source = "duty_phone"


class WebReport(Payload):
    """What a page for the public sends on. `visitor` is any opaque mark of who sent it, such as a hash of the address:
    by it one visitor's reports are counted."""

    key: Key
    text: Annotated[Paragraph, Field(min_length=1)]
    visitor: Annotated[Line, Field(min_length=1, max_length=64)]
    phone: Line = ""
    name: Line = ""
    place: Line = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    secret: bool = False


class ClaimCall(OfCall):
    """`take_over` where another officer has it and is not seen to go on."""

    take_over: bool = False


class Reopen(Payload):
    reason: Said


class ReopenCall(Reopen):
    call: Id


class ReopenIncident(OfIncident):
    reason: Said


class AnswerCaller(OfCall):
    """A caller in good faith is thanked; a hoax goes to the police, with the record of the call (its SHA-256)."""

    what: Literal["thanked", "police", "rung_back"]
    to: Line = ""
    note: Line = ""


class Transfer(Payload):
    """`to` is a receiver's key, or a name where the centre's list has none. With `said_by` it was taken at once, by
    phone. `why` goes with it."""

    to: Said
    phone: Line = ""
    why: Line = ""
    said_by: Line = ""
    channel: Channel = "phone"


class TransferCall(Transfer):
    call: Id


class TransferTicket(Transfer):
    ticket: Id


class AnswerTransfer(Payload):
    """The receiver's own answer, or entered for him by an officer (代录, with `said_by`)."""

    transfer: Id
    answer: Literal["accepted", "refused"]
    reason: Line = ""
    said_by: Line = ""
    channel: Channel = "phone"


class FileTicket(OfCall):
    """A call becomes a ticket. `unit` is whom it speaks of; `secret` hides who reported."""

    kind: TicketKind = "report"
    secret: bool | None = None
    place: Line = ""
    unit: Line = ""
    evidence: Line = ""
    reporter: Reporter | None = None


class SetReporter(OfCall):
    reporter: Reporter


class TriageTicket(Payload):
    """`emergency`: the call waits again, to become an incident. `deaths`: then the county's government or the one above
    organises the check (安全生产法 art 73)."""

    ticket: Id
    kind: Literal["emergency", "report", "consult", "complaint"]
    owner: Line = ""
    deaths: bool = False


class MoveTicket(Payload):
    """One step of a ticket's life; what each step needs is asked for all at once.

    verifying: `owner`. verified: `result` and `material` (书面材料). rectifying: `signed_by`, who is responsible.
    replied: `text`, and by what (`channel`). visited: `text`. closed: `text` where the reporter was not visited."""

    ticket: Id
    to: Literal["verifying", "verified", "rectifying", "replied", "visited", "closed"]
    owner: Line = ""
    result: Literal["", "true", "partly", "false"] = ""
    material: Line = ""
    signed_by: Line = ""
    text: Line = ""
    channel: Channel | None = None


class SeeReporter(Payload):
    """Who reported, and why one must know: the look is recorded. Of a ticket, or of a call that is none yet."""

    ticket: Id | None = None
    call: Id | None = None
    reason: Said


class NoteReward(Payload):
    """A reward to the first effective report; `fine_yuan` what was fined, of which it is a share."""

    ticket: Id
    yuan: Annotated[int, Field(ge=1, le=10_000_000)]
    fine_yuan: Annotated[int, Field(ge=0, le=10_000_000_000)] | None = None
    basis: Said
    reason: Line = ""


class FindFalse(OfIncident):
    """Somebody says that there was nothing: who, where, and of which kind."""

    kind: FalseKind
    found_by: Said
    where: Literal["intake", "scene", "elsewhere"] = "scene"
    note: Line = ""
    good_faith: bool | None = None


class DecideFalse(Payload):
    """The leader's word on a finding. Confirmed, an incident's forces are recalled."""

    finding: Id
    decision: Literal["confirmed", "refused"] = "confirmed"
    reason: Line = ""


class DecideFalseFor(DecideFalse):
    """The same, said by the leader by phone and entered for him by an officer (代录)."""

    channel: Channel = "phone"
    said_by: Said
    said_at: datetime | None = None


class OpenUmbrella(Payload):
    title: Said
    incidents: Annotated[list[Id], Field(min_length=1, max_length=200)]


class OfUmbrella(Payload):
    umbrella: Id


class JoinUmbrella(OfUmbrella):
    incident: Id


class LeaveUmbrella(OfIncident):
    reason: Said


class NoteUmbrella(OfUmbrella):
    text: Annotated[Paragraph, Field(min_length=1)]


class CloseUmbrella(OfUmbrella):
    note: Line = ""


class TicketsOf(Payload):
    state: Literal["open", "closed", "all"] = "open"
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class OfTicket(Payload):
    ticket: Id


class ReceiversFor(Payload):
    """For a call, those that its words ask for come first; without one, all of them."""

    call: Id | None = None


class TransfersOf(Payload):
    state: Literal["open", "all"] = "open"
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class RecordOf(OfCall):
    form: Literal["json", "text"] = "json"
