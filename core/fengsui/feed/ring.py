"""The journal's most recent events, already encoded: the in-memory head from which live, resume and refill read."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.feed.frames import Encoded

MOST_NEEDFUL = 2048


class Ring:
    """At least the last `size` events (at most twice as many), without a hole.

    Those that need an answer are remembered for longer, to know late what a resuming device must have stored.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._events: list[Encoded] = []
        self._needful: list[Encoded] = []

    def add(self, event: Encoded) -> None:
        if self._events and event.seq != self._events[-1].seq + 1:
            self.clear()
        self._events.append(event)
        if event.needful:
            self._needful.append(event)
        if len(self._events) >= 2 * self.size:
            del self._events[: -self.size]
        if len(self._needful) >= 2 * MOST_NEEDFUL:
            del self._needful[:-MOST_NEEDFUL]

    def clear(self) -> None:
        self._events.clear()
        self._needful.clear()

    def forget(self, runs: Sequence[tuple[int, int]], coming: Sequence[Encoded] = ()) -> None:
        """The data of the events of these runs of numbers was destroyed by law: it goes from here too, and from those
        that are `coming`."""
        for event in (*self._events, *self._needful, *coming):
            if any(first <= event.seq <= last for first, last in runs):
                event.forget()

    def needful(self, after: int, upto: int) -> list[Encoded]:
        """Those behind `after` and up to `upto` that need an answer."""
        return [event for event in self._needful if after < event.seq <= upto]

    def covers(self, seq: int) -> bool:
        """Whether everything behind `seq` is here."""
        return bool(self._events) and self._events[0].seq <= seq + 1

    def after(self, seq: int, limit: int) -> list[Encoded]:
        """At most `limit` events behind `seq`; only where `covers(seq)`."""
        start = seq + 1 - self._events[0].seq
        return self._events[start : start + limit]
