"""What screens are made of; the part of the console that plugins may use."""

from fengsui_tui.connection import Happened, Unreachable, Who
from fengsui_tui.decode import decode
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.ask import Choice, Confirmed, Picked, Told, Typed
from fengsui_tui.widgets.bar import Bar, beside
from fengsui_tui.widgets.cells import (
    LateRow,
    Row,
    Span,
    clean,
    clock,
    columns,
    countdown,
    cut,
    fit,
    lasting,
    line,
    paragraph,
    width,
    wrapped,
)
from fengsui_tui.widgets.field import Field
from fengsui_tui.widgets.keys import Hint
from fengsui_tui.widgets.lines import Draw, Lines
from fengsui_tui.widgets.listing import Listing
from fengsui_tui.widgets.screen import Console, ConsoleScreen, said

__all__ = [
    "Bar",
    "Choice",
    "Confirmed",
    "Console",
    "ConsoleScreen",
    "Draw",
    "Field",
    "Happened",
    "Hint",
    "LateRow",
    "Lines",
    "Listing",
    "Picked",
    "Row",
    "Span",
    "Speech",
    "Told",
    "Typed",
    "Unreachable",
    "Who",
    "beside",
    "clean",
    "clock",
    "columns",
    "countdown",
    "cut",
    "decode",
    "fit",
    "lasting",
    "line",
    "paragraph",
    "said",
    "width",
    "wrapped",
]
