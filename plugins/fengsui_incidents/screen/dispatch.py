"""Forces for an incident that runs already: proposed again from what is known now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal

from fengsui.text import N_
from fengsui_incidents.screen.card import card_rows, card_title
from fengsui_incidents.screen.dispatch_acts import ForceActs
from fengsui_incidents.screen.dispatch_part import DispatchPart
from fengsui_tui.widgets import Hint, Lines


class DispatchScreen(ForceActs, DispatchPart):
    HINTS: ClassVar[Sequence[Hint]] = (
        Hint(action="send_all", key="f5", says=N_("send what is ticked"), permission="incidents.dispatch"),
        Hint(action="again", key="f6", says=N_("propose again"), permission="incidents.propose"),
        Hint(action="tick", key="space", says=N_("tick")),
        Hint(action="all_left_out", key="w", says=N_("all left out")),
        Hint(action="other_task", key="t", says=N_("other task")),
        Hint(action="consent", key="g", says=N_("consent"), permission="incidents.dispatch"),
        Hint(action="run_card", key="r", says=N_("run card"), permission="incidents.dispatch"),
        Hint(action="release", key="l", says=N_("release reserve")),
        Hint(action="authority", key="h", says=N_("authority")),
        Hint(action="back", key="escape", says=N_("back")),
    )
    DEFAULT_CSS = """
    DispatchScreen #card { width: 44%; }
    DispatchScreen #set { border-left: ascii $primary; }
    DispatchScreen #both { height: 1fr; }
    DispatchScreen.narrow #card { display: none; }
    """

    def __init__(self, incident: str) -> None:
        super().__init__()
        self.for_incident = incident

    def body(self) -> ComposeResult:
        with Horizontal(id="both"):
            yield Lines(id="card")
            yield Lines(id="set", choose=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#set", Lines).focus()
        self.action_again()

    def look(self) -> None:
        card, look, lines = (
            self.console.picture.cards.get(self.for_incident),
            self.look_now,
            self.query_one("#card", Lines),
        )
        if card is not None:
            lines.entitle(card_title(card, look))
            lines.draw(lambda cells: card_rows(card, look, cells))
        self.look_set()

    @work(group="propose", exclusive=True)
    async def action_again(self) -> None:
        await self.propose(self.for_incident)

    @work(group="send", exclusive=True)
    async def action_send_all(self) -> None:
        if not self.may("incidents.dispatch"):
            return
        answer = await self.dispatch(self.for_incident)
        if answer is not None:
            lost = self.unreachable(answer)
            said = self.message + lost
            self.go_back()
            self.console.arrive(said, "alarm" if lost else "good", self.for_incident)

    def action_back(self) -> None:
        self.go_back()
