"""Calls, what was handed on, tickets, and what was found false: one list at a time, Tab goes to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work

from fengsui.text import N_
from fengsui_incidents.api.board import CallRow
from fengsui_incidents.api.intake import CallRecord, TicketRow, TransferRow
from fengsui_incidents.screen.call_rows import (
    CALL_STATES,
    TRANSFER_STATES,
    call_detail,
    call_line,
    ticket_detail,
    ticket_line,
    transfer_detail,
    transfer_line,
)
from fengsui_incidents.screen.look import Look
from fengsui_incidents.screen.ticket_acts import TicketActs
from fengsui_tui.widgets import Choice, Hint, Lines, Listing, Picked, Row, Told, Typed, decode, paragraph

Shown = CallRow | TransferRow | TicketRow

PARTS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "calls": (N_("CALLS"), "incidents.calls", {"state": "open"}),
    "transfers": (N_("TRANSFERS"), "incidents.transfers", {"state": "open"}),
    "tickets": (N_("TICKETS"), "incidents.tickets", {"state": "open"}),
    "all": (N_("ALL CALLS"), "incidents.calls", {"state": "all", "limit": 300}),
}
ANSWERS: Mapping[str, Any] = {
    "calls": tuple[CallRow, ...],
    "all": tuple[CallRow, ...],
    "transfers": tuple[TransferRow, ...],
    "tickets": tuple[TicketRow, ...],
}

TAKE = "incidents.take_call"
ENDS = (
    Hint(action="take", key="enter", says=N_("take"), permission=TAKE),
    Hint(action="merge", key="m", says=N_("merge"), permission=TAKE),
    Hint(action="log_only", key="f3", says=N_("log only"), permission=TAKE),
    Hint(action="transfer", key="f4", says=N_("transfer"), permission=TAKE),
    Hint(action="false_report", key="f7", says=N_("false report"), permission=TAKE),
    Hint(action="ticket", key="ctrl+g", says=N_("ticket"), permission=TAKE),
)
DONE = (
    Hint(action="unmerge", key="x", says=N_("undo the merge"), permission=TAKE),
    Hint(action="reopen", key="r", says=N_("waits again"), permission=TAKE),
    Hint(action="record", key="p", says=N_("record, for the police"), permission="incidents.call_record"),
)
HANDED = (
    Hint(action="answer", key="enter", says=N_("their answer"), permission="incidents.answer_transfer.any"),
    Hint(action="transfer", key="f4", says=N_("to another"), permission=TAKE),
)
TICKET = (
    Hint(action="step", key="enter", says=N_("next step"), permission="incidents.ticket"),
    Hint(action="who", key="w", says=N_("who reported"), permission="incidents.whistleblower"),
    Hint(action="transfer", key="f4", says=N_("transfer"), permission="incidents.ticket"),
    Hint(action="reward", key="y", says=N_("reward"), permission="incidents.ticket"),
)
REST = (
    Hint(action="part", key="tab", says=N_("next list")),
    Hint(action="back", key="escape", says=N_("back")),
)


class CallsScreen(Listing[Shown], TicketActs):
    PACKAGE = "fengsui_incidents"
    TOPICS = "incidents."
    HINTS: ClassVar[Sequence[Hint]] = (
        *ENDS, *DONE, HANDED[0], *TICKET[:2], TICKET[3], *REST,
    )  # fmt: skip

    def __init__(self, subject: str = "") -> None:
        super().__init__()
        kind, _, self._wanted = subject.partition(":")
        self.part = {"transfer": "transfers", "ticket": "tickets"}.get(kind, "calls")

    def hints(self) -> Sequence[Hint]:
        parts = {"calls": ENDS, "all": DONE, "transfers": HANDED, "tickets": TICKET}
        return (*parts[self.part], *REST)

    @property
    def look_now(self) -> Look:
        return Look(self.speech, self.console.now(), self.console.zone)

    @work(group="reload", exclusive=True)
    async def reload(self) -> None:
        part = self.part
        _, view, parameters = PARTS[part]
        answer = await self.fetch(view, parameters)
        if answer is not None and part == self.part:
            rows: Sequence[Shown] = decode(ANSWERS[part], answer)
            self.items = {row.id: row for row in rows}
            self.look()
            if self._wanted in self.items:
                self.query_one("#list", Lines).choose(self._wanted)
                self._wanted = ""

    def action_part(self) -> None:
        """Tab: the next list."""
        names = list(PARTS)
        self.part = names[(names.index(self.part) + 1) % len(names)]
        self.items = {}
        self.look_all()
        self.reload()

    def headed(self) -> tuple[str, str]:
        said = [f"[{self.t(title)} {len(self.items)}]" if part == self.part else self.t(title)
                for part, (title, _, _) in PARTS.items()]  # fmt: skip
        return "  ".join(said), self.t(N_("Tab: next list"))

    def row(self, key: str, item: Shown, cells: int) -> Row:
        look = self.look_now
        if isinstance(item, TransferRow):
            return transfer_line(item, look, cells)
        return ticket_line(item, look, cells) if isinstance(item, TicketRow) else call_line(item, look, cells)

    def detail(self, item: Shown, cells: int) -> tuple[str, Sequence[Row]]:
        look = self.look_now
        if isinstance(item, TransferRow):
            return f"{item.id} {self.t(TRANSFER_STATES[item.state])}", transfer_detail(item, look, cells)
        if isinstance(item, TicketRow):
            return f"{item.id} {item.number}".rstrip(), ticket_detail(item, look, cells)
        return f"{item.id} {self.t(CALL_STATES.get(item.state, item.state))}", call_detail(item, look, cells)

    def chosen_ticket(self) -> TicketRow | None:
        item = self.chosen
        return item if isinstance(item, TicketRow) else None

    # -- calls -------------------------------------------------------------------------------------------

    def _call(self) -> CallRow | None:
        """The chosen call; says so where there is none."""
        item = self.chosen
        if isinstance(item, CallRow):
            return item
        self.tell(self.t(N_("No call is chosen.")), "warn")
        return None

    def action_take(self) -> None:
        item = self._call()
        if item is not None and item.state == "open" and self.may(TAKE):
            self.console.open_screen("incidents.intake", item.id)

    @work(group="act")
    async def action_merge(self) -> None:
        """M: joins the incident that it resembles, in one key; else one chooses."""
        item = self._call()
        if item is None or not self.may(TAKE):
            return
        into: str | None = item.similar_to
        board = self.console.picture.board
        if not into and board is not None:
            choices = [Choice(str(at), f"{row.id} {self.speech.say(row.title)} {row.place}", row.id)
                       for at, row in enumerate(board.incidents[:9], 1)]  # fmt: skip
            into = await self.ask(Picked(self.speech, self.t(N_("JOIN WHICH INCIDENT?")), item.text, choices))
        if into and (says := await self.join(item.id, into)):
            self.tell(says, "good")

    @work(group="act")
    async def action_log_only(self) -> None:
        if (item := self._call()) is not None and self.may(TAKE):
            await self.log_only(item.id, item.text)

    @work(group="act")
    async def action_transfer(self) -> None:
        item = self.chosen
        if isinstance(item, TicketRow):
            await self.transfer(item.id, item.call, item.text, command="incidents.transfer_ticket", name="ticket")
        elif isinstance(item, TransferRow) and item.ticket:
            self.tell(self.t(N_("Of a ticket: take it back with its next step, or hand it on from there.")), "warn")
        elif isinstance(item, TransferRow):
            await self.transfer(item.call, item.call, item.what)
        elif isinstance(item, CallRow) and self.may(TAKE):
            await self.transfer(item.id, item.id, item.text)

    @work(group="act")
    async def action_false_report(self) -> None:
        if (item := self._call()) is not None and self.may(TAKE):
            await self.false(item.id, item.text)

    @work(group="act")
    async def action_ticket(self) -> None:
        if (item := self._call()) is not None and self.may(TAKE):
            await self.ticket(item.id, item.text, secret=item.secret)

    @work(group="act")
    async def action_unmerge(self) -> None:
        item = self._call()
        if item is None or not self.may(TAKE):
            return
        if item.state != "merged":
            self.tell(self.t(N_("{call} has joined no incident."), call=item.id), "warn")
            return
        title = self.t(N_("UNDO THE MERGE  {call}"), call=item.id)
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why is it another event?"))))
        if reason is not None:
            says = self.t(N_("{call} is taken out of {incident} again"), call=item.id, incident=item.incident)
            await self.send("incidents.unmerge_call", {"call": item.id, "reason": reason}, says=says)

    @work(group="act")
    async def action_reopen(self) -> None:
        item = self._call()
        if item is None or not self.may(TAKE):
            return
        title = self.t(N_("WAITS AGAIN  {call}"), call=item.id)
        reason = await self.ask(Typed(self.speech, title, self.t(N_("Why?"))))
        if reason is not None:
            says = self.t(N_("{call} waits again"), call=item.id)
            await self.send("incidents.reopen_call", {"call": item.id, "reason": reason}, says=says)

    @work(group="act")
    async def action_record(self) -> None:
        """P: the record of one call with its digest, copied; and that it went to the police."""
        item = self._call()
        if item is None or not self.may("incidents.call_record"):
            return
        answer = await self.fetch("incidents.call_record", {"call": item.id, "form": "text"})
        if answer is None:
            return
        record = decode(CallRecord, answer)
        self.app.copy_to_clipboard(record.text)
        title = self.t(N_("RECORD  {call}  (copied)"), call=item.id)
        lines = record.text.split("\n")
        await self.ask(Told(self.speech, title, lambda cells: [r for one in lines for r in paragraph(one, cells)]))
        to = await self.ask(Typed(self.speech, title, self.t(N_("Handed to the police: whom? Esc: to nobody."))))
        if to:
            says = self.t(N_("{call}: record handed to {whom}"), call=item.id, whom=to)
            await self.send("incidents.answer_caller", {"call": item.id, "what": "police", "to": to}, says=says)

    # -- transfers ---------------------------------------------------------------------------------------

    @work(group="act")
    async def action_answer(self) -> None:
        """Enter: what the receiver said by phone."""
        item = self.chosen
        if not isinstance(item, TransferRow) or not self.may("incidents.answer_transfer.any"):
            return
        title = self.t(N_("THEIR ANSWER  {transfer}"), transfer=item.id)
        name = self.speech.say(item.name)
        choices = [
            Choice("1", self.t(N_("they take it")), "accepted"),
            Choice("2", self.t(N_("they refuse")), "refused"),
        ]
        answer = await self.ask(Picked(self.speech, title, f"{name} {item.phone}  {item.what}", choices))
        if answer is None:
            return
        payload: dict[str, object] = {"transfer": item.id, "answer": answer}
        if answer == "refused":
            reason = await self.ask(Typed(self.speech, title, self.t(N_("Why do they refuse?"))))
            if reason is None:
                return
            payload["reason"] = reason
        who = await self.ask(Typed(self.speech, title, self.t(N_("Who said it?"))))
        if who is not None:
            payload["said_by"] = who
            says = f"{item.call} {name}: {self.t(TRANSFER_STATES[answer])}"
            await self.send("incidents.answer_transfer", payload, says=says, keeps=True)
