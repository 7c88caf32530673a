"""Everybody who was left out, page by page, with the reason; any of them can be sent all the same (W)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult

from fengsui.text import N_
from fengsui_incidents.api.board import LeftOutPage
from fengsui_incidents.model.names import REASON_NAMES
from fengsui_incidents.screen.choosing import Ticks
from fengsui_tui.widgets import Choice, ConsoleScreen, Hint, Lines, Picked, Row, Typed, clock, decode, fit, paragraph

PAGE = 100


class LeftOutScreen(ConsoleScreen):
    PACKAGE = "fengsui_incidents"
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="next_page", key="n", says=N_("next page")),
        Hint(action="page_before", key="p", says=N_("page before")),
        Hint(action="reason", key="r", says=N_("by reason")),
        Hint(action="search", key="slash", says=N_("search")),
        Hint(action="send_it", key="space", says=N_("send it all the same")),
        Hint(action="back", key="escape", says=N_("back")),
    )

    def __init__(self, incident: str, ticks: Ticks, changed: Callable[[], None]) -> None:
        super().__init__()
        self.incident, self.ticks, self._changed = incident, ticks, changed
        self.page: LeftOutPage | None = None
        self.first, self.code, self.word = 0, "", ""

    def body(self) -> ComposeResult:
        yield Lines(id="left", choose=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#left", Lines).focus()
        self.read()

    @work(group="read", exclusive=True)
    async def read(self) -> None:
        asked = {"incident": self.incident, "offset": self.first, "limit": PAGE, "reason": self.code}
        answer = await self.fetch("incidents.left_out", {**asked, "search": self.word})
        if answer is not None:
            self.page = decode(LeftOutPage, answer)
            self.look()

    def look(self) -> None:
        lines, page = self.query_one("#left", Lines), self.page
        lines.entitle(self.t(N_("LEFT OUT  {incident}"), incident=self.incident), self._where(page))
        lines.draw(lambda cells: list(self._rows(page, cells - 1)))

    def _where(self, page: LeftOutPage | None) -> str:
        if page is None or not page.total:
            return ""
        last = min(page.total, self.first + PAGE)
        return self.t(N_("{first} to {last} of {total}"), first=self.first + 1, last=last, total=page.total)

    def _rows(self, page: LeftOutPage | None, cells: int) -> Iterator[Row]:
        if page is None:
            yield Row(((self.t(N_(" reading...")), "dim"),))
            return
        if page.counting:
            yield Row(((self.t(N_("being counted; this is the account before it")), "warn"),))
        if not page.intact:
            yield Row(((self.t(N_("THIS ACCOUNT WAS CHANGED: it is not what the journal has")), "alarm"),))
        if page.at is not None:
            when = clock(page.at, self.console.zone)
            text = self.t(N_("{when}  {count} teams considered"), when=when, count=page.considered)
            yield from paragraph(f"{text}   {self._counts(page)}", cells, style="dim")
        for row in page.rows:
            ticked = "[x] " if row.team in self.ticks.teams else "[ ] "
            name = fit(f"{row.team} {row.name}", max(16, min(34, cells // 3)))
            yield Row(((ticked, "dim"), (f"{name} ", ""), (self.speech.say(row.says), "")), row.team)

    def _counts(self, page: LeftOutPage) -> str:
        parts = [f"{self._named(code)} {count}" for code, count in page.counts.items()]
        return "  ".join(parts)

    def _named(self, code: str) -> str:
        known = REASON_NAMES.get(code)
        return self.speech.say(known) if known is not None else code

    # -- keys ----------------------------------------------------------------------------------------------

    def action_next_page(self) -> None:
        self._turn(PAGE)

    def action_page_before(self) -> None:
        self._turn(-PAGE)

    def _turn(self, by: int) -> None:
        total = self.page.total if self.page is not None else 0
        if 0 <= self.first + by < total:
            self.first += by
            self.read()

    @work(group="act", exclusive=True)
    async def action_reason(self) -> None:
        counts = self.page.counts if self.page is not None else {}
        keys = "123456789abcdefghijklmnopq"
        choices = [Choice("0", self.t(N_("all")), "-")]
        choices += [
            Choice(key, f"{self._named(code)} {count}", code)
            for key, (code, count) in zip(keys, counts.items(), strict=False)
        ]
        picked = await self.ask(Picked(self.speech, self.t(N_("BY REASON")), "", choices))
        if picked is not None:
            self.code, self.first = "" if picked == "-" else picked, 0
            self.read()

    @work(group="act", exclusive=True)
    async def action_search(self) -> None:
        says = self.t(N_("Part of the team's name or id; empty: all"))
        word = await self.ask(Typed(self.speech, self.t(N_("SEARCH")), says, value=self.word, needed=False))
        if word is not None:
            self.word, self.first = word, 0
            self.read()

    @work(group="act", exclusive=True)
    async def action_send_it(self) -> None:
        """A team that was not proposed gets its task and a reason; the server asks for consent and reserve."""
        team = self.query_one("#left", Lines).chosen
        row = next((row for row in self.page.rows if row.team == team), None) if self.page is not None else None
        if row is None:
            return
        title = self.t(N_("SEND ALTHOUGH NOT PROPOSED  {name}"), name=row.name)
        needs = self.ticks.proposal.needs
        choices = [Choice(str(at), self.speech.say(need.title), need.need) for at, need in enumerate(needs[:9], 1)]
        need = await self.ask(Picked(self.speech, title, self.t(N_("For which task?")), choices))
        if need is None:
            return
        says = self.t(N_("Left out because: {why}. Why is it sent?"), why=self.speech.say(row.says))
        reason = await self.ask(Typed(self.speech, title, says))
        if reason is not None:
            self.ticks.add(row.team, row.name, need, reason)
            self._changed()
            self.look()

    def action_back(self) -> None:
        self.go_back()
