"""Teams in their tables: rows to values and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, delete, func, insert, select, update

from fengsui.errors import Missing
from fengsui.text import N_
from fengsui_rosters import tables
from fengsui_rosters.api import Certificate, Member, Team

KEPT_BY_US = {"insurance_expired", "struck_off", "registered_at", "stamp"}
"""Columns that are no field of a team."""

_other = tables.team.alias()
NEXT_STAMP = select(func.coalesce(func.max(_other.c.stamp), 0) + 1).scalar_subquery()
"""For every change of a team: units are serial, so stamps grow in the order of commits."""


def _team(row: RowMapping, certificates: tuple[Certificate, ...], members: tuple[Member, ...]) -> Team:
    return Team(
        id=row["id"],
        version=row["version"],
        name=row["name"],
        kind=row["kind"],
        division=row["division"],
        lat=row["lat"],
        lon=row["lon"],
        address=row["address"],
        host=row["host"],
        people=row["people"],
        minimum=row["minimum"],
        reach=row["reach"],
        phone=row["phone"],
        capabilities=row["capabilities"],
        readiness=row["readiness"],
        reason=row["reason"],
        until=row["until"],
        call_minutes=row["call_minutes"],
        certificates=certificates,
        insured_until=row["insured_until"],
        consent=row["consent"],
        own_site=row["own_site"],
        may_decline=row["may_decline"],
        leader=row["leader"],
        members=members,
        demo=row["demo"],
    )


def _by_team(rows: Iterable[RowMapping]) -> dict[str, list[RowMapping]]:
    grouped: dict[str, list[RowMapping]] = {}
    for row in rows:
        grouped.setdefault(row["team"], []).append(row)
    return grouped


# Made once: every dispatch asks for its teams.
_t, _c, _m = tables.team, tables.certificate, tables.member
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
ALL = (
    select(_t).where(_t.c.struck_off.is_(False)).order_by(_t.c.id),
    select(_c).order_by(_c.c.team, _c.c.name),
    select(_m).order_by(_m.c.team, _m.c.number),
)
SOME = (ALL[0].where(_t.c.id.in_(_IDS)), ALL[1].where(_c.c.team.in_(_IDS)), ALL[2].where(_m.c.team.in_(_IDS)))


def load_teams(connection: Connection, only: Collection[str] | None = None) -> Sequence[Team]:
    """Every team that is not struck off, by id; or `only` those of them."""
    query, held, people = ALL if only is None else SOME
    given: dict[str, Any] = {} if only is None else {"ids": list(only)}
    certificates = _by_team(connection.execute(held, given).mappings())
    members = _by_team(connection.execute(people, given).mappings())
    return [
        _team(
            row,
            tuple(
                Certificate(r["name"], r["until"], tuple(r["capabilities"])) for r in certificates.get(row["id"], ())
            ),
            tuple(Member(r["name"], r["post"], r["phone"]) for r in members.get(row["id"], ())),
        )
        for row in connection.execute(query, given).mappings()
    ]


def find_team(connection: Connection, team: str) -> Team | None:
    return next(iter(load_teams(connection, (team,))), None)


def need_team(connection: Connection, team: str) -> Team:
    """Raises Missing where there is no such team, or it was struck off."""
    found = find_team(connection, team)
    if found is None:
        raise team_unknown(team)
    return found


def team_unknown(team: str) -> Missing:
    return Missing(N_("There is no team {team}."), code="team_unknown", team=team)


def is_known(connection: Connection, team: str) -> bool:
    """Whether the id was ever given, a struck-off team's too: an id is not used twice."""
    return connection.execute(select(tables.team.c.id).where(tables.team.c.id == team)).first() is not None


def columns_of(team: Team) -> dict[str, Any]:
    """The columns of the team's own row; certificates and members have theirs."""
    own = {column.name for column in tables.team.columns} - KEPT_BY_US
    return {name: getattr(team, name) for name in own} | {"capabilities": dict(team.capabilities)}


def save_members(connection: Connection, team: str, members: Iterable[Member]) -> None:
    """Replaces the team's members."""
    connection.execute(delete(tables.member).where(tables.member.c.team == team))
    rows = [
        {"team": team, "number": number, "name": member.name, "post": member.post, "phone": member.phone}
        for number, member in enumerate(members)
    ]
    if rows:
        connection.execute(insert(tables.member), rows)


def save_certificate(connection: Connection, team: str, certificate: Certificate) -> None:
    """Adds the certificate or renews the one of that name; its end counts anew."""
    c, t = tables.certificate, tables.team
    connection.execute(update(t).where(t.c.id == team).values(stamp=NEXT_STAMP))
    values = {"until": certificate.until, "capabilities": list(certificate.capabilities), "expired": False}
    renewed = connection.execute(update(c).where(c.c.team == team, c.c.name == certificate.name).values(**values))
    if renewed.rowcount == 0:
        connection.execute(insert(c).values(team=team, name=certificate.name, **values))
