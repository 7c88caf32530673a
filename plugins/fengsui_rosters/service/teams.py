"""Commands on teams: register, change, strike off, readiness, certificates."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from fengsui.errors import Conflict, Invalid
from fengsui.events import team_label
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_rosters import tables
from fengsui_rosters.api import (
    Certificate,
    CertificateAdded,
    Member,
    Readiness,
    Team,
    TeamChanged,
    TeamReadinessChanged,
    TeamRegistered,
    TeamStruckOff,
)
from fengsui_rosters.model.teams import both_values, changed_fields, readiness_faults, team_faults
from fengsui_rosters.payloads import AddCertificate, ChangeTeam, RegisterTeam, SetReadiness, StrikeOffTeam
from fengsui_rosters.service.surroundings import surroundings
from fengsui_rosters.service.team_rows import (
    NEXT_STAMP,
    columns_of,
    is_known,
    need_team,
    save_certificate,
    save_members,
    team_unknown,
)

# Made once: every order of a dispatch marks its team.
_WHICH = tables.team.c.id == bindparam("which")
STANDS = select(tables.team.c.readiness, tables.team.c.reason, tables.team.c.until).where(
    _WHICH, tables.team.c.struck_off.is_(False)
)
MARK = (
    update(tables.team)
    .where(_WHICH)
    .values(readiness=bindparam("readiness"), reason=bindparam("reason"), until=bindparam("until"), stamp=NEXT_STAMP)
)


def keeper_label(team: Team) -> str:
    """Whose filing the team is: the enterprise's for its own team, else the centre's."""
    return f"enterprise:{team.own_site}" if team.kind == "enterprise" and team.own_site else "centre"


def _refuse_faults(unit: Unit, team: Team) -> None:
    least = int(unit.rule("micro_station_least_members").value)
    if faults := team_faults(team, surroundings(unit), least):
        raise Invalid(N_("Team {team} cannot be filed like this."), code="team_invalid", faults=faults, team=team.id)


def _filed(payload: RegisterTeam) -> Team:
    given = payload.model_dump()
    given["certificates"] = tuple(Certificate(c.name, c.until, tuple(c.capabilities)) for c in payload.certificates)
    given["members"] = tuple(Member(m.name, m.post, m.phone) for m in payload.members)
    return Team(**given)


def register_team(unit: Unit, payload: RegisterTeam) -> dict[str, Any]:
    """Files a new team; an id that was ever used is refused. Permission `rosters.register_team`, for its keeper."""
    team = _filed(payload)
    unit.actor.require("rosters.register_team", area=team.division, owner=keeper_label(team))
    if is_known(unit.connection, team.id):
        raise Conflict(N_("There is already a team {team}."), code="team_exists", team=team.id)
    _refuse_faults(unit, team)
    row = columns_of(team) | {"insurance_expired": False, "struck_off": False, "registered_at": unit.now}
    row["stamp"] = NEXT_STAMP
    unit.connection.execute(insert(tables.team).values(**row))
    save_members(unit.connection, team.id, team.members)
    for certificate in team.certificates:
        save_certificate(unit.connection, team.id, certificate)
    unit.record(TeamRegistered(team=team.id, division=team.division, exercise=None))
    return {"team": team.id, "version": team.version}


def _wanted(payload: ChangeTeam) -> dict[str, Any]:
    """The fields that were given, as the team holds them."""
    given = payload.model_dump(exclude_unset=True, exclude={"id", "if_version", "members"})
    if "members" in payload.model_fields_set:
        given["members"] = tuple(Member(m.name, m.post, m.phone) for m in payload.members)
    return given


def change_team(unit: Unit, payload: ChangeTeam) -> dict[str, Any]:
    """Changes the fields given. Raises Conflict with both values where somebody was there before."""
    team = need_team(unit.connection, payload.id)
    unit.actor.require("rosters.change_team", area=team.division, owner=keeper_label(team))
    before = {f.name: getattr(team, f.name) for f in fields(team)}
    wanted = _wanted(payload)
    changed = changed_fields(before, wanted)
    if not changed:
        return {"team": team.id, "version": team.version}
    if payload.if_version != team.version:
        raise Conflict(
            N_("Team {team} was changed meanwhile: it is at version {version}, you saw {seen}."),
            code="version_conflict",
            faults=both_values(before, wanted),
            team=team.id,
            version=team.version,
            seen=payload.if_version,
        )
    after = replace(team, **wanted, version=team.version + 1)
    unit.actor.require("rosters.change_team", area=after.division, owner=keeper_label(after))
    _refuse_faults(unit, after)
    _save(unit, after, changed)
    unit.record(TeamChanged(team=team.id, version=after.version, changed=changed, exercise=None))
    return {"team": team.id, "version": after.version}


def _save(unit: Unit, after: Team, changed: tuple[str, ...]) -> None:
    row = columns_of(after) | {"stamp": NEXT_STAMP}
    if "insured_until" in changed:
        row["insurance_expired"] = False
    unit.connection.execute(update(tables.team).where(tables.team.c.id == after.id).values(**row))
    if "members" in changed:
        save_members(unit.connection, after.id, after.members)


def strike_off_team(unit: Unit, payload: StrikeOffTeam) -> dict[str, Any]:
    """Takes the team off every list; its rows and its history stay, its id is never given again."""
    team = need_team(unit.connection, payload.id)
    unit.actor.require("rosters.strike_off_team", area=team.division)
    unit.connection.execute(
        update(tables.team).where(tables.team.c.id == team.id).values(struck_off=True, stamp=NEXT_STAMP)
    )
    unit.record(TeamStruckOff(team=team.id, reason=payload.reason, exercise=None))
    return {"team": team.id}


def set_readiness(unit: Unit, payload: SetReadiness) -> dict[str, Any]:
    """By the centre, or by a device that holds the label `team:ID`."""
    unit.actor.require("rosters.set_readiness", owner=team_label(payload.team))
    team = need_team(unit.connection, payload.team)
    unit.actor.require("rosters.set_readiness", area=team.division, owner=team_label(team.id))
    if faults := readiness_faults(payload.readiness, payload.until, unit.now):
        raise Invalid(
            N_("Team {team} cannot be marked like this."), code="readiness_invalid", faults=faults, team=team.id
        )
    mark_team(unit, team.id, payload.readiness, reason=payload.reason, until=payload.until)
    return {"team": team.id, "readiness": payload.readiness}


def mark_team(unit: Unit, team: str, readiness: Readiness, *, reason: str = "", until: datetime | None = None) -> None:
    """Saves and records a readiness, unless it is the one that stands; raises Missing for a team that there is not."""
    stands = unit.connection.execute(STANDS, {"which": team}).first()
    if stands is None:
        raise team_unknown(team)
    if tuple(stands) == (readiness, reason, until):
        return
    unit.connection.execute(MARK, {"which": team, "readiness": readiness, "reason": reason, "until": until})
    unit.record(TeamReadinessChanged(team=team, readiness=readiness, reason=reason, until=until, exercise=None))


def add_certificate(unit: Unit, payload: AddCertificate) -> dict[str, Any]:
    """Adds a certificate, or renews the one of that name."""
    team = need_team(unit.connection, payload.team)
    unit.actor.require("rosters.add_certificate", area=team.division, owner=keeper_label(team))
    certificate = Certificate(payload.name, payload.until, tuple(payload.capabilities))
    save_certificate(unit.connection, team.id, certificate)
    unit.record(CertificateAdded(team=team.id, certificate=certificate.name, until=certificate.until, exercise=None))
    return {"team": team.id} | asdict(certificate)
