"""Costs of the rescue and requisition vouchers (708 arts 19 and 26): also entered and settled afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, insert, update

from fengsui.errors import Conflict, Fault
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import CostEntered, CostStruck, VoucherIssued, VoucherSettled
from fengsui_field.api.payloads import Compensate, EnterCost, IssueVoucher, ReturnProperty, StrikeCost
from fengsui_field.api.words import BORNE_WORDS
from fengsui_field.model.money import yuan
from fengsui_field.service.context import CLOCKS, ground, refuse, row_of, tell, when, who
from fengsui_incidents.api.events import Words


def enter_cost(unit: Unit, payload: EnterCost) -> dict[str, Any]:
    """Borne by the responsible unit first; anybody else with a reason, and by name."""
    at = ground(unit, payload.incident, closed=True)
    faults = []
    if payload.borne_by != "responsible_unit" and not payload.reason:
        faults.append(Fault("reason", N_("why not the responsible unit (708 art 19)"), "reason_needed"))
    if payload.borne_by == "other" and not payload.bearer:
        faults.append(Fault("bearer", N_("who bears it"), "bearer_needed"))
    refuse(N_("This cost cannot be entered like this."), faults)
    id = unit.new_id()
    values = payload.model_dump(exclude={"at", "incident"})
    unit.connection.execute(
        insert(t.costs).values(
            id=id, incident=at.id, exercise=at.exercise, at=when(unit, payload.at), entered_by=who(unit)[:100],
            struck=False, **values,
        )
    )  # fmt: skip
    event = CostEntered(
        incident=at.id, cost=id, order=payload.order, amount=payload.amount, borne_by=payload.borne_by,
        exercise=at.exercise,
    )  # fmt: skip
    bearer = BORNE_WORDS[payload.borne_by]
    order = f" ({payload.order})" if payload.order else ""
    says = Words(
        f"费用 {yuan(payload.amount)}元 {payload.what}{order} 由{bearer.zh}承担",
        f"Cost {yuan(payload.amount)} yuan, {payload.what}{order}, borne by {bearer.en}",
    )
    tell(unit, at.id, event, says)
    return {"cost": id}


def strike_cost(unit: Unit, payload: StrikeCost) -> dict[str, Any]:
    """An entry that was wrong: it stays, struck through, and counts no more."""
    row = row_of(unit, t.costs, payload.cost, N_("There is no cost {id}."))
    at = ground(unit, row["incident"], closed=True)
    if row["struck"]:
        raise Conflict(N_("This entry is struck off."), code="struck_off")
    unit.connection.execute(update(t.costs).where(t.costs.c.id == row["id"]).values(struck=True, reason=payload.reason))
    event = CostStruck(incident=at.id, cost=row["id"], reason=payload.reason, exercise=at.exercise)
    says = Words(
        f"费用划去 {yuan(row['amount'])}元 {row['what']}: {payload.reason}",
        f"Cost struck off: {yuan(row['amount'])} yuan, {row['what']}: {payload.reason}",
    )
    tell(unit, at.id, event, says)
    return {"cost": row["id"]}


# -- requisitions ----------------------------------------------------------------------------------------


def issue_voucher(unit: Unit, payload: IssueVoucher) -> dict[str, Any]:
    """征用凭证, also written afterwards where it was urgent. The centre requisitions unless said otherwise."""
    at = ground(unit, payload.incident, closed=True)
    taken_at = when(unit, payload.at)
    id, count = unit.new_id(), _count(unit, at.id) + 1
    number = f"ZY-{at.id}-{count:02d}"
    centre = unit.centre()
    unit.connection.execute(
        insert(t.vouchers).values(
            id=id, incident=at.id, exercise=at.exercise, number=number, basis=payload.basis, reason=payload.reason,
            things=[one.model_dump() for one in payload.things], owner=payload.owner,
            owner_contact=payload.owner_contact, taken_by=payload.taken_by or centre["name"],
            taken_by_contact=payload.taken_by_contact or centre["phone"], taken_at=taken_at, issued_at=unit.now,
            afterwards=taken_at < unit.now - CLOCKS, state="in_use", damage="", issued_by=who(unit)[:100],
        )
    )  # fmt: skip
    event = VoucherIssued(
        incident=at.id, voucher=id, number=number, things=len(payload.things), afterwards=taken_at < unit.now - CLOCKS,
        exercise=at.exercise,
    )  # fmt: skip
    things = " ".join(f"{one.name}{one.quantity}{one.unit}" for one in payload.things)
    says = Words(f"征用凭证 {number}: {things}", f"Requisition {number}: {things}")
    tell(unit, at.id, event, says, at=taken_at if event.afterwards else None)
    return {"voucher": id, "number": number}


def _count(unit: Unit, incident: str) -> int:
    found = unit.connection.execute(t.vouchers.select().where(t.vouchers.c.incident == incident))
    return len(found.all())


def _voucher(unit: Unit, id: str) -> RowMapping:
    row = row_of(unit, t.vouchers, id, N_("There is no voucher {id}."))
    ground(unit, row["incident"], closed=True)
    return row


def give_back(unit: Unit, payload: ReturnProperty) -> dict[str, Any]:
    """返还: after use, or when the emergency is over; damage and loss are written down (708 art 26)."""
    row = _voucher(unit, payload.voucher)
    if row["returned_at"] is not None:
        raise Conflict(N_("This property went back already."), code="returned_already")
    state = "returned" if row["state"] == "in_use" else row["state"]
    _settle(unit, row, state, returned_at=unit.now, damage=payload.damage)
    event = VoucherSettled(
        incident=row["incident"], voucher=row["id"], state="returned", damage=payload.damage, exercise=row["exercise"]
    )
    damage = Words(f", 毁损: {payload.damage}", f", damaged: {payload.damage}") if payload.damage else Words("", "")
    says = Words(f"征用财产返还 {row['number']}{damage.zh}", f"Requisition {row['number']} returned{damage.en}")
    tell(unit, row["incident"], event, says)
    return {"voucher": row["id"], "state": state}


def compensate(unit: Unit, payload: Compensate) -> dict[str, Any]:
    row = _voucher(unit, payload.voucher)
    if row["state"] == "compensated":
        raise Conflict(N_("Its owner was compensated already."), code="compensated_already")
    _settle(unit, row, "compensated", compensation=payload.amount, compensated_at=unit.now)
    event = VoucherSettled(
        incident=row["incident"], voucher=row["id"], state="compensated", amount=payload.amount,
        exercise=row["exercise"],
    )  # fmt: skip
    says = Words(
        f"征用补偿 {row['number']}: {yuan(payload.amount)}元",
        f"Requisition {row['number']}: {yuan(payload.amount)} yuan paid",
    )
    tell(unit, row["incident"], event, says)
    return {"voucher": row["id"], "state": "compensated"}


def _settle(unit: Unit, row: RowMapping, state: str, **values: object) -> None:
    unit.connection.execute(update(t.vouchers).where(t.vouchers.c.id == row["id"]).values(state=state, **values))
