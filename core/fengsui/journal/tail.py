"""The journal's last events in memory, so that whoever stands at the head has the next ones without a query."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from fengsui.events import Recorded
from fengsui.journal.runs import Run, within

MOST = 2048


class Tail:
    """What this process committed last, gap-free. Whoever is further behind reads the journal itself.

    Behind a commit that somebody else made (another node, a restored backup) it begins anew.
    """

    def __init__(self, most: int = MOST) -> None:
        self._events: deque[Recorded] = deque(maxlen=most)

    def extend(self, events: Sequence[Recorded]) -> None:
        """The next events that were committed here, in order."""
        if events and self._events and not _follows(events[0], self._events[-1]):
            self._events.clear()
        self._events.extend(events)

    def forget(self, runs: Sequence[Run]) -> None:
        """The data of these events was destroyed by law: it goes from here too."""
        kept = [replace(event, data=None) if within(event.seq, runs) else event for event in self._events]
        self._events.clear()
        self._events.extend(kept)

    def after(self, seq: int, limit: int) -> list[Recorded] | None:
        """The next events behind `seq` in order, at most `limit`; None where it does not know them."""
        events = self._events
        if not events or not events[0].seq - 1 <= seq < events[-1].seq:
            return None
        found: list[Recorded] = []
        for event in reversed(events):
            if event.seq <= seq:
                break
            found.append(event)
        return found[::-1][:limit]


def _follows(event: Recorded, last: Recorded) -> bool:
    return event.seq == last.seq + 1 and event.epoch == last.epoch
