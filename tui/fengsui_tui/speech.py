"""What the console says, in one language: catalogue messages of the packages, and texts that carry both languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from fengsui.text import translate

OWN = ("fengsui_tui", "fengsui")


class InBoth(Protocol):
    """A text in both languages, as the views answer it."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


@dataclass(frozen=True)
class Speech:
    """A language, and the packages whose catalogues know the messages (the first that has one wins)."""

    language: str
    packages: tuple[str, ...] = OWN

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")

    def t(self, message: str, **params: object) -> str:
        """A catalogue message with its places filled."""
        return translate(message, self.language, *self.packages, **params)

    def say(self, words: InBoth) -> str:
        """The text in this language; the other one where it is empty, for a name may exist in one only."""
        first, second = (words.zh, words.en) if self.chinese else (words.en, words.zh)
        return first or second

    def of(self, package: str) -> Speech:
        """The same language, with a plugin's own catalogue before ours."""
        return replace(self, packages=(package, *(name for name in self.packages if name != package)))
