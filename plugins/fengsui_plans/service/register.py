"""The filing register: numbers issued once and for all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from fengsui.errors import Conflict, Fault, Unavailable
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_plans.answers import RegisterRow
from fengsui_plans.model.filing import IN_FORCE
from fengsui_plans.model.numbers import read_number, render_number
from fengsui_plans.payloads import ListRegister
from fengsui_plans.service.filing_rows import titles, visible_filings
from fengsui_plans.tables import filing, filing_number


def issue_number(unit: Unit, of: str, year: int) -> str:
    """The next number of this centre's division and year; one that was given by hand is passed over."""
    layout = _layout(unit)
    division = unit.centre()["division"]
    table = filing_number
    last = unit.connection.execute(
        select(func.max(table.c.serial)).where(table.c.division == division, table.c.year == year)
    ).scalar()
    serial = (last or 0) + 1
    number = _rendered(layout, division, year, serial)
    while _taken(unit.connection, number):
        serial += 1
        number = _rendered(layout, division, year, serial)
    _keep(unit, number, division, year, serial, of, unit.now)
    return number


def keep_number(unit: Unit, number: str, of: str, year: int, issued_at: datetime) -> None:
    """Enters a number that was issued on paper; its serial is used up where it has the present layout."""
    if _taken(unit.connection, number):
        faults = [Fault("number", N_("a number that is not in the register yet"), "number_taken")]
        raise Conflict(N_("The number {number} is taken."), code="number_taken", faults=faults, number=number)
    try:
        parts = read_number(_layout(unit), number)
    except ValueError as error:
        raise _bad_layout(_layout(unit)) from error
    division, its_year, serial = parts or (unit.centre()["division"], year, None)
    _keep(unit, number, division or unit.centre()["division"], its_year, serial, of, issued_at)


# Made once: every incident at a filed site asks for its number.
IN_FORCE_NOW = (
    select(filing.c.enterprise, filing.c.number)
    .where(filing.c.state.in_(sorted(IN_FORCE)), filing.c.number != "")
    .order_by(filing.c.decided_on.nulls_first(), filing.c.number, filing.c.id)
)
IN_FORCE_OF = IN_FORCE_NOW.where(filing.c.enterprise == bindparam("of"))


def latest_numbers(connection: Connection, enterprise: str | None = None) -> dict[str, str]:
    """Each enterprise's latest number that is in force."""
    asked = (IN_FORCE_NOW, {}) if enterprise is None else (IN_FORCE_OF, {"of": enterprise})
    return {row.enterprise: row.number for row in connection.execute(*asked)}


def show_register(reading: Reading, parameters: ListRegister) -> list[RegisterRow]:
    """The register, newest number first: those filings that the asker may see."""
    query = (
        select(filing, filing_number.c.number.label("issued"), filing_number.c.issued_at)
        .join(filing, filing.c.id == filing_number.c.filing)
        .where(visible_filings(reading.actor))
        .order_by(
            filing_number.c.year.desc(), filing_number.c.serial.desc().nulls_last(), filing_number.c.number.desc()
        )
        .limit(parameters.limit)
    )
    if parameters.year:
        query = query.where(filing_number.c.year == parameters.year)
    return [
        RegisterRow(
            number=row["issued"],
            filing=row["id"],
            enterprise=row["enterprise"],
            unit_name=row["unit_name"],
            titles=titles(row["application"]),
            state=row["state"],
            received_on=row["received_on"],
            decided_on=row["decided_on"],
            late=row["late"],
            issued_at=row["issued_at"],
        )
        for row in reading.connection.execute(query).mappings()
    ]


def _layout(reading: Reading) -> str:
    return str(reading.rule("filing_number_template").value)


def _rendered(layout: str, division: str, year: int, serial: int) -> str:
    try:
        return render_number(layout, division, year, serial)
    except ValueError as error:
        raise _bad_layout(layout) from error


def _bad_layout(layout: str) -> Unavailable:
    return Unavailable(
        N_("The rule filing_number_template ({layout}) needs {{year}} and {{serial}}; mend it."),
        code="bad_number_layout",
        layout=layout,
    )


def _taken(connection: Connection, number: str) -> bool:
    return (
        connection.execute(select(filing_number.c.number).where(filing_number.c.number == number)).first() is not None
    )


def _keep(unit: Unit, number: str, division: str, year: int, serial: int | None, of: str, at: datetime) -> None:
    table = filing_number
    same = (table.c.division == division, table.c.year == year, table.c.serial == serial)
    if serial is not None and unit.connection.execute(select(table.c.number).where(*same)).first() is not None:
        raise Conflict(N_("The number {number} is taken."), code="number_taken", number=number)
    unit.connection.execute(
        insert(table).values(number=number, division=division, year=year, serial=serial, filing=of, issued_at=at)
    )
