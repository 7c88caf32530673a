"""Every command and screen that the actor may use, found by typing a part of its name (Ctrl+P)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from fengsui.text import N_
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.cells import Row, fit
from fengsui_tui.widgets.field import Field
from fengsui_tui.widgets.lines import Lines
from fengsui_tui.widgets.once import AnsweredOnce


@dataclass(frozen=True)
class Entry:
    """`id` is what is answered when it is chosen; `hint` the key that does the same, or why it cannot be chosen."""

    id: str
    says: str
    hint: str = ""
    enabled: bool = True


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Entries that hold every typed word, those that begin with the first word before the others."""
    words = typed.lower().split()
    found = [entry for entry in entries if all(word in f"{entry.says} {entry.id}".lower() for word in words)]
    return sorted(found, key=lambda entry: not (words and entry.says.lower().startswith(words[0])))


class CommandPalette(AnsweredOnce[str | None]):
    """A line to type in and the entries that match it."""

    DEFAULT_CSS = """
    CommandPalette { align: center top; background: $background 60%; }
    CommandPalette > Vertical { width: 90%; max-width: 100; height: 80%; border: ascii $primary;
                                background: $background; padding: 0 1; }
    CommandPalette #entries { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
    ]

    def __init__(self, entries: Sequence[Entry], speech: Speech) -> None:
        super().__init__()
        self._entries, self._speech = entries, speech

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Field(id="find", placeholder=self._speech.t(N_("type a part of a command's name")))
            yield Lines(id="entries", choose=True, focus=False)

    def on_mount(self) -> None:
        self._show("")
        self.query_one(Field).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        self._choose(self.query_one("#entries", Lines).chosen)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self._choose(event.key)

    def action_step(self, by: int) -> None:
        self.query_one("#entries", Lines).action_move(by)

    def _choose(self, id: str) -> None:
        entry = next((entry for entry in self._entries if entry.id == id), None)
        if entry is not None and entry.enabled:
            self.dismiss(id)

    def _show(self, typed: str) -> None:
        found = matching(self._entries, typed)
        lines = self.query_one("#entries", Lines)
        lines.entitle(self._speech.t(N_("COMMANDS {count}"), count=len(found)), self._speech.t(N_("Esc: back")))
        lines.draw(lambda cells: [self._row(entry, cells) for entry in found])
        if found:
            lines.choose(found[0].id)

    @staticmethod
    def _row(entry: Entry, cells: int) -> Row:
        says = fit(entry.says, max(10, cells - 40))
        return Row(
            ((f" {says} ", "" if entry.enabled else "dim"), (entry.hint, "key" if entry.enabled else "dim")), entry.id
        )
