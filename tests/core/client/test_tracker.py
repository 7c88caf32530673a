"""What frames prove, without a socket."""

from __future__ import annotations

from typing import Any

import pytest

from fengsui.client.tracker import Step, Tracker
from fengsui.events import Position


def _at(seq: int, number: int | None = 1) -> Tracker:
    tracker = Tracker(Position("e1", seq))
    tracker.number = number
    return tracker


@pytest.mark.parametrize(
    ("frame", "step", "seq"),
    [
        ({"kind": "event", "sub": 1, "seq": 9, "prev": 5}, Step.EVENT, 5),
        ({"kind": "event", "sub": 1, "seq": 9, "prev": 6}, Step.HOLE, 5),
        ({"kind": "event", "sub": 2, "seq": 9, "prev": 5}, Step.NOTHING, 5),
        ({"kind": "live", "sub": 1, "seq": 9, "prev": 5}, Step.MOVED, 9),
        ({"kind": "live", "sub": 1, "seq": 9, "prev": 4}, Step.HOLE, 5),
        ({"kind": "hb", "pos": {"1": [5, 8]}}, Step.MOVED, 8),
        ({"kind": "hb", "pos": {"1": [7, 8]}}, Step.HOLE, 5),
        ({"kind": "hb", "pos": {"2": [7, 8]}}, Step.NOTHING, 5),
        ({"kind": "hb", "pos": {}}, Step.NOTHING, 5),
        ({"kind": "gap", "sub": 1, "from": 5, "to": 7, "why": "retention", "epoch": "e1"}, Step.GAP, 7),
        ({"kind": "news", "sub": 1}, Step.NOTHING, 5),
    ],
)
def test_steps(frame: dict[str, Any], step: Step, seq: int) -> None:
    tracker = _at(5)
    assert tracker.step(frame) is step
    assert tracker.position == Position("e1", seq)


def test_after_a_hole_everything_of_the_old_number_is_ignored() -> None:
    tracker = _at(5)
    assert tracker.step({"kind": "event", "sub": 1, "seq": 9, "prev": 8}) is Step.HOLE
    assert tracker.step({"kind": "event", "sub": 1, "seq": 10, "prev": 5}) is Step.NOTHING
    tracker.subscribed({"sub": 2, "epoch": "e1", "seq": 5})
    assert tracker.step({"kind": "event", "sub": 2, "seq": 9, "prev": 5}) is Step.EVENT


def test_now_takes_the_servers_position_and_a_gap_its_epoch() -> None:
    tracker = Tracker(None)
    tracker.subscribed({"sub": 1, "epoch": "e1", "seq": 7})
    assert tracker.position == Position("e1", 7)
    tracker.step({"kind": "gap", "sub": 1, "from": 7, "to": 2, "why": "epoch", "epoch": "e2"})
    assert tracker.position == Position("e2", 2)
