"""What is not ours goes to whom it belongs (转办), with a receipt by a deadline; refused or silent, it is back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import (
    CallClosed,
    TransferAnswered,
    Transferred,
    TransferSilent,
    TransferWithdrawn,
    Words,
)
from fengsui_incidents.api.intake import ReceiverRow, TransferRow
from fengsui_incidents.api.payloads_intake import AnswerTransfer, ReceiversFor, Transfer, TransferCall, TransfersOf
from fengsui_incidents.model.line import Vocabulary, read_line
from fengsui_incidents.model.receivers import receiver, receivers_for
from fengsui_incidents.service.call_rows import HIDDEN, call_by_id, not_waiting, quiet, refuse_claimed, veil
from fengsui_incidents.service.context import gazetteer, rules_of
from fengsui_incidents.service.numbers import next_transfer
from fengsui_incidents.tables import WAITING_TRANSFERS, calls, transfers


def transfer_call(unit: Unit, payload: TransferCall) -> dict[str, Any]:
    """Also once more, to another, where the first has refused or is silent."""
    row = call_by_id(unit, payload.call)
    if row["state"] not in ("open", "transferred"):
        raise not_waiting(row)
    refuse_claimed(unit, row)
    if row["state"] == "transferred" and _taken(unit, row["id"]):
        raise not_waiting(row)
    answer = send(unit, row, payload, what=HIDDEN if row["secret"] else row["text"])
    state = {
        "state": "transferred",
        "outcome": "transferred",
        "note": answer["name"][:200],
        "ring": "",
        "ring_due_at": None,
    }
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**state))
    if row["state"] == "open":
        unit.record(CallClosed(call=row["id"], outcome="transferred", note=answer["name"], exercise=None))
    return answer


def send(unit: Unit, row: RowMapping, payload: Transfer, *, what: str, ticket: str = "") -> dict[str, Any]:
    """A new transfer in the place of any before it."""
    rules = rules_of(unit)
    to = receiver(rules.value("transfer_receivers"), payload.to) or ReceiverRow(
        key="", name=Words(payload.to, payload.to), phone="", within_minutes=rules.whole("transfer_within_minutes")
    )
    clear = veil(unit, row["id"], secret=row["secret"])
    taken = bool(payload.said_by)
    number, receipt_by = next_transfer(unit), unit.now + timedelta(minutes=to.within_minutes)
    _end(unit, row["id"], WAITING_TRANSFERS, "again", next_to=to.key)
    unit.connection.execute(
        insert(transfers).values(
            id=number, call=row["id"], ticket=ticket, receiver=to.key, name_zh=to.name.zh, name_en=to.name.en,
            phone=payload.phone or to.phone, note=clear(payload.why), sent_at=unit.now, sent_by=unit.actor.id[:100],
            receipt_by=receipt_by, due_at=None if taken else receipt_by, state="accepted" if taken else "sent",
            answered_at=unit.now if taken else None, said_by=clear(payload.said_by),
            channel=payload.channel if taken else "", reason="",
        )
    )  # fmt: skip
    said = quiet(row)(payload.why)
    why = f"{what} ({said})" if said else what
    unit.record(
        Transferred(transfer=number, call=row["id"], ticket=ticket, receiver=to.key, name=to.name, what=why,
                    receipt_by=receipt_by, exercise=None)
    )  # fmt: skip
    if taken:
        unit.record(
            TransferAnswered(transfer=number, call=row["id"], ticket=ticket, answer="accepted",
                             said_by=quiet(row)(payload.said_by),
                             channel=payload.channel, exercise=None)
        )  # fmt: skip
    return {"transfer": number, "call": row["id"], "receiver": to.key, "name": to.name.zh, "receipt_by": receipt_by,
            "state": "accepted" if taken else "sent"}  # fmt: skip


def withdraw(unit: Unit, call: str) -> None:
    """The call is ours again: nobody else is waited for."""
    _end(unit, call, (*WAITING_TRANSFERS, "accepted"), "withdrawn")


def _end(unit: Unit, call: str, states: Collection[str], state: str, *, next_to: str = "") -> None:
    """Whoever had it hears that it is his no more; not who gave it back, nor who gets it again at once (`next_to`)."""
    mine = (transfers.c.call == call) & transfers.c.state.in_(states)
    query = select(transfers).where(mine).order_by(transfers.c.sent_at, transfers.c.id)
    rows = unit.connection.execute(query).mappings().all()
    unit.connection.execute(update(transfers).where(mine).values(state=state, due_at=None))
    for row in rows:
        if row["state"] != "refused" and not (next_to and row["receiver"] == next_to):
            unit.record(TransferWithdrawn(transfer=row["id"], call=call, ticket=row["ticket"],
                                          receiver=row["receiver"], exercise=None))  # fmt: skip


def _taken(reading: Reading, call: str) -> bool:
    mine = (transfers.c.call == call) & (transfers.c.state == "accepted")
    return reading.connection.execute(select(transfers.c.id).where(mine)).first() is not None


def answer_transfer(unit: Unit, payload: AnswerTransfer) -> dict[str, Any]:
    """By the receiver, who holds its label; or by an officer for him. One who had taken it may still give it back."""
    row = unit.connection.execute(select(transfers).where(transfers.c.id == payload.transfer)).mappings().first()
    if row is None:
        raise Missing(N_("There is no transfer {transfer}."), code="no_transfer", transfer=payload.transfer)
    unit.actor.require("incidents.answer_transfer", owner=f"receiver:{row['receiver'] or row['id']}")
    own = f"receiver:{row['receiver']}" in unit.actor.labels
    faults = []
    if not own and not payload.said_by:
        faults.append(Fault("said_by", N_("who said it"), "said_by_needed"))
    if payload.answer == "refused" and not payload.reason:
        faults.append(Fault("reason", N_("why they refuse"), "reason_needed"))
    if faults:
        raise Invalid(N_("The answer cannot be taken as it is."), faults=faults)
    if row["state"] not in (*WAITING_TRANSFERS, "accepted") or row["state"] == payload.answer:
        raise Conflict(
            N_("Transfer {transfer} is {state}."), code="transfer_closed", transfer=row["id"], state=row["state"]
        )
    call = call_by_id(unit, row["call"])
    reason = veil(unit, call["id"], secret=call["secret"])(payload.reason)
    values = {"state": payload.answer, "answered_at": unit.now, "said_by": payload.said_by, "reason": reason,
              "channel": payload.channel if payload.said_by else "", "due_at": None}  # fmt: skip
    unit.connection.execute(update(transfers).where(transfers.c.id == row["id"]).values(**values))
    unit.record(
        TransferAnswered(transfer=row["id"], call=row["call"], ticket=row["ticket"], answer=payload.answer,
                         note=quiet(call)(reason), said_by=quiet(call)(payload.said_by),
                         channel=str(values["channel"]), exercise=None)
    )  # fmt: skip
    return {"transfer": row["id"], "call": row["call"], "state": payload.answer}


def silent(reading: Reading) -> Sequence[str]:
    query = select(transfers.c.id).where(transfers.c.due_at <= reading.now).order_by(transfers.c.due_at, transfers.c.id)
    return reading.connection.execute(query).scalars().all()


def note_silent(unit: Unit, transfer: str) -> None:
    """Nobody took it by its time."""
    mine = (transfers.c.id == transfer) & (transfers.c.due_at <= unit.now)
    row = unit.connection.execute(select(transfers).where(mine)).mappings().first()
    if row is None:
        return
    unit.connection.execute(update(transfers).where(mine).values(state="silent", due_at=None))
    unit.record(TransferSilent(transfer=row["id"], call=row["call"], ticket=row["ticket"], exercise=None))


def receivers_view(reading: Reading, parameters: ReceiversFor) -> tuple[ReceiverRow, ...]:
    rules = rules_of(reading)
    text = kind = ""
    if parameters.call:
        text = call_by_id(reading, parameters.call)["text"]
        kind = read_line(text, gazetteer(reading), Vocabulary.of(rules)).kind
    return receivers_for(rules.value("transfer_receivers"), text, kind)


def transfers_view(reading: Reading, parameters: TransfersOf) -> tuple[TransferRow, ...]:
    """Those that wait for a receipt or came back; or all, newest first."""
    if reading.actor.area:
        return ()
    waiting = transfers.c.state.in_(WAITING_TRANSFERS) if parameters.state == "open" else None
    return rows_of(reading, waiting, parameters.limit)


def rows_of(reading: Reading, where: Any = None, limit: int = 1000) -> tuple[TransferRow, ...]:
    query = select(transfers, calls.c.text, calls.c.secret).join(calls, calls.c.id == transfers.c.call)
    query = query if where is None else query.where(where)
    rows = reading.connection.execute(query.order_by(transfers.c.sent_at.desc(), transfers.c.id.desc()).limit(limit))
    return tuple(
        TransferRow(
            id=row["id"], call=row["call"], ticket=row["ticket"], receiver=row["receiver"],
            name=Words(row["name_zh"], row["name_en"]), phone=row["phone"],
            what=HIDDEN if row["secret"] else row["text"], state=row["state"], sent_at=row["sent_at"],
            receipt_by=row["receipt_by"], answered_at=row["answered_at"], said_by=row["said_by"], reason=row["reason"],
        )
        for row in rows.mappings()
    )  # fmt: skip
