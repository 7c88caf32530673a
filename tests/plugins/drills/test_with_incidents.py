"""Drills beside the real incidents on the sample city: the same path, marked 演练, and out of the way in time."""

from __future__ import annotations

from typing import Any

import pytest

from fengsui.errors import Conflict
from fengsui.testing import running

PLUGINS = ["plans", "rosters", "incidents", "drills", "sample"]
CITY = {"plugins": {"sample": {"load": True}}}
AUTHORITY = "值班规程4.2"


async def test_the_night_of_a_drill(database_url: str) -> None:
    async with running(PLUGINS, url=database_url, settings=CITY) as system:
        limin = system.actor("exercise_controller", name="limin")
        officer = system.actor("duty_officer", name="wanglei")
        leader = system.actor("duty_leader", name="zhoujianguo")

        def recorded(*topics: str) -> list[Any]:
            return list(system.recorded(*topics))

        async def drill() -> Any:
            return (await system.show("drills.drill", {"drill": "EX-07"}, limin)).drill

        real = (await system.execute("incidents.report", {"line": "tlll an zd2 sl2 hzl"}, officer))["incident"]
        await system.advance(seconds=2)
        assert (await drill()).held_because == real
        for command in ("start", "resume"):
            with pytest.raises(Conflict) as refused:
                await system.execute(f"drills.{command}", {"drill": "EX-07"}, limin)
            assert refused.value.code == "held"

        await system.execute("incidents.confirm_level", {"incident": real, "level": "IV"}, leader)
        (reported, *_) = recorded("incidents.reported")
        for task in reported.data["tasks"]:
            await system.execute("incidents.do_task", {"incident": real, "task": task["task"]}, officer)
        await system.execute("incidents.control", {"incident": real}, officer)
        await system.execute("incidents.end_response", {"incident": real, "reason": "险情消除"}, leader)
        await system.execute("incidents.close", {"incident": real}, officer)
        await system.execute("drills.resume", {"drill": "EX-07"}, limin)
        begun = await system.execute("drills.start", {"drill": "EX-07"}, limin)
        sent = {"incident": begun.incident, "authority": AUTHORITY, "teams": [{"team": "T06", "need": "stop_leak"}]}
        await system.execute("incidents.dispatch", sent, limin)
        drilled = [event for event in recorded("incidents.*") if event.subject.startswith(("X", "EX"))]
        assert drilled
        assert {event.exercise for event in drilled} == {"EX-07"}

        second = (await system.execute("incidents.report", {"line": "tlll an zd2 sl2 hzl"}, officer))["incident"]
        await system.advance(seconds=2)
        assert (await drill()).hold_proposed == second
        sent = {"incident": second, "authority": AUTHORITY, "teams": [{"team": "T06", "need": "stop_leak"}]}
        await system.execute("incidents.dispatch", sent, officer)
        await system.advance(seconds=2)
        released = {event.data["team"]: event for event in recorded("drills.team_released")}
        assert (released["T06"].data["because"], released["T06"].exercise) == (second, "EX-07")
        ordered = {event.data["team"] for event in recorded("incidents.ordered") if event.exercise is None}
        assert set(released) == ordered & {"T06", "T07", "T10", "T22"}

        await system.execute("drills.abort", {"drill": "EX-07", "reason": "真实警情"}, officer)
        ended = [event.exercise for event in recorded("incidents.closed")]
        assert ended == [None, "EX-07"]
        assert {event.exercise for event in recorded("incidents.stood_down")} == {"EX-07"}
        assert not [event for event in recorded("drills.*") if event.exercise is None and event.subject[:2] == "EX"]
