"""Who is there: the feed's answer to `fengsui.hooks.Presence`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from fengsui.clock import Clock


class Attendance:
    """A label is online while a connection that has subscribed is open for somebody who holds it, on any node.

    Written on the event loop, read from any thread: a reader sees one dictionary entry, old or new.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._here: dict[str, int] = {}
        self._elsewhere: dict[str, int] = {}
        self._seen: dict[str, datetime] = {}
        self.changed: Callable[[], None] = lambda: None

    def online(self, label: str) -> bool:
        return label in self._here or label in self._elsewhere

    def last_seen(self, label: str) -> datetime | None:
        """Now while it is online, else when its last connection ended; None if never since this server started."""
        return self._clock.now() if self.online(label) else self._seen.get(label)

    def since(self, moment: datetime, beginning: str) -> Mapping[str, bool]:
        """Those online, and those lost at `moment` or later. Copied first: the event loop goes on meanwhile."""
        found = {
            label: False for label, at in self._seen.copy().items() if at >= moment and label.startswith(beginning)
        }
        for counts in (self._here.copy(), self._elsewhere.copy()):
            found |= {label: True for label in counts if label.startswith(beginning)}
        return found

    def labels(self) -> frozenset[str]:
        """Everything that is online on this node."""
        return frozenset(self._here)

    def come(self, labels: Iterable[str], *, elsewhere: bool = False) -> None:
        counts = self._elsewhere if elsewhere else self._here
        for label in labels:
            counts[label] = counts.get(label, 0) + 1
        self.changed()

    def go(self, labels: Iterable[str], *, elsewhere: bool = False) -> None:
        counts = self._elsewhere if elsewhere else self._here
        now = self._clock.now()
        for label in labels:
            left = counts.get(label, 0) - 1
            self._seen[label] = now
            if left > 0:
                counts[label] = left
            else:
                counts.pop(label, None)
        self.changed()


class Nobody:
    """Presence before the feed runs: nobody is connected."""

    def online(self, label: str) -> bool:
        return False

    def last_seen(self, label: str) -> datetime | None:
        return None

    def since(self, moment: datetime, beginning: str) -> Mapping[str, bool]:
        return {}
