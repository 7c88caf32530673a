"""The keys that work here and now, told in the last lines of a screen; one that cannot work says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fengsui_tui.widgets.cells import Span, width

SHOWN: Mapping[str, str] = {
    "space": "Space", "plus": "+", "slash": "/", "question_mark": "?", "escape": "Esc", "enter": "Enter",
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


def laid_out(hints: Sequence[tuple[str, str, str]], cells: int, lines: int) -> list[list[Span]]:
    """(key, text, style of the key) in so many lines; what has no room is left to the help and the palette."""
    done: list[list[Span]] = [[]]
    used = 0
    for key, says, style in hints:
        size = width(key) + 1 + width(says) + 2
        if used + size > cells:
            if len(done) == lines:
                continue
            done.append([])
            used = 0
        done[-1] += [(key, style), (f" {says}  ", "dim" if style == "dim" else "")]
        used += size
    return done
