"""Mutual aid (支援): asked of another bureau, with receipt and deadline; refused or silent comes back on top."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, insert, update

from fengsui.errors import Conflict
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import AidAsked, AidChanged
from fengsui_field.api.payloads import AidAnswer, AidTaken, AskAid, OfAid, WithdrawAid
from fengsui_field.api.words import AidState
from fengsui_field.service.context import ground, is_late, minutes, next_number, row_of, tell
from fengsui_field.service.watching import Waiting, settle, wait
from fengsui_incidents.api.events import Words

OPEN = ("asked", "received", "silent")


def ask(unit: Unit, payload: AskAid) -> dict[str, Any]:
    at = ground(unit, payload.incident)
    within = (
        timedelta(minutes=payload.answer_minutes) if payload.answer_minutes else minutes(unit, "aid_answer_minutes")
    )
    id, by = unit.new_id(), unit.now + within
    number = next_number(unit, t.aid, at.id)
    unit.connection.execute(
        insert(t.aid).values(
            id=id, incident=at.id, exercise=at.exercise, number=number, to=payload.to, phone=payload.phone,
            what=payload.what, state="asked", asked_at=unit.now, answer_by=by, taken_by="", answer="", said_by="",
            asked_again=0, known=False,
        )
    )  # fmt: skip
    event = AidAsked(incident=at.id, aid=id, to=payload.to, what=payload.what, answer_by=by, exercise=at.exercise)
    says = Words(f"请求支援 {payload.to}: {payload.what}", f"Aid asked of {payload.to}: {payload.what}")
    tell(unit, at.id, event, says)
    _follow(unit, id)
    return {"aid": id, "number": number, "answer_by": by}


def _aid(unit: Unit, id: str, *, states: tuple[str, ...] = OPEN) -> RowMapping:
    row = row_of(unit, t.aid, id, N_("There is no request {id}."))
    ground(unit, row["incident"])
    if row["state"] not in states:
        raise Conflict(N_("This request has been answered or taken back."), code="aid_over")
    return row


def taken(unit: Unit, payload: AidTaken) -> dict[str, Any]:
    """The receipt: who took it at the other end. The answer is still owed."""
    row = _aid(unit, payload.aid)
    state: AidState = "received" if row["state"] == "asked" else row["state"]
    _save(unit, row, state=state, taken_by=payload.taken_by, taken_at=unit.now)
    _tell(unit, row, "received", Words("已接收", "has received the request"))
    _follow(unit, row["id"])
    return {"aid": row["id"], "state": state}


def answer(unit: Unit, payload: AidAnswer) -> dict[str, Any]:
    row = _aid(unit, payload.aid)
    state: AidState = "accepted" if payload.accepted else "refused"
    _save(
        unit, row, state=state, answer=payload.answer, minutes=payload.minutes, said_by=payload.said_by,
        answered_at=unit.now, known=payload.accepted,
    )  # fmt: skip
    eta = (
        Words(f" {payload.minutes}分钟到", f", in {payload.minutes} min")
        if payload.minutes is not None
        else Words("", "")
    )
    did = Words("同意", "comes with") if payload.accepted else Words("不能支援", "refuses")
    says = Words(f"{did.zh}: {payload.answer}{eta.zh}", f"{did.en}: {payload.answer}{eta.en}")
    _tell(unit, row, state, says, answer=payload.answer, minutes=payload.minutes)
    _follow(unit, row["id"])
    return {"aid": row["id"], "state": state}


def again(unit: Unit, payload: OfAid) -> dict[str, Any]:
    """Asked once more, also of who refused; a new time to answer."""
    row = _aid(unit, payload.aid, states=(*OPEN, "refused"))
    by = unit.now + minutes(unit, "aid_again_minutes")
    _save(unit, row, state="asked", answer_by=by, asked_again=row["asked_again"] + 1, known=False)
    _tell(unit, row, "asked", Words("再次请求", "asked again"))
    _follow(unit, row["id"])
    return {"aid": row["id"], "answer_by": by}


def know(unit: Unit, payload: OfAid) -> dict[str, Any]:
    """知悉: a refusal has been seen, and leaves the queue."""
    row = _aid(unit, payload.aid, states=("refused",))
    _save(unit, row, known=True)
    settle(unit, "aid", row["id"])
    return {"aid": row["id"]}


def withdraw(unit: Unit, payload: WithdrawAid) -> dict[str, Any]:
    row = _aid(unit, payload.aid, states=(*OPEN, "accepted"))
    _save(unit, row, state="withdrawn", known=True)
    _tell(unit, row, "withdrawn", Words(f"撤回请求: {payload.reason}", f"request taken back: {payload.reason}"))
    settle(unit, "aid", row["id"])
    return {"aid": row["id"], "state": "withdrawn"}


def look(unit: Unit, id: str) -> None:
    """Nobody answered in time: said once; on top of the queue until somebody does something about it."""
    row = row_of(unit, t.aid, id, N_("There is no request {id}."))
    if row["state"] not in ("asked", "received"):
        settle(unit, "aid", id)
        return
    unit.enter(row["exercise"])
    _save(unit, row, state="silent")
    _tell(
        unit,
        row,
        "silent",
        Words("到时未答复", "has not answered in time"),
        late=is_late(unit, row["answer_by"], row["exercise"]),
    )
    _follow(unit, id)


def _save(unit: Unit, row: RowMapping, **values: object) -> None:
    unit.connection.execute(update(t.aid).where(t.aid.c.id == row["id"]).values(**values))


def _tell(unit: Unit, row: RowMapping, state: AidState, did: Words, *, answer: str = "", minutes: int | None = None,
          late: bool = False) -> None:  # fmt: skip
    event = AidChanged(
        incident=row["incident"], aid=row["id"], to=row["to"], state=state, answer=answer, minutes=minutes, late=late,
        exercise=row["exercise"],
    )  # fmt: skip
    tell(unit, row["incident"], event, Words(f"支援 {row['to']}: {did.zh}", f"Aid, {row['to']}: {did.en}"))


STANDING = {
    "asked": Words("待接收", "receipt awaited"),
    "received": Words("待答复", "answer awaited"),
    "silent": Words("未答复", "SILENT"),
    "refused": Words("不能支援", "REFUSED"),
}


def _follow(unit: Unit, id: str) -> None:
    row = row_of(unit, t.aid, id, N_("There is no request {id}."))
    if row["state"] not in STANDING or row["known"]:
        settle(unit, "aid", id)
        return
    said = STANDING[row["state"]]
    refused = row["state"] == "refused"
    why = f": {row['answer']}" if refused else ""
    wait(
        unit,
        Waiting(
            kind="aid", thing=id, incident=row["incident"], exercise=row["exercise"], shows_at=unit.now,
            due_at=unit.now if refused else row["answer_by"],
            act_at=row["answer_by"] if row["state"] in ("asked", "received") else None,
            says=Words(f"{row['to']} {row['what']} {said.zh}{why}", f"{row['to']}, {row['what']}: {said.en}{why}"),
            phone=row["phone"],
        ),
    )  # fmt: skip
