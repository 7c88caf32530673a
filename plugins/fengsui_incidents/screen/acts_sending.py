"""What else is ordered of the chosen incident: a change, a force that is moving already, stations, a broadcast."""

from __future__ import annotations

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import Force, IncidentCard, Proposal
from fengsui_incidents.screen.state import BoardState
from fengsui_tui.widgets import Choice, Confirmed, Picked, Typed, decode


class SendingActs(BoardState):
    @work(group="act")
    async def action_more(self) -> None:
        """F: the orders that are rarer than a dispatch."""
        card = self.need_card()
        if card is None or not self.may("incidents.dispatch"):
            return
        may, force = self.console.who.can, self.force if self._focused("forces") else None
        choices = [
            Choice("1", self.t(N_("a change: every force acknowledges it again")), "change"),
            Choice("2", self.t(N_("a force is moving already on another's order (119)")), "moving"),
            Choice("3", self.t(N_("stations in danger withdraw first")), "stations", may("incidents.evacuate")),
            Choice("4", self.t(N_("a message to everybody in the division")), "broadcast",
                   bool(card.division) and may("incidents.broadcast")),
        ]  # fmt: skip
        picked = await self.ask(Picked(self.speech, self.t(N_("ORDERS  {incident}"), incident=card.id), "", choices))
        if picked == "change":
            await self._change(card, force)
        elif picked == "moving":
            await self._moving(card)
        elif picked == "stations":
            await self._stations(card)
        elif picked == "broadcast":
            await self._broadcast(card)

    @work(group="act")
    async def action_stations(self) -> None:
        """Space on a station that lies in danger: it is told to withdraw before it gets any task."""
        card = self.need_card()
        if card is not None and self.may("incidents.evacuate"):
            await self._stations(card)

    async def _change(self, card: IncidentCard, force: Force | None) -> None:
        """To everybody whom it concerns; from FORCES to the chosen one, which goes in again by it if it is out."""
        if force is not None and force.state == "evacuating":
            self.tell(
                self.t(N_("{name} has not said yet that it is out: no change goes to it."), name=force.name), "warn"
            )
            return
        title = self.t(N_("CHANGE  {incident}"), incident=card.id)
        what = await self.ask(Typed(self.speech, title, self._whom(card, force)))
        if what is None:
            return
        meet = await self.ask(Typed(self.speech, title, self.t(N_("Another rendezvous? (may be empty)")), needed=False))
        if meet is None:
            return
        payload: dict[str, object] = {"incident": card.id, "what": what}
        if meet:
            payload["rendezvous"] = meet
        if force is not None:
            payload["orders"] = [force.order]
        says = self.t(N_("{whom} {what}"), whom=self._whom(card, force), what=f"{what} {meet}".strip())
        if await self.ask(Confirmed(self.speech, title, says, style="bad")):
            told = self.t(N_("change ordered: {what}"), what=what)
            await self.send("incidents.change_order", payload, says=told)

    def _whom(self, card: IncidentCard, force: Force | None) -> str:
        if force is None:
            return self.t(N_("To every force of {incident} that is not withdrawing:"), incident=card.id)
        if force.state == "withdrawn":
            return self.t(N_("{name} IS OUT and goes IN AGAIN by this:"), name=force.name)
        return self.t(N_("To {name} alone:"), name=force.name)

    async def _moving(self, card: IncidentCard) -> None:
        """No alert goes out; its milestones are kept, and it counts against what the plan needs."""
        proposal = await self._proposal(card)
        names = {one.team: one.name for need in proposal.needs for one in need.candidates} if proposal else {}
        title = self.t(N_("MOVING ALREADY  {incident}"), incident=card.id)
        typed = await self.ask(Typed(self.speech, title, self.t(N_("Which force? Its name, part of it, or its id."))))
        if typed is None:
            return
        fits = [team for team, name in names.items() if typed in (team, name)] or [
            team for team, name in names.items() if typed in name
        ]
        team = fits[0] if len(fits) == 1 else await self._which(title, fits, names) if fits else typed
        if team is None:
            return
        needs = [Choice(str(at), self.speech.say(need.title), need.need)
                 for at, need in enumerate(proposal.needs[:8] if proposal else (), 1)]  # fmt: skip
        needs.append(Choice("0", self.t(N_("none that is known")), ""))
        need = await self.ask(Picked(self.speech, title, self.t(N_("For which need?")), needs))
        authority = await self.ask(Typed(self.speech, title, self.t(N_("On whose order?")), value="119"))
        if need is None or authority is None:
            return
        payload: dict[str, object] = {"incident": card.id, "team": team, "authority": authority}
        if need:
            payload["need"] = need
        says = self.t(N_("{name} is moving on the order of {whom}"), name=names.get(team, team), whom=authority)
        await self.send("incidents.force_moving", payload, says=says)

    async def _which(self, title: str, fits: list[str], names: dict[str, str]) -> str | None:
        choices = [Choice(str(at), names[team], team) for at, team in enumerate(fits[:9], 1)]
        return await self.ask(Picked(self.speech, title, self.t(N_("Which of them?")), choices))

    async def _stations(self, card: IncidentCard) -> None:
        proposal = await self._proposal(card)
        told = {force.team for force in card.forces if force.open}
        stations = [one for one in proposal.withdraw_first if one.team not in told] if proposal else []
        if not stations:
            self.tell(self.t(N_("No station of {incident} lies in danger untold."), incident=card.id), "warn")
            return
        names = ", ".join(one.name for one in stations)
        meet = self.speech.say(card.assessment.rendezvous)
        title = self.t(N_("WITHDRAW FIRST  {incident}"), incident=card.id)
        says = self.t(N_("{names}: withdraw to {meet} before any task"), names=names, meet=meet or "?")
        if await self.ask(Confirmed(self.speech, title, says, style="alarm")):
            payload: dict[str, object] = {"incident": card.id, "teams": [one.team for one in stations]}
            await self.send("incidents.withdraw_first", payload, says=says)

    async def _broadcast(self, card: IncidentCard) -> None:
        title = self.t(N_("BROADCAST  {division}"), division=card.division)
        wants = self.t(N_("What is everybody in the division to do?"))
        text = await self.ask(Typed(self.speech, title, wants))
        if text is None:
            return
        says = self.t(N_("to everybody in {division}: {text}"), division=card.division, text=text)
        if await self.ask(Confirmed(self.speech, title, says, style="bad")):
            payload: dict[str, object] = {"incident": card.id, "division": card.division, "text": text}
            await self.send("incidents.broadcast", payload, says=says)

    async def _proposal(self, card: IncidentCard) -> Proposal | None:
        answer = await self.fetch("incidents.proposal", {"incident": card.id})
        return decode(Proposal, answer) if answer else None
