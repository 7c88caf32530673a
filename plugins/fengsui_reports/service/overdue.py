"""Limits that run out: the duty leader is rung once. One that ran out while the centre was down is presented only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from fengsui.hooks import Reading, Sweep, Unit
from fengsui_incidents.api.events import Words
from fengsui_reports.api.events import ClockOverdue, ClockRanOut, DemandOverdue, DemandRanOut
from fengsui_reports.api.words import DEMAND_SAID, FORM_SAID
from fengsui_reports.model.clocks import Clock
from fengsui_reports.service.context import context_of
from fengsui_reports.service.rows import clocks_of, demand_row
from fengsui_reports.service.running import write
from fengsui_reports.tables import clocks, demands


def due_clocks(reading: Reading) -> Sequence[tuple[str, str]]:
    """Incidents and forms of which a limit ran out: to how many it is owed rings once, not once each."""
    late = (clocks.c.state == "open") & (clocks.c.late_after <= reading.now) & clocks.c.rung_at.is_(None)
    rows = reading.connection.execute(select(clocks.c.incident, clocks.c.form).where(late).distinct())
    return sorted((row.incident, row.form) for row in rows)


def ring_clocks(unit: Unit, which: tuple[str, str]) -> None:
    incident, form = which
    mine = (clocks.c.incident == incident) & (clocks.c.form == form) & (clocks.c.state == "open")
    late = clocks_of(unit, mine & (clocks.c.late_after <= unit.now) & clocks.c.rung_at.is_(None))
    unit.enter(None)
    for down in (True, False):
        group = [clock for clock in late if (clock.late_after < unit.started_at) is down]
        if group:
            _ring(unit, group, down=down)


def _ring(unit: Unit, group: Sequence[Clock], *, down: bool) -> None:
    ids = tuple(clock.id for clock in group)
    unit.connection.execute(update(clocks).where(clocks.c.id.in_(ids)).values(rung_at=unit.now, presented=down))
    first = group[0]
    common: dict[str, Any] = {"incident": first.incident, "clocks": ids, "form": first.form, "exercise": None}
    common |= {"to": tuple(clock.to for clock in group), "late_after": first.late_after}
    if down:
        unit.record(ClockRanOut(**common))
        return
    context = context_of(unit)
    form, by = FORM_SAID[first.form], context.said.hm(first.late_after)
    names = [context.name(clock.to) for clock in group]
    zh, en = ", ".join(one.zh for one in names), ", ".join(one.en for one in names)
    says = Words(f"{first.incident} {form.zh} {zh} 超过时限 {by}",
                 f"{first.incident} {form.en.lower()} to {en} is past its limit {by}")  # fmt: skip
    unit.record(ClockOverdue(says=says, **common))
    write(unit, first.incident, ClockOverdue.topic, says)


def due_demands(reading: Reading) -> Sequence[str]:
    late = (demands.c.state == "open") & (demands.c.due_at <= reading.now) & demands.c.rung_at.is_(None)
    return (
        reading.connection.execute(select(demands.c.id).where(late).order_by(demands.c.due_at, demands.c.id))
        .scalars()
        .all()
    )


def ring_demand(unit: Unit, id: str) -> None:
    row = demand_row(unit, id)
    if row["state"] != "open" or row["rung_at"] is not None or row["due_at"] > unit.now:
        return
    unit.enter(None)
    down = row["due_at"] < unit.started_at
    unit.connection.execute(update(demands).where(demands.c.id == id).values(rung_at=unit.now, presented=down))
    common: dict[str, Any] = {"demand": id, **{name: row[name] for name in ("kind", "incident")}}
    common["answer_by"] = row["due_at"]
    if down:
        unit.record(DemandRanOut(exercise=None, **common))
        return
    said, by = DEMAND_SAID[row["kind"]], context_of(unit).said.hm(row["due_at"])
    says = Words(f"{row['incident']} {said.zh} 未答复, 限 {by}".strip(),
                 f"{row['incident']} {said.en.lower()} not answered, was due {by}".strip())  # fmt: skip
    unit.record(DemandOverdue(says=says, exercise=None, **common))
    if row["incident"]:
        write(unit, row["incident"], DemandOverdue.topic, says)


SWEEPS = (
    Sweep(name="clocks", every=timedelta(seconds=5), due=due_clocks, act=ring_clocks),
    Sweep(name="demands", every=timedelta(seconds=5), due=due_demands, act=ring_demand),
)
