"""Everybody who was left out, with the reason: kept beside the proposal, counted in the journal, shown page by page.

With few teams it is made with the proposal. With many it follows within a second, read on its own so that no order
waits for it, and gives others their turn every few teams.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from fengsui.hooks import Reading, Unit
from fengsui_incidents.api.board import LeftOutPage, LeftOutRow
from fengsui_incidents.api.choosing import LeftOutOf
from fengsui_incidents.api.events import LeftOutCounted, Words
from fengsui_incidents.model import propose as model
from fengsui_incidents.model.names import REASON_NAMES
from fengsui_incidents.model.propose import Account
from fengsui_incidents.service.context import available, rules_of, surroundings
from fengsui_incidents.service.loading import Incident, load, read, read_all
from fengsui_incidents.service.routing import router
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import RUNNING, incidents, left_out
from fengsui_rosters.api import Teams

BREATH_S = 0.0002
ACCOUNTS_AN_INCIDENT = 50
"""Older ones of an incident go: what they said stays in the journal as counts and digest."""


@dataclass(frozen=True)
class Counted:
    """An account for the proposal of `proposed_at`, as read."""

    incident: str
    proposed_at: datetime
    roster: int
    considered: int
    account: Account


def keep(unit: Unit, incident: str, account: Account, roster: int, considered: int) -> None:
    """The same account is kept once, with the time at which it held last."""
    digest = account.digest
    mine = (left_out.c.incident == incident) & (left_out.c.digest == digest)
    again = unit.connection.execute(update(left_out).where(mine).values(at=unit.now, roster=roster))
    if again.rowcount:
        return
    row = {"incident": incident, "digest": digest, "at": unit.now, "roster": roster, "considered": considered,
           "counts": dict(account.counts), "body": account.packed()}  # fmt: skip
    unit.connection.execute(insert(left_out).values(**row))
    kept = (
        select(left_out.c.at).where(left_out.c.incident == incident).order_by(left_out.c.at.desc(), left_out.c.digest)
    )
    oldest = unit.connection.execute(kept.offset(ACCOUNTS_AN_INCIDENT - 1).limit(1)).scalar()
    if oldest is not None:
        unit.connection.execute(delete(left_out).where(left_out.c.incident == incident, left_out.c.at < oldest))


# -- the account of very many ------------------------------------------------------------------------------------


def due(reading: Reading) -> Sequence[Counted]:
    """Accounts that are missing, worked out: reading them is the work, keeping them is little."""
    waiting = (incidents.c.count_at <= reading.now) & incidents.c.state.in_(RUNNING) & (incidents.c.plan != "")
    if reading.connection.execute(select(incidents.c.id).where(waiting).limit(1)).first() is None:
        return []
    found = [_counted(reading, one) for one in read_all(reading, waiting)]
    return [one for one in found if one is not None]


def _counted(reading: Reading, incident: Incident) -> Counted | None:
    proposal = incident.proposal
    if incident.plan is None or proposal is None or proposal.at is None:
        return None
    rules = rules_of(reading)
    around = surroundings(reading, incident.picture)
    with available(reading, incident, rules) as teams:
        choice = model.choose(
            incident.picture, incident.plan, teams, rules, proposal.at, around, router(reading, rules)
        )
        everybody = teams.muster.all() if teams.muster is not None else teams.teams
        roster = teams.muster.stamp if teams.muster is not None else 0
    account = model.account(model.as_proposed(choice, proposal), everybody, lambda: time.sleep(BREATH_S))
    return Counted(incident.id, proposal.at, roster, len(everybody), account)


def note(unit: Unit, counted: Counted) -> None:
    """Keeps it, unless the forces were proposed again meanwhile: then the next one follows."""
    found = load(unit, counted.incident)
    proposal = found.proposal
    if found.row["count_at"] is None or proposal is None or proposal.at != counted.proposed_at:
        return
    unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(count_at=None))
    keep(unit, found.id, counted.account, counted.roster, counted.considered)
    counts = counted.account.counts
    event = LeftOutCounted(
        incident=found.id,
        proposed_at=counted.proposed_at,
        considered=counted.considered,
        counts=counts,
        digest=counted.account.digest,
        roster=counted.roster,
        exercise=found.exercise,
    )
    named = [(REASON_NAMES.get(code, Words(code, code)), count) for code, count in counts.items()]
    says = Words(
        f"未选 {counted.account.total}/{counted.considered} 队: " + ", ".join(f"{w.zh} {n}" for w, n in named),
        f"left out {counted.account.total} of {counted.considered}: " + ", ".join(f"{w.en} {n}" for w, n in named),
    )
    tell(unit, found.id, event, says)


# -- the view ----------------------------------------------------------------------------------------------------


def left_out_view(reading: Reading, parameters: LeftOutOf) -> LeftOutPage:
    """A page of everybody left out of the last proposal that has been counted, or of the one with this digest."""
    found = read(reading, parameters.incident)
    mine = select(left_out).where(left_out.c.incident == found.id)
    if parameters.digest:
        mine = mine.where(left_out.c.digest == parameters.digest)
    newest = mine.order_by(left_out.c.at.desc(), left_out.c.digest).limit(1)
    row = reading.connection.execute(newest).mappings().first()
    counting = found.row["count_at"] is not None
    if row is None:
        return LeftOutPage(incident=found.id, counting=counting)
    account = Account.unpacked(row["body"])
    rows = account.rows(parameters.reason)
    with reading.ask(Teams).mustered() as muster:
        names = {team.id: team.name for team in muster.all()} if parameters.search else {}
        if parameters.search:
            rows = [one for one in rows if parameters.search in one[0] or parameters.search in names.get(one[0], "")]
        page = rows[parameters.offset : parameters.offset + parameters.limit]
        shown = [(id, muster.get(id), reason) for id, reason in page]
    return LeftOutPage(
        incident=found.id,
        at=row["at"],
        considered=row["considered"],
        counts=row["counts"],
        digest=row["digest"],
        counting=counting,
        intact=account.digest == row["digest"],
        total=len(rows),
        rows=tuple(
            LeftOutRow(team=id, name=team.name if team is not None else id, reason=reason.code, says=reason.says)
            for id, team, reason in shown
        ),
    )
