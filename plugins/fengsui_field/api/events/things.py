"""Supplies, experts, statements, aid, costs and requisitions: what is asked for, said and paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from fengsui.events import Severity
from fengsui_field.api.events.common import FieldEvent
from fengsui_field.api.words import AidState, BorneBy, ExpertState


@dataclass(frozen=True, kw_only=True)
class SuppliesDrawn(FieldEvent):
    topic: ClassVar[str] = "field.supplies_drawn"
    draw: str
    depot: str
    item: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class SuppliesReturned(FieldEvent):
    topic: ClassVar[str] = "field.supplies_returned"
    draw: str
    depot: str
    item: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class OfExpert(FieldEvent):
    call: str
    expert: str


@dataclass(frozen=True, kw_only=True)
class ExpertAsked(OfExpert):
    topic: ClassVar[str] = "field.expert_asked"
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class ExpertChanged(OfExpert):
    """On line, on the scene, declined, released; or silent (`late`: while the centre was down)."""

    topic: ClassVar[str] = "field.expert_changed"
    state: ExpertState
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class AdviceGiven(OfExpert):
    topic: ClassVar[str] = "field.advice_given"
    severity: ClassVar[Severity] = "moderate"
    text: str
    adopted: str = ""


@dataclass(frozen=True, kw_only=True)
class SpeakersNamed(FieldEvent):
    topic: ClassVar[str] = "field.speakers_named"
    count: int


@dataclass(frozen=True, kw_only=True)
class OfStatement(FieldEvent):
    statement: str


@dataclass(frozen=True, kw_only=True)
class StatementDrafted(OfStatement):
    topic: ClassVar[str] = "field.statement_drafted"


@dataclass(frozen=True, kw_only=True)
class StatementDecided(OfStatement):
    """`answered_for`: the approver said it and somebody else entered it (代录)."""

    topic: ClassVar[str] = "field.statement_decided"
    severity: ClassVar[Severity] = "moderate"
    approved: bool
    reason: str = ""
    answered_for: bool = False


@dataclass(frozen=True, kw_only=True)
class StatementIssued(OfStatement):
    topic: ClassVar[str] = "field.statement_issued"
    severity: ClassVar[Severity] = "moderate"
    where: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OfAid(FieldEvent):
    aid: str


@dataclass(frozen=True, kw_only=True)
class AidAsked(OfAid):
    topic: ClassVar[str] = "field.aid_asked"
    severity: ClassVar[Severity] = "moderate"
    to: str
    what: str
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class AidChanged(OfAid):
    """Received, accepted (with what, in how many minutes), refused, taken back; silent when nobody answered in time."""

    topic: ClassVar[str] = "field.aid_changed"
    severity: ClassVar[Severity] = "moderate"
    to: str
    state: AidState
    answer: str = ""
    minutes: int | None = None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class CostEntered(FieldEvent):
    """`amount` in fen."""

    topic: ClassVar[str] = "field.cost_entered"
    cost: str
    order: str
    amount: int
    borne_by: BorneBy


@dataclass(frozen=True, kw_only=True)
class CostStruck(FieldEvent):
    topic: ClassVar[str] = "field.cost_struck"
    cost: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class VoucherIssued(FieldEvent):
    topic: ClassVar[str] = "field.voucher_issued"
    voucher: str
    number: str
    things: int
    afterwards: bool = False


@dataclass(frozen=True, kw_only=True)
class VoucherSettled(FieldEvent):
    """The property went back, or its owner was compensated (`amount` in fen; 708 art 26)."""

    topic: ClassVar[str] = "field.voucher_settled"
    voucher: str
    state: str
    amount: int | None = None
    damage: str = field(default="")
