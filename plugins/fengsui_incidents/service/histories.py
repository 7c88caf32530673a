"""Answers `Histories`."""

from __future__ import annotations

from sqlalchemy import select

from fengsui.hooks import Reading
from fengsui_incidents.service.forgetting import things_of
from fengsui_incidents.tables import incidents


class StoredHistories:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def incidents(self, after: str, limit: int) -> tuple[str, ...]:
        query = select(incidents.c.id).where(incidents.c.id > after).order_by(incidents.c.id).limit(limit)
        return tuple(self._reading.connection.execute(query).scalars())

    def subjects(self, incident: str) -> tuple[str, ...]:
        return things_of(self._reading, incident)
