"""The next fact that an order owes, and its deadline: accepted is not an end, only ready is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fengsui_incidents.api.words import FactKind
from fengsui_incidents.model.orders.state import answered, demands, has_gone, is_open, overridden, state_of
from fengsui_incidents.model.orders.values import Demand, OrderRecord
from fengsui_incidents.model.rules import RuleSet

OWED_TO: dict[Demand, FactKind] = {"change": "accepted", "stand_down": "returning", "evacuation": "withdrawn"}
MOST_URGENT: tuple[Demand, ...] = ("evacuation", "stand_down", "change")


@dataclass(frozen=True)
class Awaited:
    """The fact that an order owes next, and by when; `to` is the demand that it answers."""

    fact: FactKind
    due: datetime
    to: Demand = "order"


def awaited(order: OrderRecord, rules: RuleSet) -> Awaited | None:
    """The next fact and its deadline, or None where nothing is owed.

    Nothing is owed by who is ready again or cannot come. Once another team was sent instead, only the leader is
    still to hear of it. Others' forces report to their own centre: of them only an answer is awaited.
    """
    if not is_open(order):
        return None
    if (owed := _to_demand(order, rules)) is not None:
        return owed
    if order.stood_down_at is None and not answered(order, "order", order.ordered_at):
        return None if order.replaced_by and not _somebody_must_hear(order) else _to_order(order, rules)
    if order.kind != "order" or order.already_moving:
        return None
    return _on_the_way(order, rules)


def answer_by(order: OrderRecord, rules: RuleSet) -> datetime | None:
    """Until when the latest demand (order, change, stand-down, evacuation) wants its answer: the one source for queue,
    board, events and terminals.

    None where it has been answered or nothing is asked any more.
    """
    at, demand = demands(order)[-1]
    if not is_open(order) or answered(order, demand, at):
        return None
    return at + timedelta(seconds=within(order, demand, rules))


def _somebody_must_hear(order: OrderRecord) -> bool:
    """Whether the policy has the leader or the level above told of a team that was replaced, and they were not yet."""
    done = {step.step for step in order.steps}
    to_tell = {"leader", "above"} & set(order.policy.on_silence)
    return order.kind == "order" and "expired" not in done and not to_tell <= done


def within(order: OrderRecord, demand: Demand, rules: RuleSet) -> float:
    """Seconds to answer in: a team's by its policy; what is read out by phone has the rule's for its kind."""
    if demand == "evacuation":
        return order.policy.withdrawn_within_s
    if order.kind != "order":
        return float(rules.value("card_answer_within_s")[order.kind])
    return order.policy.accepted_within_s


def _to_demand(order: OrderRecord, rules: RuleSet) -> Awaited | None:
    """The answer owed to an evacuation, a stand-down or a change; a change waits for whoever has taken the order.

    What is read out by phone has as long as the request; a change that a later command overrides asks nothing."""
    asked = {demand: at for at, demand in demands(order)}
    for demand in MOST_URGENT:
        at = asked.get(demand)
        if at is None or answered(order, demand, at):
            continue
        if demand == "change" and (overridden(order) or not answered(order, "order", order.ordered_at)):
            continue
        return Awaited(OWED_TO[demand], at + timedelta(seconds=within(order, demand, rules)), demand)
    return None


def _to_order(order: OrderRecord, rules: RuleSet) -> Awaited:
    """The first answer. A request or a notice is read out by phone: nothing but its being taken is awaited."""
    if order.kind != "order":
        return Awaited("accepted", order.ordered_at + timedelta(seconds=within(order, "order", rules)))
    if state_of(order) in ("ordered", "delivered", "popped_up"):
        return Awaited("displayed", order.ordered_at + timedelta(seconds=order.policy.displayed_within_s))
    return Awaited("accepted", order.ordered_at + timedelta(seconds=order.policy.accepted_within_s))


def _on_the_way(order: OrderRecord, rules: RuleSet) -> Awaited | None:
    state = state_of(order)
    since = max((fact.at for fact in order.facts), default=order.ordered_at)
    if state == "accepted":
        seconds = rules.number("moving_within_s")
        return Awaited("moving", _at(order, "accepted") + timedelta(seconds=seconds))
    if state == "moving":
        return Awaited("arrived", _at(order, "moving") + _way(order, rules))
    if state in ("arrived", "controlled", "withdrawn"):
        following: FactKind = "controlled" if state == "arrived" else "returning"
        return Awaited(following, since + timedelta(minutes=rules.number("on_scene_report_minutes")))
    if has_gone(order) or state in ("recalled", "returning"):
        return Awaited("ready", since + timedelta(minutes=rules.number("ready_within_minutes")))
    return None


def _at(order: OrderRecord, kind: FactKind) -> datetime:
    fact = order.last(kind)
    return fact.at if fact else order.ordered_at


def _way(order: OrderRecord, rules: RuleSet) -> timedelta:
    """The team's own word on its way, else the proposal's estimate, with the rule's margin."""
    row = rules.value("arrived_margin")
    words = [fact for fact in order.facts if fact.fact in ("accepted", "moving") and fact.minutes is not None]
    said = max(words, key=lambda fact: fact.at).minutes if words else order.minutes
    if said is None:
        return timedelta(minutes=float(row["unknown_minutes"]))
    return timedelta(minutes=max(said * float(row["factor"]), float(row["least_minutes"])))
