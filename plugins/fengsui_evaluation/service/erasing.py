"""What is destroyed of persons in an evaluation: who owned an action, what shows that it was done, the written words.

The evaluation itself is computed from times and ids and stays. Who still needs what was written holds it (ERL art 85).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from fengsui.errors import Conflict, Missing
from fengsui.events import ERASED
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_evaluation import tables as t
from fengsui_evaluation.service import rows


def of_incident(reading: Reading, incident: str) -> tuple[str, ...]:
    """Raises Missing (`no_date`) for what is not closed, Conflict (`needed`) while an action is not settled."""
    if rows.destruction_row(reading, incident) is None:
        raise Missing(
            N_("Incident {incident} is not closed: its data have no date."), code="no_date", incident=incident
        )
    if needed := [one.id for one in rows.findings_of(reading, incident) if one.state in ("open", "done")]:
        raise Conflict(N_("Open findings still need them: {findings}"), code="needed", findings=" ".join(needed))
    return (incident,)


def erase_incident(unit: Unit, incident: str) -> None:
    f = t.finding
    words = {"owner": "", "evidence": "", "reason": "", "done_by": ""}
    unit.connection.execute(update(f).where(f.c.incident == incident).values(**words))
    typed = (f.c.incident == incident) & f.c.id.not_like(f"{incident}:%")
    unit.connection.execute(update(f).where(typed).values(zh="(依法删除)", en="(erased by law)", basis=""))
    unit.connection.execute(update(t.report).where(t.report.c.incident == incident).values(text=ERASED, document=None))
    unit.connection.execute(update(t.section).where(t.section.c.incident == incident).values(text=ERASED))


class PersonsOfEvaluation:
    """Answers `KeepsPersons`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_incident(self, incident: str) -> Sequence[tuple[str, str]]:
        for table in (t.finding, t.section, t.report):
            query = select(table.c.incident).where(table.c.incident == incident).limit(1)
            if self._reading.connection.execute(query).first() is not None:
                return (("evaluation.incident", incident),)
        return ()


ERASURES = (
    Erasure(
        name="incident",
        summary=N_("Who owned an incident's corrective actions, and what the evaluators wrote"),
        subjects=of_incident,
        erase=erase_incident,
    ),
)
