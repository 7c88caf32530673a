"""Widths in terminal cells: a Chinese character takes two, a combining mark none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import category, east_asian_width


def cell(char: str) -> int:
    """The cells that one character takes: 0, 1 or 2. Ambiguous ones take 1, as terminals draw them."""
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in ("W", "F") else 1


def width(text: str) -> int:
    return sum(map(cell, text))


def pad(text: str, cells: int) -> str:
    """`text` with blanks up to so many cells; never cut."""
    return text + " " * max(0, cells - width(text))


def _pieces(text: str) -> Iterator[str]:
    """Blanks, single wide characters and narrow words, in order; combining marks stay with what they stand on."""
    piece = ""
    for char in text:
        joins = cell(char) == 0 or (piece and char != " " and piece[-1] != " " and cell(char) == 1 == cell(piece[0]))
        if piece and not joins:
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _fitting(pieces: Iterable[str], room: int) -> Iterator[str]:
    """The same, with words broken that are longer than a line has room for."""
    for piece in pieces:
        part = ""
        for char in piece:
            if part and width(part) + cell(char) > room:
                yield part
                part = ""
            part += char
        yield part


def wrap(text: str, cells: int, indent: str = "") -> list[str]:
    """`text` in lines of at most `cells`, those after the first behind `indent`; nothing is left out but blanks.

    Breaks at a blank or beside a wide character where it can, inside a word where it must.
    """
    lines, line = [], ""
    for piece in _fitting(_pieces(text), max(2, cells - len(indent))):
        if line.strip() and width(line) + width(piece) > cells:
            lines.append(line.rstrip())
            line = indent
        if piece.strip() or line.strip() or not lines:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines
