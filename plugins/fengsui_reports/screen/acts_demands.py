"""Keys that act on demands from above: entered, given to somebody, answered."""

from __future__ import annotations

from functools import partial

from textual import work

from fengsui.text import N_
from fengsui_reports.api.views import DemandRow
from fengsui_reports.api.words import DEMAND_SAID
from fengsui_reports.screen.base import ReportsState


class DemandActs(ReportsState):
    @work(group="act")
    async def action_demand(self) -> None:
        """N: 核实, 批示 or the picture wanted again and again; who wants it, what, and by when."""
        if not self.may("reports.demand"):
            return
        title = self.t(N_("DEMAND FROM ABOVE  {incident}"), incident=self.incident)
        kinds: list[tuple[str, str]] = [(kind, self.speech.say(words)) for kind, words in DEMAND_SAID.items()]
        kind = await self.pick(title, self.t(N_("What kind?")), kinds)
        source = await self.line(title, self.t(N_("Who wants it? (office, name, telephone)"))) if kind else None
        text = await self.line(title, self.t(N_("What exactly?"))) if source else None
        wants = (
            self.t(N_("Every how many minutes?"))
            if kind == "picture"
            else self.t(N_("Within how many minutes? (empty: the rule's)"))
        )
        regular = kind == "picture"
        wrong = partial(self._no_minutes, most=1440 if regular else 43_200)
        minutes = await self.line(title, wants, needed=regular, wrong=wrong) if text else None
        if kind is None or source is None or text is None or minutes is None:
            return
        payload: dict[str, object] = {"kind": kind, "incident": self.incident, "source": source, "text": text}
        if minutes:
            payload["every_minutes" if kind == "picture" else "within_minutes"] = int(minutes)
        await self.done("reports.demand", payload, f"{dict(kinds)[kind]}: {text}")

    def _no_minutes(self, text: str, most: int) -> str:
        good = not text or (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= most)
        return "" if good else self.t(N_("Minutes are a number, such as 20."))

    @work(group="act")
    async def action_owner(self) -> None:
        demand = self._need_demand()
        if demand is None:
            return
        owner = await self.line(demand.source, self.t(N_("Who answers it?")), value=demand.owner)
        if owner is not None:
            payload: dict[str, object] = {"demand": demand.id, "owner": owner}
            await self.done("reports.assign", payload, self.t(N_("{name} answers it"), name=owner))

    @work(group="act")
    async def action_answer(self) -> None:
        """A: our reply, who took it above, and what he said to it."""
        demand = self._need_demand()
        if demand is None:
            return
        title = f"{self.speech.say(DEMAND_SAID[demand.kind])}  {demand.text}"
        reply = await self.line(title, self.t(N_("Our reply")))
        told = await self.line(title, self.t(N_("Who took it there? (may be empty)")), needed=False) if reply else None
        said = (
            await self.line(title, self.t(N_("What did they say? (may be empty)")), needed=False)
            if told is not None
            else None
        )
        if reply is None or told is None or said is None:
            return
        payload: dict[str, object] = {"demand": demand.id, "reply": reply, "told": told, "feedback": said}
        await self.done("reports.answer", payload, self.t(N_("answered: {text}"), text=reply))

    def _need_demand(self) -> DemandRow | None:
        """The chosen demand, else the first that waits."""
        if not self.may("reports.demand"):
            return None
        item = self.chosen
        if item is not None and item.demand is not None and item.demand.state == "open":
            return item.demand
        waiting = [one.demand for one in self.items.values() if one.demand is not None and one.demand.state == "open"]
        if not waiting:
            self.tell(self.t(N_("No demand waits for an answer.")), "good")
            return None
        return waiting[0]
