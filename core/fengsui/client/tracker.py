"""What a subscription's frames prove, without a socket: `prev` equal to our position means that nothing is missing."""

from __future__ import annotations

from enum import Enum
from typing import Any

from fengsui.events import Position


class Step(Enum):
    """What a frame means for the position."""

    EVENT = "event"  # the next event; the position moves once it is stored
    MOVED = "moved"  # a bookmark: nothing of ours lies in between
    GAP = "gap"  # our view cannot be proven whole; the position is behind the gap
    HOLE = "hole"  # something was lost on the way: subscribe again from our own position
    NOTHING = "nothing"  # not about this subscription, or of one that was replaced


class Tracker:
    """The position of one subscription, and the number that the server gave it on this connection."""

    def __init__(self, position: Position | None) -> None:
        self.position = position
        self.number: int | None = None

    def disconnected(self) -> None:
        self.number = None

    def subscribed(self, frame: dict[str, Any]) -> None:
        """`sub_ok`. Without a position of our own (we said "now") it is the server's."""
        self.number = frame["sub"]
        if self.position is None:
            self.position = Position(frame["epoch"], frame["seq"])

    def step(self, frame: dict[str, Any]) -> Step:
        """Judges an `event`, `live`, `hb` or `gap`; moves the position for all but an event."""
        kind = frame.get("kind")
        if kind == "hb":
            pair = frame.get("pos", {}).get(str(self.number))
            return self._bookmark(pair[0], pair[1]) if pair else Step.NOTHING
        if self.number is None or frame.get("sub") != self.number:
            return Step.NOTHING
        if kind == "live":
            return self._bookmark(frame["prev"], frame["seq"])
        if kind == "gap":
            epoch = frame.get("epoch") or (self.position.epoch if self.position else "")
            self.position = Position(epoch, frame["to"])
            return Step.GAP
        if kind == "event":
            return Step.EVENT if self.follows(frame["prev"]) else self._hole()
        return Step.NOTHING

    def follows(self, prev: int) -> bool:
        return self.position is not None and prev == self.position.seq

    def took(self, seq: int) -> Position:
        """The event at `seq` is ours now."""
        assert self.position is not None
        self.position = Position(self.position.epoch, seq)
        return self.position

    def _bookmark(self, prev: int, seq: int) -> Step:
        if not self.follows(prev):
            return self._hole()
        self.took(seq)
        return Step.MOVED

    def _hole(self) -> Step:
        self.number = None  # whatever else comes for the old number is ignored until the new sub_ok
        return Step.HOLE
