"""What the commands and views around the choice of forces take: who is left out, consent, reserve, run cards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fengsui.clean import Line
from fengsui_incidents.api.payloads import Id, OfIncident, Payload
from fengsui_incidents.api.words import Channel

Reason = Annotated[str, Field(pattern=r"^[a-z_]{0,32}$")]
Capability = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,47}$")]
Words1 = Annotated[Line, Field(min_length=1)]
"""A text that is not empty."""

AlarmLevel = Annotated[int, Field(ge=1, le=9)]
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


class LeftOutOf(OfIncident):
    """A page of those left out; `reason` is a code, `search` a part of a team's id or name, `digest` names an older
    account (as the journal has it), else it is the last."""

    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    reason: Reason = ""
    search: Line = ""
    digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class AskConsent(OfIncident):
    """A neighbour is asked for its team; the officer rings, and enters what it said."""

    team: Id
    note: Line = ""


class AnswerConsent(OfIncident):
    """What the neighbour said (代录): who said it, and by what."""

    team: Id
    answer: Literal["granted", "refused"]
    said_by: Words1
    channel: Channel = "phone"


class ReleaseReserve(OfIncident):
    """The duty leader lets the reserve of a capability go for this incident."""

    capability: Capability
    reason: Words1


class ReleaseReserveFor(ReleaseReserve):
    """The same, said by the leader by phone and entered for him by an officer (代录)."""

    said_by: Words1
    channel: Channel = "phone"


class RunCardRow(Payload):
    """A row of the table as it was read: its columns' letters and the texts under them."""

    sheet: Annotated[Line, Field(max_length=100)]
    number: Annotated[int, Field(ge=1, le=1_100_000)]
    cells: Annotated[
        dict[Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")], Annotated[str, Field(max_length=500)]],
        Field(max_length=40),
    ]


class ImportRunCards(Payload):
    """The whole table takes the place of the one before. `file` is for the record."""

    file: Line = ""
    rows: Annotated[list[RunCardRow], Field(min_length=1, max_length=5000)]


class ChooseRunCard(OfIncident):
    """A run card beside the plan, at an alarm level; another level of the same code raises or lowers it. Empty `code`:
    none any more."""

    code: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_.:-]*$")]
    level: AlarmLevel = 1
    reason: Line = ""


class RunCardsOf(Payload):
    """All codes, or those that contain a word in code or title."""

    search: Line = ""
