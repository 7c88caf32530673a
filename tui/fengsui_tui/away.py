"""What changed while this console heard nothing: shown before anybody acts on an old screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from fengsui.text import N_
from fengsui_tui.changes import Change
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.ask import Told
from fengsui_tui.widgets.cells import Row, clock, paragraph

WORSE = 10
"""Below this rank a change is a worsening."""


class AwayScreen(Told):
    def __init__(self, speech: Speech, changes: Sequence[Change], since: datetime, now: datetime, zone: tzinfo) -> None:
        title = speech.t(N_("WHILE YOU HEARD NOTHING  {since} - {now}"), since=clock(since, zone), now=clock(now, zone))
        super().__init__(speech, title, lambda cells: [row for one in changes for row in _rows(one, cells)])


def _rows(change: Change, cells: int) -> list[Row]:
    worse = change.rank < WORSE
    return paragraph(f"{'!!' if worse else '  '} {change.says}", cells, style="bad" if worse else "", indent="   ")
