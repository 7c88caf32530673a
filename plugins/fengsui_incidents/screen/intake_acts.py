"""What the intake's keys do: save the call, make it an incident, dispatch, or let it end as something else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from textual import work

from fengsui.errors import FengsuiError
from fengsui.text import N_
from fengsui_incidents.api.words import SOURCE_NAMES
from fengsui_incidents.screen.call_draft import SECRET, CallDraft
from fengsui_incidents.screen.call_ends import CallEnds
from fengsui_incidents.screen.dispatch_part import DispatchPart
from fengsui_incidents.screen.reading import Reader
from fengsui_tui.widgets import Choice, Lines, Picked, Unreachable, clock, said

NAMES = {"where": N_("where"), "done": N_("done"), "who": N_("caller"), "phone": N_("call back")}


class IntakeActs(CallEnds, DispatchPart):
    def __init__(self) -> None:
        super().__init__()
        self.draft = CallDraft(id="")
        self.reader = Reader()
        self.read = self.reader.read("")
        self._saving = asyncio.Lock()
        self._dropped = ("", "")

    def begin(self, call: str) -> CallDraft:
        """A new draft; of a call that the server has already, with what is known of it."""
        console = self.console
        draft = CallDraft(id=console.new_id()[:12], started=clock(console.now(), console.zone), call=call)
        board = console.picture.board
        row = next((row for row in board.calls if row.id == call), None) if board is not None and call else None
        if row is not None:
            draft.source, draft.phone, draft.line = row.source, row.phone, row.text
            draft.started = draft.saved = clock(row.at, console.zone)
            draft.told, draft.secret = draft.text(self._names()), "1" if row.secret else ""
            self.take_claim(call)
        return draft

    @work(group="claim", exclusive=True)
    async def take_claim(self, call: str) -> None:
        """A call that waits is written down by whoever opens it."""
        if self.console.who.can("incidents.take_call") and not await self.claim(call):
            self.leave(self.message, "warn")

    def _said(self) -> tuple[str, str]:
        """Whose words, and all of them so far."""
        return self.draft.id, self.draft.text(self._names())

    def _names(self) -> dict[str, str]:
        return {name: self.t(says) for name, says in NAMES.items()}

    def keep(self, *, durable: bool = True) -> None:
        """On this console's disk, at every letter; at a pause also against a loss of power."""
        if not self.draft.empty and self._said() != self._dropped:
            self.console.drafts.save("call", self.draft.id, self.draft.values(), durable=durable)

    def drop(self) -> None:
        """What is said so far is safe elsewhere; a pause that is still running must not keep it again."""
        self._dropped = self._said()
        self.console.drafts.drop("call", self.draft.id)

    # -- the call ----------------------------------------------------------------------------------------

    @work(group="save_call", exclusive=True)
    async def save_call(self) -> None:
        """At each pause: the call from its first word, then what was added."""
        self.keep()
        await self._save_call()

    async def _save_call(self) -> bool:
        """False while the server has not got it; the draft stays on disk and it is tried at the next pause."""
        async with self._saving:
            draft, names = self.draft, self._names()
            more, who = draft.untold(names), draft.reporter()
            if not more and (not draft.call or draft.reporter_told == draft.reporter_text()):
                return bool(draft.call)
            text = draft.text(names)
            try:
                if draft.call:
                    await self._add(more, who)
                else:
                    draft.call = str((await self.console.call("incidents.take_call", draft.taken(text)))["call"])
            except Unreachable:
                self.set_timer(2.0, self.save_call)
                self.look_all()
                return False
            except FengsuiError as error:
                self.tell(
                    self.t(
                        N_("REFUSED: {what}: {why}"), what=self.t(N_("save the call")), why=said(error, self.speech)
                    ),
                    "bad",
                )
                if error.retry:
                    self.set_timer(2.0, self.save_call)
                return False
            draft.told, draft.saved = text, clock(self.console.now(), self.console.zone)
            draft.reporter_told = draft.reporter_text()
            self.keep()
            self.look_all()
            return True

    async def _add(self, more: str, who: Mapping[str, str]) -> None:
        """What was said since; of a secret call, who said it goes its own way."""
        draft = self.draft
        if more:
            await self.console.call("incidents.note_call", {"call": draft.call, "text": more[:4000]})
        if draft.secret and draft.reporter_told != draft.reporter_text():
            await self.console.call("incidents.set_reporter", {"call": draft.call, "reporter": who})

    # -- the incident ------------------------------------------------------------------------------------

    @work(group="save", exclusive=False)
    async def save_incident(self) -> None:
        """Enter: the call becomes an incident; the forces are proposed."""
        await self._save_incident()

    def action_save_incident(self) -> None:
        self.save_incident()

    async def _save_incident(self) -> bool:
        if self.draft.incident:
            return True
        if self.draft.empty:
            self.tell(self.t(N_("One word is enough, but there is none yet.")), "warn")
            return False
        if not self.may("incidents.report") or not await self._save_call():
            return self._not_yet()
        async with self._saving:
            if self.draft.incident:
                return True
            says = self.t(N_("incident from call {call}"), call=self.draft.call)
            answer = await self.send("incidents.report", self.draft.report(), says=says)
            if answer is None:
                return False
            self.draft.incident = str(answer["incident"])
            self.drop()
        self.console.picture.want(self.draft.incident)
        await self.propose(self.draft.incident)
        self.query_one("#set", Lines).focus()
        self.tell(
            self.t(N_("{incident} is saved. F5 and Enter send what is ticked."), incident=self.draft.incident), "good"
        )
        self.look_all()
        return True

    def _not_yet(self) -> bool:
        if not self.draft.call:
            self.tell(
                self.t(N_("The server does not answer. The call is kept here and is saved as soon as it does.")),
                "alarm",
            )
        return False

    @work(group="send", exclusive=True)
    async def action_send_all(self) -> None:
        """F5: saves first where that was not done, then names what goes out; Enter sends."""
        if not self.may("incidents.dispatch") or not await self._save_incident():
            return
        answer = await self.dispatch(self.draft.incident)
        if answer is not None:
            text = self.message + (lost := self.unreachable(answer))
            self.leave(text, "alarm" if lost else "good", self.draft.incident)

    # -- other ends --------------------------------------------------------------------------------------

    @work(group="end", exclusive=True)
    async def action_log_only(self) -> None:
        await self._end(self.log_only)

    @work(group="end", exclusive=True)
    async def action_transfer(self) -> None:
        async def hand_on(call: str, text: str) -> str:
            return await self.transfer(call, call, text)

        await self._end(hand_on)

    @work(group="end", exclusive=True)
    async def action_false_report(self) -> None:
        await self._end(self.false)

    @work(group="end", exclusive=True)
    async def action_ticket(self) -> None:
        async def file(call: str, text: str) -> str:
            return await self.ticket(call, text, secret=bool(self.draft.secret))

        await self._end(file)

    async def _end(self, how: Callable[[str, str], Awaitable[str]]) -> None:
        """Saves what is said so far, then ends the call in this way; back on the board where that was done."""
        if not self.may("incidents.take_call"):
            return
        if self.draft.incident:
            self.tell(self.t(N_("{incident} is an incident already."), incident=self.draft.incident), "warn")
            return
        if not await self._save_call():
            self._not_yet()
            return
        if says := await how(self.draft.call, self.draft.line):
            self.drop()
            self.leave(says, "good")

    @work(group="end", exclusive=True)
    async def action_merge(self) -> None:
        """F8: the call joins the incident that it resembles."""
        board = self.console.picture.board
        judged = getattr(self, "judged", None)
        likely = [call.similar_to or call.incident for call in judged.similar] if judged is not None else []
        mine = [row.similar_to for row in board.calls if row.id == self.draft.call] if board is not None else []
        into = next((one for one in (*mine, *likely) if one), "")
        open_now = list(board.incidents) if board is not None else []
        title = self.t(N_("JOIN WHICH INCIDENT?"))
        if not into and open_now:
            choices = [Choice(str(at), f"{row.id} {self.speech.say(row.title)} {row.place}", row.id)
                       for at, row in enumerate(open_now[:9], 1)]  # fmt: skip
            into = await self.ask(Picked(self.speech, title, self.draft.line, choices)) or ""
        if not into or not await self._save_call():
            return
        if says := await self.join(self.draft.call, into):
            self.drop()
            self.leave(says, "good", into)

    def action_another(self) -> None:
        """F2: the other line rings while this one is being written down; Esc comes back to it."""
        self.keep()
        self.console.open_screen("incidents.intake")

    def action_secret(self) -> None:
        """Who calls is kept apart from now on, and is in no text that others read."""
        self.draft.secret = "" if self.draft.secret and not self.draft.call else "1"
        self.keep()
        self.look_all()

    def action_source(self) -> None:
        """F6: where the call comes from; before it is saved."""
        names = list(SOURCE_NAMES)
        if self.draft.call:
            self.tell(self.t(N_("The call is saved; where it came from stands in the record.")), "warn")
            return
        self.draft.source = names[(names.index(self.draft.source) + 1) % len(names)]
        self.draft.secret = "1" if self.draft.source in SECRET else ""
        self.keep()
        self.look_all()

    def action_back(self) -> None:
        """Esc: to the board; what was typed is kept."""
        self.keep()
        if self.draft.incident or self.draft.empty:
            self.drop()
        if self.draft.call and not self.draft.incident:
            self.let_go(self.draft.call)
        self.leave("", "")

    def let_go(self, call: str) -> None:
        """Anybody may go on with the call; what could not be said of it goes stale by itself."""
        self.app.run_worker(self._let_go(call), group="let_go", exclusive=False)

    async def _let_go(self, call: str) -> None:
        with suppress(Unreachable, FengsuiError):
            await self.console.call("incidents.release_call", {"call": call})

    def leave(self, says: str, style: str, incident: str = "") -> None:
        """Back to the board, which shows the incident and what was done."""
        self.app.pop_screen()
        self.console.arrive(says, style, incident)
