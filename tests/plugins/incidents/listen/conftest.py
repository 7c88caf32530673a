"""Events as the feed brings them to a team's device."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plugins.incidents.listen.making import DRILL_ALERT, REAL_ALERT, Make


@pytest.fixture
def event() -> Make:
    """A CloudEvent of `incidents.<what>` or `drills.<what>`; keyword arguments are its data."""

    def make(
        topic: str, *, exercise: str | None = None, id: str = "ev1", time: str = "", **data: Any
    ) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": id,
            "source": "fengsui",
            "type": topic,
            "time": time or "2026-11-21T19:14:02.000000Z",
            "severity": "extreme",
            "exercise": exercise,
            "need": "accept",
            "data": data,
        }

    return make


@pytest.fixture
def ordered(event: Make) -> Make:
    """An order of the real night, or of the drill EX07."""

    def make(*, exercise: str | None = None, **data: Any) -> dict[str, Any]:
        real = exercise is None
        given = {
            "order": "PT1122-01-02" if real else "EX07-02",
            "incident": "E1122-01" if real else "X1122-01",
            "team": "T06",
            "change": 0,
            "alert": REAL_ALERT if real else DRILL_ALERT,
            "urgency": "A",
            "answer_by": "2026-11-21T19:15:02.000000Z",
        }
        topic = data.pop("topic", "incidents.ordered")
        time = "" if real else "2026-11-22T02:00:00.000000Z"
        id = data.pop("id", "ev1" if real else "ev2")
        return event(topic, exercise=exercise, id=id, time=time, **(given | data))

    return make
