"""Other channels to a team whose terminal is not connected: which is next, and what a reply by one of them means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from fengsui_channels.api import Kind, Try
from fengsui_incidents.api.words import FactKind, UnableReason
from fengsui_incidents.model.orders import Given, OrderRecord, awaited
from fengsui_incidents.model.orders.due import OWED_TO
from fengsui_incidents.model.orders.state import demands
from fengsui_incidents.model.orders.values import Demand
from fengsui_incidents.model.rules import RuleSet

FIRST_ANSWERS = ("displayed", "accepted")
REASONS: tuple[UnableReason, ...] = ("on_another_job", "vehicle", "people", "kit", "road", "other")
"""The digits 1 to 6 behind a 2, as on a team's own terminal."""


def unanswered(order: OrderRecord, rules: RuleSet) -> tuple[Demand, datetime] | None:
    """The demand that the team has not answered, and when it was made: what another channel has to carry.

    None where it owes something else (it is on its way), nothing, or was replaced.
    """
    owed = awaited(order, rules)
    if owed is None or order.kind != "order" or order.replaced_by:
        return None
    if owed.to == "order" and owed.fact not in FIRST_ANSWERS:
        return None
    return owed.to, max(at for at, demand in demands(order) if demand == owed.to)


def told_otherwise(order: OrderRecord, since: datetime) -> bool:
    """Whether the policy has had the silent team told by other channels since the demand was made."""
    return any(step.step == "channel" and step.at >= since for step in order.steps)


def next_kind(
    ladder: Sequence[str],
    carried: Collection[str],
    tries: Sequence[Try],
    now: datetime,
    gap_s: float,
    again_s: float | None = None,
) -> str:
    """The channel whose turn it is, or "": the first that was not tried, at once after one that failed, else `gap_s`
    after the last. Kinds that no gateway carries are passed over. `again_s`: when all were tried, so much later they
    begin anew, for as long as nobody answers."""
    steps = [kind for kind in ladder if kind in carried]
    if not steps:
        return ""
    often = {kind: sum(1 for one in tries if one.kind == kind) for kind in steps}
    following = min(steps, key=lambda kind: often[kind])
    last = max(tries, key=lambda one: one.asked_at, default=None)
    if last is None:
        return following
    passed = (now - last.asked_at).total_seconds()
    if often[following] and often[following] == max(often.values()):
        return following if again_s is not None and passed >= again_s else ""
    if often[following] and again_s is None:
        return ""
    return following if last.state in ("refused", "failed") or passed >= gap_s else ""


def of_demand(tries: Sequence[Try], demand: str, since: datetime) -> list[Try]:
    """Those of the tries that carried this demand, not an earlier one of its kind."""
    return [one for one in tries if one.purpose == demand and one.asked_at >= since]


def read_reply(text: str, demand: Demand, *, drill: bool, at: datetime, channel: str, who: str) -> Given | None:
    """`1` going (`1 8 9`: 8 people, 9 minutes), `2` cannot (`2 3`: people), in a drill `9` a real call; to a change,
    a stand-down or an evacuation `1`. None for what is no such answer: a person reads it then."""
    words = text.replace("+", " ").replace(",", " ").split()
    if not words or not all(word.isascii() and word.isdigit() and len(word) <= 4 for word in words):
        return None
    first, numbers = words[0], [int(word) for word in words[1:]]
    fact: FactKind
    people = minutes = reason = None
    if first == "1":
        fact = "accepted" if demand == "order" else OWED_TO[demand]
        people = numbers[0] if numbers and fact in ("accepted", "withdrawn") else None
        minutes = min(numbers[1], 1440) if len(numbers) > 1 and fact == "accepted" else None
    elif demand == "order" and (first == "2" or (first == "9" and drill)):
        fact = "unable"
        reason = REASONS[0] if first == "9" else _reason(numbers)
    else:
        return None
    return Given(fact=fact, at=at, people=people, minutes=minutes, reason=reason, answered_for=True, channel=channel,
                 said_by=who)  # fmt: skip


def _reason(numbers: Sequence[int]) -> UnableReason:
    return REASONS[numbers[0] - 1] if numbers and 1 <= numbers[0] <= len(REASONS) else "other"


def ladder_of(rules: RuleSet, key: str) -> tuple[Kind, ...]:
    """The rule's channels in their order; none where a bureau switched it off."""
    return tuple(cast("list[Kind]", rules.value(key))) if rules.has(key) else ()
