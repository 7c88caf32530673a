"""The proposed set of forces, and everybody who was left out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import OrderKind


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One team against one need. `chosen` or the reason it was left out; `minutes` of travel and assembling."""

    team: str
    name: str
    need: str
    chosen: bool
    fitness: float
    minutes: int
    people: int
    kind: OrderKind
    reason: str
    says: Words
    already_moving: bool = False


@dataclass(frozen=True, kw_only=True)
class NeedCover:
    """A need with its task, what must be worn for it at the least, and who could take it, in order."""

    need: str
    title: Words
    task: Words
    wanted: int
    covered: int
    candidates: tuple[Candidate, ...]
    wear: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The plan's needs as a set; what stays uncovered is said first.

    `considered` teams were weighed at `at`. With few teams (`in_full`) every one stands under each need with its
    reason; with many those do who came near, and the view `incidents.left_out` has everybody else's. `travel` says
    where the minutes are from where that is not the estimate by distance; `released` are reserves that the leader
    has released, `held` those that stay and that this incident could use.
    """

    incident: str
    plan: str
    uncovered: tuple[Words, ...]
    needs: tuple[NeedCover, ...]
    withdraw_first: tuple[Candidate, ...]
    cards: tuple[CardProposal, ...] = ()
    at: datetime | None = None
    considered: int = 0
    in_full: bool = True
    travel: Words | None = None
    released: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LeftOutRow:
    """One team that was left out: the reason that comes nearest to going, in a code and in words."""

    team: str
    name: str
    reason: str
    says: Words


@dataclass(frozen=True, kw_only=True)
class LeftOutPage:
    """`total` rows fit what was asked, of which `rows` are a page; `counts` is of all reasons. `counting`: the account
    of the last proposal is being made, and this is the one before it (or nothing). `intact`: it still has the digest
    that the journal has."""

    incident: str
    at: datetime | None = None
    considered: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""
    counting: bool = False
    intact: bool = True
    total: int = 0
    rows: tuple[LeftOutRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CardProposal:
    id: str
    kind: OrderKind
    to: Words
    says: Words


@dataclass(frozen=True, kw_only=True)
class RunCardLine:
    """What an alarm level adds: so many teams for a task, each with these capabilities and at least that protection."""

    level: int
    task: Words
    teams: int
    capabilities: Mapping[str, int]
    protection: Mapping[str, int]
    by: str
    source: str


@dataclass(frozen=True, kw_only=True)
class RunCard:
    """A dispatch code with its alarm levels."""

    code: str
    title: str
    levels: tuple[int, ...]
    lines: tuple[RunCardLine, ...]
