"""What there is to look at: filings, and the library of digital plans."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from fengsui.errors import Missing
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_plans.answers import FilingCard, FilingRow, LibraryView, PlanRow
from fengsui_plans.library import PlanLibrary, read_plans
from fengsui_plans.payloads import ListFilings, NoParameters, OneFiling, OnePlan
from fengsui_plans.service.filing_rows import filing_row, need_filing, visible_filings
from fengsui_plans.service.rule_values import today
from fengsui_plans.settings import PlansSettings
from fengsui_plans.tables import filing


def list_filings(reading: Reading, parameters: ListFilings) -> list[FilingRow]:
    """Filings that the asker may see, newest first."""
    query = select(filing).where(visible_filings(reading.actor))
    if parameters.state is not None:
        query = query.where(filing.c.state == parameters.state)
    if parameters.enterprise is not None:
        query = query.where(filing.c.enterprise == parameters.enterprise)
    if parameters.evaluate_before is not None:
        query = query.where(filing.c.evaluate_by < parameters.evaluate_before)
    if parameters.before is not None:
        last = need_filing(reading, parameters.before)
        same = and_(filing.c.received_at == last["received_at"], filing.c.id < last["id"])
        query = query.where(or_(filing.c.received_at < last["received_at"], same))
    query = query.order_by(filing.c.received_at.desc(), filing.c.id.desc()).limit(parameters.limit)
    day = today(reading)
    return [filing_row(row, day) for row in reading.connection.execute(query).mappings()]


def show_filing(reading: Reading, parameters: OneFiling) -> FilingCard:
    """One filing with its application, the rules it was judged by, and what happened to it."""
    row = need_filing(reading, parameters.filing)
    return FilingCard(
        row=filing_row(row, today(reading)),
        application=row["application"],
        received_at=row["received_at"],
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        rules=tuple(row["rules"]),
        history=tuple(
            {"at": event.at, "topic": event.topic, "actor": event.actor, "data": event.data}
            for event in reading.history(row["id"])
        ),
    )


def list_plans(reading: Reading, parameters: NoParameters) -> LibraryView:
    """The digital plans in force, and what is wrong with the files that were left out."""
    held, left_out = read_plans(reading.settings(PlansSettings).folder)
    return LibraryView(
        plans=tuple(
            PlanRow(
                id=one.plan.id,
                version=one.plan.version,
                urgency=one.plan.urgency,
                title=one.plan.title.model_dump(),
                site=one.plan.site,
                file=one.path.name,
            )
            for one in held
        ),
        left_out=tuple(fault.line() for fault in left_out),
    )


def show_plan(reading: Reading, parameters: OnePlan) -> dict[str, Any]:
    """A digital plan, word for word."""
    plan = PlanLibrary(reading).get(parameters.plan)
    if plan is None:
        raise Missing(N_("There is no digital plan {plan}."), code="no_such_plan", plan=parameters.plan)
    return plan.model_dump(mode="json")
