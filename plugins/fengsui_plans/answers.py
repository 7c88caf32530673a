"""What commands and views answer: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fengsui_plans.api import Distance, Site


@dataclass(frozen=True)
class Registered:
    """`changed` False: it said so already, word for word."""

    id: str
    version: int
    changed: bool


@dataclass(frozen=True, kw_only=True)
class SiteCard:
    """An enterprise's card with the computation behind its hazard level (decimals as text), and its filing."""

    site: Site
    hazard: Mapping[str, Any]
    distances: tuple[Distance, ...] = ()


@dataclass(frozen=True)
class MissingLine:
    """One thing that is missing: `code` for machines, `zh` and `en` for people, `basis` the rule that asks for it."""

    code: str
    zh: str
    en: str
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class FilingCheck:
    """What the formal check finds: `missing` keeps it from being filed, `remarks` are for the officer to judge."""

    filing: str
    missing: tuple[MissingLine, ...]
    remarks: tuple[MissingLine, ...]
    authority: str
    review_needed: bool


@dataclass(frozen=True, kw_only=True)
class FilingReceipt:
    """Handed in: when the check is due, and what it will find missing."""

    filing: str
    received_on: date
    check_due: date
    check_certain: bool
    file_due: date | None
    late: bool
    missing: tuple[MissingLine, ...]
    remarks: tuple[MissingLine, ...]


@dataclass(frozen=True, kw_only=True)
class FilingDecision:
    filing: str
    state: str
    number: str = ""
    missing: tuple[MissingLine, ...] = ()
    told_late: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FilingRow:
    """A filing in a list. Days are the centre's; `certain` False means 暂定."""

    id: str
    enterprise: str
    unit_name: str
    division: str
    authority: str
    titles: tuple[str, ...]
    state: str
    published_on: date | None
    file_due: date | None
    late: bool
    received_on: date
    check_due: date
    check_certain: bool
    decided_on: date | None
    number: str
    missing: tuple[MissingLine, ...]
    evaluate_by: date | None
    evaluation_overdue: bool
    replaces: str
    replaced_by: str
    entered_later: bool
    demo: bool


@dataclass(frozen=True, kw_only=True)
class FilingCard:
    """One filing with its application, who decided on what rules, and its history in the journal."""

    row: FilingRow
    application: Mapping[str, Any]
    received_at: datetime
    decided_at: datetime | None
    decided_by: str
    reason: str
    rules: tuple[Mapping[str, str], ...]
    history: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """A line of the filing register (备案登记): a number and whose it is."""

    number: str
    filing: str
    enterprise: str
    unit_name: str
    titles: tuple[str, ...]
    state: str
    received_on: date
    decided_on: date | None
    late: bool
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """A digital plan in force."""

    id: str
    version: int
    urgency: str
    title: Mapping[str, str]
    site: str | None
    file: str


@dataclass(frozen=True, kw_only=True)
class LibraryView:
    """The plans in force, and every fault of the files that were left out (in English; see `fengsui plans check`)."""

    plans: tuple[PlanRow, ...]
    left_out: tuple[str, ...]
