"""Silence: what an unanswered order needs next, when to look again, and when only a person may decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.orders import Awaited, OrderRecord, Step, awaited
from fengsui_incidents.model.orders.state import demands
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import Overdue, SilenceStep

NextStep = Literal["", "remind", "channel", "next_team", "leader", "above", "expired", "hold"]
PERSONS = ("leader", "above")
"""Steps that tell somebody who decides: they go on where the team was replaced, and where the network has failed."""

FIRST_ANSWERS = ("displayed", "accepted")

FACT_WORDS: dict[str, Words] = {
    "displayed": Words("未读", "not displayed"),
    "accepted": Words("未应答", "not answered"),
    "moving": Words("未出动", "not moving"),
    "arrived": Words("未到场", "not arrived"),
    "controlled": Words("未续报", "no further report"),
    "withdrawn": Words("未报撤出", "not reported withdrawn"),
    "returning": Words("未报返回", "not reported returning"),
    "ready": Words("未归队", "not ready again"),
}
STEP_WORDS: dict[str, Words] = {
    "remind": Words("催促", "reminded"),
    "channel": Words("换渠道", "another channel"),
    "next_team": Words("换队", "next team"),
    "above": Words("报上一级", "the level above told"),
    "leader": Words("报带班领导", "leader told"),
}


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


NOTHING = Decision(step="", awaited="", check_at=None, why=Words("", ""))


def escalate(
    order: OrderRecord, *, online: bool, network: Network, late: bool, rules: RuleSet, now: datetime
) -> Decision:
    """What the order needs now. The steps taken stand in `order.steps`: none is taken twice.

    `late`: the deadline ran out while the centre was down, or its drill held. `hold` is no step: it is decided again at
    `check_at`, and a person may act before.
    """
    owed = awaited(order, rules)
    if owed is None:
        return NOTHING
    planned = _planned(order, owed, online=online, rules=rules)
    if not planned:
        return Decision(step="", awaited=owed.fact, check_at=None, why=_why(order, owed, now))
    step, due = planned[0]
    if now < due:
        return Decision(step="", awaited=owed.fact, check_at=due, why=_why(order, owed, now))
    if late:
        return Decision(step="expired", awaited=owed.fact, check_at=None, why=late_words(order, owed.fact))
    if step in ("remind", "next_team") and network_failed(network, rules):
        pause = "network_window_s" if rules.has("network_window_s") else "escalation_step_s"
        again = now + timedelta(seconds=rules.number(pause))
        return Decision(step="hold", awaited=owed.fact, check_at=again, why=_network_words(network))
    following = planned[1][1] if len(planned) > 1 else None
    return Decision(step=step, awaited=owed.fact, check_at=following, why=_why(order, owed, now, step))


def next_check(order: OrderRecord, *, online: bool, rules: RuleSet) -> datetime | None:
    """When `escalate` has something to say next: what the sweep stores, so that it wakes for nothing else."""
    owed = awaited(order, rules)
    planned = _planned(order, owed, online=online, rules=rules) if owed else ()
    return planned[0][1] if planned else None


def network_failed(network: Network, rules: RuleSet) -> bool:
    """More than the rule's share of the connections dropped at once: 网络故障, not silence."""
    if network.connected <= 0 or not rules.has("network_failed_share"):
        return False
    least = rules.number("network_least_dropped") if rules.has("network_least_dropped") else 1
    return network.dropped >= least and network.dropped / network.connected > rules.number("network_failed_share")


def _planned(order: OrderRecord, owed: Awaited, *, online: bool, rules: RuleSet) -> Sequence[tuple[NextStep, datetime]]:
    """The steps still to take for what is owed, each with its moment, in order.

    The first comes with the first deadline that is missed, the second not before the answer itself is due, and each
    later one a step's time after the one before. A deadline that was presented (expired) fires nothing any more.
    """
    begins = _asked_at(order, owed)
    taken = [step for step in order.steps if step.at >= begins and _same(step, owed)]
    if any(step.step == "expired" for step in taken):
        return ()
    steps = _policy(order, owed, online=online, rules=rules)
    gap = timedelta(seconds=rules.number("escalation_step_s"))
    answer = _answer_due(order, owed, online=online, rules=rules)
    planned: list[tuple[NextStep, datetime]] = []
    before: datetime | None = None
    for number, step in enumerate(steps):
        due = owed.due if number == 0 and online else answer
        if before is not None:
            own = order.policy.after_s.get(cast("SilenceStep", step))
            due = max(due, before + (gap if own is None else timedelta(seconds=own)))
        done = next((one for one in taken if one.step == step), None)
        before = done.at if done else due
        if done is None:
            planned.append((step, due))
    return planned


def _asked_at(order: OrderRecord, owed: Awaited) -> datetime:
    """Since when it is owed: a withdrawal since the 紧急撤离, not since the order."""
    return max(at for at, demand in demands(order) if demand == owed.to)


def _policy(order: OrderRecord, owed: Awaited, *, online: bool, rules: RuleSet) -> tuple[NextStep, ...]:
    """The plan's steps for the first answer; for every other fact its own, else the rule's."""
    if owed.to == "order" and owed.fact in FIRST_ANSWERS and order.kind == "order":
        if order.replaced_by:
            # Only who decides is still to hear of it, a step's time after what was done; that stays to count from.
            done = {step.step for step in order.steps}
            return tuple(step for step in order.policy.on_silence if step in PERSONS or step in done)
        # Nobody would see a reminder where no terminal is connected: it is told by other channels already.
        # Where the policy has nothing else, the leader hears of it: no silence is without an end.
        return tuple(step for step in order.policy.on_silence if online or step not in ("remind", "channel")) or (
            "leader",
        )
    rows = rules.value("overdue_steps") if rules.has("overdue_steps") else {}
    key = (
        owed.to if owed.to != "order" else ("card" if order.kind != "order" and owed.fact == "accepted" else owed.fact)
    )
    steps = cast("Sequence[NextStep]", order.policy.overdue.get(cast("Overdue", key), rows.get(key, ())))
    last: tuple[NextStep, ...] = ("leader",) if steps else ()
    return tuple(step for step in steps if online or step != "channel") or last


def _answer_due(order: OrderRecord, owed: Awaited, *, online: bool, rules: RuleSet) -> datetime:
    """When the answer itself is due; a team that must be rung gets longer."""
    if owed.to != "order" or owed.fact not in FIRST_ANSWERS or order.kind != "order":
        return owed.due
    extra = 0.0 if online or not rules.has("unreachable_extra_s") else rules.number("unreachable_extra_s")
    return order.ordered_at + timedelta(seconds=order.policy.accepted_within_s + extra)


def _same(step: Step, owed: Awaited) -> bool:
    """Reading and answering are one silence; every other fact has its own."""
    first = step.awaited in FIRST_ANSWERS and owed.fact in FIRST_ANSWERS
    return first or step.awaited == owed.fact


def _why(order: OrderRecord, owed: Awaited, now: datetime, step: str = "") -> Words:
    missing = FACT_WORDS.get(owed.fact, Words(owed.fact, owed.fact))
    waited = max(0, int((now - _asked_at(order, owed)).total_seconds()))
    zh, en = f"{missing.zh}, 已过{waited}秒", f"{missing.en} after {waited} s"
    if said := STEP_WORDS.get(step):
        return Words(f"{zh}: {said.zh}", f"{en}: {said.en}")
    return Words(zh, en)


def late_words(order: OrderRecord, fact: str) -> Words:
    """A drill that was held could not be answered either."""
    missing = FACT_WORDS.get(fact, Words(fact, fact))
    if order.exercise is not None:
        return Words(f"{missing.zh}, 时限在演练挂起或停机期间已过, 由人决定",
                     f"{missing.en}; the deadline ran out while the drill was held, a person decides")  # fmt: skip
    return Words(f"{missing.zh}, 时限在中心停机期间已过, 由人决定",
                 f"{missing.en}; the deadline ran out while the centre was down, a person decides")  # fmt: skip


def _network_words(network: Network) -> Words:
    gone, all_of = network.dropped, network.connected
    return Words(
        f"网络故障: {all_of} 个终端中 {gone} 个断线, 不自动加派",
        f"Network failure: {gone} of {all_of} terminals dropped; nobody else is alerted",
    )
