"""The typed line read on this machine, while it is typed: instantly, and also when no server answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fengsui.errors import FengsuiError
from fengsui_incidents.model.gazetteer import Gazetteer
from fengsui_incidents.model.line import ReadLine, read_line
from fengsui_incidents.model.rules import RuleSet, shipped_rows
from fengsui_incidents.model.vocabulary import Vocabulary
from fengsui_plans.api import Place, Site
from fengsui_tui.widgets import Unreachable, decode

Show = Callable[[str, Mapping[str, Any]], Awaitable[Any]]


class Reader:
    """Knows the words of the shipped rules and, once they were asked for, the places of the server."""

    def __init__(self) -> None:
        self.gazetteer = Gazetteer.build(())
        self.vocabulary = Vocabulary.of(RuleSet.of(shipped_rows()))
        self.complete = False

    async def learn(self, show: Show) -> None:
        """Sites and places. Without them (no permission, no server) the line is read without places."""
        sites = await _asked(show, "plans.sites")
        places = await _asked(show, "plans.places")
        if sites is None and places is None:
            return
        self.gazetteer = Gazetteer.build(
            decode(tuple[Site, ...], sites or ()), decode(tuple[Place, ...], places or ())
        )  # fmt: skip
        self.complete = True

    def read(self, text: str) -> ReadLine:
        return read_line(text, self.gazetteer, self.vocabulary)


async def _asked(show: Show, view: str) -> Any:
    try:
        return await show(view, {})
    except (Unreachable, FengsuiError):
        return None
