"""Small questions in front of a screen: a list to pick from, a line to type, a named confirmation, a text to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input
from textual.widgets.input import Selection

from fengsui.text import N_
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.cells import Row, paragraph, width
from fengsui_tui.widgets.field import Field
from fengsui_tui.widgets.lines import Lines
from fengsui_tui.widgets.once import AnsweredOnce

CSS = """
_Asking { align: center middle; background: $background 60%; }
_Asking > Vertical { width: 90%; max-width: 100; height: auto; max-height: 90%; border: ascii $primary;
                     background: $background; padding: 0 1; }
_Asking Lines { height: auto; }
_Asking Field { margin: 0; }
"""


@dataclass(frozen=True)
class Choice:
    """`key` is the key that picks it at once; `value` what is answered."""

    key: str
    says: str
    value: str
    enabled: bool = True


class _Asking(AnsweredOnce[str | None]):
    """Answers None where the person turned back."""

    DEFAULT_CSS = CSS
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, rows: Callable[[int], Sequence[Row]] | None, hint: str) -> None:
        super().__init__()
        self._title, self._rows, self._hint = title, rows, hint

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Lines(id="text", focus=False)
            yield from self.below()

    def below(self) -> ComposeResult:
        yield from ()

    def on_mount(self) -> None:
        text = self.query_one("#text", Lines)
        text.entitle(self._title, self._hint)
        self._lay_out()

    def on_resize(self, _event: events.Resize) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """The text as high as it needs, as far as the terminal goes."""
        cells = min(100, int(self.app.size.width * 0.9)) - 4
        rows = list(self._rows(cells)) if self._rows else []
        text = self.query_one("#text", Lines)
        text.styles.height = max(1, min(len(rows) + 1, self.app.size.height - 6 - self.extra()))
        text.draw(lambda size: self._rows(size) if self._rows else [])

    def extra(self) -> int:
        """Lines that stand below the text."""
        return 0


class Told(_Asking):
    """A text to read: Enter or Esc goes on; the arrows move where it is longer than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "dismiss('')", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("pagedown", "scroll(10)", show=False),
    ]

    def __init__(self, speech: Speech, title: str, rows: Callable[[int], Sequence[Row]]) -> None:
        super().__init__(title, rows, speech.t(N_("Enter or Esc: go on")))

    def action_scroll(self, by: int) -> None:
        self.query_one("#text", Lines).action_move(by)


class Picked(_Asking):
    """One of several choices, each with its key; also with the arrows and Enter, which begin `at` this value."""

    def __init__(self, speech: Speech, title: str, says: str, choices: Sequence[Choice], *, at: str = "") -> None:
        super().__init__(title, (lambda cells: paragraph(says, cells)) if says else None, speech.t(N_("Esc: back")))
        self._choices, self._at = tuple(choices), at

    def below(self) -> ComposeResult:
        yield Lines(id="choices", choose=True, head=False)

    def extra(self) -> int:
        return len(self._choices)

    def on_mount(self) -> None:
        super().on_mount()
        lines = self.query_one("#choices", Lines)
        lines.styles.height = max(1, min(len(self._choices), self.app.size.height - 6))
        lines.draw(lambda _cells: [self._row(choice) for choice in self._choices])
        if self._at:
            lines.choose(self._at)
        lines.focus()

    def _row(self, choice: Choice) -> Row:
        style = "" if choice.enabled else "dim"
        return Row(
            ((f" {choice.key.upper():<3}", "key" if choice.enabled else "dim"), (choice.says, style)), choice.value
        )

    def on_key(self, event: events.Key) -> None:
        for choice in self._choices:
            if event.character and event.character.lower() == choice.key.lower():
                event.stop()
                self._pick(choice)
                return

    def on_lines_opened(self, event: Lines.Opened) -> None:
        event.stop()
        self._pick(next(choice for choice in self._choices if choice.value == event.key))

    def _pick(self, choice: Choice) -> None:
        if choice.enabled:
            self.dismiss(choice.value)


class Typed(_Asking):
    """A line of text. `keep` is told every change, so that what was typed outlives anything. What is typed goes behind
    the `value`, and takes the place of a `guess`."""

    def __init__(
        self,
        speech: Speech,
        title: str,
        says: str = "",
        *,
        value: str = "",
        guess: str = "",
        needed: bool = True,
        secret: bool = False,
        keep: Callable[[str], None] | None = None,
        wrong: Callable[[str], str] = lambda _text: "",
    ) -> None:
        rows = (lambda cells: paragraph(says, cells)) if says else None
        super().__init__(title, rows, speech.t(N_("Enter: go on   Esc: back")))
        self._speech, self._value, self._guess, self._needed, self._secret = speech, value, guess, needed, secret
        self._keep, self._wrong = keep, wrong

    def below(self) -> ComposeResult:
        yield Field(self._value or self._guess, id="typed", secret=self._secret)
        yield Lines(id="wrong", head=False, focus=False)

    def extra(self) -> int:
        return 2

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#wrong", Lines).styles.height = 1
        field = self.query_one(Field)
        field.focus()
        if not self._value:
            field.selection = Selection(0, len(self._guess))

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._keep is not None:
            self._keep(event.value)
        self._complain("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        wrong = self._speech.t(N_("this cannot be empty")) if self._needed and not text else self._wrong(text)
        if wrong:
            self._complain(wrong)
            return
        self.dismiss(text)

    def _complain(self, says: str) -> None:
        self.query_one("#wrong", Lines).draw(lambda _cells: [Row(((says, "bad"),))])


class Confirmed(_Asking):
    """Names what will happen, and to what; only Enter does it. Any other key turns back."""

    def __init__(self, speech: Speech, title: str, says: str, *, style: str = "warn") -> None:
        super().__init__(title, lambda cells: paragraph(says, cells, style=style), "")
        self._speech = speech

    def below(self) -> ComposeResult:
        yield Lines(id="sure", head=False, focus=False)

    def extra(self) -> int:
        return 1

    def on_mount(self) -> None:
        super().on_mount()
        sure = self.query_one("#sure", Lines)
        sure.styles.height = 1
        says = self._speech.t(N_("Enter: yes, do it      any other key: no"))
        sure.draw(lambda cells: [Row(((" " * max(0, (cells - width(says)) // 2), ""), (says, "key")))])

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss("yes" if event.key == "enter" else None)
