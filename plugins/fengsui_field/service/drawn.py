"""Supplies and experts drawn for an incident. In a drill nothing leaves a depot: it is only written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import AdviceGiven, ExpertAsked, ExpertChanged, SuppliesDrawn, SuppliesReturned
from fengsui_field.api.payloads import AskExpert, Draw, ExpertSays, GiveBack, TakeAdvice
from fengsui_field.api.words import ExpertState
from fengsui_field.service.context import card, ground, is_late, minutes, row_of, tell, who
from fengsui_field.service.watching import Waiting, settle, wait
from fengsui_incidents.api.events import Words
from fengsui_rosters.api import WHY_NOT_NAMES, Experts, Supplies

EXPERT_SAYS: dict[ExpertState, Words] = {
    "silent": Words("未答复", "has not answered"),
    "online": Words("在线", "on line"),
    "on_scene": Words("到现场", "at the scene"),
    "declined": Words("不能参加", "cannot come"),
    "released": Words("结束", "released"),
}


def draw(unit: Unit, payload: Draw) -> dict[str, Any]:
    """Booked out of the depot in the same unit, with the incident as its reference; never below nothing."""
    at = ground(unit, payload.incident)
    supplies = unit.ask(Supplies)
    taken = supplies.draw(
        payload.depot, payload.item, payload.quantity, batch=payload.batch or "", reference=at.id, exercise=at.exercise
    )
    made = []
    for one in taken:
        id = unit.new_id()
        made.append(id)
        unit.connection.execute(
            insert(t.draws).values(
                id=id, incident=at.id, exercise=at.exercise, depot=payload.depot, item=payload.item, batch=one.batch,
                name=one.name, unit=one.unit, quantity=one.quantity, returned=0, purpose=payload.purpose, at=unit.now,
                by=who(unit)[:100],
            )
        )  # fmt: skip
        event = SuppliesDrawn(
            incident=at.id, draw=id, depot=payload.depot, item=payload.item, quantity=one.quantity,
            exercise=at.exercise,
        )  # fmt: skip
        what = f"{one.name} {one.quantity}{one.unit}"
        tell(unit, at.id, event, Words(f"调用物资 {what} ({payload.depot})", f"Drawn: {what} from {payload.depot}"))
    return {"incident": at.id, "draws": made}


def give_back(unit: Unit, payload: GiveBack) -> dict[str, Any]:
    """Not more than was drawn; also after the closing."""
    row = row_of(unit, t.draws, payload.draw, N_("There is no draw {id}."))
    at = ground(unit, row["incident"], closed=True)
    left = row["quantity"] - row["returned"]
    if payload.quantity > left:
        fault = Fault("quantity", N_("at most {left}, which are still out"), "more_than_drawn", {"left": left})
        raise Invalid(N_("More than was drawn cannot come back."), code="more_than_drawn", faults=[fault])
    unit.ask(Supplies).give_back(
        row["depot"], row["item"], row["batch"], payload.quantity, reference=at.id, exercise=at.exercise
    )
    returned = row["returned"] + payload.quantity
    unit.connection.execute(update(t.draws).where(t.draws.c.id == row["id"]).values(returned=returned))
    event = SuppliesReturned(
        incident=at.id, draw=row["id"], depot=row["depot"], item=row["item"], quantity=payload.quantity,
        exercise=at.exercise,
    )  # fmt: skip
    what = f"{row['name']} {payload.quantity}{row['unit']}"
    tell(unit, at.id, event, Words(f"归还物资 {what} ({row['depot']})", f"Returned: {what} to {row['depot']}"))
    return {"draw": row["id"], "out": row["quantity"] - returned}


# -- experts ---------------------------------------------------------------------------------------------


def ask_expert(unit: Unit, payload: AskExpert) -> dict[str, Any]:
    """Whoever has an interest in the site must withdraw (回避); whose term has ended is not asked."""
    at = ground(unit, payload.incident)
    found = card(unit, at.id)
    row = unit.ask(Experts).get(payload.expert, site=found.site.id if found.site else "")
    if row is None:
        fault = Fault("expert", N_("an expert of the roster"), "no_expert")
        raise Invalid(N_("There is no expert {expert}."), code="no_expert", faults=[fault], expert=payload.expert)
    if not row.available:
        fault = Fault("expert", WHY_NOT_NAMES[row.why_not], row.why_not)
        raise Conflict(N_("Expert {expert} may not be asked."), code="expert_unavailable", faults=[fault],
                       expert=payload.expert)  # fmt: skip
    id, by = unit.new_id(), unit.now + minutes(unit, "expert_answer_minutes")
    speciality = " ".join(row.expert.specialities)[:200]
    unit.connection.execute(
        insert(t.experts).values(
            id=id, incident=at.id, exercise=at.exercise, expert=row.expert.id, speciality=speciality,
            about=payload.about, state="asked", asked_at=unit.now, answer_by=by, changed_at=unit.now,
            asked_by=who(unit)[:100],
        )
    )  # fmt: skip
    event = ExpertAsked(incident=at.id, call=id, expert=row.expert.id, answer_by=by, exercise=at.exercise)
    says = Words(
        f"请专家 {row.expert.id} ({speciality}): {payload.about}",
        f"Expert {row.expert.id} ({speciality}) asked: {payload.about}",
    )
    tell(unit, at.id, event, says)
    _follow(unit, id, row.expert.phone, by)
    return {"call": id, "answer_by": by, "phone": row.expert.phone}


def _follow(unit: Unit, call: str, phone: str, by: datetime | None) -> None:
    row = row_of(unit, t.experts, call, N_("There is no expert call {id}."))
    name = Words(f"专家 {row['expert']} ({row['speciality']})", f"expert {row['expert']} ({row['speciality']})")
    wait(
        unit,
        Waiting(
            kind="expert", thing=call, incident=row["incident"], exercise=row["exercise"], shows_at=unit.now,
            due_at=row["answer_by"], act_at=by, says=Words(f"{name.zh} 待答复", f"{name.en}: answer awaited"),
            phone=phone,
        ),
    )  # fmt: skip


def look_expert(unit: Unit, call: str) -> None:
    """Nobody answered in time: said once, and the item stays."""
    row = row_of(unit, t.experts, call, N_("There is no expert call {id}."))
    if row["state"] != "asked":
        settle(unit, "expert", call)
        return
    unit.enter(row["exercise"])
    _set(unit, row, "silent", late=is_late(unit, row["answer_by"], row["exercise"]))
    expert = unit.ask(Experts).get(row["expert"])
    _follow(unit, call, expert.expert.phone if expert else "", None)


def _set(unit: Unit, row: RowMapping, state: ExpertState, *, late: bool = False) -> None:
    unit.connection.execute(
        update(t.experts).where(t.experts.c.id == row["id"]).values(state=state, changed_at=unit.now)
    )
    event = ExpertChanged(
        incident=row["incident"], call=row["id"], expert=row["expert"], state=state, late=late,
        exercise=row["exercise"],
    )  # fmt: skip
    said = EXPERT_SAYS[state]
    tell(unit, row["incident"], event, Words(f"专家 {row['expert']} {said.zh}", f"Expert {row['expert']} {said.en}"))


def expert_says(unit: Unit, payload: ExpertSays) -> dict[str, Any]:
    row = row_of(unit, t.experts, payload.call, N_("There is no expert call {id}."))
    ground(unit, row["incident"], closed=True)
    if row["state"] in ("declined", "released"):
        raise Conflict(N_("This call of an expert is over."), code="call_over")
    if row["state"] != payload.state:
        _set(unit, row, payload.state)
    settle(unit, "expert", row["id"])
    return {"call": row["id"], "state": payload.state}


def take_advice(unit: Unit, payload: TakeAdvice) -> dict[str, Any]:
    """What he said, in his words, and what was decided on it: the decision stays the commander's."""
    row = row_of(unit, t.experts, payload.call, N_("There is no expert call {id}."))
    at = ground(unit, row["incident"])
    if row["state"] == "declined":
        raise Conflict(N_("This call of an expert is over."), code="call_over")
    unit.connection.execute(
        insert(t.advice).values(
            id=unit.new_id(), incident=at.id, exercise=at.exercise, call=row["id"], at=unit.now, text=payload.text,
            adopted=payload.adopted, by=who(unit)[:100],
        )
    )  # fmt: skip
    if row["state"] in ("asked", "silent"):
        _set(unit, row, "online")
        settle(unit, "expert", row["id"])
    event = AdviceGiven(
        incident=at.id, call=row["id"], expert=row["expert"], text=payload.text, adopted=payload.adopted,
        exercise=at.exercise,
    )  # fmt: skip
    adopted = Words(f" [{payload.adopted}]", f" [{payload.adopted}]") if payload.adopted else Words("", "")
    text = " ".join(payload.text.split())
    says = Words(
        f"专家 {row['expert']} 意见: {text}{adopted.zh}", f"Advice of expert {row['expert']}: {text}{adopted.en}"
    )
    tell(unit, at.id, event, says)
    return {"call": row["id"]}
