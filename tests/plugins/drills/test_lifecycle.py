"""How a drill moves, as a table; and that the real thing always comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.errors import Conflict, FengsuiError, Forbidden
from fengsui_drills.model import lifecycle
from fengsui_drills.model.lifecycle import Exercise, OpenIncident

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
A = OpenIncident("E1122-01", "A", NOW)
DRILL = Exercise(
    id="EX-07", title="氨泄漏", scheduled_at=NOW + timedelta(hours=7), controller="limin", kind="live", teams=("T06",)
)


def do(step: str, drill: Exercise, holds: Sequence[OpenIncident] = ()) -> Exercise:
    return {
        "start": lambda: lifecycle.start(drill, "limin", list(holds), NOW),
        "hold": lambda: lifecycle.hold(drill, "E1122-01"),
        "resume": lambda: lifecycle.resume(drill, "limin", list(holds)),
        "abort": lambda: lifecycle.abort(drill, "", NOW),
        "finish": lambda: lifecycle.finish(drill, "limin", NOW),
    }[step]()


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (["start"], "running"),
        (["start", "finish"], "finished"),
        (["hold"], "held"),
        (["hold", "resume"], "planned"),
        (["hold", "resume", "start"], "running"),
        (["start", "hold", "resume"], "running"),
        (["start", "hold", "abort"], "aborted"),
        (["abort"], "aborted"),
        (["finish"], "drill_state"),
        (["resume"], "drill_state"),
        (["hold", "start"], "held!"),
        (["hold", "hold"], "drill_state"),
        (["start", "start"], "drill_state"),
        (["abort", "start"], "drill_state"),
        (["start", "finish", "hold"], "drill_state"),
    ],
)
def test_the_way_of_a_drill(steps: Any, state: Any) -> None:
    assert walk(steps) == state.removesuffix("!")


def walk(steps: Any) -> Any:
    """The state at the end of the way, or the code with which a step was refused."""
    drill = DRILL
    for step in steps:
        try:
            drill = do(step, drill)
        except Conflict as refused:
            return refused.code
    return drill.state


@pytest.mark.parametrize("step", ["start", "resume"])
def test_an_open_urgent_incident_refuses(step: Any) -> None:
    with pytest.raises(Conflict) as refused:
        do(step, DRILL if step == "start" else do("hold", DRILL), [A])
    assert refused.value.code == "held"


@pytest.mark.parametrize(
    "act",
    [
        lambda: lifecycle.start(DRILL, "somebody", [], NOW),
        lambda: lifecycle.resume(replace(DRILL, state="held"), "", []),
        lambda: lifecycle.finish(replace(DRILL, state="running"), "LIMIN", NOW),
    ],
)
def test_only_its_controller(act: Any) -> None:
    with pytest.raises(Forbidden) as refused:
        act()
    assert refused.value.code == "not_controller"


@pytest.mark.parametrize(
    ("state", "at", "proposed", "expected"),
    [
        ("planned", timedelta(hours=7), "", "hold"),
        ("planned", timedelta(hours=-30), "", "hold"),
        ("planned", timedelta(hours=21), "", None),
        ("running", timedelta(hours=-1), "", "propose"),
        ("running", timedelta(hours=-1), "E1122-01", None),
        ("held", timedelta(), "", None),
        ("finished", timedelta(), "", None),
    ],
)
def test_what_gives_way(state: Any, at: Any, proposed: Any, expected: Any) -> None:
    drill = replace(DRILL, state=state, scheduled_at=NOW + at, hold_proposed=proposed)
    found = lifecycle.must_give_way(drill, [A], NOW, ZONE)
    assert (found[0] if found else None) == expected
    assert lifecycle.must_give_way(drill, [], NOW, ZONE) is None


def test_today_is_the_centres_own_day() -> None:
    late = replace(DRILL, scheduled_at=datetime(2026, 11, 22, 15, 59, tzinfo=UTC))
    next_day = replace(DRILL, scheduled_at=datetime(2026, 11, 22, 16, 0, tzinfo=UTC))
    assert lifecycle.must_give_way(late, [A], NOW, ZONE) is not None
    assert lifecycle.must_give_way(next_day, [A], NOW, ZONE) is None


def test_the_worst_incident_holds() -> None:
    b = OpenIncident("E1122-00", "B", NOW - timedelta(hours=1))
    c = OpenIncident("E1122-02", "C", NOW)
    assert lifecycle.holding([c, b, A], ["A", "B"]) == [A, b]


@given(st.lists(st.sampled_from(["start", "hold", "resume", "abort", "finish"]), max_size=12), st.booleans())
def test_whatever_is_done_the_states_stay_sound(steps: Any, urgent: Any) -> None:
    drill = DRILL
    for step in steps:
        before = drill
        try:
            drill = do(step, drill, [A] if urgent else [])
        except FengsuiError:
            continue
        assert not (urgent and drill.state == "running" and before.state != "running")
        assert (drill.held_from is not None) == (drill.state == "held")
        assert before.state not in ("finished", "aborted")
