"""Tickets (工单) of 12350 and 12345: received, triaged, verified, put right, answered, visited, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import CallClosed, RewardNoted, TicketFiled, TicketMoved, TicketOverdue
from fengsui_incidents.api.payloads import Reporter
from fengsui_incidents.api.payloads_intake import FileTicket, MoveTicket, NoteReward, TransferTicket, TriageTicket
from fengsui_incidents.api.words import TicketKind, TicketState
from fengsui_incidents.model.secrecy import struck
from fengsui_incidents.model.tickets import Step, Ticket, deadline, faults_of, reward_of, working_days_of
from fengsui_incidents.service.call_rows import HIDDEN, call_by_id, free_call, quiet, veil
from fengsui_incidents.service.calls import open_again
from fengsui_incidents.service.context import rules_of, zone_of
from fengsui_incidents.service.numbers import next_ticket
from fengsui_incidents.service.reporters import strike
from fengsui_incidents.service.saving import put_reporter
from fengsui_incidents.service.transfers import send, withdraw
from fengsui_incidents.tables import calls, reporters, tickets

BLANK = {"owner": "", "result": "", "material": "", "signed_by": "", "reply": "", "reply_by": "", "visit": "",
         "reward_basis": "", "first": False, "overdue": False, "due_certain": True, "deaths": False}  # fmt: skip


def file_ticket(unit: Unit, payload: FileTicket) -> dict[str, Any]:
    """The call is a ticket from now on. Made secret only now, what its record says already is named (`exposed`)."""
    row = free_call(unit, payload.call)
    secret = row["secret"] if payload.secret is None else payload.secret or row["secret"]
    exposed = secret and not row["secret"] and bool(row["text"])
    if secret and not row["secret"]:
        _hide(unit, row, payload.reporter)
    elif payload.reporter is not None:
        put_reporter(unit, row["id"], payload.reporter, said="")
    if secret:
        strike(unit, row["id"], payload.reporter or Reporter())
    clear = veil(unit, row["id"], secret=secret)
    ticket, due = next_ticket(unit), unit.now + _triage_within(unit)
    unit.connection.execute(
        insert(tickets).values(
            id=ticket, call=row["id"], source=row["source"], number=row["number"], kind=payload.kind, secret=secret,
            exposed=exposed, state="received", received_at=unit.now, moved_at=unit.now, due_at=due,
            text=clear(row["text"]), place=clear(payload.place), unit=clear(payload.unit),
            evidence=clear(payload.evidence), **BLANK,
        )
    )  # fmt: skip
    state = {"state": "ticket", "ticket": ticket, "ring": "", "ring_due_at": None}
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**state))
    unit.record(CallClosed(call=row["id"], outcome="ticket", note=ticket, exercise=None))
    unit.record(
        TicketFiled(ticket=ticket, call=row["id"], source=row["source"], kind=payload.kind, secret=secret, deadline=due,
                    exercise=None)
    )  # fmt: skip
    return {"ticket": ticket, "call": row["id"], "secret": secret, "exposed": exposed, "deadline": due}


def _hide(unit: Unit, row: RowMapping, who: Reporter | None) -> None:
    """An open call becomes a secret one: its number goes to where only few look."""
    known = who or Reporter()
    known = known.model_copy(update={"phone": known.phone or row["phone"]})
    put_reporter(unit, row["id"], known, said=row["text"])
    text = struck(row["text"], (known.name, known.phone, known.address))
    values = {"secret": True, "phone": "", "text": text}
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**values))


def triage_ticket(unit: Unit, payload: TriageTicket) -> dict[str, Any]:
    """分拣: an emergency waits again among the calls, on top; the others get their working days, where the centre has
    entered them (rule `ticket_working_days`)."""
    row = by_id(unit, payload.ticket)
    to: TicketState = "emergency" if payload.kind == "emergency" else "triaged"
    _refuse(unit, row, Step(to=to))
    if payload.kind == "emergency":
        open_again(unit, call_by_id(unit, row["call"]), f"{row['id']} 转警情")
        return _moved(unit, row, to, due_at=None)
    due, certain = _deadline(unit, row, payload.kind)
    owner = _clear(unit, row)(payload.owner)
    return _moved(unit, row, to, kind=payload.kind, owner=owner or row["owner"], deaths=payload.deaths or row["deaths"],
                  due_at=due, due_certain=certain)  # fmt: skip


def _deadline(unit: Unit, row: RowMapping, kind: TicketKind) -> tuple[datetime | None, bool]:
    rules = rules_of(unit)
    if not rules.has("ticket_working_days"):
        return None, True
    days = working_days_of(rules.value("ticket_working_days"), row["source"], kind)
    if days is None:
        return None, True
    return deadline(row["received_at"], days, zone_of(unit), unit.working_days)


def heard_again(unit: Unit, ticket: str, said: str) -> None:
    """Its reporter, or the hotline, says something more: it stands in the ticket, and is triaged again at once."""
    row = by_id(unit, ticket)
    text = "\n".join(part for part in (row["text"], _clear(unit, row)(said)) if part)
    unit.connection.execute(update(tickets).where(tickets.c.id == row["id"]).values(text=text))
    if row["state"] not in ("received", "emergency"):
        _moved(unit, row, "received", due_at=unit.now + _triage_within(unit), due_certain=True)


def _triage_within(unit: Unit) -> timedelta:
    return timedelta(minutes=rules_of(unit).number("ticket_triage_within_minutes"))


def move_ticket(unit: Unit, payload: MoveTicket) -> dict[str, Any]:
    """One step; refused with everything that it lacks."""
    row = by_id(unit, payload.ticket)
    clear = _clear(unit, row)
    step = Step(to=payload.to, owner=payload.owner or row["owner"], result=payload.result, material=payload.material,
                signed_by=payload.signed_by, text=payload.text, channel=payload.channel or "")  # fmt: skip
    _refuse(unit, row, step)
    values: dict[str, Any] = {
        "verifying": {"owner": clear(step.owner)},
        "verified": {"result": step.result, "material": clear(step.material)},
        "rectifying": {"signed_by": clear(step.signed_by)},
        "replied": {"reply": clear(step.text), "reply_by": step.channel, "due_at": None},
        "visited": {"visit": clear(step.text)},
        "closed": {"visit": clear(step.text) or row["visit"], "due_at": None},
    }[payload.to]
    if payload.to == "verified" and step.result in ("true", "partly"):
        values["first"] = _is_first(unit, row)
    return _moved(unit, row, payload.to, **values)


def _is_first(unit: Unit, row: RowMapping) -> bool:
    """Whether no earlier ticket about the same unit was found true: the reward is for the first effective report."""
    same = (tickets.c.unit == row["unit"]) & (tickets.c.id != row["id"]) & tickets.c.result.in_(("true", "partly"))
    earlier = select(tickets.c.id).where(same, tickets.c.received_at <= row["received_at"]).limit(1)
    return not row["unit"] or unit.connection.execute(earlier).first() is None


def transfer_ticket(unit: Unit, payload: TransferTicket) -> dict[str, Any]:
    """Not ours: the transfer carries the ticket's words, never who reported."""
    row = by_id(unit, payload.ticket)
    _refuse(unit, row, Step(to="transferred"))
    call = call_by_id(unit, row["call"])
    answer = send(unit, call, payload, what=HIDDEN if row["secret"] else row["text"], ticket=row["id"])
    _moved(unit, row, "transferred")
    return {**answer, "ticket": row["id"]}


def note_reward(unit: Unit, payload: NoteReward) -> dict[str, Any]:
    """Recorded, not paid. Outside of the rule's bounds it needs a reason."""
    row = by_id(unit, payload.ticket)
    if row["result"] not in ("true", "partly") or not row["first"]:
        raise Conflict(N_("Ticket {ticket} is not the first effective report."), code="no_reward", ticket=row["id"])
    rules = rules_of(unit)
    proposed = reward_of(payload.fine_yuan or 0, rules.value("reward")) if rules.has("reward") else None
    if proposed and not proposed.least <= payload.yuan <= proposed.most and not payload.reason:
        params = {"least": proposed.least, "most": proposed.most}
        fault = Fault("reason", N_("why it is not between {least} and {most} yuan"), "reason_needed", params)
        raise Invalid(N_("The reward cannot be noted as it is."), faults=[fault])
    basis = _clear(unit, row)(": ".join(part for part in (payload.basis, payload.reason) if part))[:200]
    values = {"reward_yuan": payload.yuan, "reward_basis": basis}
    unit.connection.execute(update(tickets).where(tickets.c.id == row["id"]).values(**values))
    unit.record(RewardNoted(ticket=row["id"], yuan=payload.yuan, basis=quiet(row)(basis), exercise=None))
    return {"ticket": row["id"], "yuan": payload.yuan, "proposed": proposed.yuan if proposed else None}


# -- one ticket ----------------------------------------------------------------------------------------------


def by_id(reading: Reading, ticket: str) -> RowMapping:
    row = reading.connection.execute(select(tickets).where(tickets.c.id == ticket)).mappings().first()
    if row is None:
        raise Missing(N_("There is no ticket {ticket}."), code="no_ticket", ticket=ticket)
    return row


def as_ticket(row: RowMapping, *, anonymous: bool) -> Ticket:
    return Ticket(id=row["id"], state=row["state"], kind=row["kind"], result=row["result"], anonymous=anonymous)


def anonymous(reading: Reading, call: str) -> bool:
    """Whether nobody is known whom one could answer."""
    who = reading.connection.execute(select(reporters).where(reporters.c.call == call)).mappings().first()
    phone = reading.connection.execute(select(calls.c.phone).where(calls.c.id == call)).scalar()
    return not phone if who is None else who["anonymous"] or not (who["phone"] or who["address"] or phone)


def _clear(unit: Unit, row: RowMapping) -> Any:
    return veil(unit, row["call"], secret=row["secret"])


def _refuse(unit: Unit, row: RowMapping, step: Step) -> None:
    if faults := faults_of(as_ticket(row, anonymous=anonymous(unit, row["call"])), step):
        if faults[0].code == "no_such_step":
            raise Conflict(
                N_("Ticket {ticket} cannot take this step."), code="no_such_step", faults=faults, ticket=row["id"]
            )
        raise Invalid(N_("The ticket's step lacks something."), faults=faults)


def _moved(unit: Unit, row: RowMapping, to: TicketState, **values: Any) -> dict[str, Any]:
    kept = {"state": to, "moved_at": unit.now, "overdue": False if "due_at" in values else row["overdue"], **values}
    unit.connection.execute(update(tickets).where(tickets.c.id == row["id"]).values(**kept))
    if row["state"] == "transferred":
        withdraw(unit, row["call"])
    due = values.get("due_at", row["due_at"])
    result = str(values.get("result", row["result"]))
    unit.record(TicketMoved(ticket=row["id"], state=to, was=row["state"], result=result, deadline=due, exercise=None))
    return {"ticket": row["id"], "state": to, "deadline": due}


def overdue(reading: Reading) -> Sequence[str]:
    late = (tickets.c.overdue.is_(False)) & (tickets.c.due_at <= reading.now)
    return (
        reading.connection.execute(select(tickets.c.id).where(late).order_by(tickets.c.due_at, tickets.c.id))
        .scalars()
        .all()
    )


def note_overdue(unit: Unit, ticket: str) -> None:
    late = (tickets.c.id == ticket) & tickets.c.overdue.is_(False) & (tickets.c.due_at <= unit.now)
    state = unit.connection.execute(select(tickets.c.state).where(late)).scalar()
    if state is not None:
        unit.connection.execute(update(tickets).where(late).values(overdue=True))
        unit.record(TicketOverdue(ticket=ticket, state=state, exercise=None))
