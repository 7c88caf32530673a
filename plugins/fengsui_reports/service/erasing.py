"""What is destroyed of persons by law: who listened, who witnessed, and what was said in demands from above.

The reports themselves stay: they are the record of the response. Who wrote, reviewed and signed them is part of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, update

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_reports.api.events import DemandAnswered, DemandAssigned, DemandReceived, FoundFalse, ReceiptGiven
from fengsui_reports.tables import cases, demands, receipts, reports

GONE = "(依法删除)"
TOPICS = (ReceiptGiven.topic, DemandReceived.topic, DemandAssigned.topic, DemandAnswered.topic, FoundFalse.topic)


def of_incident(reading: Reading, incident: str) -> tuple[str, ...]:
    """Its reports and demands. Raises Missing (`no_incident`), or Conflict (`thing_open`) until it is closed."""
    row = reading.connection.execute(select(cases.c.closed_at).where(cases.c.incident == incident)).first()
    if row is None:
        raise Missing(N_("There is no incident {incident}."), code="no_incident", incident=incident)
    if row.closed_at is None:
        raise Conflict(N_("{incident} is not closed yet."), code="thing_open", incident=incident)
    return (incident, *_ids(reading, incident))


def _ids(reading: Reading, incident: str) -> list[str]:
    of_reports = select(reports.c.id).where(reports.c.incident == incident)
    of_demands = select(demands.c.id).where(demands.c.incident == incident)
    return [
        *reading.connection.execute(of_reports).scalars(),
        *reading.connection.execute(of_demands).scalars(),
    ]


def erase_incident(unit: Unit, incident: str) -> None:
    mine = select(reports.c.id).where(reports.c.incident == incident)
    unit.connection.execute(
        update(receipts).where(receipts.c.report.in_(mine)).values(name=GONE, post=GONE, witness="")
    )
    _blank(unit, demands.c.incident == incident)


def of_demand(reading: Reading, demand: str) -> tuple[str, ...]:
    """One demand, such as one that belongs to no incident. Raises Missing, or Conflict while it is open."""
    state = reading.connection.execute(select(demands.c.state).where(demands.c.id == demand)).scalar()
    if state is None:
        raise Missing(N_("There is no demand {demand}."), code="no_demand", demand=demand)
    if state == "open":
        raise Conflict(N_("Demand {demand} is not answered yet."), code="thing_open", demand=demand)
    return (demand,)


def erase_demand(unit: Unit, demand: str) -> None:
    _blank(unit, demands.c.id == demand)


def _blank(unit: Unit, where: ColumnElement[bool]) -> None:
    gone = {"source": GONE, "text": GONE, "owner": "", "reply": GONE, "told": "", "feedback": ""}
    unit.connection.execute(update(demands).where(where).values(**gone))


class PersonsOfReports:
    """Answers `KeepsPersons`: what the reports and demands of an incident keep of persons."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_incident(self, incident: str) -> Sequence[tuple[str, str]]:
        known = self._reading.connection.execute(select(cases.c.incident).where(cases.c.incident == incident)).first()
        return (("reports.incident", incident),) if known is not None else ()


ERASURES = (
    Erasure(name="incident", summary=N_("Who took an incident's reports, and what was said in its demands"),
            topics=TOPICS, subjects=of_incident, erase=erase_incident),
    Erasure(name="demand", summary=N_("What was said in one demand from above"), topics=TOPICS,
            subjects=of_demand, erase=erase_demand),
)  # fmt: skip
