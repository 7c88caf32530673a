"""The answers of the views of intake: receivers, transfers, tickets, false reports, the record of one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import FalseKind, TicketKind, TicketState


@dataclass(frozen=True, kw_only=True)
class ReceiverRow:
    """A body that takes what is not ours. `proposed` where the call's words ask for it (`because`)."""

    key: str
    name: Words
    phone: str
    within_minutes: int
    proposed: bool = False
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class TransferRow:
    """`state`: sent, silent, accepted, refused, withdrawn, again."""

    id: str
    call: str
    ticket: str
    receiver: str
    name: Words
    phone: str
    what: str
    state: str
    sent_at: datetime
    receipt_by: datetime
    answered_at: datetime | None = None
    said_by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketRow:
    """A ticket without who reported. `text` only for who may handle tickets; `steps` what may come next."""

    id: str
    call: str
    source: str
    number: str
    kind: TicketKind
    secret: bool
    exposed: bool
    state: TicketState
    received_at: datetime
    moved_at: datetime
    deadline: datetime | None
    certain: bool
    overdue: bool
    text: str
    place: str
    unit: str
    evidence: str
    deaths: bool
    owner: str
    result: str
    material: str
    signed_by: str
    reply: str
    visit: str
    anonymous: bool
    first: bool
    reward_yuan: int | None
    reward_basis: str
    steps: tuple[TicketState, ...]


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """`state`: found, confirmed, refused, reopened."""

    id: str
    call: str
    incident: str
    kind: FalseKind
    where: str
    found_by: str
    found_at: datetime
    note: str
    good_faith: bool | None
    state: str
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    """The record of one call for the police or an inquiry: `lines` of the journal, and the SHA-256 of their UTF-8
    bytes, each line followed by a line feed. `text` is the same to be read."""

    call: str
    lines: tuple[str, ...]
    sha256: str
    text: str = ""
