"""What other plugins add to the incidents' own work, and what they may ask: the one queue, the closing, the record.

A plugin that keeps something of a running incident (reports, the field, a handover) provides `NeedsPerson` and
`KeepsOpen` as one of several, so that a duty officer has one queue and one list of what is open. It asks for
`Incidents` in its own unit or view, and writes its lines into the same record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fengsui.errors import Fault
from fengsui_incidents.api.board import IncidentCard, IncidentRow, LogLine, PastBoard, PastIncident, QueueItem
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import Count


class NeedsPerson(Protocol):
    """Provided (`several=True`) by a plugin that has something for a person to do: its items stand in the one queue.

    Kind `other`, with `label`, `opens` and `subject`. Ids begin with the plugin's name and stay the same while the
    thing does. Asked for at every reading of the board: two indexed queries at the most.
    """

    def items(self) -> Sequence[QueueItem]: ...


class KeepsOpen(Protocol):
    """Provided (`several=True`) by a plugin that knows of something that must be done before an incident is closed."""

    def before_closing(self, incident: str) -> Sequence[Fault]:
        """What is still open, each with its path, what was expected and a code; empty where nothing is."""
        ...


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """A line on the board; `urgent` ones stand in the first screen's truth line too."""

    says: Words
    urgent: bool = False
    exercise: str | None = None


class ShownOnBoard(Protocol):
    """Provided (`several=True`) by a plugin with something that everybody at the board should see, such as warnings in
    force. Asked for at every reading of the board: one indexed query."""

    def lines(self) -> Sequence[ShownLine]: ...


class TakesCalls(Protocol):
    """Provided by the incidents plugin, in the asker's transaction: a machine's message becomes a call (`incidents.
    take_call`), as any other."""

    def take(self, *, number: str, text: str, point: tuple[float, float] | None) -> str:
        """Saves a call and returns it; the same `number` gives the same call. Raises Invalid for a place that cannot
        be right."""
        ...

    def add(self, call: str, text: str) -> None:
        """A word more of the call, and of the incident that it has become; raises Missing."""
        ...


class KeepsPersons(Protocol):
    """Provided (`several=True`) by a plugin that keeps something of persons about an incident, and declares an erasure
    for it: so that all of it can be destroyed when its date has come."""

    def of_incident(self, incident: str) -> Sequence[tuple[str, str]]:
        """What is kept: the kind of its erasure (`incidents.incident`) and its id, also where it is erased already.

        An umbrella event is asked for by its own id, when nothing under it runs any more: what it keeps itself never
        holds up what is kept of a member."""
        ...


class Incidents(Protocol):
    """Provided by the incidents plugin, in the asker's transaction. What lies outside the actor's division does not
    exist for it."""

    def running(self) -> tuple[IncidentRow, ...]:
        """Incidents that are not closed, drills among them."""
        ...

    def queue(self) -> tuple[QueueItem, ...]:
        """Everything that needs a person, other plugins' items among it. Not to be asked from `NeedsPerson.items`."""
        ...

    def card(self, incident: str) -> IncidentCard:
        """One incident, whole, closed ones too; raises Missing."""
        ...

    def record(self, incident: str) -> tuple[LogLine, ...]:
        """The incident's whole record, oldest first; raises Missing."""
        ...

    def past(self, at: datetime) -> PastBoard:
        """The board as it stood at `at` (UTC). Raises Invalid for a time that has not been."""
        ...

    def past_incident(self, incident: str, at: datetime) -> PastIncident:
        """One incident as it stood at `at`; raises Missing where it had not been reported."""
        ...

    def enter(self, incident: str, *, closed: bool = False) -> str | None:
        """Binds the asker's unit to the incident's exercise, or to the real thing, asks for the right to act on it and
        returns the exercise. Raises Missing, Forbidden, or Conflict (`incident_closed`) where it is closed, unless
        `closed` says that what is done may come after the closing."""
        ...

    def claim(self, incident: str, count: Count, value: int, *, source: str, reason: str) -> None:
        """A claim about a count of people from what the asker keeps (a list of casualties): it stands beside the
        others, and the incident is judged again, closed or not. A `reason` is always given: it may lower a figure."""
        ...

    def write(self, incident: str, topic: str, says: Words, *, at: datetime | None = None) -> None:
        """Adds a line to the incident's record beside an event that the asker records itself. `at` is when it happened,
        where that was before it was entered (补录)."""
        ...
