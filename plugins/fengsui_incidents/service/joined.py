"""What we answer other plugins with: `Incidents`, in their own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fengsui.hooks import Reading, Unit
from fengsui_incidents.api.board import IncidentCard, IncidentRow, LogLine, PastBoard, PastIncident, QueueItem
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import BoardAt, IncidentAt, NoteCall, Nothing, OfIncident, SetFigure, TakeCall
from fengsui_incidents.api.words import Count
from fengsui_incidents.service.assessing import take_claim
from fengsui_incidents.service.calls import note_call
from fengsui_incidents.service.cards import incident_view, row_of
from fengsui_incidents.service.erasing import known_umbrella
from fengsui_incidents.service.forgetting import things_of
from fengsui_incidents.service.loading import load, load_open
from fengsui_incidents.service.past import board_at, incident_at
from fengsui_incidents.service.queue import open_incidents, queue_view
from fengsui_incidents.service.taking import take_call
from fengsui_incidents.service.telling import write
from fengsui_incidents.service.views import timeline


class PersonsOfIncident:
    """Answers `KeepsPersons`: an incident with its calls and notes, and what was sent about it by other channels."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_incident(self, incident: str) -> Sequence[tuple[str, str]]:
        if known_umbrella(self._reading, incident):
            return (("incidents.umbrella", incident),)
        sent = [("channels.about", thing) for thing in things_of(self._reading, incident)]
        return (("incidents.incident", incident), *sent)


class JoinedIncidents:
    """Answers `Incidents`; bound to a reading, it only reads."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def running(self) -> tuple[IncidentRow, ...]:
        return tuple(row_of(found) for found in open_incidents(self._unit))

    def queue(self) -> tuple[QueueItem, ...]:
        return queue_view(self._unit, Nothing())

    def card(self, incident: str) -> IncidentCard:
        return incident_view(self._unit, OfIncident(incident=incident))

    def record(self, incident: str) -> tuple[LogLine, ...]:
        return timeline(self._unit, OfIncident(incident=incident))

    def past(self, at: datetime) -> PastBoard:
        return board_at(self._unit, BoardAt(at=at))

    def past_incident(self, incident: str, at: datetime) -> PastIncident:
        return incident_at(self._unit, IncidentAt(incident=incident, at=at))

    def enter(self, incident: str, *, closed: bool = False) -> str | None:
        return (load if closed else load_open)(self._unit, incident).exercise

    def claim(self, incident: str, count: Count, value: int, *, source: str, reason: str) -> None:
        claim = SetFigure(incident=incident, count=count, value=value, source=source, reason=reason)
        take_claim(self._unit, load(self._unit, incident), claim)

    def write(self, incident: str, topic: str, says: Words, *, at: datetime | None = None) -> None:
        write(self._unit, incident, topic, says, at=at)


class MachineCalls:
    """Answers `TakesCalls`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def take(self, *, number: str, text: str, point: tuple[float, float] | None) -> str:
        lat, lon = point if point is not None else (None, None)
        payload = TakeCall(source="cap", number=number, text=text, lat=lat, lon=lon)
        return str(take_call(self._unit, payload)["call"])

    def add(self, call: str, text: str) -> None:
        note_call(self._unit, NoteCall(call=call, text=text))
