"""The forces proposed for an incident: worked out from what is known now, recorded with reasons and rules."""

from __future__ import annotations

from sqlalchemy import update

from fengsui.errors import Conflict
from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.board import Proposal
from fengsui_incidents.api.events import Proposed, Words
from fengsui_incidents.api.payloads import OfIncident
from fengsui_incidents.model import propose as model
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.context import UsedRows, available, rules_of, surroundings, travel
from fengsui_incidents.service.loading import Incident, load_open, read, read_all
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import incidents
from fengsui_plans.api import DigitalPlan


def work_out(
    reading: Reading, picture: Picture, plan: DigitalPlan, incident: Incident | None
) -> tuple[Proposal, tuple[str, ...]]:
    """The proposal and the keys of the rule rows that it used. `incident` None: it is not saved yet."""
    used = UsedRows(rules_of(reading).rows)
    rules = RuleSet(used)
    around = surroundings(reading, picture)
    teams = available(reading, incident)
    found = model.propose(picture, plan, teams, rules, reading.now, travel(rules), around)
    return found, used.dated()


def propose(unit: Unit, payload: OfIncident) -> Proposal:
    return renew(unit, load_open(unit, payload.incident))


def renew(unit: Unit, found: Incident) -> Proposal:
    """Proposes from what is known now, and records it: also when a team fell out, so that its gap is seen."""
    proposal, used = work_out(unit, found.picture, plan_of(found), found)
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(proposal=store(proposal)))
    chosen = sorted({c.team for need in proposal.needs for c in need.candidates if c.chosen})
    event = Proposed(
        incident=found.id,
        chosen=tuple(chosen),
        uncovered=tuple(need.need for need in proposal.needs if need.covered < need.wanted),
        left_out=model.left_out(proposal),
        rules=used,
        exercise=found.exercise,
    )
    missing = Words("; ".join(w.zh for w in proposal.uncovered), "; ".join(w.en for w in proposal.uncovered))
    says = Words(
        f"力量建议: {' '.join(chosen)}" + (f"; 缺口: {missing.zh}" if missing.zh else ""),
        f"Forces proposed: {' '.join(chosen)}" + (f"; not covered: {missing.en}" if missing.en else ""),
    )
    tell(unit, found.id, event, says)
    return proposal


def dispatched(unit: Unit, recorded: Recorded) -> None:
    """Proposes anew where the officer has sent otherwise than proposed; apart from the dispatch, whose alerts it would
    keep waiting where there are very many teams."""
    data = recorded.data or {}
    if data.get("rung") or not data.get("orders"):
        return
    (found,) = read_all(unit, incidents.c.id == data["incident"])
    if found.plan is None or found.row["state"] == "closed" or _as_proposed(found, frozenset(data["orders"])):
        return
    unit.enter(found.exercise)
    renew(unit, found)


def _as_proposed(found: Incident, orders: frozenset[str]) -> bool:
    """Whether everybody that was proposed has been asked, and nobody beyond them in these orders."""
    if found.proposal is None:
        return False
    asked = {record.team for record in found.records}
    chosen = {c.team for need in found.proposal.needs for c in need.candidates if c.chosen and not c.already_moving}
    return chosen <= asked and not any(order.row["reason"] for order in found.orders if order.id in orders)


def plan_of(incident: Incident) -> DigitalPlan:
    if incident.plan is None:
        raise Conflict(
            N_("No digital plan fits incident {incident}; choose one."), code="no_plan", incident=incident.id
        )
    return incident.plan


def proposal_view(reading: Reading, parameters: OfIncident) -> Proposal:
    """The proposal that was recorded last, or what would be proposed now."""
    found = read(reading, parameters.incident)
    return found.proposal or work_out(reading, found.picture, plan_of(found), found)[0]
