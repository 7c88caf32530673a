"""Silence: what an unanswered order needs next, when to look again, and when only a person may decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.orders import OrderRecord
from fengsui_incidents.model.rules import RuleSet

NextStep = Literal["", "remind", "next_team", "leader", "expired", "hold"]


@dataclass(frozen=True)
class Network:
    """How many terminals were connected when the window (rule `network_window_s`) began, and how many are gone."""

    connected: int
    dropped: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`step` to take now ("" for none): `expired` is presented and not fired, `hold` asks the officer (网络故障).

    `awaited` is the fact that is missing, `check_at` when to look again (None: never by itself).
    """

    step: NextStep
    awaited: str
    check_at: datetime | None
    why: Words


def escalate(
    order: OrderRecord, *, online: bool, network: Network, late: bool, rules: RuleSet, now: datetime
) -> Decision:
    """What the order needs now. The steps taken stand in `order.steps`: none is taken twice.

    `late`: the deadline ran out while the centre was down or alone.
    """
    raise NotImplementedError


def network_failed(network: Network, rules: RuleSet) -> bool:
    """More than the rule's share of the connections dropped at once: 网络故障, not silence."""
    raise NotImplementedError
