"""Filings decided: by a person, or by the law when nobody did in time (视为已经备案)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import RowMapping, select, update

from fengsui.errors import Conflict
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_plans.answers import FilingDecision
from fengsui_plans.api import FilingDecided, SupervisionAlerted
from fengsui_plans.model import filing as life
from fengsui_plans.payloads import DecideFiling
from fengsui_plans.service.checking import application_of, check_of
from fengsui_plans.service.filing_rows import added_lines, change_filing, missing_of, need_filing, stored
from fengsui_plans.service.register import issue_number
from fengsui_plans.service.rule_values import today, whole
from fengsui_plans.tables import filing

Kind = Literal["deemed_filed", "check_provisional", "check_overdue", "told_late"]


def decide_filing(unit: Unit, payload: DecideFiling) -> FilingDecision:
    """Files it under a number, returns it with everything that is missing, or refuses it with a reason."""
    row = need_filing(unit, payload.filing)
    unit.actor.require("plans.decide_filing", area=row["division"])
    due = _overdue(unit, row) if row["state"] == "submitted" else None
    if due is not None and due.act == "deem":
        raise Conflict(
            N_("The time for the check ran out on {due}: the filing is deemed filed."),
            code="check_expired",
            due=due.check_due,
        )
    found = check_of(unit, row["id"], application_of(row), row["division"], late=row["late"]).missing
    own = added_lines(payload.missing)
    decision = life.decide(
        row["state"],
        payload.verdict,
        numbered=bool(row["number"]),
        computed=[one.code for one in found],
        added=payload.missing,
        told_before=_told_before(unit, row),
        reason=payload.reason,
    )
    told = (*found, *own) if decision.state == "returned" else ()
    number = issue_number(unit, row["id"], today(unit).year) if decision.wants_number else ""
    values: dict[str, Any] = {"state": decision.state, "number": number, "reason": payload.reason}
    if row["state"] == "submitted":
        values |= {"decided_at": unit.now, "decided_on": today(unit), "decided_by": unit.actor.id}
    change_filing(unit, row["id"], missing=stored(told), **values)
    if decision.state == "filed":
        _supersede(unit, row)
    unit.record(
        FilingDecided(
            filing=row["id"], enterprise=row["enterprise"], decision=decision.state, number=number,
            missing=decision.told, exercise=None,
        )
    )  # fmt: skip
    if decision.told_late:
        _alert(unit, row, "told_late", row["check_due"])
    return FilingDecision(
        filing=row["id"], state=decision.state, number=number, missing=told, told_late=decision.told_late
    )


def unchecked(reading: Reading) -> Sequence[str]:
    """Filings whose check ran out, or whose provisional date can be made certain."""
    late = (filing.c.check_due < today(reading)) | filing.c.check_certain.is_(False)
    query = select(filing).where(filing.c.state == "submitted", late).order_by(filing.c.check_due, filing.c.id)
    rows = reading.connection.execute(query).mappings()
    return [row["id"] for row in rows if _overdue(reading, row) is not None]


def let_pass(unit: Unit, name: str) -> None:
    """Deems a filing filed and tells supervision; or moves a provisional date; or raises the alarm."""
    row = unit.connection.execute(select(filing).where(filing.c.id == name)).mappings().one()
    due = _overdue(unit, row) if row["state"] == "submitted" else None
    if due is None:
        return
    if due.act == "move":
        change_filing(unit, name, check_due=due.check_due, check_certain=due.certain)
    elif due.act == "alert":
        change_filing(unit, name, alerted_at=unit.now)
        _alert(unit, row, "check_provisional" if not due.certain else "check_overdue", due.check_due)
    else:
        decided: dict[str, Any] = {"decided_at": unit.now, "decided_on": today(unit), "decided_by": unit.actor.id}
        change_filing(unit, name, state="deemed_filed", check_due=due.check_due, check_certain=True, **decided)
        _supersede(unit, row)
        unit.record(FilingDecided(filing=name, enterprise=row["enterprise"], decision="deemed_filed", exercise=None))
        _alert(unit, row, "deemed_filed", due.check_due)


def _overdue(reading: Reading, row: RowMapping) -> life.Overdue | None:
    return life.overdue(
        row["received_on"],
        row["check_due"],
        row["check_certain"],
        row["alerted_at"] is not None,
        today(reading),
        whole(reading, "filing_check_within_working_days"),
        reading.working_days,
        deems=bool(reading.rule("filing_deemed_after_check").value),
    )


def _told_before(unit: Unit, row: RowMapping) -> list[str] | None:
    """What the return before this one said, or None where this was handed in for the first time."""
    if not row["replaces"]:
        return None
    before = unit.connection.execute(select(filing).where(filing.c.id == row["replaces"])).mappings().one()
    return [one.zh for one in missing_of(before)] if before["state"] == "resubmitted" else None


def _supersede(unit: Unit, row: RowMapping) -> None:
    """The filing in force that the new one was handed in to replace is history now."""
    if row["replaces"]:
        in_force = (filing.c.id == row["replaces"]) & filing.c.state.in_(sorted(life.IN_FORCE))
        unit.connection.execute(update(filing).where(in_force).values(state="superseded"))


def _alert(unit: Unit, row: RowMapping, kind: Kind, check_due: date) -> None:
    unit.record(
        SupervisionAlerted(
            filing=row["id"], enterprise=row["enterprise"], kind=kind, check_due=check_due, exercise=None
        )
    )
