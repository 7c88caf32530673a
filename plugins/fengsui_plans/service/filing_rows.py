"""Filings in their table: rows to values and back, and who may see which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, select, true, update

from fengsui.access.policy import Actor
from fengsui.errors import Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_plans.answers import FilingRow, MissingLine
from fengsui_plans.model.completeness import Lacking
from fengsui_plans.model.filing import IN_FORCE
from fengsui_plans.tables import filing

SEE = "plans.filings"


def owner_of(enterprise: str) -> str:
    """The label that an enterprise's people hold."""
    return f"enterprise:{enterprise}"


def visible_filings(actor: Actor) -> ColumnElement[bool]:
    """Those in the actor's area; its own enterprises' only, unless it may see any."""
    conditions: list[ColumnElement[bool]] = [true()]
    if actor.area:
        conditions.append(filing.c.division.startswith(actor.area, autoescape=True))
    if not actor.can(f"{SEE}.any"):
        own = [label.removeprefix("enterprise:") for label in actor.labels if label.startswith("enterprise:")]
        conditions.append(filing.c.enterprise.in_(sorted(own)))
    return and_(*conditions)


def need_filing(reading: Reading, wanted: str) -> RowMapping:
    """The filing's row, if it is there and the asker may see it."""
    query = select(filing).where(filing.c.id == wanted, visible_filings(reading.actor))
    row = reading.connection.execute(query).mappings().first()
    if row is None:
        raise Missing(N_("There is no filing {filing}."), code="no_such_filing", filing=wanted)
    return row


def change_filing(unit: Unit, wanted: str, **values: Any) -> None:
    unit.connection.execute(update(filing).where(filing.c.id == wanted).values(**values))


def titles(application: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(plan["title"] for plan in application.get("plans", ()))


def lines(found: Iterable[Lacking]) -> tuple[MissingLine, ...]:
    return tuple(MissingLine(one.code, one.zh, one.en, one.basis) for one in found)


def added_lines(texts: Iterable[str]) -> tuple[MissingLine, ...]:
    """The officer's own lines, in the language they were written in."""
    return tuple(MissingLine(f"added.{number}", text, text) for number, text in enumerate(texts, 1))


def stored(found: Iterable[MissingLine]) -> list[dict[str, str]]:
    return [{"code": one.code, "zh": one.zh, "en": one.en, "basis": one.basis} for one in found]


def missing_of(row: RowMapping) -> tuple[MissingLine, ...]:
    return tuple(MissingLine(**one) for one in row["missing"])


def filing_row(row: RowMapping, today: date) -> FilingRow:
    due = row["evaluate_by"]
    return FilingRow(
        id=row["id"],
        enterprise=row["enterprise"],
        unit_name=row["unit_name"],
        division=row["division"],
        authority=row["authority"],
        titles=titles(row["application"]),
        state=row["state"],
        published_on=row["published_on"],
        file_due=row["file_due"],
        late=row["late"],
        received_on=row["received_on"],
        check_due=row["check_due"],
        check_certain=row["check_certain"],
        decided_on=row["decided_on"],
        number=row["number"],
        missing=missing_of(row),
        evaluate_by=due,
        evaluation_overdue=due is not None and row["state"] in IN_FORCE and today > due,
        replaces=row["replaces"] or "",
        replaced_by=row["replaced_by"],
        entered_later=row["entered_later"],
        demo=row["demo"],
    )
