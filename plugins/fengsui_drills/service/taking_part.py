"""The teams of a drill: what each was told last, that it knows, and that it leaves for a real call."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from fengsui.errors import Fault, Invalid, Missing
from fengsui.events import team_label
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_drills import payloads
from fengsui_drills.api import Notice, NoticeAcknowledged, TeamLeft
from fengsui_drills.model.lifecycle import Exercise
from fengsui_drills.model.picture import Participant
from fengsui_drills.service import store


def load(unit: Unit, drill: str) -> Exercise:
    """The drill, with the unit bound to it: whatever the unit records is an exercise's."""
    found = store.get(unit.connection, drill)
    unit.enter(found.id)
    return found


def answer_by(unit: Unit) -> datetime:
    """When a notice given now must be acknowledged."""
    return unit.now + timedelta(seconds=unit.rule("acknowledge_within_s").value)


def tell_all(unit: Unit, drill: Exercise, notice: Notice, by: datetime | None) -> None:
    """Enters for each team what it is told now; one that has left the drill is not waited for."""
    away = {p.team for p in store.participants(unit.connection, drill.id) if p.left_at or p.real_order}
    for team in drill.teams:
        until = None if team in away else by
        told = Participant(drill=drill.id, team=team, notice=notice, told_at=unit.now, answer_by=until)
        store.tell(unit.connection, told)


def _participant(unit: Unit, drill: Exercise, team: str) -> Participant:
    for each in store.participants(unit.connection, drill.id):
        if each.team == team:
            return each
    raise Missing(
        N_("The team {team} was told nothing about the drill {drill}."),
        code="not_taking_part",
        team=team,
        drill=drill.id,
    )


def _team(unit: Unit, named: str | None, permission: str) -> str:
    """The team that is meant: the one named, or the one whose device asks; refused for somebody else's."""
    prefix = team_label("")
    own = sorted(label.removeprefix(prefix) for label in unit.actor.labels if label.startswith(prefix))
    if named is None and len(own) != 1:
        faults = [Fault("team", N_("given by whoever is not one team's device"), "required")]
        raise Invalid(N_("Which team is meant?"), code="which_team", faults=faults)
    team = named if named is not None else own[0]
    unit.actor.require(permission, owner=team_label(team))
    return team


def acknowledge(unit: Unit, payload: payloads.Acknowledge) -> Participant:
    """The team knows the drill's last notice; a second time changes nothing."""
    team = _team(unit, payload.team, "drills.acknowledge")
    drill = load(unit, payload.drill)
    told = _participant(unit, drill, team)
    if told.acknowledged_at is not None:
        return told
    known = replace(told, acknowledged_at=unit.now, acknowledged_by=unit.actor.id)
    store.put(unit.connection, known)
    unit.record(NoticeAcknowledged(exercise=drill.id, drill=drill.id, team=team, notice=told.notice))
    return known


def leave(unit: Unit, payload: payloads.Leave) -> Participant:
    """The team leaves for a real call; saying so twice changes nothing."""
    team = _team(unit, payload.team, "drills.leave")
    drill = load(unit, payload.drill)
    told = _participant(unit, drill, team)
    if told.left_at is not None:
        return told
    left = replace(told, left_at=unit.now, acknowledged_at=told.acknowledged_at or unit.now)
    store.put(unit.connection, left)
    unit.record(TeamLeft(exercise=drill.id, drill=drill.id, team=team, reason=payload.reason))
    return left
