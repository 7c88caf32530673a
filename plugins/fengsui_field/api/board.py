"""The answers of the views: the field of one incident, as the console draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fengsui_field.api.things import AidRow, CostRow, DrawRow, ExpertCall, Speaker, Statement, Voucher
from fengsui_field.api.words import BorneBy, Degree, ReliefState, Sex
from fengsui_incidents.api.board import Task
from fengsui_incidents.api.said import Words


@dataclass(frozen=True, kw_only=True)
class Commander:
    """总指挥, and since when; `until` where another one took over, with the reason."""

    name: str
    post: str
    phone: str
    since: datetime
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    key: str
    title: Words
    leader: str
    phone: str
    members: tuple[str, ...]
    teams: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Post:
    """现场指挥部 (708 arts 20-21). `commanders` oldest first: the last one commands."""

    id: str
    place: str
    opened_at: datetime
    commanders: tuple[Commander, ...]
    groups: tuple[Group, ...]
    closed_at: datetime | None = None
    close_reason: str = ""

    @property
    def commander(self) -> Commander:
        return self.commanders[-1]


@dataclass(frozen=True, kw_only=True)
class Wearer:
    """One name on the entry board; `bar` of his cylinder where it was read."""

    name: str
    bar: int | None = None
    out_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """A team's entry. `lasts_minutes` the air of the weakest; `due` the next deadline of those inside."""

    id: str
    team: str
    name: str
    where: str
    task: str
    phone: str
    people: tuple[Wearer, ...]
    lasts_minutes: float
    entered_at: datetime
    turn_back_at: datetime
    out_by: datetime
    air_out_at: datetime
    state: str
    due: datetime | None
    alarm: bool
    late: bool
    told: tuple[str, ...] = ()
    delivered_at: datetime | None = None
    turning_at: datetime | None = None
    out_at: datetime | None = None
    evacuating: bool = False

    @property
    def inside(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.people if one.out_at is None)


@dataclass(frozen=True, kw_only=True)
class ReliefRow:
    """A team's time on the scene. `rests_until` after its return: rest begins there, not at its release. `by_order` the
    order of the team that takes over, `there_at` when that one arrived."""

    order: str
    team: str
    name: str
    since: datetime
    due_at: datetime
    state: ReliefState
    by_team: str = ""
    by_name: str = ""
    by_at: datetime | None = None
    by_order: str = ""
    there_at: datetime | None = None
    postponed: int = 0
    reason: str = ""
    readiness: str = ""
    rests_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CasualtyRow:
    """One person of the list; `name` is masked for whoever may not see names."""

    id: str
    number: int
    name: str
    sex: Sex
    age: int | None
    hospital: str
    degree: Degree
    source: str
    found_where: str
    at: datetime
    changed_at: datetime
    version: int
    struck: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FieldBoard:
    """Everything of one incident's field at one position of the journal. `names_shown`: the reader sees names."""

    incident: str
    title: Words
    exercise: str | None
    now: datetime
    posts: tuple[Post, ...]
    groups_usual: tuple[Group, ...]
    entries: tuple[EntryRow, ...]
    inside: int
    reliefs: tuple[ReliefRow, ...]
    casualties: tuple[CasualtyRow, ...]
    totals: Mapping[Degree, int]
    names_shown: bool
    draws: tuple[DrawRow, ...]
    experts: tuple[ExpertCall, ...]
    speakers: tuple[Speaker, ...]
    statements: tuple[Statement, ...]
    aid: tuple[AidRow, ...]
    costs: tuple[CostRow, ...]
    cost_totals: Mapping[BorneBy, int]
    vouchers: tuple[Voucher, ...]
    teams: tuple[tuple[str, str], ...]
    tasks: tuple[Task, ...]
    reported_at: datetime
    entry_minutes: int | None = None
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A text for paper, in both languages."""

    title: Words
    zh: str
    en: str
