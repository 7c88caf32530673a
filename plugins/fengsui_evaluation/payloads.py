"""What each command and view takes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fengsui.clean import Line, Paragraph

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
FindingId = Annotated[str, Field(min_length=1, max_length=120)]
Said = Annotated[Line, Field(min_length=1)]
Section = Literal["basics", "unit", "government", "conclusion", "lessons", "proposals"]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Nothing(Payload):
    """Without parameters."""


class OfIncident(Payload):
    incident: Id


class Report(OfIncident):
    language: Literal["zh", "en"] = "zh"


class OfDocument(Report):
    """`number` of a copy that was kept; without it as it would look now."""

    number: Annotated[int, Field(ge=1, le=10_000)] | None = None


class Between(Payload):
    """Incidents reported from `since` to `until`, both included, by the centre's calendar. Drills are left out."""

    since: date
    until: date


class EnterFinding(OfIncident):
    """An evaluator's own finding, or one that was proposed (`finding`), taken up as it is."""

    finding: FindingId | None = None
    text: Paragraph = ""
    basis: Line = ""


class Assign(Payload):
    finding: FindingId
    owner: Said
    due: date


class Done(Payload):
    finding: FindingId
    evidence: Annotated[Paragraph, Field(min_length=1)]


class Verify(Payload):
    """By another person than who did it."""

    finding: FindingId
    accepted: bool
    reason: Line = ""


class Drop(Payload):
    """Of no consequence after all, with the reason; a proposed one needs its incident."""

    finding: FindingId
    reason: Said
    incident: Id | None = None


class Write(OfIncident):
    section: Section
    text: Paragraph


class Hold(OfIncident):
    reason: Said
