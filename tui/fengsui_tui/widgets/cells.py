"""Texts in terminal cells: a Chinese character takes two. Everything drawn goes through here, so nothing overlaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property

from rich.cells import cell_len, set_cell_size

from fengsui.printable import printable

Span = tuple[str, str]
"""A piece of a line and the name of its style (see `fengsui_tui.theme`)."""

MORE = ".."
"""Marks a cut; ASCII, because the ellipsis is of ambiguous width."""


@dataclass(frozen=True)
class Row:
    """One line of a list. Rows of one `key` belong together and are chosen together; an empty key cannot be chosen."""

    spans: tuple[Span, ...]
    key: str = ""
    style: str = ""


class LateRow(Row):
    """A row that is made when it is looked at: of a long list that is only what can be seen, at every tick."""

    def __init__(self, key: str, make: Callable[[], Row]) -> None:
        vars(self).update(key=key, _make=make)

    @cached_property
    def _made(self) -> Row:
        make: Callable[[], Row] = vars(self)["_make"]
        return make()

    @property
    def spans(self) -> tuple[Span, ...]:
        return self._made.spans

    @property
    def style(self) -> str:
        return self._made.style


def line(*spans: Span | str, key: str = "", style: str = "") -> Row:
    """A row out of spans or plain strings."""
    return Row(tuple((span, "") if isinstance(span, str) else span for span in spans), key, style)


def clean(text: str) -> str:
    """One line that cannot move the cursor, whatever it holds; line breaks become blanks."""
    return printable(text.replace("\r", " ").replace("\n", " ").replace("\t", " "))


def width(text: str) -> int:
    return cell_len(text)


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """Exactly `cells` wide: padded, or cut with a mark."""
    if cells <= 0:
        return ""
    text = clean(text)
    size = cell_len(text)
    if size <= cells:
        blanks = " " * (cells - size)
        return blanks + text if right else text + blanks
    if cells <= len(MORE):
        return set_cell_size(text, cells)
    return set_cell_size(set_cell_size(text, cells - len(MORE)).rstrip() + MORE, cells)


def cut(spans: Iterable[Span], cells: int) -> list[Span]:
    """The spans cut or padded to exactly `cells`."""
    done: list[Span] = []
    left = cells
    for text, style in spans:
        text = clean(text)
        size = cell_len(text)
        if size > left:
            done.append((fit(text, left), style))
            return done
        done.append((text, style))
        left -= size
    if left:
        done.append((" " * left, ""))
    return done


def wrapped(text: str, cells: int, indent: str = "") -> list[str]:
    """`text` in lines of at most `cells`; breaks at blanks or beside wide characters."""
    lines: list[str] = []
    current = ""
    for piece in _pieces(clean(text)):
        if current.strip() and cell_len(current) + cell_len(piece.rstrip()) > cells:
            lines.append(current.rstrip())
            current = indent
        while cell_len(current) + cell_len(piece.rstrip()) > cells:  # one word that no line has room for
            part = _head(piece, cells - cell_len(current))
            lines.append(current + part)
            current, piece = indent, piece[len(part) :]
        current += piece
    return [*lines, current.rstrip()] if current.strip() or not lines else lines


def _head(text: str, cells: int) -> str:
    """The longest beginning of `text` that fits, one character at least."""
    taken = 0
    for at, char in enumerate(text):
        taken += cell_len(char)
        if taken > cells and at:
            return text[:at]
    return text


def _pieces(text: str) -> list[str]:
    """Blanks with the word before them, single wide characters, narrow words."""
    pieces: list[str] = []
    for char in text:
        wide = cell_len(char) == 2
        joins = bool(pieces) and not wide and (char == " " or (pieces[-1][-1] != " " and cell_len(pieces[-1][-1]) < 2))
        if joins:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def paragraph(text: str, cells: int, *, style: str = "", indent: str = "", key: str = "") -> list[Row]:
    """A text as rows."""
    return [Row(((part, style),), key) for part in wrapped(text, cells, indent)]


def clock(moment: datetime | None, zone: tzinfo, *, seconds: bool = True) -> str:
    """hh:mm:ss in the centre's zone, or dashes."""
    if moment is None:
        return "--:--:--" if seconds else "--:--"
    return moment.astimezone(zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def countdown(due: datetime | None, now: datetime) -> str:
    """Time left as mm:ss (or h:mm:ss), with a minus once it has run out; seven cells."""
    if due is None:
        return " " * 7
    left = int((due - now).total_seconds())
    minutes, seconds = divmod(abs(left), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}h{minutes:02d}m" if hours else f"{minutes:02d}:{seconds:02d}"
    return f"{'-' if left < 0 else ''}{text}".rjust(7)


def lasting(since: datetime, now: datetime) -> str:
    """How long something has lasted: 04m, 3h12, 2d."""
    minutes = max(0, int((now - since) / timedelta(minutes=1)))
    if minutes < 100:
        return f"{minutes:02d}m"
    return f"{minutes // 60}h{minutes % 60:02d}" if minutes < 48 * 60 else f"{minutes // 1440}d"


def columns(cells: Sequence[tuple[str, int, str]]) -> tuple[Span, ...]:
    """(text, width, style) side by side, each cut to its width."""
    return tuple((fit(text, size), style) for text, size, style in cells)
