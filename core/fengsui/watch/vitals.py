"""Signs of life in memory that the server and its parent share.

Each thread that serves has a slot: a serial that is odd while it is at work, its identity as the stacks name it, and
how long one piece of work may take. What stays at the same odd serial for longer is blocked; nothing else is looked at.
Only words of eight bytes are written, each by one thread, so there is nothing to lock.
"""

from __future__ import annotations

import mmap
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

HEADER = struct.Struct("<QQQ")  # how far it is, the HTTP port, the feed port
SLOT = struct.Struct("<QQQQ")  # serial, thread, milliseconds allowed, what it does
SLOTS = 16
SIZE = HEADER.size + SLOTS * SLOT.size
STARTING, READY, STOPPING, ENDED = 0, 1, 2, 3
KINDS = ("unused", "interpreter", "loop", "writer", "reader")
INTERPRETER, LOOP, WRITER, READER = 1, 2, 3, 4

BLOCKED_SECONDS = 5.0
"""So long the event loop may take for one turn, and a unit's Python to return."""
INTERPRETER_SECONDS = 7.0
"""So long no thread at all may get the interpreter: one that holds it for the loop is told by the loop's slot first."""
READING_SECONDS = 20.0
"""A view has five seconds for each of its statements, and the other readers go on meanwhile."""


@dataclass(frozen=True)
class Sign:
    """One slot as it was read."""

    kind: str
    serial: int
    thread: int
    allowed: float

    @property
    def working(self) -> bool:
        return self.serial % 2 == 1


class Vitals:
    """The server's side; without memory (no parent watches) it costs next to nothing and does nothing.

    `blocked` is how many seconds a turn, or a unit's Python, may take where nothing else is said.
    """

    def __init__(self, memory: mmap.mmap | None = None, *, blocked: float = BLOCKED_SECONDS) -> None:
        self._memory = memory
        self.blocked = blocked
        self._taken = 0
        self._stopping = False
        self._lock = threading.Lock()
        self._mine = threading.local()

    def ready(self, http_port: int, feed_port: int) -> None:
        """From now on a server that ends by itself is started again, on the same ports."""
        if self._memory is not None:
            stage = STOPPING if self._stopping else READY
            HEADER.pack_into(self._memory, 0, stage, http_port, feed_port)

    def stopping(self) -> None:
        """It was told to stop: its end is no surprise."""
        self._stopping = True
        if self._memory is not None:
            struct.pack_into("<Q", self._memory, 0, STOPPING)

    def ended(self) -> None:
        """It goes its own way out, with an exit code or an error that it reports."""
        if self._memory is not None and not self._stopping:
            struct.pack_into("<Q", self._memory, 0, ENDED)

    def beat(self, kind: int, allowed: float | None = None) -> None:
        """One turn of a thread that never rests."""
        place = self._place(kind, self.blocked if allowed is None else allowed)
        if place is not None:
            self._add(place, 2, odd=True)

    def rest(self, kind: int) -> None:
        """The thread that beat is done, and no longer looked at."""
        place = self._place(kind, self.blocked)
        if place is not None:
            self._add(place, 1, odd=False)

    @contextmanager
    def busy(self, kind: int, allowed: float | None = None) -> Iterator[None]:
        """This thread is at work on one thing until the block ends."""
        place = self._place(kind, self.blocked if allowed is None else allowed)
        if place is None:
            yield
            return
        self._add(place, 1, odd=True)
        try:
            yield
        finally:
            self._add(place, 1, odd=False)

    def _add(self, place: int, by: int, *, odd: bool) -> None:
        assert self._memory is not None
        (serial,) = struct.unpack_from("<Q", self._memory, place)
        serial += by
        struct.pack_into("<Q", self._memory, place, serial if serial % 2 == odd else serial + 1)

    def _place(self, kind: int, allowed: float) -> int | None:
        """Where this thread's slot is; a thread beyond the last slot goes unwatched."""
        if self._memory is None:
            return None
        place: int | None = getattr(self._mine, "place", None)
        if place is None:
            with self._lock:
                if self._taken == SLOTS:
                    return None
                place = HEADER.size + self._taken * SLOT.size
                self._taken += 1
            SLOT.pack_into(self._memory, place, 0, threading.get_ident(), int(allowed * 1000), kind)
            self._mine.place = place
        return place


@dataclass(frozen=True)
class Where:
    """The ports on which a server answered, so that the next one takes the same."""

    http_port: int
    feed_port: int


def memory() -> mmap.mmap:
    """New shared memory, which a forked process sees too."""
    return mmap.mmap(-1, SIZE)


def stage(memory: mmap.mmap) -> int:
    """STARTING, READY, STOPPING or ENDED."""
    return int(HEADER.unpack_from(memory, 0)[0])


def where(memory: mmap.mmap) -> Where | None:
    """Where the server answers, once it does."""
    reached, http, feed = HEADER.unpack_from(memory, 0)
    return Where(http, feed) if reached != STARTING and http else None


def signs(memory: mmap.mmap) -> list[Sign]:
    found = []
    for number in range(SLOTS):
        serial, thread, allowed, kind = SLOT.unpack_from(memory, HEADER.size + number * SLOT.size)
        if 0 < kind < len(KINDS):
            found.append(Sign(KINDS[kind], serial, thread, allowed / 1000))
    return found
