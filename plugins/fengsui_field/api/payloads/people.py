"""Command post, entry control, relief, casualties."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from fengsui.clean import Line
from fengsui_field.api.payloads.common import Bar, Hours, Id, Minutes, Name, OfIncident, Payload, Phone
from fengsui_field.api.words import Degree, Sex

# -- command post ----------------------------------------------------------------------------------------


class OpenPost(OfIncident):
    """现场指挥部: where, and who commands (总指挥)."""

    place: Name
    commander: Name
    post: Line = ""
    phone: Phone = ""


class ChangeCommander(OfIncident):
    commander: Name
    post: Line = ""
    phone: Phone = ""
    reason: Name


class SetGroup(OfIncident):
    """A group of the post: one of the usual ones by its key, or one of its own with a title."""

    group: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    title: Line = ""
    leader: Line = ""
    phone: Phone = ""
    members: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    teams: Annotated[tuple[Id, ...], Field(max_length=100)] = ()


class ClosePost(OfIncident):
    reason: Name


# -- entry control ---------------------------------------------------------------------------------------


class Entering(Payload):
    """One person; `bar` of his own cylinder where it was read."""

    name: Name
    bar: Bar | None = None


class GoIn(OfIncident):
    """Names in and air at entry: `minutes` that it lasts, or `bar` of the weakest cylinder, or each person's own.

    `team` of the roster, or `who` for others; `at` when it was, where that was before it was entered.
    """

    team: Id | None = None
    who: Line = ""
    where: Line = ""
    task: Line = ""
    people: Annotated[list[Entering], Field(min_length=1, max_length=60)]
    minutes: Minutes | None = None
    bar: Bar | None = None
    at: AwareDatetime | None = None


class OfEntry(Payload):
    entry: Id


class ComeOut(OfEntry):
    """`names` of those who came out; empty: all of them."""

    names: Annotated[tuple[Name, ...], Field(max_length=60)] = ()
    at: AwareDatetime | None = None


# -- relief ----------------------------------------------------------------------------------------------


class OfRelief(Payload):
    order: Id


class ArrangeRelief(OfRelief):
    """Which team takes over, and when it is there."""

    by_team: Id
    in_minutes: Annotated[int, Field(ge=0, le=1440)]


class SendRelief(OfRelief):
    """Orders the team that takes over, for the same task. `authority` as quoted by the order that is relieved, unless
    said otherwise; `consent` whose consent a neighbour's team has; `in_minutes` where they differ from the offer's."""

    by_team: Id
    authority: Line = ""
    reason: Line = ""
    consent: Line = ""
    in_minutes: Annotated[int, Field(ge=0, le=1440)] | None = None


class PostponeRelief(OfRelief):
    hours: Hours
    reason: Name


# -- casualties ------------------------------------------------------------------------------------------


class Casualty(OfIncident):
    """A person of the list. Everything but the degree may still be unknown."""

    degree: Degree
    name: Line = ""
    sex: Sex = "unknown"
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    hospital: Line = ""
    source: Name
    found_where: Line = ""


class ChangeCasualty(Payload):
    """Fields that are not given stay. A total that falls by it needs a reason (谎报, 瞒报)."""

    casualty: Id
    if_version: Annotated[int, Field(ge=1)] | None = None
    degree: Degree | None = None
    name: Line | None = None
    sex: Sex | None = None
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    hospital: Line | None = None
    source: Line | None = None
    found_where: Line | None = None
    reason: Line = ""


class StrikeCasualty(Payload):
    casualty: Id
    reason: Name
