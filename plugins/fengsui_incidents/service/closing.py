"""险情控制, 响应终止, 警戒解除, 归队, 结案: separate acts by different people, none of which stands for another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Closed, Controlled, CordonLifted, ResponseEnded, Words
from fengsui_incidents.api.joining import KeepsOpen
from fengsui_incidents.api.payloads import Close, EndResponse, LiftCordon, OfIncident
from fengsui_incidents.model.closing import open_before_closing, open_before_ending
from fengsui_incidents.service import waiting
from fengsui_incidents.service.falsity import KINDS, confirmed_kind
from fengsui_incidents.service.level_rows import NO_CLOCK
from fengsui_incidents.service.loading import Incident, load_open
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import incidents, orders

OUTCOMES = {"finished": Words("处置完毕", "finished"), **KINDS}


def control(unit: Unit, payload: OfIncident) -> dict[str, Any]:
    """险情控制: the danger is under control. Nobody goes home by it."""
    found = load_open(unit, payload.incident)
    if found.row["controlled_at"] is not None:
        raise Conflict(N_("It is under control already."), code="controlled_already")
    _save(unit, found, state="controlled" if found.row["state"] == "open" else found.row["state"],
          controlled_at=unit.now)  # fmt: skip
    tell(unit, found.id, Controlled(incident=found.id, exercise=found.exercise), Words("险情控制", "Under control"))
    return {"incident": found.id, "state": "controlled"}


def lift_cordon(unit: Unit, payload: LiftCordon) -> dict[str, Any]:
    """警戒解除: by who commands on scene, once the danger is under control; the response may go on or be over."""
    found = load_open(unit, payload.incident)
    if found.row["cordon_lifted_at"] is not None:
        raise Conflict(N_("The cordon has been lifted already."), code="cordon_lifted")
    if found.row["controlled_at"] is None:
        fault = Fault("controlled", N_("the danger reported under control"), "not_controlled")
        raise Conflict(N_("The cordon cannot be lifted yet."), code="still_open", faults=[fault])
    _save(unit, found, cordon_lifted_at=unit.now)
    event = CordonLifted(incident=found.id, by=payload.by, note=payload.note, exercise=found.exercise)
    more = f" {payload.note}" if payload.note else ""
    tell(unit, found.id, event, Words(f"警戒解除: {payload.by}{more}", f"Cordon lifted: {payload.by}{more}"))
    return {"incident": found.id}


def end_response(unit: Unit, payload: EndResponse) -> dict[str, Any]:
    """响应终止: by the leader, whose response it is (708 art 25)."""
    found = load_open(unit, payload.incident)
    if found.row["ended_at"] is not None:
        raise Conflict(N_("The response has ended already."), code="response_ended")
    if not payload.reason:
        fault = Fault("reason", N_("why the response ends"), "reason_needed")
        raise Invalid(N_("Ending a response needs a reason."), code="reason_needed", faults=[fault])
    commander = found.row["commander"]
    if commander and not payload.said_by:
        fault = Fault("said_by", N_("who of {org} ends it"), "said_by_needed", {"org": commander["org"]})
        raise Invalid(N_("{org} commands: it ends the response."), code="said_by_needed", faults=[fault],
                      org=commander["org"])  # fmt: skip
    controlled = found.row["controlled_at"] is not None
    if faults := open_before_ending(found.records, controlled=controlled, names=_names(found)):
        raise Conflict(N_("The response cannot end yet."), code="still_open", faults=faults)
    _save(unit, found, state="ended", ended_at=unit.now, **NO_CLOCK)
    waiting.over(unit, found.id)
    event = ResponseEnded(incident=found.id, reason=payload.reason, said_by=payload.said_by, exercise=found.exercise)
    by = f" ({payload.said_by})" if payload.said_by else ""
    tell(unit, found.id, event, Words(f"响应终止: {payload.reason}{by}", f"Response ended: {payload.reason}{by}"))
    return {"incident": found.id, "state": "ended"}


def close(unit: Unit, payload: Close) -> dict[str, Any]:
    """结案: refused with everything that is still open, at once."""
    found = load_open(unit, payload.incident)
    false = confirmed_kind(unit, found.id)
    faults = open_before_closing(
        found.records,
        found.tasks,
        response_ended=found.row["ended_at"] is not None,
        level_confirmed=found.row["level_confirmed"] is not None or bool(false),
        names=_names(found),
    )
    faults = (
        *faults,
        *_not_false(payload.outcome, false),
        *(fault for plugin in unit.ask_each(KeepsOpen) for fault in plugin.before_closing(found.id)),
    )
    if faults:
        raise Conflict(N_("The incident cannot be closed yet."), code="still_open", faults=faults)
    outcome = false or payload.outcome
    shut(unit, found, outcome)
    return {"incident": found.id, "state": "closed", "outcome": outcome}


def _not_false(outcome: str, false: str) -> tuple[Fault, ...]:
    """That there was nothing is the leader's word: nobody closes with it who has not got it."""
    if outcome in (false, "finished"):
        return ()
    params = {"kind": false or "-"}
    expected = N_("the leader's confirmation that it was false, of this kind (confirmed: {kind})")
    return (Fault("outcome", expected, "false_unconfirmed", params),)


def shut(unit: Unit, found: Incident, outcome: str) -> None:
    """The incident is over; no order of it owes anything any more, nor holds its team."""
    _save(unit, found, state="closed", closed_at=unit.now, outcome=outcome, **NO_CLOCK)
    mine = orders.c.incident == found.id
    unit.connection.execute(update(orders).where(mine).values(open=False, next_due_at=None))
    waiting.over(unit, found.id)
    how = OUTCOMES[outcome]
    event = Closed(incident=found.id, outcome=outcome, exercise=found.exercise)
    tell(unit, found.id, event, Words(f"结案: {how.zh}", f"Closed: {how.en}"))


def _names(found: Incident) -> dict[str, Words]:
    return {order.id: order.name for order in found.orders}


def _save(unit: Unit, found: Incident, **values: object) -> None:
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(**values))
