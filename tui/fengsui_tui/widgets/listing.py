"""A screen that lists what a view answers, with the chosen one beside it: teams, filings, drills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer

from fengsui.text import N_
from fengsui_tui.connection import Happened
from fengsui_tui.widgets.cells import Row
from fengsui_tui.widgets.lines import Lines
from fengsui_tui.widgets.screen import ConsoleScreen

T = TypeVar("T")

SOON_SECONDS = 0.3
"""Events that come together are one reading."""


class Listing(ConsoleScreen, Generic[T]):
    """Subclasses name the `VIEW` and its `TOPICS`, decode its answer and draw rows, head and detail."""

    VIEW: ClassVar[str] = ""
    TOPICS: ClassVar[str] = ""
    SHOWS_PRESENCE: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    Listing #both { height: 1fr; }
    Listing #list { width: 58%; }
    Listing #detail { border-left: ascii $primary; }
    Listing.narrow #both { layout: vertical; }
    Listing.narrow #list { width: 100%; height: 3fr; }
    Listing.narrow #detail { border-left: none; width: 100%; height: 2fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.items: Mapping[str, T] = {}
        self._soon: Timer | None = None

    def body(self) -> ComposeResult:
        with Horizontal(id="both"):
            yield Lines(id="list", choose=True)
            yield Lines(id="detail")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#list", Lines).focus()
        self.reload()

    # -- what subclasses say -----------------------------------------------------------------------------

    def parameters(self) -> Mapping[str, Any]:
        return {}

    def decoded(self, answer: Any) -> Mapping[str, T]:
        """The answer by the key of each row."""
        raise NotImplementedError

    def headed(self) -> tuple[str, str]:
        """Title and hint of the list."""
        raise NotImplementedError

    def row(self, key: str, item: T, cells: int) -> Row:
        raise NotImplementedError

    def detail(self, item: T, cells: int) -> tuple[str, Sequence[Row]]:
        """Title and rows of what stands beside the list."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What stands in an empty list: that it is empty, and no failure."""
        return self.console.speech.t(N_("nothing here now"))

    # -- drawing and reading -----------------------------------------------------------------------------

    @property
    def chosen(self) -> T | None:
        return self.items.get(self.query_one("#list", Lines).chosen)

    def look(self) -> None:
        lines, items = self.query_one("#list", Lines), self.items
        lines.entitle(*self.headed())
        nothing = [Row(((self.nothing(), "dim"),))]
        lines.draw(lambda cells: [self.row(key, item, cells - 1) for key, item in items.items()] or nothing)
        self._look_detail()

    def _look_detail(self) -> None:
        beside, chosen = self.query_one("#detail", Lines), self.chosen
        if chosen is None:
            beside.entitle("")
            beside.draw(lambda _cells: ())
            return
        beside.entitle(self.detail(chosen, beside.size.width or 60)[0])
        beside.draw(lambda cells: self.detail(chosen, cells)[1])

    def on_lines_chosen(self, _event: Lines.Chosen) -> None:
        self._look_detail()

    async def on_lines_opened(self, _event: Lines.Opened) -> None:
        """Enter belongs to the list; it does what the screen's own hint for it says."""
        for hint in self.hints():
            if hint.key == "enter":
                await self.run_action(hint.action)

    def heard(self, event: Happened) -> None:
        if event.topic.startswith(self.TOPICS):
            self._reload_soon()

    def stirred(self) -> None:
        if self.SHOWS_PRESENCE:
            self._reload_soon()

    def _reload_soon(self) -> None:
        if self.is_mounted:
            if self._soon is not None:
                self._soon.stop()
            self._soon = self.set_timer(SOON_SECONDS, self.reload)

    @work(group="reload", exclusive=True)
    async def reload(self) -> None:
        answer = await self.fetch(self.VIEW, self.parameters())
        if answer is not None:
            self.items = self.decoded(answer)
            self.look()

    def action_reload(self) -> None:
        """F6: read again."""
        self.reload()

    def action_back(self) -> None:
        self.go_back()
