"""N of M within T: whether enough of the teams that were asked have accepted, and what follows where they have not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.orders import OrderRecord
from fengsui_incidents.model.orders.state import has_gone
from fengsui_incidents.model.orders.values import CANNOT
from fengsui_plans.api import Enough

State = Literal["open", "met", "missed", "late", "void"]


@dataclass(frozen=True, kw_only=True)
class Quota:
    """One rule at work on one dispatch, from `since` to `deadline`."""

    id: str
    rule: Enough
    since: datetime
    deadline: datetime
    state: State = "open"


@dataclass(frozen=True)
class Count:
    asked: int
    accepted: int


def count(orders: Sequence[OrderRecord], rule: Enough) -> Count:
    """Teams that were asked for the rule's needs and not turned back since; whoever is on the way has accepted."""
    mine = [
        order
        for order in orders
        if order.team and order.kind != "notice" and order.stood_down_at is None
        if not rule.needs or order.need in rule.needs
    ]
    return Count(asked=len(mine), accepted=sum(_goes(order) for order in mine))


def _goes(order: OrderRecord) -> bool:
    kinds = order.kinds()
    if kinds & CANNOT and not has_gone(order):
        return False
    return has_gone(order) or bool(kinds & {"accepted", "ready"})


def decide(quota: Quota, counted: Count, now: datetime, *, late: bool) -> State:
    """`late`: the deadline ran out while nobody could have acted: a person decides then."""
    if counted.accepted >= quota.rule.accepted:
        return "met"
    if not counted.asked:
        return "void"
    if now < quota.deadline:
        return "open"
    return "late" if late else "missed"


def says(quota: Quota, counted: Count) -> Words:
    whole, seconds = divmod(quota.rule.within_s, 60)
    within = Words(f"{quota.rule.within_s}秒", f"{quota.rule.within_s} s")
    if whole and not seconds:
        within = Words(f"{whole}分钟", f"{whole} min")
    return Words(
        f"应答不足: {within.zh}内须{quota.rule.accepted}队收到出动, 已派{counted.asked}队, 仅{counted.accepted}队",
        f"too few: {quota.rule.accepted} to accept within {within.en}; of {counted.asked} asked {counted.accepted} did",
    )
