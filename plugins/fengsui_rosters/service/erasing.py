"""What is destroyed of persons by law: the people of a shift that is over, of a team struck off, and an expert."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, select, update

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_rosters import tables
from fengsui_rosters.api.events import ShiftChanged, TeamReadinessChanged, TeamStruckOff
from fengsui_rosters.service.shift_rows import need_shift
from fengsui_rosters.service.team_rows import NEXT_STAMP, team_unknown


def of_shift(reading: Reading, shift: str) -> tuple[str, ...]:
    """Raises Missing (`shift_unknown`), or Conflict (`still_needed`) until it is over."""
    if need_shift(reading.connection, shift).ends > reading.now:
        raise _needed(shift)
    return (shift,)


def erase_shift(unit: Unit, shift: str) -> None:
    s, w = tables.shift, tables.swap
    _blank(unit, s, s.c.id == shift, "leader", "main", "second", "leader_phone", "main_phone", "second_phone")
    _blank(unit, w, w.c.shift == shift, "was", "now", "by", "reason")


def of_team(reading: Reading, team: str) -> tuple[str, ...]:
    """Raises Missing (`team_unknown`), or Conflict (`still_needed`) until it is struck off."""
    struck_off = reading.connection.execute(select(tables.team.c.struck_off).where(tables.team.c.id == team)).scalar()
    if struck_off is None:
        raise team_unknown(team)
    if not struck_off:
        raise _needed(team)
    return (team,)


def erase_team(unit: Unit, team: str) -> None:
    _blank(unit, tables.team, tables.team.c.id == team, "leader", "phone", "consent", "reason")
    unit.connection.execute(update(tables.team).where(tables.team.c.id == team).values(stamp=NEXT_STAMP))
    unit.connection.execute(delete(tables.member).where(tables.member.c.team == team))


def of_expert(reading: Reading, expert: str) -> tuple[str, ...]:
    """Raises Missing (`expert_unknown`). He may ask for it at any time: his entry goes."""
    if reading.connection.execute(select(tables.expert.c.id).where(tables.expert.c.id == expert)).first() is None:
        raise Missing(N_("There is no expert {expert}."), code="expert_unknown", expert=expert)
    return (expert,)


def erase_expert(unit: Unit, expert: str) -> None:
    unit.connection.execute(delete(tables.expert).where(tables.expert.c.id == expert))


def _blank(unit: Unit, table: Table, which: Any, *columns: str) -> None:
    unit.connection.execute(update(table).where(which).values(dict.fromkeys(columns, "")))


def _needed(thing: str) -> Conflict:
    return Conflict(N_("{thing} is still needed and cannot be erased."), code="still_needed", thing=thing)


ERASURES = (
    Erasure(name="shift", summary=N_("Who was on duty in a shift that is over"), topics=(ShiftChanged.topic,),
            subjects=of_shift, erase=erase_shift),
    Erasure(name="team", summary=N_("The people of a team that was struck off"), subjects=of_team, erase=erase_team,
            topics=(TeamReadinessChanged.topic, TeamStruckOff.topic)),
    Erasure(name="expert", summary=N_("An expert"), subjects=of_expert, erase=erase_expert),
)  # fmt: skip
