"""Keys that act on an order or on an item of the queue: dial, answer for, know, next team, merge, stand down."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import Force, QueueItem
from fengsui_incidents.screen.call_ends import news_text
from fengsui_incidents.screen.forces import unable_reasons
from fengsui_incidents.screen.incidents import CALL
from fengsui_incidents.screen.look import CHANNELS, FACTS, REASONS
from fengsui_incidents.screen.queue import KEYS, KINDS
from fengsui_incidents.screen.state import BoardState
from fengsui_tui.widgets import Choice, Confirmed, Lines, Picked, Typed

SAID: Sequence[tuple[str, str]] = (
    ("1", "accepted"),
    ("2", "unable"),
    ("3", "displayed"),
    ("4", "moving"),
    ("5", "arrived"),
    ("6", "need_more"),
    ("7", "withdrawn"),
    ("8", "controlled"),
    ("9", "returning"),
    ("0", "ready"),
    ("d", "declined"),
    ("m", "mayday"),
)
"""The digits of the teams' own terminal (users' rule: 4 leaves, 5 arrives, 6 more, 7 withdraws, 8 controls)."""

ALARMED = frozenset({"silent", "unable", "expired", "unreachable"})
"""Kinds of item for which the next team is what the system already proposes: one key is enough."""


ANSWERS = {
    "wait": N_("wait for them"),
    "go_on": N_("alert next teams"),
    "seen": N_("know"),
}


class OrderActs(BoardState):
    @work(group="act")
    async def action_top(self) -> None:
        """Space: the first thing that needs me, with the keys that act on it."""
        if self.toggle_bundle():
            return
        item = self.item
        if item is None:
            self.tell(self.t(N_("Nothing needs you.")), "good")
            return
        self.choose_incident(item.incident)
        if item.opens:
            self.console.open_screen(item.opens, item.subject)
            return
        if item.kind == "call":
            self.console.open_screen("incidents.intake", item.call)
            return
        if item.kind == "false":
            await self.run_action("decide_false")
            return
        if item.kind == "level":
            await self.run_action("level")
            return
        if item.kind == "withdraw" and not item.order:
            await self.run_action("stations")
            return
        if item.kind == "task":
            await self.run_action("verified")
            return
        choices = [Choice(key, self.t(says), ACTS[key]) for key, says in KEYS[item.kind] if key in ACTS]
        title = f"{self.t(KINDS[item.kind])}  {item.incident or item.call}"
        says = f"{self.speech.say(item.says)}  {item.phone}".rstrip()
        picked = await self.ask(Picked(self.speech, title, says, choices))
        if picked:
            await self.run_action(picked)

    @work(group="act")
    async def action_dial(self) -> None:
        """C: the number, large; whether they answered goes into the record."""
        if not self.may("incidents.record"):
            return
        item, force = self.item, self.order()
        phone = (force.phone if force else "") or (item.phone if item else "")
        name = force.name if force else self.speech.say(item.says) if item else ""
        incident = self.incident or (item.incident if item else "")
        if not phone:
            self.tell(self.t(N_("No phone number is known for {name}."), name=name or "?"), "warn")
            return
        choices = [
            Choice("1", self.t(N_("they answered: enter what they say")), "spoke"),
            Choice("2", self.t(N_("nobody answered")), "nobody"),
            Choice("3", self.t(N_("engaged or wrong number")), "wrong"),
        ]
        picked = await self.ask(Picked(self.speech, self.t(N_("DIAL  {phone}"), phone=phone), name, choices))
        if picked is None or not (incident or (item is not None and item.call)):
            return
        said = {"spoke": N_("spoke"), "nobody": N_("nobody answered"), "wrong": N_("engaged or wrong number")}[picked]
        text = self.t(N_("Dialled {name} {phone}: {said}"), name=name, phone=phone, said=self.t(said))
        if item is not None and item.call and force is None:
            await self.send("incidents.note_call", {"call": item.call, "text": text}, says=text, keeps=True)
            return
        await self.send("incidents.note", {"incident": incident, "text": text}, says=text, keeps=True)
        if picked == "spoke" and force is not None:
            await self._answer_for(force)

    @work(group="act")
    async def action_answer_for(self) -> None:
        """O: what a force said by phone or radio, in few keys (代录)."""
        if not self.may("incidents.answer_for"):
            return
        force = self.need_order()
        if force is not None:
            await self._answer_for(force)

    async def _answer_for(self, force: Force) -> None:
        title = self.t(N_("ANSWER FOR  {name}"), name=force.name)
        named = FACTS | ({"accepted": N_("received it")} if force.kind == "notice" else {})
        choices = [Choice(key, self.t(named[fact]), fact) for key, fact in SAID]  # type: ignore[index]
        fact = await self.ask(Picked(self.speech, title, "", choices))
        if fact is None:
            return
        payload: dict[str, object] = {"order": force.order, "kind": fact}
        if fact == "unable":
            reasons = [
                Choice(str(at), self.t(REASONS[reason]), reason) for at, reason in enumerate(unable_reasons(), 1)
            ]
            reason = await self.ask(Picked(self.speech, title, self.t(N_("Why can they not go?")), reasons))
            if reason is None:
                return
            payload["reason"] = reason
        channels = [Choice(key[0], self.t(says), key) for key, says in CHANNELS.items()]
        channels = [Choice(str(at), one.says, one.value) for at, one in enumerate(channels, 1)]
        channel = await self.ask(Picked(self.speech, title, self.t(N_("How did they say it?")), channels))
        if channel is None:
            return
        who = await self.ask(Typed(self.speech, title, self.t(N_("Who said it?")), guess=force.name))
        if who is None:
            return
        payload |= {"channel": channel, "said_by": who, "said_at": self.console.now().isoformat()}
        says = self.t(N_("{name}: {fact}, said by {who}"), name=force.name, fact=self.t(named[fact]), who=who)  # type: ignore[index]
        await self.send("incidents.answer_for", payload, says=says, keeps=True)

    @work(group="act")
    async def action_know(self) -> None:
        """A: taken note of; the item leaves the queue."""
        item = self.item
        if item is None or not self.steady():
            return
        if item.outage:
            await self._answer_outage(item, "seen" if item.kind == "alone" else "wait")
            return
        if item.kind in ("other", "transfer", "ticket", "false", "umbrella"):
            self.tell(self.t(N_("It stays until it is done: Space opens it.")), "warn")
            return
        if not self.may("incidents.record"):
            return
        if not item.incident:
            self.tell(self.t(N_("A call is not only taken note of: Space takes it.")), "warn")
            return
        payload = {"incident": item.incident, "item": item.id}
        says = self.t(N_("taken note: {what}"), what=self.speech.say(item.says))
        await self.send("incidents.acknowledge", payload, says=says, keeps=True)

    @work(group="act")
    async def action_next_team(self) -> None:
        """N: the next team for the same task. Where nothing is wrong with the first one, only after a confirmation.

        On the question of a failed network: let the next teams be alerted all the same.
        """
        if (asked := self.item) is not None and asked.kind == "network" and not self._focused("forces"):
            if self.steady():
                await self._answer_outage(asked, "go_on")
            return
        force = self.need_order()
        if force is None or not self.steady() or not self.may("incidents.dispatch"):
            return
        item = self.item
        if not (item is not None and item.order == force.order and item.kind in ALARMED):
            says = self.t(
                N_("{name} was not reported silent or unable. Send another team for its task as well?"), name=force.name
            )
            if not await self.ask(Confirmed(self.speech, self.t(N_("NEXT TEAM?")), says)):
                return
        says = self.t(N_("next team for {task} instead of {name}"), task=self.speech.say(force.task), name=force.name)
        answer = await self.send("incidents.next_team", {"order": force.order}, says=says)
        if answer and answer.get("team"):
            self.tell(self.t(N_("{says}: {team}"), says=says, team=str(answer["team"])), "good")

    async def _answer_outage(self, item: QueueItem, answer: str) -> None:
        if not self.may("incidents.dispatch"):
            return
        says = f"{self.speech.say(item.says)}: {self.t(ANSWERS[answer])}"
        await self.send("incidents.answer_outage", {"outage": item.outage, "answer": answer}, says=says)

    @work(group="act")
    async def action_merge(self) -> None:
        """M: the call joins the incident that it resembles, one key from the queue or from the list of calls."""
        if not self.steady() or not self.may("incidents.take_call"):
            return
        call, into = self._alike()
        if not call or not into:
            self.tell(self.t(N_("This call resembles no open incident.")), "warn")
            return
        says = self.t(N_("call {call} joins {incident}"), call=call, incident=into)
        answer = await self.send("incidents.merge_call", {"call": call, "incident": into}, says=says)
        if answer and answer.get("news"):
            self.tell(f"{says}  {news_text(answer['news'], self.speech)}", "alarm")

    def _alike(self) -> tuple[str, str]:
        """The call and the incident. Where nothing that is chosen is a call, the one of which the board says so."""
        calls = self.board.calls if self.board is not None else ()
        chosen = self.query_one("#incidents", Lines).chosen if self._focused("incidents") else ""
        item = self.item
        call = chosen.removeprefix(CALL) if chosen.startswith(CALL) else item.call if item is not None else ""
        likely = [row for row in calls if row.similar_to]
        if not call and len(likely) == 1:
            return likely[0].id, likely[0].similar_to
        row = next((row for row in calls if row.id == call), None)
        return call, (row.similar_to if row else "") or self._item_incident(item)

    def _item_incident(self, item: QueueItem | None) -> str:
        return item.incident if item is not None and item.kind == "merge" else ""

    @work(group="act")
    async def action_stand_down(self) -> None:
        """X: turns one force back, or all of the incident; named, with the reason, and confirmed."""
        card = self.need_card()
        if card is None or not self.may("incidents.dispatch"):
            return
        open_now = [force for force in card.forces if force.open and force.kind != "notice"]
        if not open_now:
            self.tell(self.t(N_("No force of {incident} can be turned back."), incident=card.id), "warn")
            return
        force = self.force if self._focused("forces") else None
        whom = [force] if force is not None and force in open_now else open_now
        names = ", ".join(one.name for one in whom)
        title = self.t(N_("STAND DOWN  {incident}"), incident=card.id)
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Turn back: {names}. Why?"), names=names)))
        if reason is None:
            return
        says = self.t(N_("stand down {names}: {reason}"), names=names, reason=reason)
        if await self.ask(Confirmed(self.speech, title, says, style="bad")):
            payload = {"incident": card.id, "orders": [one.order for one in whom], "reason": reason}
            await self.send("incidents.stand_down", payload, says=says)


ACTS = {
    "C": "dial",
    "O": "answer_for",
    "N": "next_team",
    "A": "know",
    "M": "merge",
    "E": "evacuate",
    "L": "level",
    "V": "verified",
    "F5": "dispatch",
    "Space": "take",
    "T": "roll_call",
}
