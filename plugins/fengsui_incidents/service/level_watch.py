"""The leader owes a decision on the level: its deadline begins and ends with what is known, and he gets his card."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from fengsui.hooks import Unit
from fengsui_incidents.api.events import LeaderCard, Words
from fengsui_incidents.model import texts
from fengsui_incidents.model.level_clock import Asks, LevelClock, asks, dispatched, follow, within_of
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.level_rows import clock_of, save_clock
from fengsui_incidents.service.loading import Incident, load
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import incidents


def owed_of(row: Mapping[Any, Any]) -> Asks | None:
    """What the leader owes of an incident; nothing once the response is over."""
    if row["ended_at"] is not None or row["state"] == "closed":
        return None
    return asks(row["level"], row["level_confirmed"], row["level_decided_on"])


def watch_level(unit: Unit, incident: str) -> None:
    """After whatever may change what is owed. Of an upgrade he hears at once; of an incident for which nobody was sent
    when its time is over, or with the first dispatch."""
    row = unit.connection.execute(select(incidents).where(incidents.c.id == incident)).mappings().one()
    before, owed, told = clock_of(row), owed_of(row), row["leader_told_at"] is not None
    after = follow(before, owed, row["level"], urgency=row["urgency"], told=told, rules=rules_of(unit), now=unit.now)
    if after == before:
        return
    save_clock(unit, incident, after)
    if owed == "upgrade" and after.asked != before.asked:
        send_card(unit, load(unit, incident), after, owed, row["authority"], ())


def tell_of_dispatch(unit: Unit, incident: Incident, authority: str, made: tuple[str, ...]) -> None:
    """The leader's copy of what was sent ahead. Until he confirms a level, his clock is running."""
    row, rules = incident.row, rules_of(unit)
    clock, first, owed = clock_of(row), row["leader_told_at"] is None, owed_of(row)
    if owed == "start":
        clock = dispatched(clock, row["level"], first=first, rules=rules, now=unit.now)
    save_clock(unit, incident.id, clock, leader_told_at=row["leader_told_at"] or unit.now)
    send_card(unit, incident, clock, owed or "start", authority, made)


def send_card(
    unit: Unit, incident: Incident, clock: LevelClock, owed: Asks, authority: str, made: tuple[str, ...]
) -> None:
    """The card on the leader's console; `made` the orders that it names, `clock.rung` how often he was reminded."""
    within = within_of(owed, urgency=incident.row["urgency"], told=True, rules=rules_of(unit)) or timedelta()
    confirm_by = clock.due_at if clock.due_at is not None and clock.due_at > unit.now else unit.now + within
    before = incident.row["level_confirmed"] if owed == "upgrade" else ""
    event = LeaderCard(
        incident=incident.id,
        level=incident.row["level"],
        authority=authority,
        orders=made,
        confirm_by=confirm_by,
        rung=clock.rung,
        asks=owed,
        says=texts.leader_says(incident.picture, incident.assessment, made, before),
        exercise=incident.exercise,
    )
    again = Words(f" (第{clock.rung}次催)", f" (reminder {clock.rung})") if clock.rung else Words("", "")
    what = Words("", "")
    if owed == "upgrade":
        what = Words(f": 建议升级 {before}->{incident.row['level']}", f": upgrade {before} -> {incident.row['level']}")
    says = Words(f"已告带班领导{what.zh}{again.zh}", f"The duty leader was told{what.en}{again.en}")
    tell(unit, incident.id, event, says)
