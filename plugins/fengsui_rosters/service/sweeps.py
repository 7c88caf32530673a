"""What time does to the rosters: insurance and certificates end, rests are over. Each is recorded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select, update

from fengsui.hooks import Reading, Unit
from fengsui_rosters import tables
from fengsui_rosters.api import CertificateExpired
from fengsui_rosters.model.teams import ENDS_BY_ITSELF, ended, rest_is_over
from fengsui_rosters.service.surroundings import today
from fengsui_rosters.service.team_rows import find_team
from fengsui_rosters.service.teams import mark_team

INSURANCE = "insurance"
"""How an ended insurance is named in `CertificateExpired.certificate`."""


@dataclass(frozen=True)
class Ended:
    team: str
    kind: Literal["insurance", "certificate"]
    name: str = ""


def expiries_due(reading: Reading) -> Sequence[Ended]:
    """Insurances and certificates past their last day that nobody has recorded yet."""
    day, t, c = today(reading), tables.team, tables.certificate
    insurances = select(t.c.id).where(
        t.c.struck_off.is_(False), t.c.insurance_expired.is_(False), t.c.insured_until < day
    )
    certificates = (
        select(c.c.team, c.c.name)
        .join(t, t.c.id == c.c.team)
        .where(t.c.struck_off.is_(False), c.c.expired.is_(False), c.c.until < day)
    )
    return [
        *(Ended(row.id, "insurance") for row in reading.connection.execute(insurances.order_by(t.c.id))),
        *(
            Ended(row.team, "certificate", row.name)
            for row in reading.connection.execute(certificates.order_by(c.c.team, c.c.name))
        ),
    ]


def record_expiry(unit: Unit, item: Ended) -> None:
    """Says so once; a renewal in between, or a second run, finds nothing left to say."""
    if item not in expiries_due(unit):
        return
    team = find_team(unit.connection, item.team)
    if team is None:
        return
    if item.kind == "insurance" and team.insured_until is not None:
        unit.connection.execute(update(tables.team).where(tables.team.c.id == team.id).values(insurance_expired=True))
        unit.record(CertificateExpired(team=team.id, certificate=INSURANCE, until=team.insured_until, exercise=None))
        return
    c = tables.certificate
    for held in team.certificates:
        if held.name == item.name and ended(held.until, today(unit)):
            unit.connection.execute(update(c).where(c.c.team == team.id, c.c.name == held.name).values(expired=True))
            unit.record(CertificateExpired(team=team.id, certificate=held.name, until=held.until, exercise=None))


def rests_due(reading: Reading) -> Sequence[str]:
    t = tables.team
    query = select(t.c.id).where(t.c.readiness == ENDS_BY_ITSELF, t.c.until <= reading.now, t.c.struck_off.is_(False))
    return [row.id for row in reading.connection.execute(query.order_by(t.c.id))]


def end_rest(unit: Unit, team_id: str) -> None:
    """The team is ready again, unless somebody marked it otherwise meanwhile."""
    team = find_team(unit.connection, team_id)
    if team is not None and rest_is_over(team.readiness, team.until, unit.now):
        mark_team(unit, team.id, "ready")
