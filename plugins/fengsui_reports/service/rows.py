"""Rows into the values that decisions are made of, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, select, update

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_reports.model.case import Case, Lowered
from fengsui_reports.model.clocks import Clock
from fengsui_reports.model.duties import Step
from fengsui_reports.service.cases import begin
from fengsui_reports.tables import cases, clocks, demands, reports


def case_of(row: Mapping[Any, Any]) -> Case:
    return Case(
        incident=row["incident"],
        title=Words(row["title_zh"], row["title_en"]),
        place=row["place"],
        division=row["division"],
        source=row["source"],
        received_at=row["received_at"],
        occurred_at=row["occurred_at"],
        unit_told_at=row["unit_told_at"],
        urgency=row["urgency"],
        grade=row["grade"],
        near_miss=row["near_miss"],
        figures=row["figures"],
        loss_yuan=row["loss_yuan"],
        reported=row["reported_figures"],
        steps=tuple(
            Step(datetime.fromisoformat(step["at"]), step["grade"], step.get("grave", False)) for step in row["steps"]
        ),
        lowered=tuple(
            Lowered(one["count"], one["was"], one["now"], datetime.fromisoformat(one["at"]), one["reason"])
            for one in row["lowered"]
        ),
        kind=row["kind"],
        owed_since=row["owed_since"],
        stopped_reason=row["stopped_reason"],
        ended_at=row["ended_at"],
        closed_at=row["closed_at"],
    )


def stored_steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [{"at": step.at.isoformat(), "grade": step.grade, "grave": step.grave} for step in steps]


def stored_lowered(lowered: Iterable[Lowered]) -> list[dict[str, Any]]:
    return [
        {"count": one.count, "was": one.was, "now": one.now, "at": one.at.isoformat(), "reason": one.reason}
        for one in lowered
    ]


def find_case(reading: Reading, incident: str) -> Case | None:
    row = reading.connection.execute(select(cases).where(cases.c.incident == incident)).mappings().first()
    return case_of(row) if row is not None else None


def save_case(unit: Unit, incident: str, **values: object) -> Case:
    unit.connection.execute(update(cases).where(cases.c.incident == incident).values(**values))
    return cast(Case, find_case(unit, incident))


def enter_case(unit: Unit, incident: str) -> Case:
    """The case to act on. Raises Missing, Forbidden, or Conflict (`drill`): a drill owes nobody a report.

    An incident that was there before this plugin gets its case now, from what is known of it.
    """
    found = find_case(unit, incident)
    if found is None:
        card = unit.ask(Incidents).card(incident)
        if card.exercise is not None:
            message = N_("{incident} is a drill: it owes nobody a report.")
            raise Conflict(message, code="drill", incident=incident)
        unit.enter(None)
        begin(unit, incident, card=card)
        found = cast(Case, find_case(unit, incident))
    unit.enter(None)
    unit.actor.require("incidents.real")
    in_area(unit, found)
    return found


def in_area(reading: Reading, case: Case) -> None:
    """What lies outside the actor's division does not exist for him."""
    area = reading.actor.area
    if area and not (case.division and case.division.startswith(area)):
        raise Missing(N_("There is no incident {incident}."), code="no_incident", incident=case.incident)


def clocks_of(reading: Reading, where: ColumnElement[bool]) -> tuple[Clock, ...]:
    query = select(clocks).where(where).order_by(clocks.c.late_after, clocks.c.id)
    return tuple(clock_of(row) for row in reading.connection.execute(query).mappings())


def clocks_of_case(reading: Reading, incident: str) -> tuple[Clock, ...]:
    return clocks_of(reading, clocks.c.incident == incident)


def clock_of(row: Mapping[Any, Any]) -> Clock:
    return Clock(
        id=row["id"],
        incident=row["incident"],
        form=row["form"],
        line=row["line"],
        to=row["to"],
        step=row["step"],
        began_at=row["began_at"],
        due_at=row["due_at"],
        late_after=row["late_after"],
        at_once=row["at_once"],
        basis=row["basis"],
        certainty=row["certainty"],
        state=row["state"],
        met_at=row["met_at"],
        reason=row["reason"],
        report=row["report"],
        rung_at=row["rung_at"],
        presented=row["presented"],
    )


def reports_of(reading: Reading, incident: str) -> Sequence[Mapping[Any, Any]]:
    """Rows of an incident's reports without their documents, oldest first."""
    columns = [column for column in reports.c if column.name != "document"]
    query = select(*columns).where(reports.c.incident == incident).order_by(reports.c.written_at, reports.c.id)
    return reading.connection.execute(query).mappings().all()


def report_row(reading: Reading, report: str) -> Mapping[Any, Any]:
    """Raises Missing (`no_report`)."""
    row = reading.connection.execute(select(reports).where(reports.c.id == report)).mappings().first()
    if row is None:
        raise Missing(N_("There is no report {report}."), code="no_report", report=report)
    return row


def demand_row(reading: Reading, demand: str) -> Mapping[Any, Any]:
    """Raises Missing (`no_demand`)."""
    row = reading.connection.execute(select(demands).where(demands.c.id == demand)).mappings().first()
    if row is None:
        raise Missing(N_("There is no demand {demand}."), code="no_demand", demand=demand)
    return row
