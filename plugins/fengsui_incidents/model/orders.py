"""The facts of an order: which may follow which, what the order's state is, and which fact is due when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.words import FactKind, OrderKind, UnableReason
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import Escalation


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of escalation that was taken: remind, next_team, leader, or expired (presented, not fired)."""

    step: str
    at: datetime
    awaited: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderRecord:
    """One order, request or notice with all that happened to it. `policy` is its plan's escalation.

    `changed_at`, `stood_down_at`, `evacuating_at`: when the last change, the stand-down and the last evacuation
    were ordered; each is to be answered anew. `minutes` is the estimate of its way, from the proposal.
    """

    id: str
    incident: str
    team: str
    kind: OrderKind
    ordered_at: datetime
    policy: Escalation
    need: str = ""
    may_decline: bool = False
    minutes: int | None = None
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    change: int = 0
    changed_at: datetime | None = None
    stood_down_at: datetime | None = None
    evacuating_at: datetime | None = None
    already_moving: bool = False
    replaced_by: str = ""
    exercise: str | None = None


@dataclass(frozen=True, kw_only=True)
class Given:
    """A receipt as it came in; `at` is when it happened (said_at of a 代录), never after `now`."""

    fact: FactKind
    at: datetime
    people: int | None = None
    minutes: int | None = None
    reason: UnableReason | None = None
    answered_for: bool = False
    channel: str = ""
    said_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Received:
    """What a receipt means. `fact` None: it was there already, so nothing is recorded (the same answer is given).

    `tell_leader`: a team under order cannot go (708 art 19), or a mayday. `acknowledges` names what was answered:
    order, change, stand_down or evacuation. `finished`: the team is free again.
    """

    fact: Fact | None
    state: str
    tell_leader: bool = False
    acknowledges: str = "order"
    finished: bool = False


@dataclass(frozen=True)
class Awaited:
    """The fact that an order owes next, and by when."""

    fact: FactKind
    due: datetime


def receive(order: OrderRecord, given: Given, now: datetime) -> Received:
    """Whether the fact may follow what is there.

    Raises Invalid (unable without a reason; said in the future) or Conflict, each with its code. A mayday is always
    taken; `withdrawn` too, from a team that has not come back; delivered never disturbs.
    """
    raise NotImplementedError


def state_of(order: OrderRecord) -> str:
    """The last decisive fact: ordered, delivered, displayed, accepted, unable, declined, moving, arrived, controlled,
    withdrawn, returning, ready; `evacuating` and `recalled` while those orders wait for their answer."""
    raise NotImplementedError


def awaited(order: OrderRecord, rules: RuleSet) -> Awaited | None:
    """The next fact and its deadline, or None where nothing is owed (it ended, cannot come, or was replaced)."""
    raise NotImplementedError


def answer_by(order: OrderRecord) -> datetime | None:
    """Until when the latest demand on the team (order, change, stand-down, evacuation) wants its answer."""
    raise NotImplementedError


def change_acknowledged(order: OrderRecord) -> bool:
    raise NotImplementedError


def stand_down_acknowledged(order: OrderRecord) -> bool:
    raise NotImplementedError


def withdrawn(order: OrderRecord) -> bool:
    """Whether the last evacuation was answered."""
    raise NotImplementedError


def is_open(order: OrderRecord) -> bool:
    """Whether the team is still out or owes an answer: not ready, unable, declined, and not recalled before it went."""
    raise NotImplementedError


def can_be_reached_by(order: OrderRecord, what: str) -> bool:
    """Whether `what` (change, stand_down, evacuation) concerns this order: it is open and an order or request."""
    raise NotImplementedError
