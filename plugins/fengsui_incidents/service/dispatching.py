"""Dispatch on a quoted authority (先行调派): orders to our teams, requests to others, notices; the leader is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.board import Candidate, CardProposal, Proposal
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import Dispatch, Send
from fengsui_incidents.model import texts
from fengsui_incidents.model.orders import only_withdraws
from fengsui_incidents.model.propose.reasons import kind_of
from fengsui_incidents.service import quotas, waiting
from fengsui_incidents.service.busy import busy_teams
from fengsui_incidents.service.context import consents_of
from fengsui_incidents.service.deciding import faults_of_dropping, proposed, record_decision
from fengsui_incidents.service.level_watch import tell_of_dispatch
from fengsui_incidents.service.loading import Incident, Order, load_open
from fengsui_incidents.service.ordering import (
    New,
    alert_of,
    order_team,
    refresh,
    send_card,
    write_order,
)
from fengsui_incidents.service.proposing import plan_of, work_out
from fengsui_incidents.service.readiness import note_readiness
from fengsui_incidents.service.reserving import faults_of_reserve
from fengsui_incidents.service.telling import same
from fengsui_incidents.tables import incidents
from fengsui_plans.api import DigitalPlan, Need
from fengsui_rosters.api import Team, Teams


@dataclass(frozen=True)
class Sending:
    """A team with its task, checked."""

    send: Send
    team: Team
    need: Need
    candidate: Candidate | None


def dispatch(unit: Unit, payload: Dispatch) -> dict[str, Any]:
    incident = load_open(unit, payload.incident)
    if incident.row["state"] == "ended":
        raise Conflict(N_("The response has ended."), code="response_ended")
    plan = plan_of(incident)
    asked = {send.team for send in payload.teams}
    proposal = incident.proposal_for(asked) or work_out(unit, incident.picture, plan, incident).proposal
    sendings, cards = _checked(unit, incident, plan, proposal, payload)
    stale = None if _as_proposed(incident, proposal, payload) else unit.now
    changes = {"authority": payload.authority, "propose_at": stale}
    unit.connection.execute(update(incidents).where(incidents.c.id == incident.id).values(**changes))
    made = [_send(unit, incident, sending, payload.authority) for sending in sendings]
    quotas.begin(unit, incident, plan, made)
    going = [order.name for order in incident.orders if order.record.team and order.row["open"]]
    sent = [*going, *(same(sending.team.name) for sending in sendings)]
    made += [_send_notice(unit, incident, card, payload.authority, sent) for card in cards]
    record_decision(unit, incident, proposal, payload)
    tell_of_dispatch(unit, incident, payload.authority, tuple(order.id for order in made))
    return {"incident": incident.id, "orders": [_answer(order) for order in made]}


def _answer(order: Order) -> dict[str, Any]:
    row = order.row
    return {
        "order": order.id,
        "kind": row["kind"],
        "team": row["team"],
        "card": row["card"],
        "unreachable": row["unreachable"],
        "phone": row["phone"],
    }


def _checked(
    unit: Unit, incident: Incident, plan: DigitalPlan, proposal: Proposal, payload: Dispatch
) -> tuple[list[Sending], list[CardProposal]]:
    """Every fault of the whole dispatch at once; nothing of it goes out where there is one."""
    faults: list[Fault] = []
    if not payload.authority:
        faults.append(
            Fault("authority", N_("the standing rule or the leader's word that it quotes"), "authority_needed")
        )
    if not payload.teams and not payload.cards:
        faults.append(Fault("teams", N_("at least one team or card"), "nothing_to_send"))
    teams = unit.ask(Teams).some({send.team for send in payload.teams})
    needs = {need.id: need for need in plan.needs}
    busy = busy_teams(unit, incident.exercise)
    agreed = {team: one.said_by for team, one in consents_of(unit, incident.id).items() if one.answer == "granted"}
    sendings: list[Sending] = []
    for index, send in enumerate(payload.teams):
        path = f"teams.{index}"
        team, need = teams.get(send.team), needs.get(send.need)
        candidate = _candidate(proposal, send)
        send = send.model_copy(update={"consent": send.consent or agreed.get(send.team, "")})
        found = _faults_of(path, send, team, need, busy)
        if any(other.send.team == send.team for other in sendings):
            found.append(Fault(f"{path}.team", N_("each team once"), "team_twice"))
        if not found and not (candidate and candidate.chosen) and not send.reason:
            why = candidate.reason if candidate else "-"
            expected = N_("why a team is sent that was not proposed ({why})")
            found.append(Fault(f"{path}.reason", expected, "reason_needed", {"why": why}))
        faults += found
        if team and need and not found:
            sendings.append(Sending(send, team, need, candidate))
    cards, more = _cards(proposal, payload.cards)
    more += faults_of_dropping(incident, proposal, payload)
    more += faults_of_reserve(unit, incident, plan, {sending.team.id for sending in sendings})
    if faults + more:
        raise Invalid(N_("The dispatch cannot go out as it is."), code="dispatch_refused", faults=faults + more)
    return sendings, cards


def _faults_of(path: str, send: Send, team: Team | None, need: Need | None, busy: Mapping[str, str]) -> list[Fault]:
    found = []
    if team is None:
        found.append(Fault(f"{path}.team", N_("a team of the roster"), "no_team"))
    elif team.reach == "mutual" and not send.consent:
        found.append(Fault(f"{path}.consent", N_("who consented ({whose})"), "consent_needed", {"whose": team.consent}))
    if need is None:
        found.append(Fault(f"{path}.need", N_("a need of the plan: a team without a task is not sent"), "no_need"))
    if send.team in busy:
        params = {"order": busy[send.team]}
        found.append(Fault(f"{path}.team", N_("a team that is free (it has {order})"), "team_busy", params))
    return found


def _candidate(proposal: Proposal, send: Send) -> Candidate | None:
    candidates = [c for need in proposal.needs if need.need == send.need for c in need.candidates]
    return next((candidate for candidate in candidates if candidate.team == send.team), None)


def _cards(proposal: Proposal, wanted: list[str]) -> tuple[list[CardProposal], list[Fault]]:
    known = {card.id: card for card in proposal.cards}
    faults = [
        Fault(f"cards.{index}", N_("one of {known}"), "no_card", {"known": ", ".join(known) or "-"})
        for index, card in enumerate(wanted)
        if card not in known
    ]
    return [known[card] for card in dict.fromkeys(wanted) if card in known], faults


def _send(unit: Unit, incident: Incident, sending: Sending, authority: str) -> Order:
    minutes = sending.candidate.minutes if sending.candidate else None
    return send_team(
        unit,
        incident,
        sending.team,
        sending.need,
        authority=authority,
        minutes=minutes,
        reason=sending.send.reason,
        consent=sending.send.consent,
    )


def send_team(
    unit: Unit,
    incident: Incident,
    team: Team,
    need: Need,
    *,
    authority: str,
    minutes: int | None,
    reason: str = "",
    consent: str = "",
) -> Order:
    """One team on its way for one need; from then on the roster shows it out."""
    kind = kind_of(team, need)
    new = New(
        kind=kind,
        name=same(team.name),
        task=Words(need.task.zh, need.task.en),
        authority=authority,
        policy=plan_of(incident).escalation,
        team=team.id,
        need=need.id,
        phone=team.phone,
        alert=alert_of(unit, incident, need) if kind == "order" else None,
        reason=reason,
        consent=consent,
        may_decline=team.may_decline,
        minutes=minutes,
    )
    made = order_team(unit, incident, team, need, new)
    _no_longer_withdrawing(unit, incident, made)
    note_readiness(unit, made, "ordered")
    waiting.taken(unit, incident, need, team.id)
    return made


def _no_longer_withdrawing(unit: Unit, incident: Incident, made: Order) -> None:
    """A station that was told to withdraw, is out and has its task now owes nothing on the first order."""
    for order in incident.orders:
        mine = order.record.team == made.record.team and order.row["open"]
        if mine and only_withdraws(order.record) and not order.record.replaced_by:
            refresh(unit, order.id, replaced_by=made.id)


def _send_notice(unit: Unit, incident: Incident, card: CardProposal, authority: str, sent: list[Words]) -> Order:
    """`sent`: who is on the way already, which the other side wants to hear first."""
    plan = plan_of(incident)
    filled = {c.id: c for c in texts.cards(incident.picture, plan, sent)}.get(card.id, card)
    new = New(
        kind=filled.kind,
        name=filled.to,
        task=filled.says,
        authority=authority,
        policy=plan.escalation,
        card=filled.id,
        division=incident.row["division"] if filled.id.startswith("street") else "",
    )
    made = write_order(unit, incident, new)
    line = Words(f"{filled.to.zh}: {filled.says.zh}", f"{filled.to.en}: {filled.says.en}")
    send_card(unit, incident, made, line, filled.says)
    return made


def _as_proposed(incident: Incident, proposal: Proposal, payload: Dispatch) -> bool:
    """Whether everybody that was proposed has been asked now, and nobody beyond them."""
    asked = {send.team for send in payload.teams} | {record.team for record in incident.records}
    return proposed(proposal).keys() <= asked and not any(send.reason for send in payload.teams)
