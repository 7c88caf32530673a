"""The answers of the views: plain frozen values, so that a client needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fengsui_incidents.api.said import Words
from fengsui_incidents.api.scales import WarningLevel

State = Literal["draft", "issued", "superseded", "lifted", "expired", "discarded"]
Origin = Literal["own", "cap"]
Scope = Literal["Public", "Restricted", "Private"]
DutyList = Literal["issue", "all", "high"]
"""发布后的报告通报 (ERL art 64), 三四级 (art 66), 一二级加上 (art 67)."""


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One line of the tick-list. A line that is undone again keeps who did it in the journal."""

    key: str
    list: DutyList
    says: Words
    basis: str
    due_at: datetime
    done_at: datetime | None = None
    done_by: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """Who must receive the warning and pass it on, and whether it was said that they have it."""

    key: str
    who: Words
    due_at: datetime | None = None
    received_at: datetime | None = None
    channel: str = ""
    said_by: str = ""
    refused: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class WarningRow:
    """One warning of the list. `masked`: it is restricted or private, and the reader may not see what it says."""

    id: str
    state: State
    origin: Origin
    exercise: str | None
    level: WarningLevel | None
    event: Words
    title: Words
    area: Words
    issuer: Words
    scope: Scope
    starts_at: datetime | None
    ends_at: datetime | None
    issued_at: datetime | None
    duties_open: int
    duties_total: int
    receipts_open: int
    receipts_total: int
    masked: bool = False


@dataclass(frozen=True, kw_only=True)
class WarningCard(WarningRow):
    """One warning whole: the eight things that ERL art 64 asks for, and its course."""

    category: str
    level_said: Words
    matters: Words
    measures: Words
    urgency: str
    severity: str
    certainty: str
    sender: str
    identifier: str
    restriction: str
    contact: str
    notes: tuple[Words, ...]
    drafted_by: str
    drafted_at: datetime | None
    approved_by: str
    supersedes: str
    superseded_by: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str
    lacks: tuple[str, ...]
    duties: tuple[DutyLine, ...]
    receipts: tuple[ReceiptLine, ...]


@dataclass(frozen=True, kw_only=True)
class TakenMessage:
    """A CAP message as it was taken: newest first in the list of them."""

    id: str
    at: datetime
    sender: str
    identifier: str
    status: str
    message_type: str
    becomes: str
    why: Words
    thing: str
    exercise: str | None


@dataclass(frozen=True, kw_only=True)
class CapText:
    """CAP 1.2 XML. `as_received`: the message of another issuer, unchanged."""

    xml: str
    as_received: bool = False
