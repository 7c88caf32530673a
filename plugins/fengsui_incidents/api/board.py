"""The answers of the views: what the console draws. Plain frozen values, so that a client needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from fengsui_incidents.api.proposal import Candidate as Candidate
from fengsui_incidents.api.proposal import CardProposal as CardProposal
from fengsui_incidents.api.proposal import LeftOutPage as LeftOutPage
from fengsui_incidents.api.proposal import LeftOutRow as LeftOutRow
from fengsui_incidents.api.proposal import NeedCover as NeedCover
from fengsui_incidents.api.proposal import Proposal as Proposal
from fengsui_incidents.api.queue import CallRow as CallRow
from fengsui_incidents.api.queue import QueueItem as QueueItem
from fengsui_incidents.api.queue import QueueKey as QueueKey
from fengsui_incidents.api.queue import QueueKind as QueueKind
from fengsui_incidents.api.said import AlertText, Words
from fengsui_incidents.api.todo import Task as Task
from fengsui_incidents.api.umbrellas import UmbrellaRow
from fengsui_incidents.api.words import Count, FactKind, Grade, OrderKind, ResponseLevel, Urgency


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """A proposal's reason: the rule, where it stands, and what went in."""

    says: Words
    basis: str
    certainty: str = ""


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What the system proposes of one incident, each with its reasons (`why`, by aspect: urgency, grade, ...)."""

    urgency: Urgency
    grade: Grade
    near_miss: Literal["no", "to_verify", "yes"]
    level: ResponseLevel
    plan: str
    plan_version: int
    plan_title: Words
    approach: Words
    rendezvous: Words
    prohibitions: tuple[Words, ...]
    distances: tuple[Words, ...]
    sensitive: tuple[Words, ...]
    questions: tuple[Words, ...]
    tell_caller: tuple[Words, ...]
    why: Mapping[str, tuple[Quoted, ...]]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Who said what about an order, and when (UTC). `answered_for` is 代录: who said it, in which post, by what, and
    who was there (`witness`). `why` where it stands in the place of an entry (`corrects`) that was wrong."""

    fact: FactKind
    at: datetime
    people: int | None = None
    minutes: int | None = None
    reason: str = ""
    answered_for: bool = False
    channel: str = ""
    said_by: str = ""
    id: str = ""
    post: str = ""
    witness: str = ""
    corrects: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ChannelUse:
    """Another channel by which a force was told, and what became of it (waiting, taken, refused, failed)."""

    channel: str
    state: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Force:
    """One order, request or notice of an incident with its facts. `state` is the last decisive one.

    `online` says whether the terminal of a team under order is connected at this moment; `unreachable` that it has
    been gone for so long that the team is reached by other means.
    """

    order: str
    kind: OrderKind
    team: str
    name: str
    task: Words
    state: str
    facts: tuple[Fact, ...]
    ordered_at: datetime
    answer_by: datetime | None
    phone: str
    unreachable: bool = False
    escalated: bool = False
    evacuating: bool = False
    already_moving: bool = False
    change: int = 0
    change_acknowledged: bool = True
    open: bool = True
    replaced_by: str = ""
    need: str = ""
    card: str = ""
    online: bool = True
    channels: tuple[ChannelUse, ...] = ()
    corrected: bool = False
    """Some entry of it was corrected: the view `facts` shows them all."""


@dataclass(frozen=True, kw_only=True)
class LogLine:
    at: datetime
    says: Words
    actor: str = ""
    topic: str = ""
    order: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteCard:
    """企业卡: the plant rung back, with its data before the officer."""

    id: str
    name: str
    address: str
    duty_phone: str
    safety_phone: str
    substances: tuple[str, ...]
    people_500m: int
    hazard: str
    plan_number: str
    valves: str
    demo: bool


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """One line of the board."""

    id: str
    title: Words
    place: str
    urgency: Urgency
    state: str
    reported_at: datetime
    figures: Mapping[Count, int | None]
    orders: int
    moving: int
    arrived: int
    silent: int
    calls: int
    exercise: str | None = None
    umbrella: str = ""


@dataclass(frozen=True, kw_only=True)
class IncidentCard(IncidentRow):
    """The chosen incident, whole. `commander`: who commands, where this centre does not."""

    division: str
    lat: float | None
    lon: float | None
    wind: Words | None
    wind_at: datetime | None
    site: SiteCard | None
    assessment: Assessment
    level_confirmed: ResponseLevel | None
    authority: str
    leader_told_at: datetime | None
    forces: tuple[Force, ...]
    tasks: tuple[Task, ...]
    log: tuple[LogLine, ...]
    level_by: str = ""
    controlled_at: datetime | None = None
    cordon_lifted_at: datetime | None = None
    ended_at: datetime | None = None
    commander: str = ""
    loss_yuan: int | None = None
    run_code: str = ""
    alarm_level: int = 0


@dataclass(frozen=True, kw_only=True)
class NetworkFault:
    """网络故障: of `connected` terminals so many are `missing` now; `waiting`: a person decided to wait for them."""

    since: datetime
    connected: int
    missing: int
    waiting: bool
    went_on: bool


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything the first screen needs, at one position of the journal. `authority` is what an order quotes unless the
    officer says otherwise; `zone` the centre's, in which all times are shown; `warnings` in force, worst first."""

    now: datetime
    centre: str
    on_duty: tuple[str, ...]
    leader: str
    queue: tuple[QueueItem, ...]
    incidents: tuple[IncidentRow, ...]
    calls: tuple[CallRow, ...]
    ready: Mapping[str, int]
    teams_online: int
    teams_total: int
    drills: tuple[Words, ...] = field(default_factory=tuple)
    demo: bool = False
    leader_phone: str = ""
    network: NetworkFault | None = None
    zone: str
    authority: Words
    bundle_from: int = 0
    warnings: tuple[Words, ...] = ()
    urgent_warnings: tuple[Words, ...] = ()
    umbrellas: tuple[UmbrellaRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PastBoard:
    """The board as it stood at `at` (UTC): what was known then, and nothing that was entered later."""

    at: datetime
    on_duty: tuple[str, ...]
    leader: str
    incidents: tuple[IncidentRow, ...]
    calls: tuple[CallRow, ...]


@dataclass(frozen=True, kw_only=True)
class PastIncident:
    """One incident as it stood at `at`: its forces with the facts known then, its tasks, its record up to then."""

    at: datetime
    row: IncidentRow
    level: ResponseLevel
    level_confirmed: ResponseLevel | None
    forces: tuple[Force, ...]
    tasks: tuple[Task, ...]
    log: tuple[LogLine, ...]


@dataclass(frozen=True, kw_only=True)
class OrderView:
    """A team's own order, as its device may ask for it again."""

    order: str
    incident: str
    team: str
    alert: AlertText
    change: int
    state: str
    facts: tuple[Fact, ...]
    answer_by: datetime | None
    exercise: str | None
    stood_down: bool = False
    evacuating: bool = False


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What would be proposed if the typed line were saved now: nothing of it is recorded.

    `also`: other entries of the gazetteer that fit the place as well, as (id, name).
    """

    title: Words
    place: str
    division: str
    lat: float | None
    lon: float | None
    substance: str
    kind: str
    figures: Mapping[Count, int | None]
    ongoing: bool | None
    read_as: tuple[Words, ...]
    unknown: tuple[str, ...]
    also: tuple[tuple[str, str], ...]
    site: SiteCard | None
    similar: tuple[CallRow, ...]
    assessment: Assessment
    proposal: Proposal
