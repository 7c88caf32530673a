"""Coming in: user and password, where there is no token yet or it has ended."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from fengsui.errors import FengsuiError
from fengsui.text import N_
from fengsui_tui.connection import Link, Unreachable, Who
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.cells import Row
from fengsui_tui.widgets.field import Field
from fengsui_tui.widgets.lines import Lines
from fengsui_tui.widgets.screen import said


class LoginScreen(Screen[None]):
    """Asks until the server knows who it is; then posts `Entered`."""

    DEFAULT_CSS = """
    LoginScreen { align: center middle; background: $background; }
    LoginScreen > Vertical { width: 64; max-width: 100%; height: 10; border: ascii $primary; padding: 0 1; }
    LoginScreen Lines { height: 2; }
    LoginScreen #say { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "app.quit", show=False)]

    class Entered(Message):
        def __init__(self, who: Who) -> None:
            super().__init__()
            self.who = who

    def __init__(self, link: Link, speech: Speech, where: str, user: str = "", say: str = "") -> None:
        super().__init__()
        self._link, self._speech, self._where, self._user, self._say = link, speech, where, user, say

    def compose(self) -> ComposeResult:
        t = self._speech.t
        with Vertical():
            yield Lines(id="title", focus=False)
            yield Field(self._user, id="user", placeholder=t(N_("user name")))
            yield Lines(id="gap", head=False, focus=False)
            yield Field(id="password", placeholder=t(N_("password")), secret=True)
            yield Lines(id="say", head=False, focus=False)

    def on_mount(self) -> None:
        t = self._speech.t
        self.query_one("#title", Lines).entitle(t(N_("FENGSUI  log in")), self._where)
        self.query_one("#gap", Lines).styles.height = 1
        self._tell(self._say or t(N_("Enter: go on")), "bad" if self._say else "dim")
        self.query_one("#password" if self._user else "#user", Field).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "user":
            self.query_one("#password", Field).focus()
        elif event.value:
            self._enter(self.query_one("#user", Field).value.strip(), event.value)

    @work(exclusive=True)
    async def _enter(self, user: str, password: str) -> None:
        self._tell(self._speech.t(N_("asking the server")), "dim")
        try:
            who = await self._link.log_in(user, password)
        except Unreachable as error:
            self._tell(self._speech.t(N_("The server does not answer: {why}"), why=str(error)), "bad")
        except FengsuiError as error:
            self.query_one("#password", Field).value = ""
            self._tell(said(error, self._speech), "bad")
        else:
            self.post_message(self.Entered(who))

    def _tell(self, says: str, style: str) -> None:
        self.query_one("#say", Lines).draw(lambda _cells: [Row(((says, style),))])
