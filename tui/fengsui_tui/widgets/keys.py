"""The keys that work here and now, told in the last lines of a screen; one that cannot work says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fengsui_tui.widgets.cells import Span, width

SHOWN: Mapping[str, str] = {
    "space": "Space", "plus": "+", "slash": "/", "question_mark": "?", "escape": "Esc", "enter": "Enter", "tab": "Tab",
    "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Hint:
    """`action` is the Textual action and the name in the keymap; `says` an English source for the catalogue."""

    action: str
    key: str
    says: str
    permission: str = ""
    danger: bool = False


def shown(keys: str) -> str:
    """The first of the keys as people know it: `ctrl+p` is ^P, `f2` F2."""
    first = keys.split(",")[0].strip()
    if first.startswith("ctrl+"):
        return "^" + first[5:].upper()
    return SHOWN.get(first, first.upper() if len(first) <= 3 else first.capitalize())


def laid_out(
    hints: Sequence[tuple[str, str, str]], cells: int, lines: int, more: tuple[str, str, str] = ("", "", "")
) -> list[list[Span]]:
    """(key, text, style of the key) in so many lines. What has no room is left to the help: then `more`, the key of
    it, stands at the end."""
    done, left = _filled(hints, cells, lines, 0)
    if left and more[0]:
        done, _ = _filled(hints, cells, lines, _size(more))
        done[-1] += _shown(more)
    return done


def _filled(hints: Sequence[tuple[str, str, str]], cells: int, lines: int, kept: int) -> tuple[list[list[Span]], bool]:
    """The lines, `kept` cells of the last one free, and whether anything had no room."""
    done: list[list[Span]] = [[]]
    used, left = 0, False
    for hint in hints:
        if used + _size(hint) > cells - (kept if len(done) == lines else 0):
            if len(done) == lines:
                left = True
                continue
            done.append([])
            used = 0
        done[-1] += _shown(hint)
        used += _size(hint)
    return done, left


def _size(hint: tuple[str, str, str]) -> int:
    return width(hint[0]) + 1 + width(hint[1]) + 2


def _shown(hint: tuple[str, str, str]) -> list[Span]:
    key, says, style = hint
    return [(key, style), (f" {says}  ", "dim" if style == "dim" else "")]
