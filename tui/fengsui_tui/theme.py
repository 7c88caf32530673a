"""What things look like: a few names of styles in each theme, so that a severity is letter, word and colour.

Themes: night (dark, the default), day, contrast (black, bold), mono (no colour at all, `NO_COLOR`).
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.theme import Theme

THEMES = ("night", "day", "contrast", "mono")

_NIGHT: Mapping[str, str] = {
    "": "#d0d4dc on #10141a",
    "dim": "#7d8694 on #10141a",
    "head": "bold #9fc3e8 on #10141a",
    "head_here": "bold #10141a on #9fc3e8",
    "key": "bold #f0c674 on #10141a",
    "bad": "bold #ff6b6b on #10141a",
    "alarm": "bold #ffffff on #b01e1e",
    "warn": "bold #f0c674 on #10141a",
    "good": "#8fd18f on #10141a",
    "drill": "bold #10141a on #6fb1ff",
    "strong": "bold #ffffff on #10141a",
    "chosen": "bold #ffffff on #2d4a6b",
    "truth": "#e6e9ee on #1c2530",
    "field": "#ffffff on #1d2733",
}
_DAY: Mapping[str, str] = {
    "": "#1a1a1a on #f5f5f0",
    "dim": "#6b6b6b on #f5f5f0",
    "head": "bold #1f4e79 on #f5f5f0",
    "head_here": "bold #f5f5f0 on #1f4e79",
    "key": "bold #8a5a00 on #f5f5f0",
    "bad": "bold #b00020 on #f5f5f0",
    "alarm": "bold #ffffff on #b00020",
    "warn": "bold #8a5a00 on #f5f5f0",
    "good": "#1e6b2d on #f5f5f0",
    "drill": "bold #ffffff on #1a5fb4",
    "strong": "bold #000000 on #f5f5f0",
    "chosen": "bold #ffffff on #1f4e79",
    "truth": "#1a1a1a on #dfe5ea",
    "field": "#000000 on #ffffff",
}
_CONTRAST: Mapping[str, str] = {
    "": "#ffffff on #000000",
    "dim": "#c0c0c0 on #000000",
    "head": "bold #00ffff on #000000",
    "head_here": "bold #000000 on #00ffff",
    "key": "bold #ffff00 on #000000",
    "bad": "bold underline #ff5050 on #000000",
    "alarm": "bold #000000 on #ff5050",
    "warn": "bold #ffff00 on #000000",
    "good": "bold #00ff00 on #000000",
    "drill": "bold #000000 on #60a0ff",
    "strong": "bold #ffffff on #000000",
    "chosen": "bold #000000 on #ffffff",
    "truth": "bold #ffffff on #303030",
    "field": "#ffffff on #202020",
}
_MONO: Mapping[str, str] = {
    "": "none",
    "dim": "dim",
    "head": "bold",
    "head_here": "bold reverse",
    "key": "bold",
    "bad": "bold underline",
    "alarm": "bold reverse",
    "warn": "bold",
    "good": "none",
    "drill": "reverse",
    "strong": "bold",
    "chosen": "reverse",
    "truth": "bold",
    "field": "underline",
}
_ALL: Mapping[str, Mapping[str, str]] = {"night": _NIGHT, "day": _DAY, "contrast": _CONTRAST, "mono": _MONO}


class Palette:
    """The styles of one theme by name."""

    def __init__(self, theme: str) -> None:
        self.theme = theme if theme in _ALL else THEMES[0]
        self._styles = {name: Style.parse(text) for name, text in _ALL[self.theme].items()}

    def style(self, name: str) -> Style:
        """A style by name; the plain one for a name that no theme has."""
        return self._styles.get(name, self._styles[""])

    def for_textual(self) -> Theme:
        """The same for what Textual draws itself: inputs and frames."""
        field = self._styles["field"].bgcolor
        surface = field.triplet.hex if field is not None and field.triplet is not None else self.background
        return Theme(
            name=f"fengsui-{self.theme}",
            primary=self.foreground,
            foreground=self.foreground,
            background=self.background,
            surface=surface,
            panel=surface,
            dark=self.theme != "day",
        )

    @property
    def background(self) -> str:
        """The screen's background as CSS."""
        color = self._styles[""].bgcolor
        return color.triplet.hex if color is not None and color.triplet is not None else "#000000"

    @property
    def foreground(self) -> str:
        color = self._styles[""].color
        return color.triplet.hex if color is not None and color.triplet is not None else "#ffffff"
