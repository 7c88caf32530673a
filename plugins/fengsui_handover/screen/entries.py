"""Promises by phone, late entries, and the sheet on paper: what the watch itself enters."""

from __future__ import annotations

from datetime import datetime, timedelta

from textual import work

from fengsui.text import N_
from fengsui_handover.screen.listing import PROMISE, HandoverList
from fengsui_tui.widgets import Choice, Picked, Row, Told, Typed

CHANNELS = {
    "phone": N_("by phone"),
    "radio": N_("by radio"),
    "message": N_("by message"),
    "in_person": N_("in person"),
    "paper": N_("on paper"),
}


class Entries(HandoverList):
    @work(group="act")
    async def action_promise(self) -> None:
        """P: what was promised by phone, to whom and by when."""
        if not self.may("handover.promise"):
            return
        title = self.t(N_("PROMISED BY PHONE"))
        to = await self.ask(Typed(self.speech, title, self.t(N_("To whom?"))))
        text = await self.ask(Typed(self.speech, title, self.t(N_("What?")))) if to else None
        minutes = (
            await self.ask(Typed(self.speech, title, self.t(N_("Within how many minutes? Empty: no time")),
                                 needed=False, wrong=self._minutes))
            if text
            else None
        )  # fmt: skip
        if not (to and text) or minutes is None:
            return
        payload: dict[str, object] = {"to": to, "text": text}
        if minutes:
            payload["due"] = (self.console.now() + timedelta(minutes=int(minutes))).isoformat()
        incident = await self._incident(title)
        if incident is None:
            return
        if incident:
            payload["incident"] = incident
        await self._do("handover.promise", payload, f"{to}: {text}")

    async def _incident(self, title: str) -> str | None:
        """One of the open incidents, or empty for none of them; None where the person turned back."""
        view = self._view
        lines = view.sheet.lines("incidents") if view else ()
        if not lines:
            return ""
        choices = [Choice(str(at), self.speech.say(line.says), line.id.partition(":")[2])
                   for at, line in enumerate(lines[:9], 1)]  # fmt: skip
        choices.append(Choice("0", self.t(N_("no incident")), ""))
        return await self.ask(Picked(self.speech, title, self.t(N_("About which incident?")), choices))

    @work(group="act")
    async def action_kept(self) -> None:
        item = self.chosen
        if item is None or item.kind != "promises":
            self.tell(self.t(N_("Choose a promise.")), "warn")
            return
        title = self.t(N_("PROMISE KEPT"))
        result = await self.ask(Typed(self.speech, title, self.speech.say(item.line.says), needed=False))
        if result is not None:
            payload = {"promise": item.line.id.removeprefix(PROMISE), "result": result}
            await self._do("handover.keep_promise", payload, self.t(N_("kept")))

    @work(group="act")
    async def action_late(self) -> None:
        """B: 补录, with the time at which it happened and who vouches for it."""
        if not self.may("handover.catch_up"):
            return
        title = self.t(N_("LATE ENTRY"))
        incident = await self._incident(title)
        if incident is None:
            return
        if not incident:
            self.tell(self.t(N_("A late entry belongs to an open incident.")), "warn")
            return
        at = await self.ask(Typed(self.speech, title, self.t(N_("When did it happen? 08:12")), wrong=self._wrong_time))
        text = await self.ask(Typed(self.speech, title, self.t(N_("What happened?")))) if at else None
        witness = await self.ask(Typed(self.speech, title, self.t(N_("Who vouches for it?")))) if text else None
        choices = [Choice(str(n), self.t(says), key) for n, (key, says) in enumerate(CHANNELS.items(), 1)]
        channel = (
            await self.ask(Picked(self.speech, title, self.t(N_("How was it said?")), choices)) if witness else None
        )
        if not (at and text and witness and channel):
            return
        payload = {"incident": incident, "happened_at": self._moment(at).isoformat(), "text": text,
                   "witness": witness, "channel": channel}  # fmt: skip
        await self._do("handover.catch_up", payload, f"{at} {text}")

    def _moment(self, text: str) -> datetime:
        """The last time that the clock showed `text`."""
        now = self.console.now().astimezone(self.console.zone)
        hour, minute = (int(part) for part in text.replace(":", " ").split())
        found = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return found if found <= now else found - timedelta(days=1)

    def _wrong_time(self, text: str) -> str:
        try:
            self._moment(text)
        except ValueError:
            return self.t(N_("a time of day, such as 08:12"))
        return ""

    def _minutes(self, text: str) -> str:
        good = text.isascii() and text.isdecimal() and 0 < int(text) <= 10_000
        return "" if good or not text else self.t(N_("minutes, such as 20"))

    @work(group="act")
    async def action_paper(self) -> None:
        """O: the sheet as one page of text, copied too."""
        view = self._view
        parameters = {"language": "zh" if self.speech.chinese else "en"}
        if view is not None and view.pending is not None:
            parameters["handover"] = view.pending.handover
        text = await self.fetch("handover.printed", parameters)
        if text is None:
            return
        self.app.copy_to_clipboard(str(text))
        rows = [Row(((line, ""),)) for line in str(text).splitlines()]
        await self.ask(Told(self.speech, self.t(N_("HANDOVER SHEET")), lambda _cells: rows))
