"""The rule rows as the model wants them, and which of them a decision used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from fengsui.errors import Missing
from fengsui.hooks import Reading, Rule
from fengsui_plans.model.completeness import Asked
from fengsui_plans.model.hazard import Critical, Grading
from fengsui_plans.payloads import HeldSubstance

USED_BY_CHECK = (
    "filing_file_within_working_days",
    "filing_check_within_working_days",
    "filing_form_fields",
    "filing_papers",
    "filing_review_classes",
    "filing_review_pass",
    "filing_authority",
)


def today(reading: Reading) -> date:
    """The day in the centre's zone."""
    return reading.now.astimezone(ZoneInfo(reading.centre()["zone"])).date()


def whole(reading: Reading, key: str) -> int:
    return int(reading.rule(key).value)


def used(reading: Reading, keys: Iterable[str] = USED_BY_CHECK) -> list[dict[str, str]]:
    """The rows in force, to be kept with the decision that used them."""
    rows = [reading.rule(key) for key in keys]
    return [
        {"key": row.key, "value": str(row.value), "basis": row.basis, "effective_from": row.effective_from.isoformat()}
        for row in rows
    ]


def asked(reading: Reading) -> Asked:
    """What a filing must contain, by the rules in force."""
    fields, papers = reading.rule("filing_form_fields"), reading.rule("filing_papers")
    review, passing = reading.rule("filing_review_classes"), reading.rule("filing_review_pass")
    duty = reading.rule("filing_duty_classes")
    return Asked(
        fields=fields.value,
        optional=reading.rule("filing_optional_fields").value,
        fields_basis=fields.basis,
        papers=papers.value,
        papers_basis=papers.basis,
        review_classes=review.value,
        review_sizes=reading.rule("filing_review_sizes").value,
        review_basis=review.basis,
        pass_numerator=int(passing.value["numerator"]),
        pass_denominator=int(passing.value["denominator"]),
        pass_basis=passing.basis,
        duty_classes=duty.value,
        duty_for_all=bool(reading.rule("filing_duty_for_all").value),
        duty_basis=duty.basis,
        publication_basis=reading.rule("filing_file_within_working_days").basis,
    )


def critical_quantities(reading: Reading, held: Iterable[HeldSubstance]) -> dict[str, Critical]:
    """Q and beta of each substance that has a row: by its name, else by the class that was given."""
    found: dict[str, Critical] = {}
    for one in held:
        row = _row(reading, f"hazard_{one.key}")
        if row is None and one.hazard_class:
            row = _row(reading, "hazard_class_" + one.hazard_class.lower().replace(".", "_"))
        if row is not None and isinstance(row.value, dict):
            value: dict[str, Any] = row.value
            found[one.key] = Critical(Decimal(value["q"]), Decimal(value["beta"]), str(value["table"]), row.basis)
    return found


def _row(reading: Reading, key: str) -> Rule | None:
    try:
        return reading.rule(key)
    except Missing:
        return None


def grading(reading: Reading) -> Grading:
    return Grading(
        edition=str(reading.rule("hazard_edition").value),
        identified_from=Decimal(reading.rule("hazard_identified_from").value),
        alpha=[(int(people), Decimal(factor)) for people, factor in reading.rule("hazard_alpha").value],
        levels=[(int(level), Decimal(least)) for level, least in reading.rule("hazard_levels").value],
    )
