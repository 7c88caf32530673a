"""What each command takes. Unknown fields are refused; every text is bounded and free of control characters."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from fengsui.clean import Line, Paragraph
from fengsui_incidents.api.payloads import Id, People
from fengsui_incidents.api.words import Channel, Count, Grade
from fengsui_reports.api.words import ELEMENTS, DemandKind, EventKind, FalseKind, Receiver

Name = Annotated[Line, Field(min_length=1, max_length=100)]
Reason = Annotated[Line, Field(min_length=1)]
Written = Literal["first", "follow_up", "supplement", "final", "correction"]
Element = Annotated[str, Field(pattern=f"^({'|'.join(ELEMENTS)})$")]
Moment = AwareDatetime | None


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OfIncident(Payload):
    incident: Id


class Start(OfIncident):
    """Starts the clocks of an incident of which nothing says that it must be reported, or that were stopped.

    `since`: from when it was known for an accident; else the limits count from its receipt.
    """

    reason: Reason
    since: Moment = None


class Stop(OfIncident):
    """Nothing is owed of this incident: why, as it will stand in the record."""

    reason: Reason


class Grave(OfIncident):
    """Socially grave: reported like a larger accident, whatever its grade."""

    reason: Reason


class Times(OfIncident):
    """Corrects when things were: a limit may come earlier by it, never later."""

    received_at: Moment = None
    occurred_at: Moment = None
    unit_told_at: Moment = None
    reason: Reason


class SettleKind(OfIncident):
    """定性: decides which window of supplements is the right one."""

    kind: EventKind
    reason: Reason


class LateFigure(OfIncident):
    """A change of casualties after the incident was closed; `grade` where a person decides that it changes."""

    count: Count
    value: People
    source: Reason
    grade: Grade | None = None
    reason: Line = ""


class FalseReport(OfIncident):
    kind: FalseKind
    reason: Reason
    found_by: Name


class Flash(OfIncident):
    """快报: read out to one listener. The text is made from the record, or said here; the second line hears the same.

    `at`: when it was read, where that was before now (补录, with who witnessed it). `anew`: another flash, numbered.
    """

    to: Receiver
    name: Name
    post: Name
    at: Moment = None
    channel: Channel = "phone"
    text: Annotated[Line, Field(max_length=240)] = ""
    witness: Annotated[Line, Field(max_length=100)] = ""
    anew: bool = False


class DraftReport(OfIncident):
    """Drafts a written report from the record. Without a kind: the first, or the next follow-up."""

    kind: Written | None = None
    corrects: Id | Literal[""] = ""


class OfReport(Payload):
    report: Id


class Edit(OfReport):
    """Texts of elements; an empty one takes it out. `again`: written anew from the record before."""

    elements: Annotated[dict[Element, Paragraph], Field(max_length=len(ELEMENTS))] = {}
    again: bool = False


class SignFor(OfReport):
    """签发 as the leader said it by phone, entered for him (代录)."""

    by: Name
    channel: Channel = "phone"


class Send(OfReport):
    """Sends to all that it is owed to, or to those named. What is missing warns and holds nothing back."""

    to: Annotated[tuple[Receiver, ...], Field(max_length=9)] = ()
    at: Moment = None
    channel: Literal["network", "fax", "paper", "message", "phone"] = "network"


class OfUmbrella(Payload):
    """One report of a whole umbrella event (总事件), in the centre's language unless another is asked for."""

    umbrella: Id
    language: Literal["zh", "en"] | None = None


class SendUmbrella(OfUmbrella):
    """Sends it as it is at this minute: to those named, else to all to whom its members are reported."""

    to: Annotated[tuple[Receiver, ...], Field(max_length=9)] = ()
    channel: Literal["network", "fax", "paper", "message", "phone"] = "network"


class OfUmbrellaDocument(OfUmbrella):
    """`report`: the copy that went out; else the docx as it would look now."""

    report: Id | Literal[""] = ""


class Receipt(OfReport):
    to: Receiver
    name: Name
    post: Name
    at: Moment = None
    channel: Channel = "phone"
    witness: Annotated[Line, Field(max_length=100)] = ""


class Demand(Payload):
    """From above: 核实, 批示, or the picture every so many minutes. `due` or `within_minutes`; else the rule's time."""

    kind: DemandKind
    incident: Id | Literal[""] = ""
    source: Reason
    text: Annotated[Paragraph, Field(min_length=1)]
    due: Moment = None
    within_minutes: Annotated[int, Field(ge=1, le=43200)] | None = None
    every_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    owner: Annotated[Line, Field(max_length=100)] = ""
    at: Moment = None


class Assign(Payload):
    demand: Id
    owner: Name


class Answer(Payload):
    """Our reply, who took it above, and what he said to it."""

    demand: Id
    reply: Annotated[Paragraph, Field(min_length=1)]
    told: Line = ""
    feedback: Paragraph = ""
    at: Moment = None


class Feedback(Payload):
    """What those above said to our reply, and who said it."""

    demand: Id
    told: Line = ""
    feedback: Annotated[Paragraph, Field(min_length=1)]


class EndDemand(Payload):
    demand: Id
    reason: Reason


class OfPicture(OfIncident):
    """In the centre's language, unless another is asked for."""

    language: Literal["zh", "en"] | None = None


class PrintPicture(OfPicture):
    """Keeps the picture as it is at this minute, numbered, with its docx. `demand`: the one that it answers."""

    demand: Id | Literal[""] = ""
    told: Line = ""


class OfBoard(Payload):
    """Every case that is running or watched, or one."""

    incident: Id | Literal[""] = ""


class Nothing(Payload):
    pass
