"""Time and identity, passed in: nothing else in the code base asks the machine for either.

`now()` is an aware UTC datetime. `SystemClock` follows the boot clock from the wall time at its start, so a
wall clock that is set while we run cannot move a deadline; `drift()` says by how much the two differ.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The time by which everything is decided, UTC."""
        ...

    def drift(self) -> timedelta:
        """How far the machine's wall clock has been moved since we started (zero where it was not)."""
        ...


def _boot_seconds() -> float:
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


class SystemClock:
    """Wall clock at start, plus elapsed boot time, plus a fixed `offset` (the demo begins at its story's time)."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._wall = datetime.now(UTC)
        self._boot = _boot_seconds()
        self.offset = offset

    def _elapsed(self) -> timedelta:
        return timedelta(seconds=_boot_seconds() - self._boot)

    def now(self) -> datetime:
        return self._wall + self._elapsed() + self.offset

    def drift(self) -> timedelta:
        return datetime.now(UTC) - (self._wall + self._elapsed())


class ManualClock:
    """A clock that stands still until it is moved: for tests and simulations."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self.jump = timedelta()

    def now(self) -> datetime:
        return self._now

    def drift(self) -> timedelta:
        return self.jump

    def advance(self, by: timedelta) -> None:
        self._now += by


class Ids:
    """Random identifiers and secrets from one source, which tests seed."""

    def __init__(self, source: random.Random | None = None) -> None:
        self._source = source or random.SystemRandom()

    def new(self) -> str:
        """128 random bits as 32 hexadecimal characters."""
        return f"{self._source.getrandbits(128):032x}"

    def secret(self) -> str:
        """256 random bits as 64 hexadecimal characters: tokens and salts."""
        return f"{self._source.getrandbits(256):064x}"

    def fraction(self) -> float:
        """A number in [0, 1): jitter."""
        return self._source.random()
