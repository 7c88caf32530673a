"""The answers of the views on teams and duty. Plain frozen values, so that a client needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from fengsui_rosters.api.teams import Shift, Team

FindingKind = Literal["gap", "overlap", "no_leader", "no_officer", "no_second", "short_rest"]
"""What a roster may lack: 空岗, 重班, 无带班领导, 无值班员, 无副班, 休息不足."""

FlagKind = Literal["under_strength", "insurance_ended", "certificate_ended", "insurance_ending", "certificate_ending"]


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Something to know of a team beside its readiness; `what` names the certificate, `until` its last day."""

    kind: FlagKind
    what: str = ""
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    """A team as a list shows it: without its members, and whether its device is connected."""

    team: Team
    online: bool
    last_seen: datetime | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault of the roster between `begins` and `ends`; `who` is the person or the shifts it concerns."""

    kind: FindingKind
    begins: datetime
    ends: datetime
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Swap:
    """A substitution, on record: who stood in for whom, and why."""

    post: Literal["leader", "main", "second"]
    was: str
    now: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """`holiday` marks a shift that begins on a day of rest: a daily report (零报告) is due then."""

    shift: Shift
    holiday: bool
    holiday_certain: bool
    swaps: tuple[Swap, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DutyBoard:
    now: DutyRow | None
    shifts: tuple[DutyRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class ShiftPlanned:
    """`findings` are the faults that the roster has now around this shift: they warn, they do not refuse."""

    shift: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Expiring:
    """Something that ends soon or has ended. `kind`: certificate, insurance, expert_term, stock."""

    kind: Literal["certificate", "insurance", "expert_term", "stock"]
    owner: str
    owner_name: str
    what: str
    until: date
    ended: bool
    days: int
