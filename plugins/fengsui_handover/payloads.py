"""What each command takes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from fengsui.clean import Line, Paragraph

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Said = Annotated[Line, Field(min_length=1)]
Words = Annotated[Paragraph, Field(min_length=1)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Nothing(Payload):
    """Without parameters."""


class TakeWatch(Payload):
    """The first watch, where nobody has it."""


class SignOut(Payload):
    """The first signature. `for_whom` and `reason`: the duty leader signs for an officer who cannot."""

    note: Paragraph = ""
    for_whom: Line = ""
    reason: Line = ""


class OfHandover(Payload):
    handover: Id


class TakeOver(OfHandover):
    """The second signature; `seen` is that of the sheet that was read."""

    seen: Id


class Refuse(OfHandover):
    reason: Said


class MakePromise(Payload):
    """`to` whom it was promised, `due` by when he counts on it."""

    text: Words
    to: Said
    due: AwareDatetime | None = None
    incident: Id | None = None


class KeepPromise(Payload):
    promise: Id
    result: Line = ""


class CatchUp(Payload):
    """补录: what happened at `happened_at` while nothing could be entered; `witness` vouches for it."""

    incident: Id
    happened_at: AwareDatetime
    text: Words
    witness: Said
    channel: Literal["phone", "radio", "message", "in_person", "paper"] = "phone"


class Last(Payload):
    limit: Annotated[int, Field(ge=1, le=500)] = 30


class Print(Payload):
    """A sheet as text: of one handover, or, without one, as it would be now."""

    handover: Id | None = None
    language: Literal["zh", "en"] = "zh"


class OfIncident(Payload):
    incident: Id
