"""Generated documents, made once in each language and again when a plugin comes or goes."""

from __future__ import annotations

from collections.abc import Callable

from fengsui.http.schemas import Json
from fengsui.http.serving import Declared

Stamp = frozenset[str]


class Description:
    """`document(language)` is what `describe` makes of the system's present declarations."""

    def __init__(self, system: Declared, describe: Callable[[Declared, str], Json]) -> None:
        self._system = system
        self._describe = describe
        self._made: dict[tuple[str, Stamp], Json] = {}

    def document(self, language: str) -> Json:
        registry = self._system.registry
        stamp = frozenset(registry.commands) | frozenset(registry.views) | frozenset(registry.events)
        if (language, stamp) not in self._made:
            self._made = {key: made for key, made in self._made.items() if key[1] == stamp}
            self._made[language, stamp] = self._describe(self._system, language)
        return self._made[language, stamp]
