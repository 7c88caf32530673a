"""点名: after an evacuation, who is out, with how many, and who is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.entries import RollCall, RollCallRow
from fengsui_incidents.model.orders import OrderRecord, is_open, withdrawn

SAID_WITH = ("accepted", "moving", "arrived", "need_more")
"""Facts that may say with how many people a force is there."""


def went_in(order: OrderRecord) -> int | None:
    """The strength that the force said last before it was told to withdraw; None where it never said one."""
    before = [
        fact
        for fact in order.facts
        if fact.fact in SAID_WITH and fact.people is not None
        if order.evacuating_at is None or fact.at <= order.evacuating_at
    ]
    return max(before, key=lambda fact: fact.at).people if before else None


def answer(order: OrderRecord) -> Fact | None:
    """What the force answered to the last evacuation."""
    if order.evacuating_at is None:
        return None
    return order.since(order.evacuating_at, "withdrawn", "ready")


def missing(order: OrderRecord) -> int | None:
    """How many more went in than came out, as far as the force said both; never below nought."""
    said, out = went_in(order), answer(order)
    if said is None or out is None or out.people is None:
        return None
    return max(0, said - out.people)


def roll_call(
    incident: str,
    orders: Sequence[OrderRecord],
    now: datetime,
    *,
    names: Mapping[str, str],
    phones: Mapping[str, str],
    unreachable: Collection[str] = (),
) -> RollCall:
    """Every force that was told to withdraw and had not come back then: who has not answered first, then who misses
    people, then the others by when they answered."""
    told = [order for order in orders if order.evacuating_at is not None and order.kind != "notice"]
    rows = [_row(order, now, names, phones, unreachable) for order in told if is_open(order) or answer(order)]
    rows.sort(key=lambda row: (row.answered is not None, not row.missing, row.due, row.order))
    return RollCall(
        incident=incident,
        ordered_at=max((row.asked_at for row in rows), default=None),
        rows=tuple(rows),
        went_in=sum(row.went_in or 0 for row in rows),
        came_out=sum(row.came_out or 0 for row in rows),
        missing=sum(row.missing or 0 for row in rows),
        unknown=sum(row.went_in is None or (row.answered is not None and row.came_out is None) for row in rows),
        open=sum(row.answered is None for row in rows),
    )


def _row(
    order: OrderRecord,
    now: datetime,
    names: Mapping[str, str],
    phones: Mapping[str, str],
    unreachable: Collection[str],
) -> RollCallRow:
    asked, out = order.evacuating_at, answer(order)
    assert asked is not None
    due = asked + timedelta(seconds=order.policy.withdrawn_within_s)
    who = order.team or order.id
    return RollCallRow(
        order=order.id,
        team=order.team,
        name=names.get(who, who),
        phone=phones.get(who, ""),
        kind=order.kind,
        asked_at=asked,
        due=due,
        overdue=not withdrawn(order) and now >= due,
        went_in=went_in(order),
        came_out=out.people if out else None,
        missing=missing(order),
        answered=out.at if out else None,
        said_by=out.said_by if out else "",
        answered_for=out.answered_for if out else False,
        unreachable=order.id in unreachable,
    )
