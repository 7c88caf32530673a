"""The screen: the warnings, the newest first; the chosen one whole, with its tick-list and receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work

from fengsui.text import N_
from fengsui_tui.widgets import Hint, Lines, Row, decode, paragraph
from fengsui_warnings.api.board import WarningCard, WarningRow
from fengsui_warnings.screen.files import Files
from fengsui_warnings.screen.public import PublicAlerts
from fengsui_warnings.screen.rows import card_rows, list_row, titled


class WarningsScreen(Files, PublicAlerts):
    VIEW = "warnings.board"
    TOPICS = "warnings."
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="tick", key="enter", says=N_("tick"), permission="warnings.tick"),
        Hint(action="receipt", key="r", says=N_("receipt"), permission="warnings.receipt"),
        Hint(action="draft", key="n", says=N_("new"), permission="warnings.draft"),
        Hint(action="adjust", key="a", says=N_("adjust"), permission="warnings.draft"),
        Hint(action="publish", key="f5", says=N_("PUBLISH"), permission="warnings.publish", danger=True),
        Hint(action="lift", key="x", says=N_("lift"), permission="warnings.lift", danger=True),
        Hint(action="level", key="l", says=N_("level"), permission="warnings.set_level"),
        Hint(action="file", key="f", says=N_("read file"), permission="warnings.receive_cap"),
        Hint(action="cap", key="c", says=N_("as CAP"), permission="warnings.cap"),
        Hint(action="incident_cap", key="i", says=N_("incident as CAP"), permission="warnings.cap"),
        Hint(action="every", key="v", says=N_("all or open")),
        Hint(action="reload", key="f6", says=N_("read again")),
        Hint(action="back", key="escape", says=N_("back")),
    )
    DEFAULT_CSS = """
    WarningsScreen #list { width: 56%; }
    WarningsScreen.narrow #list { width: 100%; height: 2fr; }
    WarningsScreen.narrow #detail { height: 3fr; }
    """

    def __init__(self, subject: str = "") -> None:
        super().__init__()
        self._subject = subject
        self._every = False

    def parameters(self) -> Mapping[str, Any]:
        return {"state": "all" if self._every or self._subject else "open"}

    def decoded(self, answer: Any) -> Mapping[str, WarningRow]:
        return {row.id: row for row in decode(tuple[WarningRow, ...], answer)}

    def look(self) -> None:
        super().look()
        if self._subject and self._subject in self.items:
            self.query_one("#list", Lines).choose(self._subject)
            self._subject = ""
            self._look_detail()
        chosen = self.chosen
        if chosen is not None and chosen.id not in self.cards:
            self._fetch_card(chosen.id)

    def heard(self, event: Any) -> None:
        if event.topic.startswith(self.TOPICS):
            self.cards.pop(event.subject, None)
        super().heard(event)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        super().on_lines_chosen(event)
        chosen = self.chosen
        if chosen is not None:
            self._fetch_card(chosen.id)

    @work(group="reload", exclusive=True)
    async def reload(self) -> None:
        """The list and the chosen one, which may have changed too."""
        answer = await self.fetch(self.VIEW, self.parameters())
        if answer is not None:
            self.cards.clear()
            self.items = self.decoded(answer)
            self.look()

    @work(group="card", exclusive=True)
    async def _fetch_card(self, warning: str) -> None:
        answer = await self.fetch("warnings.warning", {"warning": warning})
        if answer is not None:
            self.cards[warning] = decode(WarningCard, answer)
            self._look_detail()

    def headed(self) -> tuple[str, str]:
        in_force = sum(1 for item in self.items.values() if item.state == "issued")
        drafts = sum(1 for item in self.items.values() if item.state == "draft")
        title = self.t(N_("WARNINGS   in force {count}   drafts {drafts}"), count=in_force, drafts=drafts)
        return title, self.t(N_("done, received, until"))

    def row(self, key: str, item: WarningRow, cells: int) -> Row:
        return list_row(self.look_now, item, cells)

    def detail(self, item: WarningRow, cells: int) -> tuple[str, Sequence[Row]]:
        card = self.cards.get(item.id)
        title = f"{item.id} {titled(self.look_now, item)}"
        if card is None:
            return title, paragraph(self.t(N_("being read")), cells, style="dim")
        return title, card_rows(self.look_now, card, cells)

    def action_every(self) -> None:
        self._every = not self._every
        self.reload()
