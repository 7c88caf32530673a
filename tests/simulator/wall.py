"""The machine's clocks: the boot clock is the loop's, the wall clock is that and however far somebody has set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from unittest.mock import patch

from tests.simulator.loop import SimLoop

import fengsui.clock
from fengsui.testing import NIGHT


class Wall:
    """`jump` is by how much the wall clock is wrong. Stands in for `datetime` in `fengsui.clock`."""

    def __init__(self, loop: SimLoop, begins: datetime = NIGHT) -> None:
        self._loop = loop
        self._begins = begins
        self.jump = timedelta()

    def true(self, at: float | None = None) -> datetime:
        """The time as it really is."""
        return self._begins + timedelta(seconds=self._loop.now if at is None else at)

    def now(self, _zone: tzinfo) -> datetime:
        """What the machine's wall clock says."""
        return self.true() + self.jump

    @contextmanager
    def hung(self) -> Iterator[None]:
        """While it lasts, `SystemClock` reads these clocks."""
        with (
            patch.object(fengsui.clock, "datetime", self),
            patch.object(fengsui.clock, "_boot_seconds", self._loop.time),
        ):
            yield
