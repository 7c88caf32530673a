"""Dispatches that a rule of N of M within T watches: begun with a person's dispatch, read for the queue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import RowMapping, insert, select

from fengsui.hooks import Reading, Unit
from fengsui_incidents.model.enough import Quota
from fengsui_incidents.service.loading import Incident, Order
from fengsui_incidents.service.stored import restore, store
from fengsui_incidents.tables import quotas
from fengsui_plans.api import DigitalPlan, Enough


def begin(unit: Unit, incident: Incident, plan: DigitalPlan, made: Sequence[Order]) -> None:
    """After a person's dispatch: each rule that its orders fall under watches it, unless it watches one already."""
    running = select(quotas.c.rule).where(quotas.c.incident == incident.id, quotas.c.state == "open")
    watched = {restore(Enough, row).id for row in unit.connection.execute(running).scalars()}
    for rule in plan.escalation.enough:
        mine = [order for order in made if order.record.team and (not rule.needs or order.record.need in rule.needs)]
        if not mine or rule.id in watched:
            continue
        deadline = unit.now + timedelta(seconds=rule.within_s)
        unit.connection.execute(
            insert(quotas).values(
                id=unit.new_id(), incident=incident.id, exercise=incident.exercise, rule=store(rule), since=unit.now,
                due_at=deadline, deadline=deadline, state="open", asked=len(mine), accepted=0,
            )
        )  # fmt: skip


def quota_of(row: RowMapping) -> Quota:
    return Quota(
        id=row["id"],
        rule=restore(Enough, row["rule"]),
        since=row["since"],
        deadline=row["deadline"],
        state=row["state"],
    )


def watching(reading: Reading, incidents_: Collection[str]) -> Mapping[str, list[Quota]]:
    """By incident, those that may need a person: still open, or missed."""
    found: dict[str, list[Quota]] = defaultdict(list)
    mine = quotas.c.incident.in_(incidents_) & quotas.c.state.in_(("open", "missed", "late"))
    for row in reading.connection.execute(
        select(quotas).where(mine).order_by(quotas.c.deadline, quotas.c.id)
    ).mappings():
        found[row["incident"]].append(quota_of(row))
    return found
