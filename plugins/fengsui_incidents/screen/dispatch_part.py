"""The part of a screen that sends: the proposed set with its ticks, and F5 with one named confirmation."""

from __future__ import annotations

from typing import Any

from textual import work
from textual.binding import Binding, BindingType

from fengsui.text import N_
from fengsui_incidents.api.board import IncidentCard, Proposal
from fengsui_incidents.screen.choosing import CARD, TEAM, Ticks, sent_cards
from fengsui_incidents.screen.look import Look
from fengsui_incidents.screen.proposal_rows import proposal_rows, summary
from fengsui_tui.widgets import Confirmed, ConsoleScreen, Lines, Row, Typed, decode

AUTHORITY = "authority"
SET_BINDINGS: list[BindingType] = [
    Binding("space", "tick", show=False, id="tick"),
    Binding("w", "all_left_out", show=False, id="all_left_out"),
    Binding("h", "authority", show=False, id="authority"),
]


class DispatchPart(ConsoleScreen):
    """Needs a `Lines` called `set`."""

    PACKAGE = "fengsui_incidents"

    def __init__(self) -> None:
        super().__init__()
        self.ticks: Ticks | None = None
        self.for_incident = ""
        self.whole = False

    @property
    def look_now(self) -> Look:
        return Look(self.speech, self.console.now(), self.console.zone)

    @property
    def authority(self) -> str:
        """Quoted by every order: the last one that this officer used, or what the centre's rule says."""
        kept, board = self.console.drafts.get(AUTHORITY, "last"), self.console.picture.board
        if kept and kept.get("text"):
            return str(kept["text"])
        return self.speech.say(board.authority) if board is not None else ""

    def take_proposal(self, proposal: Proposal) -> None:
        """A newer proposal takes the place of the older one, unless the officer has ticked already."""
        if self.ticks is None or self.ticks == Ticks.of(self.ticks.proposal, self.ticks.sent):
            card: IncidentCard | None = self.console.picture.cards.get(self.for_incident)
            self.ticks = Ticks.of(proposal, sent_cards(card.forces if card is not None else ()))
        self.look_set()

    def look_set(self) -> None:
        lines, look = self.query_one("#set", Lines), self.look_now
        lines.entitle(self.t(N_("DISPATCH")), self.t(N_("Space tick   F5 send")))
        ticks = self.ticks
        if ticks is None:
            lines.draw(lambda _cells: [Row(((self.t(N_(" nothing proposed yet")), "dim"),))])
            return
        lines.draw(lambda cells: [
            *proposal_rows(ticks, look, cells, whole=self.whole),
            Row(((self.t(N_("AUTHORITY: {text}   H change"), text=self.authority), "dim"),)),
        ])  # fmt: skip

    async def propose(self, incident: str) -> None:
        """Has the forces proposed (on record), or reads the proposal where the actor may not."""
        self.for_incident = incident
        if self.console.who.can("incidents.propose"):
            says = self.t(N_("forces proposed for {incident}"), incident=incident)
            answer = await self.send("incidents.propose", {"incident": incident}, says=says)
        else:
            answer = await self.fetch("incidents.proposal", {"incident": incident})
        if answer:
            self.ticks = None
            self.take_proposal(decode(Proposal, answer))

    # -- ticks -------------------------------------------------------------------------------------------

    @work(group="tick", exclusive=True)
    async def action_tick(self) -> None:
        lines, ticks = self.query_one("#set", Lines), self.ticks
        key = lines.chosen
        if ticks is None or not key.startswith((TEAM, CARD)):
            return
        if key.startswith(TEAM) and not await self._ask_why(ticks, key):
            return
        ticks.toggle(key)
        self.look_set()

    async def _ask_why(self, ticks: Ticks, key: str) -> bool:
        """A team that was not proposed is sent with a reason, a neighbour's with whose consent it has."""
        one = ticks.candidate(key)
        if one is None or not ticks.needs_reason(key):
            return True
        title = self.t(N_("SEND ALTHOUGH NOT PROPOSED  {name}"), name=one.name)
        says = self.t(N_("Left out because: {why}. Why is it sent?"), why=self.speech.say(one.says))
        reason = await self.ask(Typed(self.speech, title, says))
        if reason is None:
            return False
        if ticks.needs_consent(key):
            consent = await self.ask(Typed(self.speech, title, self.t(N_("Who consented?"))))
            if consent is None:
                return False
            ticks.consents[one.team] = consent
        ticks.reasons[one.team] = reason
        return True

    def action_all_left_out(self) -> None:
        self.whole = not self.whole
        self.look_set()

    @work(group="tick", exclusive=True)
    async def action_authority(self) -> None:
        title = self.t(N_("AUTHORITY"))
        says = self.t(N_("The standing rule, or the leader's word, that the orders quote."))
        text = await self.ask(Typed(self.speech, title, says, value=self.authority))
        if text:
            self.console.drafts.save(AUTHORITY, "last", {"text": text})
            self.look_set()
            self.tell(self.t(N_("Every order quotes: {text}"), text=text), "good")

    # -- sending -----------------------------------------------------------------------------------------

    async def dispatch(self, incident: str) -> Any:
        """Names everything that goes out, waits for Enter, sends. None where it did not go out."""
        ticks = self.ticks
        if ticks is None or not (ticks.teams or ticks.cards):
            self.tell(self.t(N_("Nothing is ticked: there is nothing to send.")), "warn")
            return None
        title = self.t(N_("SEND FOR  {incident} {what}"), incident=incident, what=self._what(incident))
        if (dropped := ticks.dropped()) and not ticks.left_out_reason:
            says = self.t(N_("Proposed but not ticked: {names}. Why?"), names=", ".join(dropped))
            reason = await self.ask(Typed(self.speech, title, says))
            if reason is None:
                return None
            ticks.left_out_reason = reason
        named = summary(ticks, ticks.proposal, self.look_now)
        gaps = "; ".join(self.speech.say(text) for text in ticks.proposal.uncovered)
        says = named + (self.t(N_(". STILL A GAP: {gaps}"), gaps=gaps) if gaps else "")
        says += self.t(N_(". Authority: {text}"), text=self.authority)
        if not await self.ask(Confirmed(self.speech, title, says)):
            return None
        return await self.send("incidents.dispatch", ticks.payload(incident, self.authority), says=named)

    def _what(self, incident: str) -> str:
        card: IncidentCard | None = self.console.picture.cards.get(incident)
        if card is None:
            return ""
        drill = self.t(N_("[DRILL] ")) if card.exercise else ""
        return f"{drill}{self.speech.say(card.title)} {card.place}"

    def unreachable(self, answer: Any) -> str:
        """Who of those just ordered has no connection and is to be rung at once."""
        orders = answer.get("orders", ()) if isinstance(answer, dict) else ()
        gone = [
            f"{one.get('team') or one.get('card')} {one.get('phone', '')}".strip()
            for one in orders
            if one.get("unreachable")
        ]
        return self.t(N_("   RING AT ONCE, not connected: {names}"), names=", ".join(gone)) if gone else ""
