"""The keys of a ticket: its next step with what the step needs, who reported, a reward."""

from __future__ import annotations

from collections.abc import Mapping

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.intake import TicketRow
from fengsui_incidents.api.words import TICKET_KIND_NAMES, TICKET_STATE_NAMES
from fengsui_incidents.screen.call_ends import CallEnds
from fengsui_incidents.screen.call_rows import RESULTS
from fengsui_incidents.screen.look import CHANNELS
from fengsui_tui.widgets import Choice, Picked, Told, Typed, paragraph

ASKED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "verifying": (("owner", N_("Who verifies?")),),
    "verified": (("material", N_("Which written material? (书面材料)")),),
    "rectifying": (("signed_by", N_("Who is responsible, by signature?")),),
    "replied": (("text", N_("What was answered?")),),
    "visited": (("text", N_("What did the reporter say?")),),
    "closed": (("text", N_("A last word (why nobody was visited)")),),
}


class TicketActs(CallEnds):
    def chosen_ticket(self) -> TicketRow | None:
        """The ticket that the keys mean."""
        return None

    @work(group="act")
    async def action_step(self) -> None:
        """Enter: the next step; only those that may follow are offered."""
        item = self.chosen_ticket()
        if item is None or not self.may("incidents.ticket"):
            return
        title = self.t(N_("TICKET  {ticket}"), ticket=item.id)
        steps = [step for step in item.steps if step != "transferred"]
        choices = [Choice(str(at), self.t(TICKET_STATE_NAMES[step]), step) for at, step in enumerate(steps, 1)]
        if not choices:
            self.tell(self.t(N_("{ticket} is at its end."), ticket=item.id), "warn")
            return
        to = await self.ask(Picked(self.speech, title, item.text, choices))
        if to in ("triaged", "emergency"):
            await self._triage(item, title, emergency=to == "emergency")
        elif to:
            await self._move(item, title, to)

    async def _triage(self, item: TicketRow, title: str, *, emergency: bool) -> None:
        payload: dict[str, object] = {"ticket": item.id, "kind": "emergency"}
        says = self.t(N_("{ticket} is an emergency: it waits among the calls"), ticket=item.id)
        if not emergency:
            names = list(TICKET_KIND_NAMES.items())
            choices = [Choice(str(at), self.t(name), kind) for at, (kind, name) in enumerate(names, 1)]
            kind = await self.ask(Picked(self.speech, title, item.text, choices))
            owner = await self.ask(Typed(self.speech, title, self.t(N_("Who handles it?")))) if kind else None
            if kind is None or owner is None:
                return
            payload |= {"kind": kind, "owner": owner}
            says = self.t(N_("{ticket} goes to {owner}"), ticket=item.id, owner=owner)
        await self.send("incidents.triage_ticket", payload, says=says)

    async def _move(self, item: TicketRow, title: str, to: str) -> None:
        payload: dict[str, object] = {"ticket": item.id, "to": to}
        if to == "verified":
            choices = [Choice(str(at), self.t(says), result) for at, (result, says) in enumerate(RESULTS.items(), 1)]
            result = await self.ask(Picked(self.speech, title, self.t(N_("What was found?")), choices))
            if result is None:
                return
            payload["result"] = result
        for name, question in ASKED[to]:
            value = item.owner if name == "owner" else ""
            text = await self.ask(Typed(self.speech, title, self.t(question), value=value, needed=to != "closed"))
            if text is None:
                return
            payload[name] = text
        if to == "replied" and not item.anonymous:
            channels = [Choice(str(at), self.t(says), key) for at, (key, says) in enumerate(CHANNELS.items(), 1)]
            asked = self.t(N_("By what was the reporter answered?"))
            channel = await self.ask(Picked(self.speech, title, asked, channels))
            if channel is None:
                return
            payload["channel"] = channel
        says = f"{item.id}: {self.t(TICKET_STATE_NAMES[to])}"  # type: ignore[index]
        await self.send("incidents.move_ticket", payload, says=says)

    @work(group="act")
    async def action_who(self) -> None:
        """W: who reported, once, after a reason that is recorded; nothing of it stays on this console."""
        item = self.chosen_ticket()
        needed = "incidents.whistleblower" if item is not None and item.secret else "incidents.ticket"
        if item is None or not self.may(needed):
            return
        title = self.t(N_("WHO REPORTED  {ticket}"), ticket=item.id)
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why must you know? It is recorded."))))
        if reason is None:
            return
        says = self.t(N_("who reported {ticket}"), ticket=item.id)
        found = await self.send("incidents.see_reporter", {"ticket": item.id, "reason": reason}, says=says)
        if found:
            texts = [str(found.get(name) or "") for name in ("name", "phone", "address", "said")]
            lines = [line for text in texts for line in text.split("\n") if line]
            shown = Told(self.speech, title, lambda cells: [row for line in lines for row in paragraph(line, cells)])
            await self.ask(shown)

    @work(group="act")
    async def action_reward(self) -> None:
        item = self.chosen_ticket()
        if item is None or not self.may("incidents.ticket"):
            return
        title = self.t(N_("REWARD  {ticket}"), ticket=item.id)
        wants = self.t(N_("How many yuan, and on what basis: 15000 15% of the fine"))
        text = await self.ask(Typed(self.speech, title, wants, wrong=lambda said: "" if _reward(said) else wants))
        read = _reward(text or "")
        if read is None:
            return
        yuan, basis = read
        says = self.t(N_("{ticket}: reward {yuan} yuan"), ticket=item.id, yuan=yuan)
        await self.send("incidents.note_reward", {"ticket": item.id, "yuan": yuan, "basis": basis}, says=says)


def _reward(text: str) -> tuple[int, str] | None:
    number, _, basis = text.strip().partition(" ")
    good = number.isdecimal() and 0 < len(number) <= 8 and basis.strip()
    return (int(number), basis.strip()) if good else None
