"""Where an order stands: its state, what was asked last, and what has been answered."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fengsui_incidents.api.words import FactKind
from fengsui_incidents.model.orders.values import CANNOT, GONE, ON_THE_WAY, SEEN, Demand, OrderRecord

ANSWERED_BY: dict[Demand, tuple[FactKind, ...]] = {
    "order": ("accepted", "unable", "declined", "moving", "arrived", "controlled", "withdrawn", "returning", "ready"),
    "change": ("accepted", "unable", "returning", "ready"),
    "stand_down": ("accepted", "unable", "returning", "ready"),
    "evacuation": ("withdrawn", "ready"),
}


def state_of(order: OrderRecord) -> str:
    """The last decisive fact: ordered, delivered, popped_up, displayed, accepted, unable, declined, moving, arrived,
    controlled, withdrawn, returning, ready; `evacuating` and `recalled` while those orders wait for their answer."""
    kinds = order.kinds()
    if "ready" in kinds:
        return "ready"
    if kinds & CANNOT and not has_gone(order):
        return "declined" if "declined" in kinds else "unable"
    if order.stood_down_at is not None:
        return "returning" if order.since(order.stood_down_at, "returning") else "recalled"
    if order.evacuating_at is not None and not withdrawn(order):
        return "evacuating"
    if kinds & CANNOT:
        return "returning" if "returning" in kinds else "unable"
    if (furthest := _furthest(order)) is not None:
        return furthest
    if order.already_moving:
        return "moving"
    return next((kind for kind in reversed(SEEN) if kind in kinds), "ordered")


def demands(order: OrderRecord) -> tuple[tuple[datetime, Demand], ...]:
    """What was asked of the team and when, the order first, then by time."""
    later: list[tuple[datetime, Demand]] = []
    if order.changed_at is not None:
        later.append((order.changed_at, "change"))
    if order.stood_down_at is not None:
        later.append((order.stood_down_at, "stand_down"))
    if order.evacuating_at is not None:
        later.append((order.evacuating_at, "evacuation"))
    return ((order.ordered_at, "order"), *sorted(later, key=lambda one: one[0]))


def latest_demand(order: OrderRecord) -> Demand:
    """What was asked of the team last: order, change, stand_down or evacuation."""
    return demands(order)[-1][1]


def answered(order: OrderRecord, demand: Demand, at: datetime) -> bool:
    """Whether it was answered. A fact of the order counts whenever it happened: a 代录 may be older than the order."""
    if demand == "order":
        return order.already_moving or bool(order.kinds() & set(ANSWERED_BY["order"]))
    return order.since(at, *ANSWERED_BY[demand]) is not None


def change_acknowledged(order: OrderRecord) -> bool:
    """Whether nobody waits for a word on the last change: it was answered, or what came later overrides it."""
    return order.changed_at is None or overridden(order) or answered(order, "change", order.changed_at)


def overridden(order: OrderRecord) -> bool:
    """Whether the last change asks nothing any more: the team was turned back, or told to withdraw after it."""
    if order.changed_at is None:
        return False
    out = order.evacuating_at
    return order.stood_down_at is not None or (out is not None and out >= order.changed_at)


def only_withdraws(order: OrderRecord) -> bool:
    """A station in danger that was told to withdraw and has no task."""
    told = bool(order.team) and order.evacuating_at is not None
    return told and not order.need and not order.already_moving


def told_out(order: OrderRecord) -> bool:
    """Whether the command to withdraw stands: until the team is ordered in again, or says that it is."""
    return order.evacuating_at is not None and state_of(order) in ("evacuating", "withdrawn")


def stand_down_acknowledged(order: OrderRecord) -> bool:
    return order.stood_down_at is None or answered(order, "stand_down", order.stood_down_at)


def withdrawn(order: OrderRecord) -> bool:
    """Whether the last evacuation was answered."""
    return order.evacuating_at is None or answered(order, "evacuation", order.evacuating_at)


def has_gone(order: OrderRecord) -> bool:
    """Whether the team has left its station, so that it must come back."""
    return order.already_moving or bool(order.kinds() & GONE)


def is_open(order: OrderRecord) -> bool:
    """Whether the team is still out or owes an answer; of a notice, whether nobody has taken it.

    Not so when it is ready again, cannot come and never left, or was recalled before it had accepted and knows it; nor
    when a station that was only to withdraw has its task by another order.
    """
    kinds = order.kinds()
    if "ready" in kinds or (order.replaced_by and only_withdraws(order)):
        return False
    if order.kind == "notice":
        return not answered(order, "order", order.ordered_at)
    if has_gone(order):
        return True
    if kinds & CANNOT:
        return False
    if order.stood_down_at is not None and "accepted" not in _before(order, order.stood_down_at):
        return not stand_down_acknowledged(order)
    return True


def can_be_reached_by(
    order: OrderRecord, what: Literal["change", "in_again", "news", "stand_down", "evacuation"]
) -> bool:
    """Whether `what` concerns this order: it is open, no mere notice, and (but for an evacuation) not recalled.

    A team that is on its way home is spared a change, and so is one that is told to withdraw: a change of its task
    could be taken for the word to go in again. That word (`in_again`) is a change which names it, once it is out and
    where it has a task. `news` (the wind has turned, another commands) reaches whoever is out with a task, withdrawn or
    not. An evacuation reaches everybody who has not come back.
    """
    if order.kind == "notice" or not is_open(order):
        return False
    if what == "evacuation":
        return True
    if order.stood_down_at is not None:
        return False
    if what in ("change", "news"):
        out = what == "change" and told_out(order)
        return state_of(order) != "returning" and not out and not only_withdraws(order)
    if what == "in_again":
        return told_out(order) and withdrawn(order) and not only_withdraws(order)
    return True


def _furthest(order: OrderRecord) -> FactKind | None:
    """The furthest fact of its way; a team that withdrew stays withdrawn until it says something later. That
    it has heard who commands, or how the wind blows, does not take it in again: only the word to go in does."""
    out = order.last("withdrawn")
    on_way = [fact for fact in order.facts if fact.fact in ON_THE_WAY]
    if out is not None:
        again = order.in_again_at
        after = [
            fact
            for fact in on_way
            if fact.at > out.at and (fact.fact != "accepted" or (again is not None and fact.at >= again))
        ]
        return max((fact.fact for fact in after), key=ON_THE_WAY.index, default=out.fact)
    return max((fact.fact for fact in on_way), key=ON_THE_WAY.index, default=None)


def _before(order: OrderRecord, moment: datetime) -> frozenset[FactKind]:
    return frozenset(fact.fact for fact in order.facts if fact.at < moment)
