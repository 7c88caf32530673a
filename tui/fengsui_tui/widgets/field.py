"""One-line inputs without frames: frames are drawn with characters whose width terminals do not agree on."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Input

from fengsui.printable import printable


class Field(Input):
    """A one-line input. Letter keys are text here and never commands."""

    DEFAULT_CSS = """
    Field { height: 1; border: none; padding: 0; background: $surface; width: 1fr; }
    Field:focus { border: none; background: $panel; }
    """

    def __init__(self, value: str = "", *, id: str, placeholder: str = "", secret: bool = False) -> None:
        super().__init__(value, id=id, placeholder=placeholder, password=secret, compact=True, select_on_focus=False)

    @property
    def _value(self) -> Text:
        """Secrets as asterisks (the usual bullet is of ambiguous width); what was pasted cannot move the cursor."""
        shown = "*" * len(self.value) if self.password else printable(self.value)
        return Text(shown, no_wrap=True, overflow="ignore", end="")
