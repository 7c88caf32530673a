"""The forces proposed for an incident: worked out from what is known now, recorded with reasons and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from fengsui.errors import Conflict
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.board import Proposal
from fengsui_incidents.api.events import Proposed, Words
from fengsui_incidents.api.payloads import OfIncident
from fengsui_incidents.model import propose as model
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.propose import Account
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service import waiting
from fengsui_incidents.service.context import UsedRows, available, rules_of, surroundings
from fengsui_incidents.service.leaving_out import keep
from fengsui_incidents.service.loading import Incident, load, load_open, read
from fengsui_incidents.service.routing import router
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import RUNNING, incidents
from fengsui_plans.api import DigitalPlan


@dataclass(frozen=True)
class Worked:
    """A proposal, the rule rows that it used, the roster that it was made of, and who was left out: with few teams at
    once, with many by the sweep `account`."""

    proposal: Proposal
    rules: tuple[str, ...]
    roster: int
    left_out: Account | None


def work_out(reading: Reading, picture: Picture, plan: DigitalPlan, incident: Incident | None) -> Worked:
    """What is proposed from what is known now. `incident` None: it is not saved yet."""
    used = UsedRows(rules_of(reading).rows)
    rules = RuleSet(used)
    around = surroundings(reading, picture)
    with available(reading, incident, rules) as teams:
        choice = model.choose(picture, plan, teams, rules, reading.now, around, router(reading, rules))
        roster = teams.muster.stamp if teams.muster is not None else 0
        left_out = model.account(choice, teams.teams) if teams.muster is None else None
    return Worked(choice.proposal, used.dated(), roster, left_out)


def propose(unit: Unit, payload: OfIncident) -> Proposal:
    return renew(unit, load_open(unit, payload.incident))


def renew(unit: Unit, found: Incident) -> Proposal:
    """Proposes from what is known now, and records it: also when a team fell out, so that its gap is seen."""
    worked = work_out(unit, found.picture, plan_of(found), found)
    proposal, account = worked.proposal, worked.left_out
    unit.connection.execute(
        update(incidents)
        .where(incidents.c.id == found.id)
        .values(proposal=store(proposal), propose_at=None, count_at=unit.now if account is None else None)
    )
    if account is not None:
        keep(unit, found.id, account, worked.roster, proposal.considered)
    named = {c.team: c.name for need in proposal.needs for c in need.candidates if c.chosen}
    chosen = sorted(named)
    event = Proposed(
        incident=found.id,
        chosen=tuple(chosen),
        uncovered=tuple(need.need for need in proposal.needs if need.covered < need.wanted),
        left_out=model.left_out(proposal),
        rules=worked.rules,
        considered=proposal.considered,
        counts=account.counts if account is not None else {},
        digest=account.digest if account is not None else "",
        roster=worked.roster,
        travel=proposal.travel.en if proposal.travel is not None else "",
        exercise=found.exercise,
    )
    missing = Words("; ".join(w.zh for w in proposal.uncovered), "; ".join(w.en for w in proposal.uncovered))
    road = Words(f"; {proposal.travel.zh}", f"; {proposal.travel.en}") if proposal.travel is not None else Words("", "")
    names = ", ".join(named.values())
    says = Words(
        f"力量建议: {names}" + (f"; 缺口: {missing.zh}" if missing.zh else "") + road.zh,
        f"Forces proposed: {names}" + (f"; not covered: {missing.en}" if missing.en else "") + road.en,
    )
    tell(unit, found.id, event, says)
    waiting.note(unit, found, proposal)
    return proposal


def out_of_date(unit: Unit, incident: str) -> None:
    """The forces of `incident` are proposed anew soon, in a unit of their own: what makes them out of date, an order or
    an answer, does not wait until every team has been looked at again."""
    stale = (incidents.c.id == incident) & incidents.c.proposal.is_not(None)
    unit.connection.execute(update(incidents).where(stale).values(propose_at=unit.now))


def due(reading: Reading) -> Sequence[str]:
    """Incidents whose proposal is out of date, the most urgent first: it has the first choice of who came back."""
    stale = (incidents.c.propose_at <= reading.now) & incidents.c.state.in_(RUNNING) & (incidents.c.plan != "")
    drill = incidents.c.exercise.is_not(None)
    query = select(incidents.c.id).where(stale)
    query = query.order_by(drill, incidents.c.urgency, incidents.c.reported_at, incidents.c.id)
    return reading.connection.execute(query).scalars().all()


def propose_anew(unit: Unit, incident: str) -> None:
    """Proposes what is still missing."""
    found = load(unit, incident)
    if found.row["propose_at"] is not None and found.plan is not None:
        renew(unit, found)


def plan_of(incident: Incident) -> DigitalPlan:
    if incident.plan is None:
        raise Conflict(
            N_("No digital plan fits incident {incident}; choose one."), code="no_plan", incident=incident.id
        )
    return incident.plan


def proposal_view(reading: Reading, parameters: OfIncident) -> Proposal:
    """The proposal that was recorded last, or what would be proposed now."""
    found = read(reading, parameters.incident)
    return found.proposal or work_out(reading, found.picture, plan_of(found), found).proposal
