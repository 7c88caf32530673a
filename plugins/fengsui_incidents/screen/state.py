"""What the board's keys act on: the item of the queue, the incident and the force that are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from fengsui.text import N_
from fengsui_incidents.api.board import Board, Force, IncidentCard, QueueItem
from fengsui_incidents.model.bundles import PREFIX
from fengsui_incidents.screen.look import Look
from fengsui_incidents.screen.queue import about_order, item_of, top
from fengsui_tui.widgets import ConsoleScreen, Lines

JUST_NOW = timedelta(seconds=0.8)


class BoardState(ConsoleScreen):
    """Everything that is known of what is chosen; the actions of its subclasses begin here."""

    PACKAGE = "fengsui_incidents"

    def __init__(self) -> None:
        super().__init__()
        self.incident = ""
        self.opened: set[str] = set()
        self._shifts = 0
        self._shifted_at: datetime | None = None

    @property
    def look_now(self) -> Look:
        return Look(self.speech, self.console.now(), self.console.zone)

    @property
    def board(self) -> Board | None:
        return self.console.picture.board

    @property
    def card(self) -> IncidentCard | None:
        return self.console.picture.cards.get(self.incident)

    @property
    def item(self) -> QueueItem | None:
        """The queue's chosen item; with the forces in focus, what the chosen force needs; else the top of the queue."""
        board = self.board
        if board is None:
            return None
        if self._focused("forces"):
            force = self.force
            return about_order(board.queue, force.order) if force else None
        key = self.query_one("#queue", Lines).chosen if self._focused("queue") else ""
        if key.startswith(PREFIX):
            return None  # a bundle is opened first: no key acts on many at once, nor on the top one instead
        return item_of(board, key) or top(board)

    def toggle_bundle(self) -> bool:
        """Opens or closes the chosen bundle; False where none is chosen."""
        key = self.query_one("#queue", Lines).chosen if self._focused("queue") else ""
        if not key.startswith(PREFIX):
            return False
        self.opened ^= {key}
        self.look_all()
        return True

    @property
    def force(self) -> Force | None:
        """The chosen force of the chosen incident."""
        card = self.card
        if card is None:
            return None
        chosen = self.query_one("#forces", Lines).chosen
        return next((force for force in card.forces if force.order == chosen), None)

    def order(self) -> Force | None:
        """The force that a key means: the item's, where the queue is in focus, else the chosen one."""
        if not self._focused("forces"):
            item = self.item
            if item is None and self.board is not None and self.board.queue:
                return None
            found = self.force_of(item.incident, item.order) if item is not None and item.order else None
            if found is not None:
                return found
        return self.force

    def force_of(self, incident: str, order: str) -> Force | None:
        card = self.console.picture.cards.get(incident)
        return next((force for force in card.forces if force.order == order), None) if card is not None else None

    def note_shift(self, queue: Lines) -> None:
        """Remembers when another thing took the first place of the queue by itself."""
        if queue.shifts != self._shifts:
            self._shifts, self._shifted_at = queue.shifts, self.console.now()

    def steady(self) -> bool:
        """False where the queue moved under the person's finger: what was meant is asked again, not guessed."""
        if self._shifted_at is None or self.console.now() - self._shifted_at > JUST_NOW:
            return True
        self._shifted_at = None
        self.tell(self.t(N_("The queue has just changed: look, and press again.")), "warn")
        return False

    def need_card(self) -> IncidentCard | None:
        """The chosen incident; says so where there is none."""
        if self.card is None:
            self.tell(self.t(N_("No incident is chosen.")), "warn")
        return self.card

    def need_order(self) -> Force | None:
        found = self.order()
        if found is None:
            self.tell(self.t(N_("No force is chosen: choose one in FORCES or in the queue.")), "warn")
        return found

    def known(self) -> Mapping[str, str]:
        force = self.force
        found = {"incident": self.incident, "order": force.order if force is not None else ""}
        return {name: value for name, value in found.items() if value}

    def choose_incident(self, incident: str) -> None:
        if incident and incident != self.incident:
            self.incident = incident
            self.query_one("#incidents", Lines).choose(incident)
            self.console.picture.first = incident
            self.console.picture.want(incident)
            self.look_card()

    def look_card(self) -> None:
        """Draws what is shown of the chosen incident."""

    def arrived(self, incident: str) -> None:
        self.choose_incident(incident)

    def _focused(self, name: str) -> bool:
        return self.focused is not None and self.focused.id == name
