"""A receipt comes in: whether it may, what it means, and whether it was known already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.text import N_
from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.words import FactKind, UnableReason
from fengsui_incidents.model.orders.state import demands, has_gone, is_open, latest_demand, state_of
from fengsui_incidents.model.orders.values import CANNOT, SEEN, Demand, OrderRecord

REPEATED: frozenset[FactKind] = frozenset({"need_more", "mayday"})
"""Each time they are said they are new."""

ALWAYS: frozenset[FactKind] = frozenset({"mayday", "delivered", "popped_up", "displayed"})
"""A call for help is never refused; what a device or a reader says of itself disturbs nothing."""

AGAIN_AFTER_WITHDRAWAL: frozenset[FactKind] = frozenset({"moving", "arrived", "controlled"})


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
    post: str = ""
    witness: str = ""


@dataclass(frozen=True, kw_only=True)
class Received:
    """What a receipt means. `fact` None: it was there already, so nothing is recorded (the same answer is given).

    `tell_leader`: a team under order cannot go (708 art 19), or a mayday. `acknowledges` names what was answered:
    order, change, stand_down or evacuation. `finished`: the team is free again.
    """

    fact: Fact | None
    state: str
    tell_leader: bool = False
    acknowledges: Demand = "order"
    finished: bool = False


def receive(order: OrderRecord, given: Given, now: datetime) -> Received:
    """Whether the fact may follow what is there.

    Raises Invalid (unable without a reason; said in the future) or Conflict, each with its code. A mayday is always
    taken; `withdrawn` too, from a team that has not come back (708 art 22: rescuers in danger may withdraw).
    """
    _check_words(given, now)
    demand = latest_demand(order)
    if _is_known(order, given):
        return Received(fact=None, state=state_of(order), acknowledges=demand, finished=not is_open(order))
    _check_order(order, given)
    fact = Fact(
        fact=given.fact,
        at=given.at,
        people=given.people,
        minutes=given.minutes,
        reason=given.reason or "",
        answered_for=given.answered_for,
        channel=given.channel,
        said_by=given.said_by,
        post=given.post,
        witness=given.witness,
    )
    after = replace(order, facts=(*order.facts, fact))
    return Received(
        fact=fact,
        state=state_of(after),
        tell_leader=given.fact == "mayday" or (given.fact == "unable" and not order.may_decline),
        acknowledges=demand,
        finished=not is_open(after),
    )


def _check_words(given: Given, now: datetime) -> None:
    faults: list[Fault] = []
    if given.fact == "unable" and given.reason is None:
        expected = N_("why it cannot go: on_another_job, vehicle, people, kit, road or other")
        faults.append(Fault("reason", expected, "reason_needed"))
    if given.at > now:
        faults.append(Fault("said_at", N_("a time that has been"), "time_in_future"))
    if faults:
        raise Invalid(N_("The receipt cannot be taken as it is."), code="receipt_refused", faults=faults)


def _is_known(order: OrderRecord, given: Given) -> bool:
    """Facts are written once: reading and answering once for each demand, the way once for each time out."""
    if given.fact in REPEATED:
        return False
    begins: datetime | None
    if given.fact in SEEN or given.fact == "accepted":
        begins = max(at for at, demand in demands(order) if given.fact != "accepted" or demand != "evacuation")
    elif given.fact == "withdrawn":
        begins = order.evacuating_at
    else:
        out = order.last("withdrawn")
        begins = out.at if out and given.fact in AGAIN_AFTER_WITHDRAWAL else None
    # A word that is dated before the demand (a 代录, a late delivery) answers the one before it.
    anew = begins is not None and begins > order.ordered_at and given.at >= begins
    return any(fact.fact == given.fact and (not anew or begins is None or fact.at >= begins) for fact in order.facts)


def _check_order(order: OrderRecord, given: Given) -> None:
    if given.fact in ALWAYS:
        return
    if "ready" in order.kinds():
        raise Conflict(N_("Order {order} is finished: the team is ready again."), code="already_ready", order=order.id)
    if order.kinds() & CANNOT and not has_gone(order):
        raise Conflict(
            N_("The team has said that it cannot go; send it a new order."), code="already_unable", order=order.id
        )
    if (check := CHECKS.get(given.fact)) is not None:
        check(order)


def _may_decline(order: OrderRecord) -> None:
    if not order.may_decline:
        raise Conflict(
            N_("A team under order may not decline; it answers accepted, or unable with a reason."),
            code="may_not_decline",
            order=order.id,
        )
    if "accepted" in order.kinds() or has_gone(order):
        raise Conflict(
            N_("The team has accepted; it can only say that it is unable."), code="already_accepted", order=order.id
        )


def _may_be_unable(order: OrderRecord) -> None:
    if order.kinds() & {"arrived", "controlled", "returning"}:
        raise Conflict(N_("The team has arrived."), code="already_arrived", order=order.id)


def _has_arrived(order: OrderRecord) -> None:
    if "arrived" not in order.kinds():
        raise Conflict(N_("The team has not arrived yet."), code="not_arrived", order=order.id)


def _was_sent(order: OrderRecord) -> None:
    if "accepted" not in order.kinds() and not has_gone(order) and order.stood_down_at is None:
        raise Conflict(N_("The team has not accepted the order yet."), code="not_accepted", order=order.id)


CHECKS: dict[FactKind, Callable[[OrderRecord], None]] = {
    "declined": _may_decline,
    "unable": _may_be_unable,
    "controlled": _has_arrived,
    "returning": _was_sent,
    "ready": _was_sent,
}
