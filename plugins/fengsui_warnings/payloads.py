"""What each command and view takes. Unknown fields are refused; every text is bounded and clean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from fengsui.clean import Line, Paragraph
from fengsui_incidents.api.scales import WarningLevel
from fengsui_warnings.model.xml_text import MAX_BYTES

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Said = Annotated[Line, Field(min_length=1)]
Category = Literal[
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"
]
Channel = Literal["phone", "radio", "message", "in_person", "cap"]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Payload):
    pass


class Draft(Payload):
    """A warning being written. What ERL art 64 asks for may come later: publishing says everything that is missing.

    `adjusts`: the issued warning that it will take the place of; what is left out here is taken from it.
    `exercise`: the running drill that it belongs to. English texts are the Chinese ones where there are none.
    """

    event: Line = ""
    event_en: Line = ""
    category: Category | None = None
    event_code: Annotated[str, Field(pattern=r"^(1[1-4][A-Z]\d{0,2})?$")] = ""
    level: WarningLevel | None = None
    title: Line = ""
    title_en: Line = ""
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    area: Paragraph = ""
    area_en: Paragraph = ""
    divisions: Annotated[list[Annotated[str, Field(pattern=r"^\d{6}(\d{3}){0,2}$")]], Field(max_length=100)] = []
    matters: Paragraph = ""
    matters_en: Paragraph = ""
    measures: Paragraph = ""
    measures_en: Paragraph = ""
    issuer: Line = ""
    issuer_en: Line = ""
    contact: Line = ""
    urgency: Literal["Immediate", "Expected", "Future", "Unknown"] | None = None
    certainty: Literal["Observed", "Likely", "Possible", "Unknown"] | None = None
    adjusts: Id | None = None
    exercise: Id | None = None


class Redraft(Draft):
    """The whole draft anew, in place of what it said."""

    warning: Id


class OfWarning(Payload):
    warning: Id


class Lift(OfWarning):
    reason: Said


class SetLevel(OfWarning):
    level: WarningLevel
    reason: Said


class Tick(OfWarning):
    """A line of the tick-list: done, or not done after all (then with the reason in `note`)."""

    duty: Id
    done: bool = True
    note: Line = ""


class AskReceipt(OfWarning):
    """One more that must receive the warning and pass it on: a place's named receiver, a unit, a neighbour."""

    who: Said
    within_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


class GiveReceipt(OfWarning):
    """They have it and pass it on; `said_by` who said so, by `channel`. `refused`: they cannot, `note` says why."""

    receiver: Id
    channel: Channel = "phone"
    said_by: Line = ""
    refused: bool = False
    note: Line = ""


class ReceiveCap(Payload):
    """A CAP 1.2 message or an EDXL-DE envelope: as `text`, or its bytes in base64 where the encoding matters.

    `exercise`: the running drill that a message of status Exercise belongs to, where its note does not name it.
    """

    text: Annotated[str, Field(max_length=MAX_BYTES)] = ""
    data: Annotated[str, Field(max_length=MAX_BYTES * 4 // 3 + 4)] = ""
    exercise: Id | None = None


class ListWarnings(Payload):
    """Those that are open (drafts and issued ones), or all, newest first."""

    state: Literal["open", "all"] = "open"
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class ListMessages(Payload):
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class IncidentCap(Payload):
    """An incident's public alert: what people should do, and how far from the place (metres)."""

    incident: Id
    instruction: Paragraph = ""
    instruction_en: Paragraph = ""
    radius_m: Annotated[int, Field(ge=1, le=200_000)] | None = None
