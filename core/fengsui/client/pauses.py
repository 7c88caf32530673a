"""How long to wait before the next try."""

from __future__ import annotations

from fengsui.clock import Ids

FIRST_S = 0.5
LONGEST_S = 30.0
DRAINING = 4000


class Pauses:
    """Full jitter, so that a thousand clients do not come back at once; a draining server names the spread."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._failures = 0
        self._spread_s = 0.0

    def worked(self) -> None:
        self._failures = 0

    def draining(self, spread_ms: float) -> None:
        self._spread_s = spread_ms / 1000

    def after(self, code: int) -> float:
        """Seconds, after the connection ended with `code`."""
        spread, self._spread_s = self._spread_s, 0.0
        if code == DRAINING and spread:
            return self._ids.fraction() * spread
        longest = min(LONGEST_S, FIRST_S * 2.0 ** min(self._failures, 10))
        self._failures += 1
        return self._ids.fraction() * longest
