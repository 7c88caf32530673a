"""Filing (备案): handed in, withdrawn, entered later from the paper register."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, insert, select

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_plans.answers import FilingDecision, FilingReceipt
from fengsui_plans.api import FilingReceived, FilingRecorded, FilingWithdrawn
from fengsui_plans.model import filing as life
from fengsui_plans.payloads import ImportFiling, SubmitFiling, Withdraw
from fengsui_plans.service.checking import check_of, clocks_of
from fengsui_plans.service.filing_rows import added_lines, change_filing, need_filing, owner_of, stored
from fengsui_plans.service.register import keep_number
from fengsui_plans.service.rule_values import today, used, whole
from fengsui_plans.tables import filing


def submit_filing(unit: Unit, payload: SubmitFiling) -> FilingReceipt:
    """Hands an application in, complete or not: the 5 working days of the check begin."""
    unit.actor.require("plans.submit_filing", area=payload.division, owner=owner_of(payload.enterprise))
    before = _replaced(unit, payload) if payload.replaces else None
    clocks, received_on = clocks_of(unit, payload.application), today(unit)
    found = check_of(unit, unit.new_id(), payload.application, payload.division, late=clocks.late)
    values = _values(unit, found.filing, payload, clocks) | {
        "authority": found.authority,
        "state": "submitted",
        "received_at": unit.now,
        "received_on": received_on,
        "replaces": payload.replaces,
    }
    unit.connection.execute(insert(filing).values(**values))
    if before is not None:
        state = "resubmitted" if before["state"] in life.MAY_BE_HANDED_IN_AGAIN else before["state"]
        change_filing(unit, before["id"], state=state, replaced_by=found.filing)
    unit.record(
        FilingReceived(
            filing=found.filing, enterprise=payload.enterprise, received_on=received_on, check_due=clocks.check_due,
            certain=clocks.check_certain, late=clocks.late, replaces=payload.replaces or "", exercise=None,
        )
    )  # fmt: skip
    return FilingReceipt(
        filing=found.filing, received_on=received_on, check_due=clocks.check_due, check_certain=clocks.check_certain,
        file_due=clocks.file_due, late=clocks.late, missing=found.missing, remarks=found.remarks,
    )  # fmt: skip


def withdraw(unit: Unit, payload: Withdraw) -> FilingDecision:
    """Takes back a filing that nobody has decided yet."""
    row = need_filing(unit, payload.filing)
    unit.actor.require("plans.withdraw", area=row["division"], owner=owner_of(row["enterprise"]))
    if row["state"] != "submitted":
        raise Conflict(N_("This filing is {state} already."), code="filing_decided", state=row["state"])
    values = {"decided_at": unit.now, "decided_on": today(unit), "decided_by": unit.actor.id}
    change_filing(unit, row["id"], state="withdrawn", reason=payload.reason, **values)
    unit.record(FilingWithdrawn(filing=row["id"], enterprise=row["enterprise"], exercise=None))
    return FilingDecision(filing=row["id"], state="withdrawn")


def import_filing(unit: Unit, payload: ImportFiling) -> FilingDecision:
    """Enters a filing of the paper register, marked 补录, with the dates and the number that it has there."""
    _refuse_bad_import(unit, payload)
    name = payload.filing or unit.new_id()
    if unit.connection.execute(select(filing.c.id).where(filing.c.id == name)).first() is not None:
        raise Conflict(N_("The filing {filing} is there already."), code="filing_exists", filing=name)
    zone = ZoneInfo(unit.centre()["zone"])
    received_at = datetime.combine(payload.received_on, time(9), zone)
    decided_at = datetime.combine(payload.decided_on, time(17), zone)
    within = whole(unit, "filing_file_within_working_days"), whole(unit, "filing_check_within_working_days")
    clocks = life.clocks_of(payload.application.published_on, payload.received_on, *within, unit.working_days)
    found = check_of(unit, name, payload.application, payload.division, late=clocks.late)
    values = _values(unit, name, payload, clocks) | {
        "authority": found.authority,
        "state": payload.state,
        "received_at": received_at,
        "received_on": payload.received_on,
        "decided_at": decided_at,
        "decided_on": payload.decided_on,
        "decided_by": unit.actor.id,
        "reason": payload.reason,
        "missing": stored(added_lines(payload.missing)),
        "number": payload.number,
        "entered_later": True,
    }
    unit.connection.execute(insert(filing).values(**values))
    if payload.number:
        keep_number(unit, payload.number, name, payload.decided_on.year, decided_at)
    unit.record(
        FilingRecorded(
            filing=name, enterprise=payload.enterprise, decision=payload.state, received_on=payload.received_on,
            decided_on=payload.decided_on, number=payload.number, exercise=None,
        )
    )  # fmt: skip
    return FilingDecision(filing=name, state=payload.state, number=payload.number)


def _values(unit: Unit, name: str, payload: SubmitFiling | ImportFiling, clocks: life.Clocks) -> dict[str, Any]:
    """The columns that every new filing has; what is not known yet is empty."""
    application = payload.application
    classes = unit.rule("filing_evaluate_classes").value
    sizes = unit.rule("filing_review_sizes").value
    again = any(one in classes for one in application.classes) or application.size in sizes
    years = whole(unit, "filing_evaluate_every_years")
    published = application.published_on
    return {
        "id": name,
        "enterprise": payload.enterprise,
        "division": payload.division,
        "unit_name": application.unit_name,
        "application": application.model_dump(mode="json"),
        "published_on": published,
        "file_due": clocks.file_due,
        "file_certain": clocks.file_certain,
        "late": clocks.late,
        "check_due": clocks.check_due,
        "check_certain": clocks.check_certain,
        "decided_by": "",
        "reason": "",
        "missing": [],
        "number": "",
        "evaluate_by": life.add_years(published, years) if again and published else None,
        "replaced_by": "",
        "rules": used(unit),
        "entered_later": False,
        "demo": payload.demo,
    }


def _replaced(unit: Unit, payload: SubmitFiling) -> RowMapping:
    """The filing whose place the new one takes, if it may be taken."""
    row = need_filing(unit, payload.replaces or "")
    fault = Fault("replaces", N_("a filing of the same enterprise, returned or in force, not handed in again yet"))
    again = row["state"] in life.MAY_BE_HANDED_IN_AGAIN or row["state"] in life.IN_FORCE
    following = select(filing.c.state).where(filing.c.id == row["replaced_by"])
    waiting = unit.connection.execute(following).scalar() == "submitted"
    if row["enterprise"] != payload.enterprise or not again or waiting:
        raise Conflict(N_("This filing cannot be replaced."), code="not_replaceable", faults=[fault])
    return row


def _refuse_bad_import(unit: Unit, payload: ImportFiling) -> None:
    faults = []
    if payload.received_on > payload.decided_on:
        faults.append(Fault("decided_on", N_("a day not before received_on"), "order"))
    if payload.decided_on > today(unit):
        faults.append(Fault("decided_on", N_("a day that has come"), "future"))
    if payload.state == "filed" and not payload.number:
        faults.append(Fault("number", N_("the registration number"), "missing"))
    if payload.number and payload.state not in life.IN_FORCE:
        faults.append(Fault("number", N_("no number: it was not filed"), "not_filed"))
    if faults:
        raise Invalid(N_("The input is not right."), faults=faults)
