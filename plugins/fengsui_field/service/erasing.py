"""What is destroyed of persons by law (突发事件应对法 arts 84-85): casualties, who went in, owners, members of groups.

How many, of which degree, when, and what was decided stays: it is the record of the response (art 94).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, delete, select, update

from fengsui.errors import Conflict
from fengsui.events import ERASED
from fengsui.hooks import Erasure, Reading, Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import (
    AidChanged,
    AirAlarm,
    CameOut,
    CasualtyChanged,
    CasualtyStruck,
    GroupSet,
    TotalsDerived,
    TurnBack,
    TurningBack,
    VoucherSettled,
    WentIn,
)
from fengsui_field.service.context import card
from fengsui_incidents.api.forgetting import Forgets

TOPICS = (
    CasualtyChanged.topic, CasualtyStruck.topic, TotalsDerived.topic, GroupSet.topic, AidChanged.topic,
    VoucherSettled.topic, TurnBack.topic, AirAlarm.topic,
)  # fmt: skip
"""Events in whose free words a person may be named; their ids, degrees and numbers stay in the tables."""

LINES = (AidChanged.topic, GroupSet.topic, VoucherSettled.topic, WentIn.topic, CameOut.topic, TurningBack.topic,
         TurnBack.topic, AirAlarm.topic)  # fmt: skip
"""Lines of the record with somebody's words or, of people of no team, with who they were."""

BLANK: tuple[tuple[Table, dict[str, Any]], ...] = (
    (t.casualties, {"name": ERASED, "source": "", "found_where": "", "hospital": "", "age": None, "sex": "unknown",
                    "reason": ""}),
    (t.casualty_changes, {"was": {}, "now": {}, "reason": ""}),
    (t.wearers, {"name": ERASED}),
    (t.groups, {"leader": "", "phone": "", "members": []}),
    (t.commanders, {"phone": ""}),
    (t.vouchers, {"owner": ERASED, "owner_contact": "", "damage": ""}),
    (t.aid, {"taken_by": "", "said_by": "", "phone": "", "answer": ""}),
)  # fmt: skip


def subjects(reading: Reading, incident: str) -> Iterable[str]:
    """Raises Missing (`no_incident`), or Conflict (`thing_open`) until the incident is closed."""
    if card(reading, incident).state != "closed":
        raise Conflict(N_("{thing} is still open: its people may have to be rung."), code="thing_open", thing=incident)
    entries = reading.connection.execute(select(t.entries.c.id).where(t.entries.c.incident == incident))
    return (incident, *entries.scalars())


class FieldPersons:
    """Answers `KeepsPersons`: the names of one incident's field, where it has any."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_incident(self, incident: str) -> Sequence[tuple[str, str]]:
        for table, _ in BLANK:
            query = select(table.c.id).where(table.c.incident == incident).limit(1)
            if self._reading.connection.execute(query).first() is not None:
                return (("field.people", incident),)
        return ()


def erase(unit: Unit, incident: str) -> None:
    """Blanks the names; run again after a restore, it does not mind what is gone."""
    for table, values in BLANK:
        unit.connection.execute(update(table).where(table.c.incident == incident).values(**values))
    others = (t.entries.c.incident == incident) & (t.entries.c.team == "")
    unit.connection.execute(update(t.entries).where(others).values(name=ERASED))
    unit.connection.execute(delete(t.watches).where(t.watches.c.incident == incident))
    unit.ask(Forgets).lines(incident, LINES)


ERASURES = (
    Erasure(
        name="people",
        summary=N_("Names of casualties, of those who went in, of owners and members, of one incident's field"),
        topics=TOPICS,
        subjects=subjects,
        erase=erase,
    ),
)
