"""How a call ends, from the intake and from the list of calls: a log line, a transfer, false, a ticket, joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fengsui.text import N_
from fengsui_incidents.api.words import FALSE_NAMES
from fengsui_tui.widgets import Choice, Confirmed, ConsoleScreen, Picked, Speech, Typed, decode

if TYPE_CHECKING:
    from fengsui_incidents.api.intake import ReceiverRow

GOOD_FAITH: Mapping[str, bool] = {"false_report": True, "hoax": False}
OTHER = "*"
MOST = 9

TICKETS: Mapping[str, str] = {
    "report": N_("report of a danger"),
    "consult": N_("question"),
    "complaint": N_("complaint"),
    "secret": N_("report of a danger, the reporter kept secret"),
}


def news_text(news: Sequence[Mapping[str, str]], speech: Speech) -> str:
    """NEW: 失联5 (原2); 说到: 昏."""
    said = "; ".join(str(one["zh" if speech.chinese else "en"]) for one in news)
    return speech.t(N_("NEW: {what}"), what=said) if said else ""


class CallEnds(ConsoleScreen):
    """Each of these answers what was done in words, or an empty text where it was not."""

    PACKAGE = "fengsui_incidents"

    async def log_only(self, call: str, text: str) -> str:
        says = self.t(N_("{call}: log only"), call=call)
        if not await self.ask(Confirmed(self.speech, self.t(N_("CLOSE THE CALL?")), f"{says}  {text}")):
            return ""
        return await self._done("incidents.close_call", {"call": call, "outcome": "log_only"}, says)

    async def transfer(self, thing: str, call: str, text: str, *, command: str = "incidents.transfer_call",
                       name: str = "call") -> str:  # fmt: skip
        """Two keys: the first of the list is whom the words ask for. Another body is typed."""
        answer = await self.fetch("incidents.receivers", {"call": call})
        if answer is None:
            return ""
        from fengsui_incidents.api.intake import ReceiverRow  # only now: the first screen opens sooner without

        rows = decode(tuple[ReceiverRow, ...], answer)
        title = self.t(N_("TRANSFER  {call}"), call=thing)
        choices = [Choice(str(at), self._receiver(row), row.key) for at, row in enumerate(rows[:MOST], 1)]
        choices.append(Choice("0", self.t(N_("another body: type its name")), OTHER))
        to = await self.ask(Picked(self.speech, title, text, choices))
        if to == OTHER:
            to = await self.ask(Typed(self.speech, title, self.t(N_("To whom?"))))
        if not to:
            return ""
        row = next((one for one in rows if one.key == to), None)
        whom = self.speech.say(row.name) if row is not None else to
        says = self.t(N_("{call}: transferred to {whom}"), call=thing, whom=whom)
        return await self._done(command, {name: thing, "to": to}, says)

    def _receiver(self, row: ReceiverRow) -> str:
        because = f" ({row.because})" if row.because else ""
        within = self.t(N_("receipt in {minutes} min"), minutes=row.within_minutes)
        return f"{self.speech.say(row.name)}{because}  {row.phone}  {within}".replace("    ", "  ")

    async def false(self, call: str, text: str) -> str:
        """Two keys: of which kind. The leader confirms."""
        choices = [Choice(str(at), self.t(says), kind) for at, (kind, says) in enumerate(FALSE_NAMES.items(), 1)]
        kind = await self.ask(Picked(self.speech, self.t(N_("PARK AS FALSE  {call}"), call=call), text, choices))
        if kind is None:
            return ""
        says = self.t(N_("{call}: {kind}, the leader confirms"), call=call, kind=self.t(FALSE_NAMES[kind]))  # type: ignore[index]
        payload: dict[str, object] = {"call": call, "outcome": "false_report", "kind": kind}
        if kind in GOOD_FAITH:
            payload["good_faith"] = GOOD_FAITH[kind]
        return await self._done("incidents.close_call", payload, says)

    async def ticket(self, call: str, text: str, *, secret: bool) -> str:
        choices = [Choice(str(at), self.t(says), kind) for at, (kind, says) in enumerate(TICKETS.items(), 1)]
        kind = await self.ask(Picked(self.speech, self.t(N_("TICKET  {call}"), call=call), text, choices))
        if kind is None:
            return ""
        payload: dict[str, object] = {"call": call, "kind": "report" if kind == "secret" else kind}
        if secret or kind == "secret":
            payload["secret"] = True
        says = self.t(N_("{call}: ticket, {kind}"), call=call, kind=self.t(TICKETS[kind]))
        return await self._done("incidents.file_ticket", payload, says)

    async def join(self, call: str, incident: str) -> str:
        says = self.t(N_("call {call} joins {incident}"), call=call, incident=incident)
        answer = await self.send("incidents.merge_call", {"call": call, "incident": incident}, says=says)
        if answer is None:
            return ""
        return "  ".join(part for part in (says, news_text(answer.get("news", ()), self.speech)) if part)

    async def claim(self, call: str) -> bool:
        """Writes the call down oneself; where another has it, only after a named confirmation."""
        board = self.console.picture.board
        row = next((row for row in board.calls if row.id == call), None) if board is not None else None
        if row is None or row.claimed_by in ("", self.console.who.id):
            payload: dict[str, Any] = {"call": call}
        else:
            says = self.t(N_("{who} is writing down {call}. Take it over?"), who=row.claimed_name, call=call)
            if not await self.ask(Confirmed(self.speech, self.t(N_("TAKE OVER?")), says)):
                return False
            payload = {"call": call, "take_over": True}
        says = self.t(N_("{call} is mine"), call=call)
        return await self.send("incidents.claim_call", payload, says=says) is not None

    async def _done(self, command: str, payload: Mapping[str, Any], says: str) -> str:
        return says if await self.send(command, payload, says=says) is not None else ""
