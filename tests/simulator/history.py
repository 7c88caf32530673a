"""What happened, line by line, in the simulation's own time: the same seed writes the same lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from tests.simulator.loop import SimLoop


class History:
    """`note` adds a line; `counts` tells how often each kind of thing happened."""

    def __init__(self, loop: SimLoop) -> None:
        self._loop = loop
        self.lines: list[str] = []
        self.counts: Counter[str] = Counter()

    def note(self, who: str, what: str, *details: Any) -> None:
        self.counts[what] += 1
        self.lines.append(" ".join([f"{self._loop.now:12.4f}", f"{who:9}", what, *(str(one) for one in details)]))

    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()
