"""One report of a whole umbrella event (总事件): as of this minute, sent and receipted with one key each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from fengsui.text import N_
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.umbrellas import UmbrellaRow
from fengsui_reports.api.views import Document, UmbrellaPage, UmbrellaSent
from fengsui_reports.screen.picture import page_rows
from fengsui_reports.screen.saving import save
from fengsui_tui.connection import Happened
from fengsui_tui.widgets import (
    Choice,
    Confirmed,
    ConsoleScreen,
    Hint,
    Lines,
    Picked,
    Row,
    Typed,
    clock,
    decode,
    paragraph,
)


class UmbrellaReportScreen(ConsoleScreen):
    PACKAGE = "fengsui_reports"
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="dispatch", key="f5", says=N_("send"), permission="reports.send", danger=True),
        Hint(action="receipt", key="t", says=N_("receipt"), permission="reports.send"),
        Hint(action="paper", key="p", says=N_("docx"), permission="reports.view"),
        Hint(action="copy", key="c", says=N_("copy the text")),
        Hint(action="other", key="n", says=N_("next umbrella event")),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def __init__(self, umbrella: str = "") -> None:
        super().__init__()
        self.umbrella = umbrella
        self.page: UmbrellaPage | None = None

    def body(self) -> ComposeResult:
        yield Lines(id="page")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#page", Lines).focus()
        self.reload()

    async def _known(self) -> list[str]:
        """Those that are open, then those closed last: their receipts may still come."""
        answer = await self.fetch("incidents.umbrellas", {})
        return [row.id for row in decode(tuple[UmbrellaRow, ...], answer)] if answer is not None else []

    def spoken(self) -> None:
        super().spoken()
        self.reload()

    def heard(self, event: Happened) -> None:
        page = self.page
        mine = {*page.incidents, *(one.id for one in page.sent)} if page is not None else set()
        if self.is_mounted and (event.subject in mine or event.topic.startswith("reports.umbrella_")):
            self.reload()

    @work(group="reload", exclusive=True)
    async def reload(self) -> None:
        self.umbrella = self.umbrella or next(iter(await self._known()), "")
        if not self.umbrella:
            self.tell(self.t(N_("There is no umbrella event.")), "warn")
            return
        language = "zh" if self.speech.chinese else "en"
        answer = await self.fetch("reports.umbrella", {"umbrella": self.umbrella, "language": language})
        if answer is not None:
            self.page = decode(UmbrellaPage, answer)
            self.look()

    def look(self) -> None:
        lines, page = self.query_one("#page", Lines), self.page
        if page is None:
            lines.entitle(self.t(N_("REPORT OF THE UMBRELLA EVENT")))
            return
        lines.entitle(page.title, page.as_of_said)
        lines.draw(lambda cells: [*page_rows(page, cells), *self._sent_rows(page, cells)])

    def _sent_rows(self, page: UmbrellaPage, cells: int) -> list[Row]:
        """What went out, the newest first, with who took it."""
        rows: list[Row] = []
        for one in reversed(page.sent):
            at = clock(one.sent_at, self.console.zone)
            says = self.t(
                N_("report {number} sent {when}   sha256 {sha}"), number=one.number, when=at, sha=one.sha256[:12]
            )
            rows += paragraph(says, cells, style="strong")
            for receipt in one.receipts:
                name = self.speech.say(receipt.name_of)
                if receipt.at is None:
                    rows += paragraph(self.t(N_("{to}: no receipt yet"), to=name), cells, style="warn", indent="  ")
                    continue
                when = clock(receipt.at, self.console.zone)
                taken = self.t(
                    N_("{to}: {name} ({post}) {when}"), to=name, name=receipt.name, post=receipt.post, when=when
                )
                rows += paragraph(taken, cells, style="good", indent="  ")
        return rows

    # -- keys --------------------------------------------------------------------------------------------

    @work(group="act")
    async def action_dispatch(self) -> None:
        """F5: as it stands on the server at this minute, to all to whom its incidents are reported."""
        page = self.page
        if page is None or not self.may("reports.send"):
            return
        if page.exercise is not None:
            self.tell(self.t(N_("A drill owes nobody a report.")), "warn")
            return
        if not page.to:
            self.tell(self.t(N_("Nobody is to be told yet: no clock of its incidents says so.")), "warn")
            return
        names = ", ".join(self.speech.say(one) for one in page.names)
        says = self.t(N_("Send {report}. It cannot be changed afterwards."), report=page.title)
        if await self.ask(Confirmed(self.speech, self.t(N_("TO {names}"), names=names), says)):
            done = self.t(N_("{report} sent"), report=page.title)
            payload: dict[str, object] = {"umbrella": page.umbrella, "to": list(page.to)}
            if await self.send("reports.send_umbrella", payload, says=done) is not None:
                self.reload()

    @work(group="act")
    async def action_receipt(self) -> None:
        """T: who took the oldest report that still waits for one."""
        page = self.page
        if page is None or not self.may("reports.send"):
            return
        waiting = [(one, receipt) for one in page.sent for receipt in one.receipts if receipt.at is None]
        if not waiting:
            self.tell(self.t(N_("Every receipt of it is here.")), "good")
            return
        keys = "123456789abcdefghijklmnop"
        choices = [Choice(keys[at], self._named(one, receipt.name_of), str(at))
                   for at, (one, receipt) in enumerate(waiting[: len(keys)])]  # fmt: skip
        title = self.t(N_("RECEIPT  {umbrella}"), umbrella=page.umbrella)
        at = await self.ask(Picked(self.speech, title, self.t(N_("Whose receipt?")), choices))
        name = await self.ask(Typed(self.speech, title, self.t(N_("Who took it there?")))) if at else None
        duty = self.t(N_("duty officer"))
        post = await self.ask(Typed(self.speech, title, self.t(N_("Post")), value=duty)) if name else None
        if at and name and post:
            one, receipt = waiting[int(at)]
            says = self.t(N_("receipt of {to}"), to=self.speech.say(receipt.name_of))
            payload: dict[str, object] = {"report": one.id, "to": receipt.to, "name": name, "post": post}
            if await self.send("reports.receipt_umbrella", payload, says=says) is not None:
                self.reload()

    def _named(self, one: UmbrellaSent, name: Words) -> str:
        return self.t(N_("report {number}: {to}"), number=one.number, to=self.speech.say(name))

    @work(group="act")
    async def action_paper(self) -> None:
        """P: the docx of the last one that went out, else as it would look now, on this console's own disk."""
        page = self.page
        if page is None:
            return
        report = page.sent[-1].id if page.sent else ""
        answer = await self.fetch("reports.umbrella_document", {"umbrella": page.umbrella, "report": report})
        if answer is None:
            return
        try:
            self.tell(self.t(N_("saved: {path}"), path=save(decode(Document, answer))), "good")
        except OSError as error:
            self.tell(self.t(N_("not saved: {why}"), why=error), "bad")

    def action_copy(self) -> None:
        if self.page is not None:
            self.app.copy_to_clipboard(self.page.text)
            self.tell(self.t(N_("copied")), "good")

    @work(group="act")
    async def action_other(self) -> None:
        """N: the next umbrella event."""
        ids = await self._known()
        if ids:
            here = ids.index(self.umbrella) if self.umbrella in ids else -1
            self.umbrella = ids[(here + 1) % len(ids)]
            self.reload()

    def action_back(self) -> None:
        self.go_back()
