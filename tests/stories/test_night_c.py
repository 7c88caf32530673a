"""Night C, 09:38: a storm. Forty calls in ten minutes, 23 of them of one underpass, and two drills on the calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.stories.tale import Centre, Tale, on_the, tale, wall

from fengsui.errors import Conflict

CAP = Path(__file__).parents[1] / "plugins" / "warnings" / "files" / "good" / "rainstorm.xml"
UNDERPASS = {"lat": 31.2480, "lon": 121.3790}
PUMPS: dict[str, Any] = {"title": "排水", "capabilities": {"pump": 1}, "task": "排水救人"}


async def test_night_c(centre: Centre) -> None:
    async with tale(centre, on_the(22, "09:38:00")) as night:
        await a_warning_is_no_incident(night)
        await drills_are_held(night)
        await one_underpass(night)
        await not_ours(night)
        await no_team_left(night)
        await one_storm(night)
        await what_was_handed_on(night)


async def a_warning_is_no_incident(night: Tale) -> None:
    gateway = night.system.actor("alert_gateway", name="device:D-qx")
    text = CAP.read_text("utf-8")
    taken = (await night.do("warnings.receive_cap", gateway, text=text))["taken"][0]
    board = await night.board()
    assert board.incidents == ()
    assert any("暴雨" in words.zh for words in board.warnings)
    card = await night.show("warnings.warning", warning=taken["thing"])
    assert (card.level, bool(card.duties)) == ("orange", True)


async def drills_are_held(night: Tale) -> None:
    """No drill starts by the clock; an orange warning holds the one at 10:00 and the one at 14:00."""
    await night.do("drills.schedule", night.controller, drill="EX-14", title="有限空间演练", at=on_the(22, "14:00:00"),
                   controller="limin", lat=31.24, lon=121.40)  # fmt: skip
    await night.at("09:38:10", stride=2)
    for drill in ("EX-07", "EX-14"):
        assert (await night.show("drills.drill", night.controller, drill=drill)).drill.state == "held", drill
        with pytest.raises(Conflict):
            await night.do("drills.start", night.controller, drill=drill)


async def ring(night: Tale, number: int, text: str, **more: Any) -> str:
    given = {"source": "duty_phone", "phone": f"138{number:08}", "text": text, **more}
    return str((await night.do("incidents.take_call", **given))["call"])


async def one_underpass(night: Tale) -> None:
    """15 s a call: the first becomes the incident, 22 join it in one key; a new fact among them is not hidden."""
    await night.at("09:40:00")
    first = await ring(night, 0, "真北路下立交积水, 3人被困车顶", **UNDERPASS)
    assert (await night.dues("call"))["call"] == "09:40:30"
    made = await night.do("incidents.report", call=first, line="js bk3", place="真北路下立交", **UNDERPASS)
    night.incident = made["incident"]
    for number in range(1, 23):
        await night.system.advance(seconds=15, step=15)
        text = "真北路下立交积水 有1人昏倒" if number == 11 else "真北路下立交积水, 过不去"
        call = await ring(night, number, text, **UNDERPASS)
        (item,) = await night.items("merge")
        assert (item.call, item.incident) == (call, night.incident), "proposed, with its reason; a person joins it"
        await night.do("incidents.merge_call", call=call, incident=night.incident)
    assert night.now() == "09:45:30"
    assert (await night.card()).calls == 23
    (news,) = await night.items("news")
    assert "昏" in news.says.zh
    await night.do("incidents.acknowledge", incident=night.incident, item=news.id)


async def not_ours(night: Tale) -> None:
    """17 more: trees, power cuts, water elsewhere handed on in two keys; the rest logged in two."""
    others = [("tree", "枣阳路树倒伏压车", "greenery")] * 5 + [("power", "甘泉路停电", "power")] * 5
    await night.at("09:46:00")
    night.demands = ()
    for number, (_, text, to) in enumerate(others, 30):
        await night.system.advance(seconds=15, step=15)
        call = await ring(night, number, f"{text} {number}号")
        proposed = (await night.show("incidents.receivers", call=call))[0]
        assert proposed.key == to
        sent = await night.do("incidents.transfer_call", call=call, to=to)
        night.demands = (*night.demands, sent["transfer"])
    assert night.now() == "09:48:30"
    for number in range(7):
        await night.system.advance(seconds=10, step=10)
        call = await ring(night, 50 + number, "问几点雨停")
        await night.do("incidents.close_call", call=call, outcome="log_only")
    assert night.now() == "09:49:40"
    assert not await night.items("call", "merge"), "forty calls in ten minutes, and none of them waits"
    assert len(night.recorded("incidents.call_taken")) == 40


async def no_team_left(night: Tale) -> None:
    """The pumps are out; the next flood waits with its reason. Who comes back is proposed for it, never sent."""
    await night.do(
        "incidents.compose_plan", incident=night.incident, title="下立交排水", reason="无预案", needs=[PUMPS]
    )
    await night.send(("T13", "typed-need-1"), left_out_reason="")
    await night.stored("T13")
    await night.goes("T13")
    keeper = night.system.actor("administrator", name="admin")
    for team in ("T19", "T38"):
        await night.do("rosters.set_readiness", keeper, team=team, readiness="out_of_service", reason="检修")
    made = await night.do("incidents.report", line="js bk1", place="云岭东路地下车库", lat=31.225, lon=121.391)
    garage = made["incident"]
    await night.do("incidents.compose_plan", incident=garage, title="车库排水", reason="无预案", needs=[PUMPS])
    await night.do("incidents.propose", incident=garage)
    await night.system.advance(seconds=4, step=2)
    (waits,) = [item for item in await night.items("uncovered") if item.incident == garage]
    assert "排水 缺1" in waits.says.zh
    before = len(night.recorded("incidents.ordered"))
    await night.at("09:51:00")
    await night.do("incidents.stand_down", incident=night.incident, orders=[night.orders["T13"]], reason="水务已到场")
    await night.says("T13", "returning")
    await night.says("T13", "ready")
    await night.system.advance(seconds=4, step=2)
    (offer,) = await night.items("offer")
    assert (offer.incident, offer.team) == (garage, "T13")
    assert wall(offer.due) in ("09:53:00", "09:53:01", "09:53:02", "09:53:04"), "two minutes to decide"
    assert len(night.recorded("incidents.ordered")) == before, "a returning team brings a proposal, never an order"
    await night.send(("T13", "typed-need-1"), incident=garage)
    assert not await night.items("offer")
    night.entry = garage


async def one_storm(night: Tale) -> None:
    """总事件: both floods under one; joint figures and shared forces; it is not closed before its members."""
    made = await night.do("incidents.open_umbrella", title="11·22暴雨", incidents=[night.incident, night.entry])
    (row,) = (await night.board()).umbrellas
    assert (row.id, row.incidents, row.figures["trapped"].known) == (made["umbrella"], (night.incident, night.entry), 4)
    card = await night.show("incidents.umbrella", umbrella=row.id)
    (shared,) = [force for force in card.shared if force.team == "T13"]
    assert [order[1] for order in shared.orders] == [night.incident, night.entry]
    with pytest.raises(Conflict):
        await night.do("incidents.close_umbrella", umbrella=row.id)


async def what_was_handed_on(night: Tale) -> None:
    """Power has 10 minutes, greenery 15: what is refused is back on top at once, what is silent at its limit."""
    taken, refused, silent = night.demands[:-2], night.demands[-2], night.demands[-1]
    await night.at("09:55:00")
    for transfer in taken:
        await night.do("incidents.answer_transfer", transfer=transfer, answer="accepted", said_by="值班员")
    assert not await night.items("transfer")
    await night.do("incidents.answer_transfer", transfer=refused, answer="refused", said_by="李", reason="非我线路")
    (back,) = await night.items("transfer")
    assert "拒收: 非我线路" in back.says.zh
    await night.just_before("09:58:30", stride=30)
    assert not night.recorded("incidents.transfer_silent")
    await night.at("09:58:30")
    assert night.heard("incidents.transfer_silent", transfer=silent) == ["09:58:30"]
    assert [item.kind for item in (await night.items())[:2]] == ["transfer", "transfer"]
