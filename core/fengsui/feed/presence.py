"""Who is there: the feed's answer to `fengsui.hooks.Presence`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fengsui.clock import Clock


class Attendance:
    """A label is online while a connection that has subscribed is open for somebody who holds it.

    Written on the event loop, read from any thread: a reader sees one dictionary entry, old or new.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._here: dict[str, int] = {}
        self._seen: dict[str, datetime] = {}

    def online(self, label: str) -> bool:
        return label in self._here

    def last_seen(self, label: str) -> datetime | None:
        """Now while it is online, else when its last connection ended; None if never since this server started."""
        return self._clock.now() if label in self._here else self._seen.get(label)

    def labels(self) -> frozenset[str]:
        """Everything that is online."""
        return frozenset(self._here)

    def come(self, labels: Iterable[str]) -> None:
        for label in labels:
            self._here[label] = self._here.get(label, 0) + 1

    def go(self, labels: Iterable[str]) -> None:
        now = self._clock.now()
        for label in labels:
            left = self._here.get(label, 0) - 1
            self._seen[label] = now
            if left > 0:
                self._here[label] = left
            else:
                self._here.pop(label, None)
