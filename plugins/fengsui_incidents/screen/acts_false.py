"""Keys about the whole of an incident: that it was false, that it runs again, under which umbrella event it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.words import FALSE_NAMES
from fengsui_incidents.screen.look import CHANNELS
from fengsui_incidents.screen.state import BoardState
from fengsui_tui.widgets import Choice, Confirmed, Picked, Typed, decode

if TYPE_CHECKING:
    from fengsui_incidents.api.intake import FindingRow

NEW, LEAVE, OPEN = "*new", "*leave", "*open"


class FalseActs(BoardState):
    async def find_false(self, card: IncidentCard) -> None:
        """Somebody found that there was nothing: of which kind, who. The leader decides; nobody turns back yet."""
        title = self.t(N_("FALSE?  {incident}"), incident=card.id)
        choices = [Choice(str(at), self.t(says), kind) for at, (kind, says) in enumerate(FALSE_NAMES.items(), 1)]
        kind = await self.ask(Picked(self.speech, title, self.speech.say(card.title), choices))
        if kind is None:
            return
        who = await self.ask(Typed(self.speech, title, self.t(N_("Who found it, on scene? Name and team."))))
        if who is None:
            return
        says = self.t(N_("{incident}: {kind}, found by {who}; the leader decides"), incident=card.id,
                      kind=self.t(FALSE_NAMES[kind]), who=who)  # type: ignore[index]  # fmt: skip
        payload = {"incident": card.id, "kind": kind, "found_by": who, "where": "scene"}
        await self.send("incidents.find_false", payload, says=says)

    @work(group="act")
    async def action_decide_false(self) -> None:
        """The leader's word, in his own session or by phone entered for him; confirmed, the forces are recalled."""
        item = self.item
        own = self.console.who.can("incidents.confirm_false")
        if item is None or item.kind != "false" or not (own or self.may("incidents.confirm_false_for")):
            return
        title = self.t(N_("FALSE?  {incident}"), incident=item.incident or item.call)
        answer = await self.fetch("incidents.findings", {})
        from fengsui_incidents.api.intake import FindingRow  # only now: the first screen opens sooner without

        found = [one for one in decode(tuple[FindingRow, ...], answer or ()) if one.id == item.subject]
        says = self._found(found[0]) if found else self.speech.say(item.says)
        choices = [
            Choice("1", self.t(N_("false: recall the forces")), "confirmed"),
            Choice("2", self.t(N_("not false: go on")), "refused"),
        ]
        decision = await self.ask(Picked(self.speech, title, says, choices))
        if decision is None:
            return
        payload: dict[str, object] = {"finding": item.subject, "decision": decision}
        if decision == "refused":
            reason = await self.ask(Typed(self.speech, title, self.t(N_("Why is it not false?"))))
            if reason is None:
                return
            payload["reason"] = reason
        if not own and not await self._said_by_leader(payload, title):
            return
        says = f"{says}: {next(choice.says for choice in choices if choice.value == decision)}"
        if await self.ask(Confirmed(self.speech, title, says, style="bad")):
            command = "incidents.confirm_false" if own else "incidents.confirm_false_for"
            await self.send(command, payload, says=says)

    def _found(self, one: FindingRow) -> str:
        return self.t(N_("{thing}: {kind}, found by {who}. {note}"), thing=one.incident or one.call,
                      kind=self.t(FALSE_NAMES[one.kind]), who=one.found_by, note=one.note).rstrip()  # fmt: skip

    async def _said_by_leader(self, payload: dict[str, object], title: str) -> bool:
        channels = [Choice(str(at), self.t(says), key) for at, (key, says) in enumerate(CHANNELS.items(), 1)]
        channel = await self.ask(Picked(self.speech, title, self.t(N_("How did the leader say it?")), channels))
        if channel is None:
            return False
        leader = self.board.leader if self.board is not None else ""
        who = await self.ask(Typed(self.speech, title, self.t(N_("Who said it?")), value=leader))
        payload |= {"channel": channel, "said_by": who or "", "said_at": self.console.now().isoformat()}
        return who is not None

    async def reopen(self, card: IncidentCard) -> None:
        title = self.t(N_("RUNS AGAIN  {incident}"), incident=card.id)
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why does it run again?"))))
        if reason is None:
            return
        says = self.t(N_("{incident} runs again: {reason}"), incident=card.id, reason=reason)
        if await self.ask(Confirmed(self.speech, title, says)):
            await self.send("incidents.reopen", {"incident": card.id, "reason": reason}, says=says)

    @work(group="act")
    async def action_umbrella(self) -> None:
        """B: under the one umbrella event that is open, at once; else one chooses, or opens a new one."""
        card, board = self.need_card(), self.board
        if card is None or board is None or not self.may("incidents.umbrella"):
            return
        if card.umbrella:
            await self._under(card)
            return
        fits = [one for one in board.umbrellas if one.exercise == card.exercise]
        if len(fits) == 1:
            await self._put_under(card, fits[0].id)
            return
        title = self.t(N_("UMBRELLA  {incident}"), incident=card.id)
        choices = [Choice(str(at), f"{one.id} {one.title}", one.id) for at, one in enumerate(fits[:8], 1)]
        choices.append(Choice("0", self.t(N_("a new umbrella event")), NEW))
        picked = await self.ask(Picked(self.speech, title, "", choices)) if fits else NEW
        if picked == NEW:
            await self._new(card, title)
        elif picked:
            await self._put_under(card, picked)

    async def _put_under(self, card: IncidentCard, umbrella: str) -> None:
        says = self.t(N_("{incident} is under {umbrella}"), incident=card.id, umbrella=umbrella)
        await self.send("incidents.join_umbrella", {"umbrella": umbrella, "incident": card.id}, says=says)

    async def _new(self, card: IncidentCard, title: str) -> None:
        name = await self.ask(Typed(self.speech, title, self.t(N_("What is the umbrella event called?"))))
        if name is not None:
            says = self.t(N_("umbrella event {name}"), name=name)
            await self.send("incidents.open_umbrella", {"title": name, "incidents": [card.id]}, says=says)

    async def _under(self, card: IncidentCard) -> None:
        title = self.t(N_("UMBRELLA  {incident}"), incident=card.id)
        choices = [
            Choice("1", self.t(N_("open {umbrella}"), umbrella=card.umbrella), OPEN),
            Choice("2", self.t(N_("take the incident out of it")), LEAVE),
        ]
        picked = await self.ask(Picked(self.speech, title, "", choices))
        if picked == OPEN:
            self.console.open_screen("incidents.umbrellas", card.umbrella)
        elif picked == LEAVE:
            reason = await self.ask(Typed(self.speech, title, self.t(N_("Why does it not belong to it?"))))
            if reason is not None:
                says = self.t(N_("{incident} left {umbrella}"), incident=card.id, umbrella=card.umbrella)
                await self.send("incidents.leave_umbrella", {"incident": card.id, "reason": reason}, says=says)
