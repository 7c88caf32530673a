"""What is destroyed of persons by law: who listened, who witnessed, and what was said in demands from above.

That each report was written, reviewed, signed, sent and received, when, by and to whom, with which figures and which
SHA-256 stays: it is the record of the response (art 94). Its words go, in the draft, in the copy that went out and in
its docx, for they were drawn from a record that says nothing of persons any more; who is obliged to keep them holds
them (art 85) or files them on paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update

from fengsui.errors import Conflict, Missing
from fengsui.events import ERASED
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.forgetting import Forgets
from fengsui_incidents.api.umbrellas import Umbrellas
from fengsui_reports.api.events import (
    ClocksStopped,
    DemandAnswered,
    DemandAssigned,
    DemandEnded,
    DemandReceived,
    FigureLowered,
    FoundFalse,
    ReceiptGiven,
    UmbrellaReceiptGiven,
)
from fengsui_reports.tables import cases, clocks, demands, receipts, reports, umbrella_receipts, umbrella_reports

BLANK: Mapping[str, Any] = {"elements": {}, "text": ERASED, "document": None}
LINES = (DemandReceived.topic, DemandAssigned.topic, DemandAnswered.topic, DemandEnded.topic, FigureLowered.topic)
TOPICS = (
    ReceiptGiven.topic,
    ClocksStopped.topic,
    FigureLowered.topic,
    DemandEnded.topic,
    DemandReceived.topic,
    DemandAssigned.topic,
    DemandAnswered.topic,
    FoundFalse.topic,
    UmbrellaReceiptGiven.topic,
)


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
        update(receipts).where(receipts.c.report.in_(mine)).values(name=ERASED, post=ERASED, witness="")
    )
    unit.connection.execute(update(reports).where(reports.c.incident == incident).values(**BLANK))
    reasons = {"stopped_reason": "", "lowered": []}
    unit.connection.execute(update(cases).where(cases.c.incident == incident).values(**reasons))
    unit.connection.execute(update(clocks).where(clocks.c.incident == incident).values(reason=""))
    _blank(unit, demands.c.incident == incident)
    unit.ask(Forgets).lines(incident, LINES)


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


def of_umbrella(reading: Reading, umbrella: str) -> tuple[str, ...]:
    """The reports of a whole umbrella event. Raises Missing, or Conflict (`thing_open`) while a member runs."""
    if reading.ask(Umbrellas).card(umbrella).running:
        raise Conflict(N_("{incident} is not closed yet."), code="thing_open", incident=umbrella)
    return (umbrella, *_ids_of_umbrella(reading, umbrella))


def _ids_of_umbrella(reading: Reading, umbrella: str) -> list[str]:
    query = select(umbrella_reports.c.id).where(umbrella_reports.c.umbrella == umbrella)
    return list(reading.connection.execute(query).scalars())


def erase_umbrella(unit: Unit, umbrella: str) -> None:
    mine = umbrella_receipts.c.report.in_(_ids_of_umbrella(unit, umbrella))
    unit.connection.execute(update(umbrella_receipts).where(mine).values(name=ERASED, post=ERASED, witness=""))
    sent = umbrella_reports.c.umbrella == umbrella
    unit.connection.execute(update(umbrella_reports).where(sent).values(text=ERASED, document=b""))


def _blank(unit: Unit, where: ColumnElement[bool]) -> None:
    gone = {"source": ERASED, "text": ERASED, "owner": "", "reply": ERASED, "told": "", "feedback": ""}
    unit.connection.execute(update(demands).where(where).values(**gone))


class PersonsOfReports:
    """Answers `KeepsPersons`: what the reports and demands of an incident keep of persons."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_incident(self, incident: str) -> Sequence[tuple[str, str]]:
        known = self._reading.connection.execute(select(cases.c.incident).where(cases.c.incident == incident)).first()
        return (
            *((("reports.incident", incident),) if known is not None else ()),
            *((("reports.umbrella", incident),) if _ids_of_umbrella(self._reading, incident) else ()),
        )


ERASURES = (
    Erasure(name="incident", summary=N_("Who took an incident's reports, and what was said in its demands"),
            topics=TOPICS, subjects=of_incident, erase=erase_incident),
    Erasure(name="demand", summary=N_("What was said in one demand from above"), topics=TOPICS,
            subjects=of_demand, erase=erase_demand),
    Erasure(name="umbrella", summary=N_("Who took the reports of a whole umbrella event"), topics=TOPICS,
            subjects=of_umbrella, erase=erase_umbrella),
)  # fmt: skip
