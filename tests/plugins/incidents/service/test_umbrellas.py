"""An umbrella event: many incidents, one log, joint figures, the forces of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict, Missing
from fengsui_incidents.api.umbrellas import JointFigure, Umbrellas

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def test_a_storm_from_two_incidents_to_its_end(night: Night) -> None:
    first, sent = await night.out(("T06", "stop_leak"))
    second = await night.report(line="真北路积水 bk3 sl?")
    made = await night.do("open_umbrella", title="暴雨", incidents=[first])
    umbrella = made["umbrella"]
    assert umbrella == "U1122-01"
    await night.do("join_umbrella", umbrella=umbrella, incident=second)
    await night.do("note_umbrella", umbrella=umbrella, text="市防汛办启动III级")
    board = await night.board()
    (row,) = board.umbrellas
    assert (row.incidents, row.running, row.forces) == ((first, second), 2, 1)
    assert row.figures["trapped"] == JointFigure(known=3)
    assert row.figures["missing"] == JointFigure(known=2, unknown=1)
    assert {one.umbrella for one in board.incidents} == {umbrella}
    card = await night.show("umbrella", umbrella=umbrella)
    assert [member.incident for member in card.members] == [first, second]
    assert [(force.team, force.orders) for force in card.shared if force.team] == [
        ("T06", ((sent["T06"], first, "ordered"),))
    ]
    said = [line.says.zh for line in card.log]
    assert "市防汛办启动III级" in said
    assert any(line.incident == second for line in card.log)
    assert [line.at for line in card.log] == sorted(line.at for line in card.log)

    with pytest.raises(Conflict) as refused:
        await night.do("close_umbrella", umbrella=umbrella)
    assert {fault.path for fault in refused.value.faults} == {f"incidents.{first}", f"incidents.{second}"}
    for incident in (first, second):
        found = await night.do("find_false", incident=incident, kind="duplicate", found_by="值班")
        await night.do("confirm_false", night.leader, finding=found["finding"])
    await night.says("T06", sent["T06"], "ready")
    for incident in (first, second):
        await night.do("close", incident=incident)
    assert [item.subject for item in (await night.board()).queue if item.kind == "umbrella"] == [umbrella]
    await night.do("close_umbrella", umbrella=umbrella)
    assert (await night.board()).umbrellas == ()
    assert (await night.show("umbrellas"))[0].figures == {}, "what was false counts nobody"


async def test_one_umbrella_only_and_never_a_drill_with_the_real(night: Night) -> None:
    real, drill = await night.report(), await night.report(exercise="EX-07")
    one = (await night.do("open_umbrella", title="a", incidents=[real]))["umbrella"]
    for command, payload, code in (
        ("open_umbrella", {"title": "b", "incidents": [real]}, "under_another"),
        ("join_umbrella", {"umbrella": one, "incident": drill}, "exercise_mixed"),
        ("open_umbrella", {"title": "b", "incidents": [drill, real]}, "exercise_mixed"),
        ("leave_umbrella", {"incident": drill, "reason": "x"}, "no_umbrella"),
    ):
        with pytest.raises(Conflict) as refused:
            await night.do(command, **payload)
        assert refused.value.code == code
    made = await night.do("open_umbrella", title="演练", incidents=[drill])
    assert made["umbrella"] == "UX1122-01"
    assert night.recorded("umbrella_opened")[-1].exercise == "EX-07"
    await night.do("leave_umbrella", incident=real, reason="另一场雨")
    assert (await night.card(real)).umbrella == ""
    with pytest.raises(Missing):
        await night.show("umbrella", umbrella="U0")


async def test_other_plugins_ask_for_it(night: Night) -> None:
    incident = await night.report()
    await night.do("open_umbrella", title="暴雨", incidents=[incident])

    def asked(reading):  # type: ignore[no-untyped-def]
        known = reading.ask(Umbrellas)
        return known.of(incident), known.open()[0].title, known.card("U1122-01").members[0].incident

    assert await night.system.read(asked, actor=night.officer) == ("U1122-01", "暴雨", incident)
