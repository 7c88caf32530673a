"""An incident across midnight and two restarts, a drill beside it, and three hundred calls in ten minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.stories.night import DRILL, WIND
from tests.stories.tale import Centre, Tale, on_the, tale, wall

from fengsui.errors import Conflict

CITY, ROOM = "province_bureau", "own_government"


async def test_an_incident_across_midnight_and_a_restart_keeps_its_number_its_clocks_and_its_orders(
    centre: Centre,
) -> None:
    async with tale(centre, on_the(22, "23:50:00")) as night:
        night.incident = (await night.do("incidents.report", line="tlll an zd2 sl2 hzl", wind=WIND))["incident"]
        assert night.incident == "E1122-01"
        await night.send(("T06", "stop_leak"), ("T09", "water"), left_out_reason="先派两队")
        await night.stored("T06", "T09")
        await night.do("incidents.confirm_level", night.leader, incident=night.incident, level="IV")
        await night.goes("T06", minutes=20)
        await night.says("T06", "moving", minutes=20)
        await night.says("T09", "unable", reason="vehicle")
        await night.at("23:59:59", stride=300)
        clocks, orders = await night.clocks(), dict(night.orders)
        before = (await night.card()).forces
    async with tale(centre, on_the(23, "00:00:02"), seed=2) as night:
        night.incident, night.orders = "E1122-01", orders
        assert await night.clocks() == clocks
        assert clocks[f"0:flash:{CITY}"] == "00:20:00"
        assert [(one.order, one.state, one.facts) for one in (await night.card()).forces] == [
            (one.order, one.state, one.facts) for one in before
        ]
        second = (await night.do("incidents.report", line="wwl dtkr bk3"))["incident"]
        assert second == "E1123-01", "a new day's number; the old incident keeps its own"
        await night.send(("T12", "cordon"), left_out_reason="加派")
        assert night.orders["T12"] == "FS1122-01-03", "its orders go on counting under its own number"
        await night.just_before("00:19:00", stride=300)
        await night.flash(CITY, "顾明", "值班员")
        await night.just_before("00:20:00")
        await night.at("00:20:00")
        await night.at("00:20:05")
        (rung,) = night.recorded("reports.clock_overdue", form="flash", incident=night.incident)
        assert "00:20:00" <= wall(rung.at) <= "00:20:05"
        assert (rung.data or {})["to"] == [ROOM], "only the line that has not heard it"
        assert await night.steps_at("T06") == [("remind", "00:20:00")], "20 minutes and half as much again, since 23:50"
        lines = await night.show("incidents.timeline", incident=night.incident)
        assert [line.at for line in lines] == sorted(line.at for line in lines)
    async with tale(centre, on_the(23, "00:21:00"), seed=3) as night:
        night.incident, night.orders = "E1122-01", orders
        assert [row.id for row in (await night.board()).incidents].count("E1122-01") == 1
        await night.system.advance(seconds=10, step=5)
        once = night.recorded("reports.clock_overdue", form="flash", incident=night.incident)
        assert len(once) == 1, "once, also after a restart"


async def test_a_drill_beside_the_real_thing_mixes_no_figure_no_report_and_no_statistic(centre: Centre) -> None:
    async with tale(centre, on_the(22, "10:00:00")) as night:
        begun = await night.do("drills.start", night.controller, drill=DRILL)
        await night.do("incidents.set_figure", night.controller, incident=begun.incident, count="dead", value=12,
                       source="导调")  # fmt: skip
        await night.at("10:01:00")
        real = (await night.do("incidents.report", line="真南路异味", place="真南路", lat=31.283, lon=121.37))[
            "incident"
        ]
        night.incident = real
        assert (await night.card()).figures.get("dead") is None
        board = await night.board()
        assert [(row.id, row.exercise) for row in board.incidents] == [(real, None), (begun.incident, DRILL)]
        flags = [item.exercise is not None for item in board.queue]
        assert flags == sorted(flags), "everything real stands before anything of a drill"
        await no_report_of_a_drill(night, begun.incident)
        with pytest.raises(Conflict):
            await night.do("incidents.open_umbrella", title="x", incidents=[real, begun.incident])
        call = (await night.do("incidents.take_call", source="duty_phone", text="真南路异味"))["call"]
        with pytest.raises(Conflict):
            await night.do("incidents.merge_call", call=call, incident=begun.incident)
        period = await night.show("evaluation.period", night.leader, since="2026-11-22", until="2026-11-22")
        assert period.incidents == 1, "the drill is not counted"
        marked = {event.exercise for event in night.system.recorded() if event.subject == begun.incident}
        assert marked == {DRILL}
        assert not [event for event in night.system.recorded() if event.subject == real and event.exercise]


async def no_report_of_a_drill(night: Tale, incident: str) -> None:
    """A drill with twelve dead owes nobody a report."""
    assert not [event for event in night.recorded("reports.clocks_started") if event.subject == incident]
    with pytest.raises(Conflict):
        await night.do("reports.flash", incident=incident, to=CITY, name="顾明", post="值班员")
    card = await night.show("reports.flash_text", incident=incident)
    assert (card.text.count("演练") >= 2, card.exercise) == (True, DRILL), card.text
    assert "演练" in card.text[:5]
    assert "演练" in card.text[-5:]


async def test_three_hundred_calls_in_ten_minutes_wait_in_turn_and_none_is_lost(centre: Centre) -> None:
    """Two seconds apart, nobody picking up: every call stands in the queue, the oldest first, the grave one seen."""
    async with tale(centre, on_the(22, "09:40:00")) as night:
        places = ("枣阳路", "甘泉路", "兰溪路", "桃浦路", "新村路")
        for number in range(300):
            await night.system.execute(
                "incidents.take_call",
                {"source": "duty_phone", "text": f"{places[number % 5]}{number}号积水", "phone": f"138{number:08}"},
                night.officer,
            )
            night.system.clock.advance(timedelta(seconds=2))
        await night.system.advance(seconds=1, step=1)
        calls = await night.items("call", "merge")
        assert len({item.call for item in calls}) == 300
        dues = [item.due for item in calls]
        assert dues == sorted(dues, key=lambda due: due.timestamp() if due else 0.0)
        assert len(night.recorded("incidents.call_taken")) == 300
        assert wall(calls[0].due) == "09:40:30"
