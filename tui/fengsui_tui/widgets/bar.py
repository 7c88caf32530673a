"""One or two lines of text that draw themselves: truth line, counts, messages, keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from fengsui_tui.theme import Palette
from fengsui_tui.widgets.cells import Span, cut

Says = Callable[[int], Sequence[Sequence[Span]]]
"""Lines of spans for a number of cells."""


class Bar(Widget):
    """Asks `says` for its lines whenever it is told to look again; paints only if they changed."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; background: $background; }"

    def __init__(self, *, id: str, style: str = "truth") -> None:
        super().__init__(id=id)
        self._style = style
        self._says: Says = lambda _cells: ()
        self._lines: list[list[Span]] = []

    def draw(self, says: Says) -> None:
        self._says = says
        self.look()

    def look(self) -> None:
        lines = [list(spans) for spans in self._says(self.size.width or 80)]
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        self.look()

    def render_line(self, y: int) -> Strip:
        app: object = self.app
        palette: Palette = app.palette if hasattr(app, "palette") else Palette("night")
        cells = self.size.width
        base = palette.style(self._style)
        if y >= len(self._lines):
            return Strip.blank(cells, base)
        made = [
            Segment(text, palette.style(name) if name else base) for text, name in cut(self._lines[y], cells)
        ]  # fmt: skip
        return Strip(made, cells)


def beside(parts: Sequence[Sequence[Span]], cells: int, between: str = " | ") -> list[Span]:
    """Parts side by side as long as each fits whole; the later ones are left out first."""
    from fengsui_tui.widgets.cells import width

    done: list[Span] = []
    used = 0
    for part in parts:
        size = sum(width(text) for text, _ in part) + (len(between) if done else 0)
        if not part or used + size > cells:
            continue
        done += [(between, "")] if done else []
        done += part
        used += size
    return done
