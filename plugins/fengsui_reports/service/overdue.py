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
from fengsui_reports.service.context import context_of
from fengsui_reports.service.rows import clock_of, demand_row
from fengsui_reports.service.running import write
from fengsui_reports.tables import clocks, demands


def due_clocks(reading: Reading) -> Sequence[str]:
    late = (clocks.c.state == "open") & (clocks.c.late_after <= reading.now) & clocks.c.rung_at.is_(None)
    return reading.connection.execute(select(clocks.c.id).where(late).order_by(clocks.c.late_after)).scalars().all()


def ring_clock(unit: Unit, id: str) -> None:
    row = unit.connection.execute(select(clocks).where(clocks.c.id == id)).mappings().one()
    clock = clock_of(row)
    if clock.state != "open" or clock.rung_at is not None or clock.late_after > unit.now:
        return
    unit.enter(None)
    down = clock.late_after < unit.started_at
    unit.connection.execute(update(clocks).where(clocks.c.id == id).values(rung_at=unit.now, presented=down))
    common: dict[str, Any] = {"clock": id, "form": clock.form, "to": clock.to, "late_after": clock.late_after}
    if down:
        unit.record(ClockRanOut(incident=clock.incident, exercise=None, **common))
        return
    context = context_of(unit)
    form, name, by = FORM_SAID[clock.form], context.name(clock.to), context.said.hm(clock.late_after)
    says = Words(f"{clock.incident} {form.zh} {name.zh} 超过时限 {by}",
                 f"{clock.incident} {form.en.lower()} to {name.en} is past its limit {by}")  # fmt: skip
    unit.record(ClockOverdue(incident=clock.incident, says=says, exercise=None, **common))
    write(unit, clock.incident, ClockOverdue.topic, says)


def due_demands(reading: Reading) -> Sequence[str]:
    late = (demands.c.state == "open") & (demands.c.due_at <= reading.now) & demands.c.rung_at.is_(None)
    return reading.connection.execute(select(demands.c.id).where(late).order_by(demands.c.due_at)).scalars().all()


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
    Sweep(name="clocks", every=timedelta(seconds=5), due=due_clocks, act=ring_clock),
    Sweep(name="demands", every=timedelta(seconds=5), due=due_demands, act=ring_demand),
)
