"""Supplies, experts, statements, aid, costs and vouchers as the views answer them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fengsui_field.api.words import AidState, BorneBy, ExpertState, StatementState, VoucherState


@dataclass(frozen=True, kw_only=True)
class DrawRow:
    id: str
    depot: str
    item: str
    name: str
    unit: str
    quantity: int
    returned: int
    purpose: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Advice:
    at: datetime
    text: str
    adopted: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ExpertCall:
    """An expert asked for this incident. `adopted` of his advice says what was decided on it, and by whom."""

    id: str
    expert: str
    name: str
    speciality: str
    phone: str
    about: str
    state: ExpertState
    asked_at: datetime
    answer_by: datetime
    changed_at: datetime
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Speaker:
    name: str
    post: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    id: str
    number: int
    text: str
    state: StatementState
    drafted_by: str
    drafted_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    speaker: str = ""
    where: str = ""
    issued_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AidRow:
    id: str
    number: int
    to: str
    phone: str
    what: str
    state: AidState
    asked_at: datetime
    answer_by: datetime
    taken_by: str = ""
    taken_at: datetime | None = None
    answer: str = ""
    minutes: int | None = None
    said_by: str = ""
    answered_at: datetime | None = None
    asked_again: int = 0
    known: bool = False


@dataclass(frozen=True, kw_only=True)
class CostRow:
    """`amount` in fen (1/100 yuan)."""

    id: str
    order: str
    issuer: str
    what: str
    amount: int
    borne_by: BorneBy
    bearer: str
    at: datetime
    entered_by: str
    struck: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Property:
    name: str
    quantity: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class Voucher:
    """征用凭证. `compensation` in fen; `afterwards` where it was issued later than the property was taken."""

    id: str
    number: str
    basis: str
    reason: str
    property: tuple[Property, ...]
    owner: str
    owner_contact: str
    taken_by: str
    taken_by_contact: str
    taken_at: datetime
    issued_at: datetime
    afterwards: bool
    state: VoucherState
    returned_at: datetime | None = None
    damage: str = ""
    compensation: int | None = None
    compensated_at: datetime | None = None
