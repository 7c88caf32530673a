"""A screen that fails costs that screen: it is replaced by its reason, the error is written down, the rest goes on."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual._context import active_message_pump
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.worker import WorkerFailed

from fengsui.text import N_
from fengsui_tui.loading import Offer, reason
from fengsui_tui.widgets.cells import paragraph
from fengsui_tui.widgets.lines import Lines
from fengsui_tui.widgets.screen import ConsoleScreen

if TYPE_CHECKING:
    from fengsui_tui.app import FengsuiConsole

FILE = "console-errors.log"
MOST_BYTES = 1_000_000


class FailedScreen(ConsoleScreen):
    """Stands where a plugin's screen should be, with the reason."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "back", show=False)]

    def __init__(self, offer: Offer, why: str) -> None:
        super().__init__()
        self.offer, self.why = offer, why

    def body(self) -> ComposeResult:
        yield Lines(id="why")

    def look(self) -> None:
        lines = self.query_one("#why", Lines)
        lines.entitle(self.t(N_("THE SCREEN {name} DOES NOT WORK"), name=f"{self.offer.plugin}.{self.offer.name}"))
        says = self.t(N_("{why}. The rest of the console is not affected. Esc: back"), why=self.why)
        lines.draw(lambda cells: paragraph(says, cells, style="bad"))

    def action_back(self) -> None:
        """To the screen below; where there is none, the first screen is opened anew."""
        below = any(isinstance(one, ConsoleScreen) and one is not self for one in self.app.screen_stack)
        self.app.pop_screen()
        if not below:
            self.console.open_screen(self.console.home)


class Failing:
    """Catches for one application. `failures` is what was caught since the start."""

    def __init__(self, console: FengsuiConsole) -> None:
        self._console = console
        self.failures: list[str] = []

    def safely(self, screen: ConsoleScreen, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # a stranger's code: whatever it raises is its own reason
            self._replace(screen, error)

    def took(self, error: Exception) -> bool:
        """Whether the error was a screen's, and has been dealt with."""
        screen = self._screen(active_message_pump.get(None))
        if screen is None or isinstance(screen, FailedScreen):
            return False
        if isinstance(error, WorkerFailed):  # the screen itself is well
            return self.refused(screen, error.error)
        self._replace(screen, error)
        return True

    def refused(self, where: object, error: BaseException) -> bool:
        """Whether what failed was a screen's action, which has been told to the person."""
        screen = self._screen(where)
        if screen is None:
            return False
        self._write(error)
        screen.tell(self._console.speech.t(N_("This did not work: {why}"), why=reason(error)), "alarm")
        return True

    def _screen(self, pump: object) -> ConsoleScreen | None:
        if isinstance(pump, ConsoleScreen):
            return pump
        with suppress(Exception):
            if isinstance(pump, Widget) and isinstance(pump.screen, ConsoleScreen):
                return pump.screen
        return None

    def _replace(self, screen: ConsoleScreen, error: BaseException) -> None:
        self._write(error)
        name = screen.opened_as
        plugin, _, own = name.partition(".")
        offer = Offer(plugin=plugin, package="", name=own, title=name)
        self._console.call_next(self._instead, screen, FailedScreen(offer, reason(error)))

    def _instead(self, screen: ConsoleScreen, failed: FailedScreen) -> None:
        stack = self._console.screen_stack
        if screen not in stack:
            return
        for _ in range(len(stack) - stack.index(screen)):
            self._console.pop_screen()
        self._console.push_screen(failed)

    def _write(self, error: BaseException) -> None:
        """The whole error beside the drafts; a file that cannot be written is no reason to stop."""
        text = "".join(traceback.format_exception(error))
        self.failures.append(text)
        path = self._console.options.folder / FILE
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > MOST_BYTES:
                path.unlink()
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{self._console.clock.now().isoformat()}\n{text}\n")
