"""Rates: a bucket of tokens for each session or source, refilled by the loop's own clock."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

from fengsui.errors import Limited
from fengsui.text import N_

PER_SECOND = 20.0
BURST = 40.0
MOST_BUCKETS = 20_000


class Throttle:
    """`take(key)` raises Limited (`rate_limited`) for who asks more often than `per_second` after a burst."""

    def __init__(
        self, now: Callable[[], float], per_second: float = PER_SECOND, burst: float = BURST, most: int = MOST_BUCKETS
    ) -> None:
        self._now = now
        self._rate = per_second
        self._burst = burst
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        now = self._now()
        left, at = self._buckets.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate)
        if left < 1.0:
            self._buckets[key] = (left, now)
            wait = math.ceil((1.0 - left) / self._rate)
            raise Limited(N_("Too many requests. Try again in {seconds} s."), code="rate_limited", seconds=wait)
        self._buckets[key] = (left - 1.0, now)
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
