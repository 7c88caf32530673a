"""A drill runs the same path and touches nothing real, nor the reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fengsui.access.policy import Actor
from fengsui.errors import Conflict, Forbidden, Invalid
from fengsui_incidents.api.exercises import ExerciseIncidents

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night

    from fengsui.unit import BoundUnit


def controller(night: Night) -> Actor:
    return night.system.actor("exercise_controller", name="limin")


async def drill(night: Night) -> str:
    def work(unit: BoundUnit) -> str:
        unit.enter("EX-07")
        return unit.ask(ExerciseIncidents).open(
            exercise="EX-07", title_zh="氨泄漏(想定)", title_en="Simulated leak", site="E01", lat=None, lon=None,
            plan="ammonia-release", figures={"poisoned": 2},
        )  # fmt: skip

    return await night.system.run(work, plugin="incidents")


async def test_everything_of_a_drill_is_marked(night: Night) -> None:
    incident = await drill(night)
    night.system.connect("team:T06")
    limin = controller(night)
    await night.do("propose", limin, incident=incident)
    send = [{"team": "T06", "need": "stop_leak", "reason": "演练"}]
    made = await night.do("dispatch", limin, incident=incident, authority="EX-07", teams=send, left_out_reason="仅一队")
    order = made["orders"][0]["order"]
    await night.says("T06", order, "accepted")
    await night.system.advance(seconds=400, step=5)
    events = night.system.recorded("incidents.*")
    assert {event.exercise for event in events} == {"EX-07"}
    assert not order.startswith("PT")
    assert not incident.startswith("E1122-")
    rows = await night.system.show("rosters.teams", {}, night.officer)
    assert next(row.team.readiness for row in rows if row.team.id == "T06") == "ready"


async def test_a_controller_has_no_hand_on_the_real_thing(night: Night) -> None:
    real, sent = await night.out(("T06", "stop_leak"))
    limin = controller(night)
    for command, payload in (
        ("report", {"line": "tlll an"}),
        ("evacuate", {"incident": real}),
        ("dispatch", {"incident": real, "authority": "x"}),
        ("note", {"incident": real, "text": "x"}),
        ("answer_for", {"order": sent["T06"], "kind": "accepted", "channel": "phone", "said_by": "x"}),
        ("next_team", {"order": sent["T06"]}),
    ):
        with pytest.raises(Forbidden):
            await night.do(command, limin, **payload)


async def test_a_drill_takes_no_team_from_a_real_order_but_the_reverse_may_be(night: Night) -> None:
    await night.out(("T06", "stop_leak"))
    exercise = await drill(night)
    with pytest.raises(Invalid) as error:
        await night.dispatch(exercise, ("T06", "stop_leak"))
    assert error.value.faults[0].code == "team_busy"
    await night.dispatch(exercise, ("T07", "stop_leak"))
    real = await night.report()
    assert await night.dispatch(real, ("T07", "stop_leak"))


async def test_real_calls_do_not_join_a_drill(night: Night) -> None:
    exercise = await drill(night)
    call = (await night.do("take_call", source="web", text="氨味"))["call"]
    with pytest.raises(Conflict):
        await night.do("merge_call", call=call, incident=exercise)
    with pytest.raises(Conflict):
        await night.do("report", call=call, exercise="EX-07")
    assert (await night.board()).calls[0].similar_to == ""


async def test_ending_a_drill_turns_everybody_back(night: Night) -> None:
    exercise = await drill(night)
    night.system.connect("team:T06")
    sent = await night.dispatch(exercise, ("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "accepted")

    def end(unit: BoundUnit) -> None:
        unit.enter("EX-07")
        unit.ask(ExerciseIncidents).end(exercise="EX-07", incident=exercise, reason="演练终止, 真实警情")

    await night.system.run(end, plugin="incidents")
    await night.system.run(end, plugin="incidents")
    (back,) = night.recorded("stood_down")
    assert back.data["reason"]["zh"] == "演练终止, 真实警情"
    assert (await night.board()).incidents == ()
    assert await night.show("my_orders", night.device("T06")) == ()
    await night.system.advance(seconds=600, step=5)
    assert not night.recorded("escalated", order=sent["T06"])
