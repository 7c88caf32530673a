"""N of M within T: a dispatch that a rule of the policy watches; what follows is done once, by the policy."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import or_, select, update

from fengsui.hooks import Reading, Unit
from fengsui_incidents.api.board import Candidate, Proposal
from fengsui_incidents.api.events import TooFewAccepted, Words
from fengsui_incidents.model.enough import Count, Quota, State, count, decide, says
from fengsui_incidents.model.escalate import network_failed
from fengsui_incidents.model.queue import LATE
from fengsui_incidents.model.waiting import COULD_GO
from fengsui_incidents.service.above import tell_above
from fengsui_incidents.service.busy import busy_teams
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.dispatching import send_team
from fengsui_incidents.service.escalating import AT_ONCE, held_drills, ran_out_unwatched
from fengsui_incidents.service.hearing import must_hear
from fengsui_incidents.service.loading import Incident, Order, load
from fengsui_incidents.service.network import Watched
from fengsui_incidents.service.proposing import work_out
from fengsui_incidents.service.quotas import quota_of
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import quotas
from fengsui_plans.api import Need
from fengsui_rosters.api import Teams

SENDS = frozenset({"group", "next_team"})


def due(reading: Reading) -> Sequence[str]:
    """Those whose time has run out; those of held drills wait."""
    overdue = quotas.c.due_at <= reading.now
    found = reading.connection.execute(select(quotas.c.exercise).where(overdue).distinct()).scalars().all()
    if not found:
        return []
    held = held_drills(reading, {exercise for exercise in found if exercise is not None})
    query = select(quotas.c.id).where(overdue, or_(quotas.c.exercise.is_(None), quotas.c.exercise.not_in(held)))
    return reading.connection.execute(query.order_by(quotas.c.due_at, quotas.c.id).limit(AT_ONCE)).scalars().all()


def look(unit: Unit, quota_id: str) -> None:
    """Counts, once; where there are too few, does what the policy says, unless the network has failed: then later."""
    row = unit.connection.execute(select(quotas).where(quotas.c.id == quota_id)).mappings().first()
    if row is None or row["due_at"] is None or row["due_at"] > unit.now:
        return
    incident, quota = load(unit, row["incident"]), quota_of(row)
    if incident.row["state"] in ("ended", "closed"):
        _settle(unit, quota, "void", Count(0, 0))
        return
    counted, rules = count(incident.records, quota.rule), rules_of(unit)
    late = ran_out_unwatched(unit, quota.deadline, incident.exercise, rules)
    state = decide(quota, counted, unit.now, late=late)
    if state == "missed" and SENDS & set(quota.rule.otherwise):
        watched = Watched(unit, rules)
        held = watched.pause_until is not None and unit.now < watched.pause_until
        if held or network_failed(watched.network, rules):
            pause = timedelta(seconds=rules.number("escalation_step_s"))
            again = watched.pause_until if held else unit.now + pause
            unit.connection.execute(update(quotas).where(quotas.c.id == quota_id).values(due_at=again))
            return
    _settle(unit, quota, state, counted)
    if state in ("missed", "late"):
        _follow(unit, incident, quota, counted, late=state == "late")


def _settle(unit: Unit, quota: Quota, state: State, counted: Count) -> None:
    values = {"state": state, "due_at": None, "settled_at": unit.now}
    counts = {"asked": counted.asked, "accepted": counted.accepted}
    unit.connection.execute(update(quotas).where(quotas.c.id == quota.id).values(**values, **counts))


def _follow(unit: Unit, incident: Incident, quota: Quota, counted: Count, *, late: bool) -> None:
    """The policy's steps in order. What ran out while nobody could see it is presented, and nothing is done."""
    rule = quota.rule
    steps = () if late else rule.otherwise
    made = _send(unit, incident, quota, rule.accepted - counted.accepted) if SENDS & set(steps) else []
    event = TooFewAccepted(
        incident=incident.id,
        policy=rule.id,
        wanted=rule.accepted,
        asked=counted.asked,
        accepted=counted.accepted,
        within_s=rule.within_s,
        steps=steps,
        orders=tuple(order.id for order in made),
        late=late,
        exercise=incident.exercise,
    )
    text = says(quota, counted)
    names = Words(" ".join(one.name.zh for one in made) or "无", ", ".join(one.name.en for one in made) or "nobody")
    more = LATE if late else Words(f"加派: {names.zh}", f"sent as well: {names.en}")
    line = Words(f"{text.zh}; {more.zh}", f"{text.en}; {more.en}")
    tell(unit, incident.id, event, line)
    if "leader" in steps:
        must_hear(unit, incident.id, incident.exercise)
    if "above" in steps:
        tell_above(unit, incident, text)


def _send(unit: Unit, incident: Incident, quota: Quota, missing: int) -> list[Order]:
    """Group B, all of it that is free and fit; then the next best, as many as are missing."""
    plan = incident.plan
    if plan is None:
        return []
    busy = frozenset(busy_teams(unit, incident.exercise)) | {record.team for record in incident.records}
    needs = [need for need in plan.needs if not quota.rule.needs or need.id in quota.rule.needs]
    proposal = work_out(unit, incident.picture, plan, incident).proposal
    free = [(need, one) for need in needs for one in _free(proposal, need, busy)]
    chosen: dict[str, tuple[Need, Candidate]] = {}
    if "group" in quota.rule.otherwise:
        for team in quota.rule.group:
            found = next((pair for pair in free if pair[1].team == team), None)
            if found is not None:
                chosen[team] = found
    if "next_team" in quota.rule.otherwise:
        others = [pair for pair in free if pair[1].team not in chosen]
        for need, one in others:
            if len(chosen) < missing:
                chosen.setdefault(one.team, (need, one))
    teams = unit.ask(Teams).some(chosen)
    return [
        send_team(unit, incident, teams[team], need, authority=incident.row["authority"], minutes=one.minutes,
                  reason=quota.rule.id)
        for team, (need, one) in chosen.items() if team in teams
    ]  # fmt: skip


def _free(proposal: Proposal, need: Need, busy: Collection[str]) -> list[Candidate]:
    rows = [one for cover in proposal.needs if cover.need == need.id for one in cover.candidates]
    return [one for one in rows if one.reason in COULD_GO and one.team not in busy and not one.already_moving]
