"""The formal check (形式审查): everything that a filing lacks, found at once, before and after it is handed in."""

from __future__ import annotations

from sqlalchemy import RowMapping

from fengsui.hooks import Reading, Unit
from fengsui_plans.answers import FilingCheck, MissingLine
from fengsui_plans.model import filing as life
from fengsui_plans.model.application import Application
from fengsui_plans.model.completeness import has_duty, lacking, needs_review
from fengsui_plans.payloads import CheckDraft, OneFiling
from fengsui_plans.service.filing_rows import lines, need_filing, owner_of
from fengsui_plans.service.rule_values import asked, today, whole


def check_draft(unit: Unit, payload: CheckDraft) -> FilingCheck:
    """Everything that would be missing, before anything is handed in."""
    unit.actor.require("plans.check_draft", area=payload.division, owner=owner_of(payload.enterprise))
    return check_of(unit, "", payload.application, payload.division, late=clocks_of(unit, payload.application).late)


def check_filing(reading: Reading, parameters: OneFiling) -> FilingCheck:
    """The formal check of a filing that was handed in: everything missing, at once."""
    row = need_filing(reading, parameters.filing)
    return check_of(reading, row["id"], application_of(row), row["division"], late=row["late"])


def check_of(reading: Reading, name: str, application: Application, division: str, *, late: bool) -> FilingCheck:
    wanted = asked(reading)
    rule, city = reading.rule("filing_authority"), reading.rule("municipalities")
    authority = life.authority_of(division, application.classes, rule.value, city.value)
    remarks: list[MissingLine] = []
    if late:
        basis = reading.rule("filing_file_within_working_days").basis
        remarks.append(MissingLine("late", "逾期报备", "handed in after the time limit", basis))
    if authority != reading.centre()["division"]:
        zh, en = f"按规定报 {authority} 应急管理部门备案", f"by the rule to be filed with the authority of {authority}"
        remarks.append(MissingLine("authority", zh, en, rule.basis))
    if not has_duty(application, wanted):
        zh, en = "不属于法定备案单位, 自愿备案", "no legal duty to file; filed voluntarily"
        remarks.append(MissingLine("voluntary", zh, en, wanted.duty_basis))
    return FilingCheck(
        filing=name,
        missing=lines(lacking(application, wanted, today(reading))),
        remarks=tuple(remarks),
        authority=authority,
        review_needed=needs_review(application, wanted),
    )


def clocks_of(unit: Unit, application: Application) -> life.Clocks:
    within = whole(unit, "filing_file_within_working_days"), whole(unit, "filing_check_within_working_days")
    return life.clocks_of(application.published_on, today(unit), *within, unit.working_days)


def application_of(row: RowMapping) -> Application:
    return Application.model_validate(row["application"])
