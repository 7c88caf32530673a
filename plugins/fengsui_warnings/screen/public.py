"""An incident's or a drill's public alert as CAP: whose, what people should do, how far; then the text."""

from __future__ import annotations

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import IncidentRow
from fengsui_tui.widgets import Choice, Picked, Typed
from fengsui_warnings.screen.acts import KEYS, WarningActs

FARTHEST_M = 200_000


def is_radius(text: str) -> bool:
    """Whole metres, or nothing: then the alert names the place alone."""
    return not text or (text.isascii() and text.isdecimal() and 1 <= int(text) <= FARTHEST_M)


class PublicAlerts(WarningActs):
    @work(group="act")
    async def action_incident_cap(self) -> None:
        """I: nothing is sent by it, and a drill's has status Exercise."""
        if not self.may("warnings.cap"):
            return
        title = self.t(N_("PUBLIC ALERT OF AN INCIDENT, AS CAP 1.2"))
        incident = await self._whose(title)
        if incident is None:
            return
        wants = self.t(N_("What should people do? (may be empty)"))
        instruction = await self.ask(Typed(self.speech, title, wants, needed=False))
        if instruction is None:
            return
        wants = self.t(N_("How many metres around the place? (may be empty)"))
        typed = Typed(self.speech, title, wants, needed=False, wrong=lambda text: "" if is_radius(text) else wants)
        radius = await self.ask(typed)
        if radius is None:
            return
        asked = {"incident": incident, "instruction": instruction}
        await self.show_cap("warnings.incident_cap", asked | ({"radius_m": radius} if radius else {}), incident)

    async def _whose(self, title: str) -> str | None:
        board = self.console.picture.board
        rows = board.incidents[: len(KEYS)] if board is not None else ()
        if not rows:
            self.tell(self.t(N_("There is no running incident.")), "warn")
            return None
        choices = [Choice(key, self._named_incident(row), row.id) for key, row in zip(KEYS, rows, strict=False)]
        return await self.ask(Picked(self.speech, title, "", choices))

    def _named_incident(self, row: IncidentRow) -> str:
        drill = self.t(N_("[DRILL] ")) if row.exercise else ""
        return f"{drill}{row.id} {self.speech.say(row.title)} {row.place}"
