"""One subscription: a filter on the journal, and how far into the journal it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fengsui.feed.filter import Filter
from fengsui.feed.frames import Encoded

if TYPE_CHECKING:
    from fengsui.feed.session import Session

MOST_OWED = 1024


class Subscription:
    """`scanned` is how far the journal was read for it, `told` the position that its client was last told.

    While it is `flowing` it stands in the hub's index and has been read up to the hub's own seq; else the reader
    brings it forward. `owed` are events that need an answer and that the client has not acknowledged.
    """

    __slots__ = (
        "announced",
        "check",
        "filter",
        "flowing",
        "labels",
        "name",
        "number",
        "owed",
        "scanned",
        "session",
        "told",
    )

    def __init__(self, session: Session, number: int, name: str | int, narrowing: Filter) -> None:
        self.session = session
        self.number = number
        self.name = name
        self.filter = narrowing
        self.labels: frozenset[str] = frozenset()
        self.check = False
        self.flowing = False
        self.announced = False
        self.scanned = 0
        self.told = 0
        self.owed: list[Encoded] = []

    def see(self, held: frozenset[str]) -> None:
        """Sets what it sees for an actor that holds the labels `held`: the smallest set that the index can use."""
        wanted = self.filter.labels
        inside = wanted is not None and wanted <= held
        self.labels = wanted if wanted is not None and inside else held
        rest = wanted is not None and not inside
        self.check = rest or self.filter.topics is not None or self.filter.rank > 0

    def wants(self, event: Encoded) -> bool:
        return not self.labels.isdisjoint(event.labels) and (not self.check or self.filter.passes(event))

    def owe(self, event: Encoded) -> None:
        """The client was sent an event that needs an answer."""
        self.owed.append(event)
        if len(self.owed) > MOST_OWED:  # a client that never acks has no deliveries to lose
            del self.owed[0]

    def acknowledge(self, seq: int) -> list[Encoded]:
        """The events that an ack up to `seq` acknowledges for the first time here."""
        done = [event for event in self.owed if event.seq <= seq]
        if done:
            self.owed = self.owed[len(done) :]
        return done
