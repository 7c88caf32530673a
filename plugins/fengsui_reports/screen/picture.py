"""F9: the picture on one page, as of this minute; kept, numbered and saved as docx with one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from fengsui.text import N_
from fengsui_reports.api.views import Document, Picture, ReportsBoard, UmbrellaPage
from fengsui_reports.screen.saving import save
from fengsui_tui.connection import Happened
from fengsui_tui.widgets import ConsoleScreen, Hint, Lines, Row, decode, fit, paragraph, width


class PictureScreen(ConsoleScreen):
    PACKAGE = "fengsui_reports"
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="keep", key="p", says=N_("print and keep"), permission="reports.draft"),
        Hint(action="copy", key="c", says=N_("copy the text")),
        Hint(action="other", key="n", says=N_("next incident")),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="board", key="f8", says=N_("reports")),
        Hint(action="back", key="escape", says=N_("back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def __init__(self, incident: str = "") -> None:
        super().__init__()
        self.incident = incident
        self.page: Picture | None = None

    def body(self) -> ComposeResult:
        yield Lines(id="page")

    def on_mount(self) -> None:
        super().on_mount()
        self.incident = self.incident or self.console.picture.first
        self.query_one("#page", Lines).focus()
        self.reload()

    def spoken(self) -> None:
        super().spoken()
        self.reload()

    def heard(self, event: Happened) -> None:
        if event.subject == self.incident and self.is_mounted:
            self.reload()

    @work(group="reload", exclusive=True)
    async def reload(self) -> None:
        if not self.incident:
            self.tell(self.t(N_("No incident is chosen.")), "warn")
            return
        language = "zh" if self.speech.chinese else "en"
        answer = await self.fetch("reports.picture", {"incident": self.incident, "language": language})
        if answer is not None:
            self.page = decode(Picture, answer)
            self.look()

    def look(self) -> None:
        lines, page = self.query_one("#page", Lines), self.page
        if page is None:
            lines.entitle(self.t(N_("PICTURE ON ONE PAGE")))
            return
        lines.entitle(page.title, page.as_of_said)
        lines.draw(lambda cells: page_rows(page, cells))

    # -- keys --------------------------------------------------------------------------------------------

    @work(group="act")
    async def action_keep(self) -> None:
        """P: kept on the server as of this minute, its docx on this console's disk; answers a demand that waits."""
        page = self.page
        if page is None or not self.may("reports.draft"):
            return
        if page.exercise is not None:
            await self._save("reports.picture_document", {"incident": page.incident})
            return
        payload: dict[str, object] = {"incident": page.incident}
        board = await self.fetch("reports.board", {"incident": page.incident})
        waiting = (
            [one for one in decode(ReportsBoard, board).demands if one.kind == "picture" and one.state == "open"]
            if board
            else []
        )
        if waiting:
            payload["demand"] = waiting[0].id
        kept = await self.send("reports.print_picture", payload, says=page.title)
        if kept is not None:
            await self._save("reports.document", {"report": kept["report"]})

    async def _save(self, view: str, parameters: dict[str, Any]) -> None:
        answer = await self.fetch(view, parameters)
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

    def action_other(self) -> None:
        """N: the next of the running incidents."""
        board = self.console.picture.board
        ids = [row.id for row in board.incidents] if board is not None else []
        if ids:
            here = ids.index(self.incident) if self.incident in ids else -1
            self.incident = ids[(here + 1) % len(ids)]
            self.reload()

    def action_board(self) -> None:
        self.console.open_screen("reports.board", self.incident)

    def action_back(self) -> None:
        self.go_back()


def page_rows(page: Picture | UmbrellaPage, cells: int) -> list[Row]:
    """A label at the left, its lines beside it; a drill says so first."""
    wide = max((width(section.label) for section in page.sections), default=0) + 2
    rows: list[Row] = []
    for section in page.sections:
        label = section.label
        for text in section.lines:
            for row in paragraph(text, max(20, cells - wide)):
                style = "drill" if page.exercise is not None and label else "head"
                rows.append(Row(((fit(label, wide), style), *row.spans)))
                label = ""
    return rows
