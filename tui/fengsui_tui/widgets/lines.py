"""A list that draws its own lines: only lines that changed are painted again, so that a flood of updates stays cheap.

The head line belongs to the list (`-- TITLE ----- hint`); below it the rows, of which groups with a key can be chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from fengsui_tui.theme import Palette
from fengsui_tui.widgets.cells import Row, Span, cut, width

Draw = Callable[[int], Sequence[Row]]
"""Rows for a number of cells: asked again when the size changes."""


class Painted(Protocol):
    """What a drawing widget needs of its application."""

    @property
    def palette(self) -> Palette: ...


class Lines(Widget, can_focus=True):
    """`choose`: rows can be chosen with the arrows, Enter opens. `stick`: it stays at the end, as a log does.

    Without `head` there is no head line; without `focus` it is only looked at. With `lead`, whoever stands on the first
    row stays on the first row when another one takes its place; `shifts` counts how often that happened.
    """

    DEFAULT_CSS = "Lines { height: 1fr; width: 1fr; background: $background; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end", "move(100000)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Chosen(Message):
        """Another row is chosen."""

        def __init__(self, lines: Lines, key: str) -> None:
            super().__init__()
            self.lines, self.key = lines, key

        @property
        def control(self) -> Lines:
            return self.lines

    class Opened(Chosen):
        """Enter or a click on the chosen row."""

    def __init__(
        self,
        *,
        id: str,
        choose: bool = False,
        stick: bool = False,
        head: bool = True,
        focus: bool = True,
        lead: bool = False,
    ) -> None:
        super().__init__(id=id)
        self.can_focus = focus
        self._draw: Draw = lambda _cells: ()
        self._choose, self._stick, self._head, self._lead = choose, stick, head, lead
        self.shifts = 0
        self._title, self._hint = "", ""
        self._rows: list[Row] = []
        self._top = 0
        self._key = ""
        self._nth = 0

    @property
    def chosen(self) -> str:
        """The key of the chosen row, empty where there is none."""
        return self._key

    @property
    def rows(self) -> Sequence[Row]:
        return tuple(self._rows)

    @property
    def more_below(self) -> int:
        """Rows that the widget has no room for below its last line."""
        return max(0, len(self._rows) - self._top - self._room())

    def entitle(self, title: str, hint: str = "") -> None:
        if (title, hint) != (self._title, self._hint):
            self._title, self._hint = title, hint
            self._dirty(0)

    def draw(self, draw: Draw) -> None:
        """Draws from now on what `draw` answers; only lines that differ are painted again."""
        self._draw = draw
        self._update(list(draw(self.size.width or 80)))

    def choose(self, key: str) -> None:
        """Chooses a row by its key, without a message."""
        keys = self._keys()
        if key in keys and key != self._key:
            self._key, self._nth = key, keys.index(key)
            self._show_chosen()
            self.refresh()

    def action_move(self, by: int) -> None:
        keys = self._keys()
        if not self._choose or not keys:
            limit = max(0, len(self._rows) - self._room())
            self._top = min(limit, max(0, self._top + by))
            self.refresh()
            return
        at = keys.index(self._key) if self._key in keys else 0
        self._choose_at(min(len(keys) - 1, max(0, at + by)))

    def action_open(self) -> None:
        if self._key:
            self.post_message(self.Opened(self, self._key))

    def render_line(self, y: int) -> Strip:
        palette = self._palette()
        cells = self.size.width
        if self._head and y == 0:
            return self._strip(self._head_spans(cells), "", cells, palette)
        at = self._top + y - int(self._head)
        if at >= len(self._rows):
            return Strip.blank(cells, palette.style(""))
        row = self._rows[at]
        first = bool(row.key) and (at == 0 or self._rows[at - 1].key != row.key)
        here = self._choose and bool(row.key) and row.key == self._key
        mark: list[Span] = [(">" if here and first else " ", "key")] if self._choose else []
        return self._strip([*mark, *row.spans], "chosen" if here and self.has_focus else row.style, cells, palette)

    def on_resize(self, _event: events.Resize) -> None:
        self._update(list(self._draw(self.size.width)))
        self._show_chosen()
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-1)

    def on_click(self, event: events.Click) -> None:
        at = self._top + event.y - int(self._head)
        if not self._choose or not 0 <= at < len(self._rows) or not self._rows[at].key:
            return
        again = self._rows[at].key == self._key
        self._choose_at(self._keys().index(self._rows[at].key))
        if again:
            self.action_open()

    # -- drawing -----------------------------------------------------------------------------------------

    def _palette(self) -> Palette:
        app: object = self.app
        return app.palette if hasattr(app, "palette") else Palette("night")

    def _strip(self, spans: Sequence[Span], over: str, cells: int, palette: Palette) -> Strip:
        base = palette.style(over)
        segments = [Segment(text, self._styled(style, over, base, palette)) for text, style in cut(spans, cells)]
        return Strip(segments, cells)

    @staticmethod
    def _styled(name: str, over: str, base: Style, palette: Palette) -> Style:
        """A chosen or marked row keeps its own background under the colours of its pieces."""
        style = palette.style(name) if name else base
        return style + Style(bgcolor=base.bgcolor) if over and name not in ("alarm", "drill") else style

    def _head_spans(self, cells: int) -> list[Span]:
        title = f"{'=' if self.has_focus else '-'}- {self._title} "
        below = self.more_below
        hint = f" {self._hint}" if self._hint else ""
        count = f" +{below}" if below else ""
        room = cells - width(title) - width(hint) - width(count)
        if room < 0:
            hint, room = "", max(0, cells - width(title) - width(count))
        fill = ("=" if self.has_focus else "-") * room
        return [(title + fill, "head"), (count, "warn"), (hint, "dim")]

    # -- keeping place -----------------------------------------------------------------------------------

    def _room(self) -> int:
        return max(1, self.size.height - int(self._head))

    def _keys(self) -> list[str]:
        return list(dict.fromkeys(row.key for row in self._rows if row.key))

    def _choose_at(self, at: int) -> None:
        keys = self._keys()
        if keys and keys[at] != self._key:
            self._key, self._nth = keys[at], at
            self._show_chosen()
            self.post_message(self.Chosen(self, self._key))
        self.refresh()

    def _update(self, rows: list[Row]) -> None:
        before, self._rows = self._rows, rows
        keys = self._keys()
        moved = self._key not in keys
        if self._lead and self._nth == 0 and self._key and keys and keys[0] != self._key:
            moved, self._key = True, keys[0]
            self.shifts += 1
        elif moved:  # the chosen one is gone: what took its place in the list is chosen
            self._key = keys[min(self._nth, len(keys) - 1)] if keys else ""
        elif self._key:
            self._nth = keys.index(self._key)
        limit = max(0, len(rows) - self._room())
        top = limit if self._stick and not self.has_focus else min(self._top, limit)
        if moved or top != self._top or len(before) != len(rows):
            self._top = top
            self.refresh()
            return
        for at in range(top, min(len(rows), top + self._room())):  # those that are not seen may not even be made yet
            if before[at] != rows[at]:
                self._dirty(at - top + int(self._head))

    def _show_chosen(self) -> None:
        places = [at for at, row in enumerate(self._rows) if row.key and row.key == self._key]
        if places:
            self._top = min(self._top, places[0])
            self._top = max(self._top, places[-1] - self._room() + 1)

    def _dirty(self, y: int) -> None:
        self.refresh(Region(0, y, max(1, self.outer_size.width), 1))
