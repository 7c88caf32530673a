"""A routing plugin is asked within bounds: one that fails or hangs costs a moment once, and the estimate stands."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import isfinite
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from fengsui.errors import Unavailable
from fengsui.hooks import Reading
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.travel import TravelTimes
from fengsui_incidents.model.picture import Point
from fengsui_incidents.model.propose import Routed, Router
from fengsui_incidents.model.rules import RuleSet

log = logging.getLogger(__name__)

MOST_MINUTES = 24 * 60


class Guard:
    """One for each server: who failed is left alone for a while, and at most one thread ever hangs."""

    def __init__(self) -> None:
        self._asking: Thread | None = None
        self._rests_until: datetime | None = None

    def rests(self, now: datetime) -> bool:
        hangs = self._asking is not None and self._asking.is_alive()
        return hangs or (self._rests_until is not None and now < self._rests_until)

    def ask(self, routes: TravelTimes, starts: Sequence[Point], end: Point, within_s: float) -> Sequence[float | None]:
        """Its answer; raises what it raises, TimeoutError, or ValueError where it is not what was asked for."""
        answer: SimpleQueue[Sequence[Any] | BaseException] = SimpleQueue()

        def asked() -> None:
            try:
                answer.put(list(routes.minutes(starts, end)))
            except BaseException as error:
                answer.put(error)

        self._asking = Thread(target=asked, name="fengsui-routing", daemon=True)
        self._asking.start()
        try:
            found = answer.get(timeout=within_s)
        except Empty:
            raise TimeoutError from None
        if isinstance(found, BaseException):
            raise found
        return _checked(found, len(starts))

    def rest(self, until: datetime) -> None:
        self._rests_until = until


def _checked(found: Sequence[Any], count: int) -> list[float | None]:
    if len(found) != count:
        raise ValueError(f"{len(found)} answers to {count} questions")
    for one in found:
        if one is not None and not (isinstance(one, int | float) and isfinite(one) and 0 <= one <= MOST_MINUTES):
            raise ValueError(f"{one!r} is no number of minutes")
    return [None if one is None else float(one) for one in found]


def router(reading: Reading, rules: RuleSet) -> Router | None:
    """Asks the routing plugin, where there is one."""
    try:
        routes = reading.ask(TravelTimes)
    except Unavailable:
        return None
    except Exception:
        log.warning("the routing plugin could not be asked", exc_info=True)
        return lambda _starts, _end: Routed(FAILED)
    guard, now = reading.kept(Guard), reading.now

    def ask(starts: Sequence[Point], end: Point) -> Routed:
        if guard.rests(now):
            return Routed(RESTING)
        try:
            found = guard.ask(routes, starts, end, rules.number("routing_within_ms") / 1000)
        except TimeoutError:
            says = LATE
        except Exception:
            log.warning("the routing plugin failed", exc_info=True)
            says = FAILED
        else:
            return Routed(_says(routes.name, found), found)
        guard.rest(now + timedelta(seconds=rules.number("routing_rest_s")))
        return Routed(says)

    return ask


def _says(name: str, found: Sequence[float | None]) -> Words:
    unknown = sum(one is None for one in found)
    zh, en = f"行车时间: {name}", f"travel times: {name}"
    if unknown:
        zh, en = f"{zh}, {unknown}处按直线估算", f"{en}; {unknown} by distance"
    return Words(zh, en)


LATE = Words("路网服务未及时答复, 行车时间按直线估算", "the routing service did not answer in time: times by distance")
FAILED = Words("路网服务出错, 行车时间按直线估算", "the routing service failed: times by distance")
RESTING = Words(
    "路网服务暂停使用 (刚才出错), 行车时间按直线估算",
    "the routing service is left alone after a failure: times by distance",
)
