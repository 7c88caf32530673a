"""What the dispatch screen does beside sending: consent, the reserve, a run card, another task, everybody left out."""

from __future__ import annotations

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import Candidate, IncidentCard
from fengsui_incidents.api.proposal import RunCard
from fengsui_incidents.model.names import capability
from fengsui_incidents.screen.choosing import TEAM, Ticks
from fengsui_incidents.screen.dispatch_part import DispatchPart
from fengsui_incidents.screen.left_out import LeftOutScreen
from fengsui_incidents.screen.look import CHANNELS
from fengsui_tui.widgets import Choice, Lines, Picked, Typed, decode

CONSENT = frozenset({"needs_consent", "consent_asked", "consent_refused"})
MOST = 9


class ForceActs(DispatchPart):
    """Mixed into a screen that has the proposal of `for_incident`."""

    def _row(self) -> tuple[Ticks, str, str] | None:
        """The ticks, and the need and team of the chosen row."""
        ticks, key = self.ticks, self.query_one("#set", Lines).chosen
        if ticks is None or not key.startswith(TEAM):
            return None
        need, _, team = key.removeprefix(TEAM).partition(":")
        return ticks, need, team

    def action_all_left_out(self) -> None:
        """W: with few teams all of them here; with many page by page."""
        if self.ticks is not None and not self.ticks.proposal.in_full:
            self.app.push_screen(LeftOutScreen(self.for_incident, self.ticks, self.look_set))
            return
        super().action_all_left_out()

    # -- a neighbour ---------------------------------------------------------------------------------------

    @work(group="act", exclusive=True)
    async def action_consent(self) -> None:
        """G: asks the neighbour for the chosen team, or enters what it said."""
        found = self._consent_row()
        if found is None or not self.may("incidents.dispatch"):
            return
        title = self.t(N_("CONSENT  {name}"), name=found.name)
        choices = [
            Choice("1", self.t(N_("ask now (ring them)")), "ask", enabled=found.reason != "consent_asked"),
            Choice("2", self.t(N_("they consented")), "granted"),
            Choice("3", self.t(N_("they refused")), "refused"),
        ]
        picked = await self.ask(Picked(self.speech, title, self.speech.say(found.says), choices))
        if picked == "ask":
            says = self.t(N_("{name}: consent asked for"), name=found.name)
            await self._then_again("incidents.ask_consent", {"team": found.team}, says)
        elif picked is not None:
            await self._answer(found, picked, title)

    def _consent_row(self) -> Candidate | None:
        row = self._row()
        found = row[0].candidate(f"{TEAM}{row[1]}:{row[2]}") if row is not None else None
        if found is None or found.reason not in CONSENT:
            self.tell(self.t(N_("Choose a neighbour's team that needs consent.")), "warn")
            return None
        return found

    async def _answer(self, one: Candidate, answer: str, title: str) -> None:
        who = await self.ask(Typed(self.speech, title, self.t(N_("Who said it?"))))
        if who is None:
            return
        channels = [Choice(str(at), self.t(says), key) for at, (key, says) in enumerate(CHANNELS.items(), 1)]
        channel = await self.ask(Picked(self.speech, title, self.t(N_("How was it said?")), channels))
        if channel is not None:
            payload: dict[str, object] = {"team": one.team, "answer": answer, "said_by": who, "channel": channel}
            says = self.t(N_("{name}: the neighbour's answer is on record"), name=one.name)
            await self._then_again("incidents.answer_consent", payload, says)

    # -- the reserve ---------------------------------------------------------------------------------------

    @work(group="act", exclusive=True)
    async def action_release(self) -> None:
        """L: the leader releases a reserve in his own session; an officer enters what he said."""
        held = self.ticks.proposal.held if self.ticks is not None else ()
        if not held:
            self.tell(self.t(N_("No reserve is held back here.")), "warn")
            return
        own = self.console.who.can("incidents.release_reserve")
        if not own and not self.may("incidents.release_reserve_for"):
            return
        title = self.t(N_("RELEASE THE RESERVE"))
        names = [Choice(str(at), self.speech.say(capability(key)), key) for at, key in enumerate(held[:MOST], 1)]
        key = await self.ask(Picked(self.speech, title, "", names))
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why is it released?")))) if key else None
        if key is None or reason is None:
            return
        payload: dict[str, object] = {"capability": key, "reason": reason}
        if not own:
            leader = self.console.picture.board.leader if self.console.picture.board is not None else ""
            who = await self.ask(Typed(self.speech, title, self.t(N_("Which leader said so, by phone?")), value=leader))
            if who is None:
                return
            payload["said_by"] = who
        command = "incidents.release_reserve" if own else "incidents.release_reserve_for"
        says = self.t(N_("reserve released: {name}"), name=self.speech.say(capability(key)))
        await self._then_again(command, payload, says)

    # -- run cards -----------------------------------------------------------------------------------------

    @work(group="act", exclusive=True)
    async def action_run_card(self) -> None:
        """R: a dispatch code and alarm level beside the plan; again for another level."""
        card = self.console.picture.cards.get(self.for_incident)
        if card is None or not self.may("incidents.dispatch"):
            return
        answer = await self.fetch("incidents.run_cards", {})
        if answer is None:
            return
        cards = decode(tuple[RunCard, ...], answer)
        if not cards:
            self.tell(self.t(N_("There is no run-card table yet: fengsui run-cards import FILE.")), "warn")
            return
        code = await self._code(card, cards)
        if code is None:
            return
        chosen = next((one for one in cards if one.code == code), None)
        level = await self._alarm_level(card, chosen) if chosen is not None else 1
        if level is None:
            return
        payload: dict[str, object] = {"code": code, "level": level}
        if card.run_code and (code != card.run_code or level < card.alarm_level):
            why = self.t(N_("Why is the level lowered or the card left?"))
            reason = await self.ask(Typed(self.speech, self.t(N_("RUN CARD")), why))
            if reason is None:
                return
            payload["reason"] = reason
        says = self.t(N_("run card {code} level {level}"), code=code or "-", level=level if code else "-")
        await self._then_again("incidents.choose_run_card", payload, says)

    async def _code(self, card: IncidentCard, cards: tuple[RunCard, ...]) -> str | None:
        title, says = self.t(N_("RUN CARD")), ""
        if len(cards) > MOST:
            part = await self.ask(Typed(self.speech, title, self.t(N_("Code, or part of its name")), needed=False))
            if part is None:
                return None
            cards = tuple(one for one in cards if part.lower() in f"{one.code} {one.title}".lower())
            says = self.t(N_("{count} fit; the first nine are shown"), count=len(cards)) if len(cards) > MOST else ""
        if card.run_code:
            says = self.t(N_("now {code}, level {level}"), code=card.run_code, level=card.alarm_level) + f"  {says}"
        choices = [Choice(str(at), f"{one.code}  {one.title}", one.code) for at, one in enumerate(cards[:MOST], 1)]
        if card.run_code:
            choices.append(Choice("0", self.t(N_("no run card any more")), ""))
        return await self.ask(Picked(self.speech, title, says, choices))

    async def _alarm_level(self, card: IncidentCard, chosen: RunCard) -> int | None:
        """Each level with what it adds to those below it."""
        choices = []
        for level in chosen.levels:
            adds = [f"{self.speech.say(one.task)} x{one.teams}" for one in chosen.lines if one.level == level]
            now = chosen.code == card.run_code and level == card.alarm_level
            choices.append(Choice(str(level), f"+ {', '.join(adds)}", str(level), enabled=not now))
        title = self.t(N_("ALARM LEVEL  {code} {title}"), code=chosen.code, title=chosen.title)
        picked = await self.ask(Picked(self.speech, title, self.t(N_("Each level adds to those below it.")), choices))
        return int(picked) if picked else None

    # -- another task --------------------------------------------------------------------------------------

    @work(group="act", exclusive=True)
    async def action_other_task(self) -> None:
        """T: the chosen team goes for another need than proposed, with a reason."""
        row = self._row()
        if row is None or row[2] not in row[0].teams:
            self.tell(self.t(N_("Choose a team that is ticked.")), "warn")
            return
        ticks, _, team = row
        title = self.t(N_("OTHER TASK  {name}"), name=ticks.name(team))
        needs = [need for need in ticks.proposal.needs if need.need != ticks.teams[team]]
        choices = [Choice(str(at), self.speech.say(need.title), need.need) for at, need in enumerate(needs[:MOST], 1)]
        need = await self.ask(Picked(self.speech, title, "", choices)) if choices else None
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why another task?")))) if need else None
        if need is not None and reason is not None:
            ticks.add(team, ticks.name(team), need, reason)
            self.look_set()

    async def _then_again(self, command: str, payload: dict[str, object], says: str) -> None:
        """Sends, and has the forces proposed from what is known now."""
        if await self.send(command, {"incident": self.for_incident, **payload}, says=says) is not None:
            await self.propose(self.for_incident)
            self.tell(says, "good")
