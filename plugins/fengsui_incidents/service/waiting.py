"""Needs for which no team is free wait by urgency; a team that comes back is proposed for one of them, never sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, insert, select, update

from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui_incidents.api.board import NeedCover, Proposal
from fengsui_incidents.api.events import NeedFilled, NeedWaits, TeamOffered, Words
from fengsui_incidents.model.propose.reasons import UNFIT
from fengsui_incidents.model.waiting import Gap, Wait, could_go, gap_of, in_turn, offers
from fengsui_incidents.service.busy import busy_teams
from fengsui_incidents.service.loading import Incident
from fengsui_incidents.service.stored import restore, store
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import RUNNING, incidents, waits
from fengsui_plans.api import Need
from fengsui_rosters.api import READY, Teams

CONCERNED = select(waits).where(
    waits.c.ended_at.is_(None),
    ((waits.c.incident == bindparam("of")) & (waits.c.need == bindparam("for"))) | (waits.c.offered == bindparam("by")),
)
"""Made once, for every order: what waits for its need, and what its team was proposed for."""

AT_ONCE = 20
"""So many incidents are looked at again when a team comes back: the most urgent ones, which are those it is for."""


def read_waits(reading: Reading, *, whole: bool = False) -> list[Wait]:
    """Every need that waits now, in turn. `whole`: with the teams that could go, out of the stored proposals."""
    columns = [*waits.c, incidents.c.urgency]
    mine = waits.c.ended_at.is_(None) & incidents.c.state.in_(RUNNING) & incidents.c.ended_at.is_(None)
    if whole:
        columns.append(incidents.c.proposal)
    query = select(*columns).join(incidents, incidents.c.id == waits.c.incident).where(mine)
    return in_turn([_wait(row) for row in reading.connection.execute(query).mappings()])


def _wait(row: RowMapping) -> Wait:
    names = ("id", "incident", "exercise", "need", "place", "urgency", "since", "missing", "offered", "offered_at")
    stored = row.get("proposal")
    covers = [need for need in stored["needs"] if need["need"] == row["need"]] if stored else []
    could = [team for team in could_go(restore(NeedCover, covers[0])) if team not in row["known"]] if covers else []
    return Wait(**{name: row[name] for name in names}, why=restore(Words, row["why"]), could=tuple(could))


def note(unit: Unit, incident: Incident, proposal: Proposal) -> None:
    """After a proposal: which needs wait from now on, which wait no more, and whom there is to propose."""
    mine = waits.c.ended_at.is_(None) & (waits.c.incident == incident.id)
    rows = {row["need"]: row for row in unit.connection.execute(select(waits).where(mine)).mappings()}
    if incident.row["ended_at"] is not None:
        return
    for place, cover in enumerate(proposal.needs):
        gap, row = gap_of(cover), rows.get(cover.need)
        if row is None and gap.nobody and gap.missing:
            _begin(unit, incident, place, cover, gap, _why(proposal, cover, gap))
        elif row is not None and not gap.missing:
            _end(unit, incident, row, cover.title)
        elif row is not None:
            values = {"missing": gap.missing, "why": store(_why(proposal, cover, gap))}
            unit.connection.execute(update(waits).where(waits.c.id == row["id"]).values(**values))
    offer(unit, incident.exercise)


def _why(proposal: Proposal, cover: NeedCover, gap: Gap) -> Words:
    """The proposal's own sentence, which names who is nearest."""
    short = Words(f"{cover.title.zh} 缺{gap.missing}", f"{cover.title.en}: {gap.missing} missing")
    return next((says for says in proposal.uncovered if says.zh.startswith(f"{cover.title.zh} 缺")), short)


def _begin(unit: Unit, incident: Incident, place: int, cover: NeedCover, gap: Gap, why: Words) -> None:
    unit.connection.execute(
        insert(waits).values(
            id=unit.new_id(), incident=incident.id, exercise=incident.exercise, need=cover.need, place=place,
            since=unit.now, missing=gap.missing, why=store(why), offered="", known=list(could_go(cover)),
        )
    )  # fmt: skip
    event = NeedWaits(
        incident=incident.id, waiting=cover.need, missing=gap.missing, why=why, exercise=incident.exercise
    )
    tell(unit, incident.id, event, Words(f"等待力量: {why.zh}", f"Waits for a team: {why.en}"))


def _end(unit: Unit, incident: Incident, row: RowMapping, title: Words) -> None:
    unit.connection.execute(update(waits).where(waits.c.id == row["id"]).values(ended_at=unit.now, offered=""))
    waited = int((unit.now - row["since"]).total_seconds())
    event = NeedFilled(incident=incident.id, waiting=row["need"], waited_s=waited, exercise=incident.exercise)
    says = Words(f"{title.zh}: 已有力量, 等了{waited // 60}分钟", f"{title.en}: filled after {waited // 60} min")
    tell(unit, incident.id, event, says)


def offer(unit: Unit, exercise: str | None) -> None:
    """Proposes the teams that could go now, each to the most urgent need that waits for it, and records each new
    proposal once. One whose team is gone is taken back. A drill has what the real thing leaves."""
    every = read_waits(unit, whole=True)
    mine = [wait for wait in every if wait.exercise == exercise]
    kept = {wait.offered for wait in every if wait.exercise is None} if exercise is not None else set()
    known = unit.ask(Teams).some({team for wait in mine for team in wait.could})
    gone = {id for id, team in known.items() if team.readiness not in READY}
    given = offers(mine, {*busy_teams(unit, exercise), *kept, *gone})
    if exercise is None and given:
        in_drills = waits.c.ended_at.is_(None) & waits.c.exercise.is_not(None)
        in_drills &= waits.c.offered.in_(sorted(given.values()))
        unit.connection.execute(update(waits).where(in_drills).values(offered="", offered_at=None))
    for wait in mine:
        team = given.get(wait.id, "")
        if team == wait.offered:
            continue
        values = {"offered": team, "offered_at": unit.now if team else None}
        unit.connection.execute(update(waits).where(waits.c.id == wait.id).values(**values))
        if team:
            _tell_offer(unit, wait, team)


def _tell_offer(unit: Unit, wait: Wait, team: str) -> None:
    found = unit.ask(Teams).get(team)
    name, waited = found.name if found else team, int((unit.now - wait.since).total_seconds())
    event = TeamOffered(incident=wait.incident, waiting=wait.need, team=team, waited_s=waited, exercise=wait.exercise)
    says = Words(
        f"{name} 可派, 建议用于: {wait.why.zh} (已等{waited // 60}分钟)",
        f"{name} is free, proposed for: {wait.why.en} (waited {waited // 60} min)",
    )
    tell(unit, wait.incident, event, says)


def stir(unit: Unit, recorded: Recorded) -> None:
    """A team may be free: where a need waits that it is fit for, it is proposed anew, the most urgent first."""
    data: Mapping[str, Any] = recorded.data or {}
    team = str(data.get("team", ""))
    if recorded.topic == "rosters.readiness_changed" and data.get("readiness") not in READY:
        _taken_back(unit, waits.c.ended_at.is_(None) & (waits.c.offered == team))
        return
    if recorded.topic == "incidents.fact_recorded" and (recorded.exercise is None or data.get("fact") != "ready"):
        return  # of the real thing the roster tells
    _look_again(unit, team)


def filled(unit: Unit, recorded: Recorded) -> None:
    """A need has its teams: whoever was kept for it may be proposed for the next one."""
    _look_again(unit, "")


def _look_again(unit: Unit, team: str) -> None:
    found: dict[str, None] = {}
    query = select(waits.c.id, waits.c.known, incidents.c.proposal)
    query = query.join(incidents, incidents.c.id == waits.c.incident).where(waits.c.ended_at.is_(None))
    rows = {row.id: row for row in unit.connection.execute(query)}
    for wait in read_waits(unit):
        if team in rows[wait.id].known:
            known = [one for one in rows[wait.id].known if one != team]
            unit.connection.execute(update(waits).where(waits.c.id == wait.id).values(known=known))
        if len(found) < AT_ONCE and (not team or _may_be_for(team, wait, rows[wait.id].proposal)):
            found[wait.incident] = None
    if found:
        unit.connection.execute(update(incidents).where(incidents.c.id.in_(found)).values(propose_at=unit.now))


def _may_be_for(team: str, wait: Wait, proposal: Mapping[str, Any] | None) -> bool:
    """Whether the last proposal knew the team as fit for the need, or did not know it at all."""
    if proposal is None:
        return True
    known = [(need["need"], one["reason"]) for need in proposal["needs"] for one in need["candidates"]
             if one["team"] == team]  # fmt: skip
    return not known or any(need == wait.need and reason not in UNFIT for need, reason in known)


def taken(unit: Unit, incident: Incident, need: Need, team: str) -> None:
    """The team is ordered: its need waits for one less, and wherever else it was proposed, it is so no more."""
    asked = {"of": incident.id, "for": need.id, "by": team}
    rows = unit.connection.execute(CONCERNED, asked).mappings().all()
    row = next((row for row in rows if row["incident"] == incident.id and row["need"] == need.id), None)
    if row is not None and row["missing"] <= 1:
        _end(unit, incident, row, Words(need.title.zh, need.title.en))
    elif row is not None:
        left = {"missing": row["missing"] - 1, "offered": "", "offered_at": None}
        unit.connection.execute(update(waits).where(waits.c.id == row["id"]).values(**left))
    if any(other["offered"] == team for other in rows if other is not row):
        _taken_back(unit, waits.c.ended_at.is_(None) & (waits.c.offered == team))


def _taken_back(unit: Unit, where: ColumnElement[bool]) -> None:
    """Those offers stand no more, and what they were for is proposed anew."""
    held = unit.connection.execute(select(waits.c.incident).where(where)).scalars().all()
    if held:
        unit.connection.execute(update(waits).where(where).values(offered="", offered_at=None))
        unit.connection.execute(update(incidents).where(incidents.c.id.in_(held)).values(propose_at=unit.now))


def over(unit: Unit, incident: str) -> None:
    """The response has ended: nothing of it waits any more."""
    mine = waits.c.ended_at.is_(None) & (waits.c.incident == incident)
    unit.connection.execute(update(waits).where(mine).values(ended_at=unit.now, offered="", offered_at=None))


def by_incident(reading: Reading) -> Mapping[str, list[Wait]]:
    found: dict[str, list[Wait]] = {}
    for wait in read_waits(reading):
        found.setdefault(wait.incident, []).append(wait)
    return found
