"""A screen of the console: truth line above, keys and message below, and the one way to send a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, ClassVar, Protocol, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from fengsui.errors import FengsuiError, Invalid
from fengsui.text import N_
from fengsui_tui.connection import Happened, Unreachable, Who
from fengsui_tui.drafts import Drafts
from fengsui_tui.picture import Picture
from fengsui_tui.sending import NotSent, Sender
from fengsui_tui.speech import Speech
from fengsui_tui.theme import Palette
from fengsui_tui.widgets.ask import Told
from fengsui_tui.widgets.bar import Bar
from fengsui_tui.widgets.cells import Row, Span, paragraph, wrapped
from fengsui_tui.widgets.keys import Hint, laid_out, shown

FEW = 3
"""So many faults the message line can hold."""

WIDE = (100, 30)
"""From this size on a screen shows everything at once."""


class Console(Protocol):
    """The application as a screen sees it."""

    speech: Speech
    picture: Picture
    sender: Sender
    drafts: Drafts
    zone: tzinfo
    who: Who
    palette: Palette

    @property
    def home(self) -> str: ...

    def now(self) -> datetime: ...

    def truth(self, cells: int) -> list[list[Span]]: ...

    def key_of(self, action: str, default: str) -> str: ...

    async def show(self, view: str, parameters: Mapping[str, Any]) -> Any: ...

    async def call(self, command: str, payload: Mapping[str, Any]) -> Any:
        """Once, without a word: for what is kept and repeated by the screen itself."""
        ...

    def new_id(self) -> str: ...

    def arrive(self, says: str, style: str, subject: str = "") -> None:
        """The screen that is seen now says something and shows `subject`."""
        ...

    def open_screen(self, name: str, *args: object) -> None: ...


class ConsoleScreen(Screen[None]):
    """Subclasses give `HINTS` (their keys) and `body`, and draw in `look`, which is called whenever anything is new."""

    PACKAGE: ClassVar[str] = "fengsui_tui"
    TITLE_SAYS: ClassVar[str] = ""
    HINTS: ClassVar[Sequence[Hint]] = ()
    DEFAULT_CSS = """
    ConsoleScreen { layout: vertical; background: $background; color: $foreground; }
    ConsoleScreen #truth { height: 2; }
    ConsoleScreen #below { height: 3; }
    ConsoleScreen.narrow #below { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Each hint is a binding of its own name, which a keymap may move to another key."""
        own = [Binding(hint.key, hint.action, show=False, id=hint.action) for hint in cls.__dict__.get("HINTS", ())]
        cls.BINDINGS = [*cls.__dict__.get("BINDINGS", []), *own]
        super().__init_subclass__(**kwargs)

    def __init__(self) -> None:
        super().__init__()
        self._message: tuple[str, str] = ("", "")
        self.opened_as = ""

    @property
    def console(self) -> Console:
        return cast(Console, self.app)

    @property
    def speech(self) -> Speech:
        return self.console.speech.of(self.PACKAGE)

    def t(self, message: str, **params: object) -> str:
        return self.speech.t(message, **params)

    def compose(self) -> ComposeResult:
        yield Bar(id="truth")
        yield from self.body()
        yield Bar(id="below", style="")

    def body(self) -> ComposeResult:
        yield from ()

    def on_mount(self) -> None:
        self._fit()
        self.query_one("#truth", Bar).draw(self.console.truth)
        self.query_one("#below", Bar).draw(self._below)
        self.look()

    def on_screen_resume(self) -> None:
        self._fit()
        self.look_all()

    def on_resize(self) -> None:
        self._fit()
        self.look_all()

    @property
    def wide(self) -> bool:
        return self.app.size.width >= WIDE[0] and self.app.size.height >= WIDE[1]

    def look(self) -> None:
        """Draws what is new."""

    def look_all(self) -> None:
        """Draws everything: called at each change of the picture and at each tick of the clock."""
        if not self.is_mounted:
            return
        self.query_one("#truth", Bar).look()
        self.look()
        self.query_one("#below", Bar).look()

    def heard(self, event: Happened) -> None:
        """An event of the feed, as soon as it comes; the picture follows by itself."""

    def stirred(self) -> None:
        """Somebody connected or was lost: no event says so."""

    def spoken(self) -> None:
        """The language is another one now: whatever was set once is set again."""
        self.tell("")

    def arrived(self, subject: str) -> None:
        """Another screen closed above this one, and was about `subject`."""

    def known(self) -> Mapping[str, str]:
        """What a form for any command may begin with (`incident`: the chosen one)."""
        return {}

    def about(self) -> Sequence[str]:
        """Paragraphs for the help, beside the keys."""
        return ()

    def _fit(self) -> None:
        self.set_class(not self.wide, "narrow")

    # -- message and keys --------------------------------------------------------------------------------

    def tell(self, says: str, style: str = "") -> None:
        """A message in the last line, until the next one."""
        self._message = (says, style)
        self.query_one("#below", Bar).look()

    @property
    def message(self) -> str:
        return self._message[0]

    def hints(self) -> Sequence[Hint]:
        """The keys that are true now."""
        return self.HINTS

    def _below(self, cells: int) -> list[list[Span]]:
        """The keys, and the last message below them: a warning that is longer than a line takes theirs, for its end is
        the reason why."""
        hints = [(shown(self.console.key_of(hint.action, hint.key)), self.t(hint.says), self._key_style(hint))
                 for hint in self.hints()]  # fmt: skip
        says, style = self._message
        room = 3 if self.wide else 2
        whole = wrapped(says, max(20, cells - 1)) if style in ("warn", "bad", "alarm") else [says]
        told = [f" {part}" for part in whole][:room]
        help_key = shown(self.console.key_of("help", "f1"))
        more = (help_key, self.console.speech.t(N_("all keys")), "key")
        left = room - len(told)
        lines = laid_out(hints, cells, left, more) if left else []
        return [*lines, *[[] for _ in range(left - len(lines))], *([(part, style)] for part in told)]

    def _key_style(self, hint: Hint) -> str:
        if hint.permission and not self.console.who.can(hint.permission):
            return "dim"
        return "bad" if hint.danger else "key"

    def go_back(self) -> None:
        """Closes this screen, once, and no other: a key that was held reaches it when it is gone already."""
        if self.is_active:
            self.app.pop_screen()

    # -- asking and sending ------------------------------------------------------------------------------

    async def ask(self, question: ModalScreen[str | None]) -> str | None:
        """Shows a question; None where the person turned back. Only inside a worker."""
        return await self.app.push_screen_wait(question)

    def may(self, permission: str) -> bool:
        """Whether the actor may; says why not where it may not."""
        if self.console.who.can(permission):
            return True
        self.tell(self.t(N_("You may not do this: it needs the permission {name}."), name=permission), "warn")
        return False

    async def send(self, command: str, payload: Mapping[str, Any], *, says: str, keeps: bool = False) -> Any:
        """The command's answer, or None where it was refused or did not get out; the message line says which."""
        self.tell(self.t(N_("sending: {what}"), what=says), "dim")
        try:
            answer = await self.console.sender.send(command, payload, says=says, keeps=keeps)
        except NotSent as lost:
            why = said(lost.why, self.speech) if lost.why is not None else self.t(N_("The server does not answer."))
            later = N_("NOT SENT: {what}: {why} It goes out as soon as it can.")
            never = N_("NOT SENT: {what}: {why} U: try again.")
            self.tell(self.t(later if keeps else never, what=says, why=why), "alarm")
            return None
        except FengsuiError as error:
            self.tell(self.t(N_("REFUSED: {what}: {why}"), what=says, why=said(error, self.speech)), "bad")
            if len(error.faults) > FEW:
                self.app.push_screen(refusal(error, self.speech))
            return None
        self.tell(self.t(N_("done: {what}"), what=says), "good")
        self.console.picture.want(str(payload.get("incident", "")))
        return answer if answer is not None else {}

    async def fetch(self, view: str, parameters: Mapping[str, Any]) -> Any:
        """A view's answer, or None with the reason in the message line."""
        try:
            return await self.console.show(view, parameters)
        except Unreachable:
            self.tell(self.t(N_("The server does not answer; what is shown may be old.")), "alarm")
        except FengsuiError as error:
            self.tell(self.t(N_("REFUSED: {what}: {why}"), what=view, why=said(error, self.speech)), "bad")
        return None

    def action_nothing(self) -> None:
        """For keys that are taken but do nothing here."""


def said(error: FengsuiError, speech: Speech) -> str:
    """A refusal in the person's language with everything that is wrong; of an input also where."""
    text, faults = speech.t(error.message, **error.params), "; ".join(_faults(error, speech))
    return f"{text} ({faults})" if faults else text


def refusal(error: FengsuiError, speech: Speech) -> Told:
    """The same as a list to read: what keeps an incident open does not fit into the message line."""
    lines = [(speech.t(error.message, **error.params), "bad"), *((one, "") for one in _faults(error, speech))]

    def rows(cells: int) -> list[Row]:
        return [row for text, style in lines for row in paragraph(text, cells, style=style, indent="  ")]

    return Told(speech, speech.t(N_("REFUSED")), rows)


def _faults(error: FengsuiError, speech: Speech) -> list[str]:
    told = [(fault.path if isinstance(error, Invalid) else "", speech.t(fault.expected, **fault.params))
            for fault in error.faults]  # fmt: skip
    return [f"{path}: {says}" if path else says for path, says in told]
