"""Who is blocked: pure counting over what was read from the shared memory."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.watch.vitals import Sign

MOST_PER_LOOK = 1.0


class Watch:
    """Looked at often; says which thread has not moved for longer than it may.

    A look counts for a second at most: when the whole machine slept, or we did, nobody is blamed for it.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, float]] = {}
        self._last: float | None = None

    def look(self, signs: Sequence[Sign], now: float) -> Sign | None:
        """The blocked thread, if there is one; `now` in seconds of a clock that only goes forward."""
        passed = min(now - self._last, MOST_PER_LOOK) if self._last is not None else 0.0
        self._last = now
        found = None
        for number, sign in enumerate(signs):
            serial, silent = self._seen.get(number, (-1, 0.0))
            silent = silent + passed if serial == sign.serial and sign.working else 0.0
            self._seen[number] = (sign.serial, silent)
            if silent > sign.allowed and found is None:
                found = sign
        return found
