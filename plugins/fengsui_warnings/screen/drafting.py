"""A warning is drafted on the console, question by question in the law's order; an adjustment begins as the old one."""

from __future__ import annotations

from datetime import datetime, timedelta

from textual import work

from fengsui.text import N_
from fengsui_tui.widgets import Typed
from fengsui_warnings.api.board import WarningCard
from fengsui_warnings.screen.acts import WarningActs

WHEN = "%Y-%m-%d %H:%M"
HOURS = 12


class Drafting(WarningActs):
    @work(group="act")
    async def action_draft(self) -> None:
        if not self.may("warnings.draft"):
            return
        await self._draft(self.t(N_("NEW WARNING")), None)

    @work(group="act")
    async def action_adjust(self) -> None:
        """A new warning in the place of the chosen one: what is issued is never edited."""
        item = self._ready("warnings.draft", "issued")
        card = self.card
        if item is not None and card is not None:
            await self._draft(self.t(N_("ADJUST {warning}"), warning=item.id), card)

    async def _draft(self, title: str, old: WarningCard | None) -> None:
        event = await self._typed(
            title, N_("What kind? Such as rainstorm, heat, transport of dangerous goods"), old.event.zh if old else ""
        )
        level = await self.pick_level(title) if event else None
        area = await self._typed(title, N_("Where may it be felt?"), old.area.zh if old else "") if level else None
        matters = await self._typed(title, N_("What to beware of?"), old.matters.zh if old else "") if area else None
        measures = (
            await self._typed(title, N_("What should be done?"), old.measures.zh if old else "") if matters else None
        )
        begins = await self._moment(title, N_("From when?"), self._begins(old)) if measures else None
        ends = await self._moment(title, N_("Until when?"), self._ends(old)) if begins else None
        if not (event and level and area and matters and measures and begins and ends):
            self.tell(self.t(N_("Not drafted: nothing was sent.")), "warn")
            return
        payload: dict[str, object] = {
            "event": event, "level": level, "area": area, "matters": matters, "measures": measures,
            "starts_at": self._utc(begins), "ends_at": self._utc(ends), "urgency": "Expected", "certainty": "Likely",
        }  # fmt: skip
        if old is not None:
            payload["adjusts"] = old.id
        if await self._send("draft", payload, f"{title}: {event}"):
            self.tell(self.t(N_("Drafted. A second person publishes it (F5); red and orange the duty leader.")), "good")

    async def _typed(self, title: str, says: str, value: str) -> str | None:
        return await self.ask(Typed(self.speech, title, self.t(says), value=value))

    async def _moment(self, title: str, says: str, at: datetime) -> str | None:
        value = at.astimezone(self.console.zone).strftime(WHEN)
        return await self.ask(Typed(self.speech, title, self.t(says), value=value, wrong=self._wrong))

    def _begins(self, old: WarningCard | None) -> datetime:
        return old.starts_at if old is not None and old.starts_at is not None else self.console.now()

    def _ends(self, old: WarningCard | None) -> datetime:
        if old is not None and old.ends_at is not None:
            return old.ends_at
        return self.console.now() + timedelta(hours=HOURS)

    def _utc(self, text: str) -> str:
        return datetime.strptime(text, WHEN).replace(tzinfo=self.console.zone).isoformat()

    def _wrong(self, text: str) -> str:
        try:
            datetime.strptime(text, WHEN).replace(tzinfo=self.console.zone)
        except ValueError:
            return self.t(N_("day and time, such as 2026-12-01 10:00"))
        return ""
