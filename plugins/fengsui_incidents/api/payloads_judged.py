"""What the commands of judgement take: circumstances, special scales, levels, command, ad-hoc plans."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from fengsui.clean import Line
from fengsui_incidents.api.payloads import Id, OfIncident, Payload
from fengsui_incidents.api.words import Channel, ResponseLevel

FactValue = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | Id

Duty = Literal["reports", "logistics", "evacuation", "traffic", "medical", "public_information", "aftermath"]
"""What a centre goes on doing under another's command: 信息报告, 后勤保障, 疏散安置, 交通管制, 医疗救护, 信息发布,
善后."""


class SetCircumstance(OfIncident):
    """A branch of 较大涉险 that is no number; `holds` None: not known. Taking one back needs a reason."""

    circumstance: Id
    holds: bool | None
    which: Line = ""
    source: Line
    status: Literal["reported", "verified"] = "reported"
    reason: Line = ""


class SetSpecial(OfIncident):
    """The special scale that the incident falls under, with what is known; an empty `scale` takes it away."""

    scale: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")]
    facts: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")], FactValue], Field(default_factory=dict, max_length=20)
    ]
    source: Line
    reason: Line = ""


class HigherStarted(OfIncident):
    """A level above started its own response, as somebody there said."""

    by: Line
    level: ResponseLevel
    said_by: Line
    channel: Channel = "phone"
    said_at: datetime | None = None


class PassCommand(OfIncident):
    """指挥权移交 to the level above. `said_by` (with `channel`) where an officer enters it for the leader."""

    to_org: Line
    to_post: Line = ""
    to_name: Line
    to_phone: Line = ""
    duties: Annotated[list[Duty], Field(default_factory=list, max_length=10)]
    reason: Line
    basis: Line = ""
    channel: Channel | None = None
    said_by: Line = ""
    at: datetime | None = None


class TakeBackCommand(OfIncident):
    """Command comes back to this centre, as the commander said."""

    reason: Line
    channel: Channel | None = None
    said_by: Line
    at: datetime | None = None


class PickedPart(Payload):
    """A part of a plan of the library: a need, a task or a prohibition by its id (a prohibition by its number)."""

    plan: Id
    part: Id


class TypedNeed(Payload):
    """A need as it is typed: how many teams, each with which capabilities, for what, wearing what."""

    title: Line
    count: Annotated[int, Field(ge=1, le=50)] = 1
    capabilities: Annotated[dict[Id, Annotated[int, Field(ge=1, le=100_000)]], Field(min_length=1, max_length=20)]
    protection: Annotated[dict[Id, Annotated[int, Field(ge=1, le=100_000)]], Field(default_factory=dict, max_length=20)]
    task: Line
    wear: Line = ""


class TypedTask(Payload):
    title: Line
    owner: Line = ""
    within_minutes: Annotated[int, Field(ge=0, le=1440)] = 15


class ComposePlan(OfIncident):
    """随机方案: composed on the spot out of what is picked from plans and what is typed; `reason` why none fits."""

    title: Line
    reason: Line
    needs: Annotated[list[PickedPart | TypedNeed], Field(min_length=1, max_length=30)]
    tasks: Annotated[list[PickedPart | TypedTask], Field(default_factory=list, max_length=40)]
    prohibitions: Annotated[list[PickedPart | Line], Field(default_factory=list, max_length=20)]
    approach: Line = ""
    rendezvous: Line = ""
    level: ResponseLevel | None = None
