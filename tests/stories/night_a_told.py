"""What night A tells those above: the flash on two lines, a verification, a 批示, the written report."""

from __future__ import annotations

from tests.stories.tale import Tale, wall

CITY, ROOM = "province_bureau", "own_government"
"""市应急局 (a municipality's bureau stands at the provincial level) and 区总值班室."""


async def flash_on_two_lines(night: Tale) -> None:
    """03:41, one text of at most 120 characters, read out to two listeners, unsigned; each receipt stops a clock."""
    card = await night.show("reports.flash_text", incident=night.incident)
    assert 0 < card.characters <= 120
    assert "桐澜冷链二号库" in card.text
    await night.at("03:41:00")
    first = await night.flash(CITY, "顾明", "值班员")
    await night.at("03:42:00")
    second = await night.flash(ROOM, "方敏", "总值班长")
    assert (first.text, first.late, second.late) == (second.text, (), ())
    await night.bodies_told()
    met = {row.to: row for row in (await night.case()).clocks if row.form == "flash"}
    assert {to: wall(row.met_at) for to, row in met.items()} == {CITY: "03:41:00", ROOM: "03:42:00"}
    (report,) = (await night.case()).reports
    assert {(row.name, row.post) for row in report.receipts if row.to in (CITY, ROOM)} == {
        ("顾明", "值班员"), ("方敏", "总值班长"),
    }  # fmt: skip
    assert not await night.items("快报", "通知")


async def wanted_from_above(night: Tale) -> None:
    """03:55 the city wants a film on the net verified in 20 minutes; a vice-mayor's 批示 comes; both stand in the queue
    with their deadline. What is late rings the leader once."""
    for kind in ("moving", "arrived"):
        await night.answer_for(night.orders["T33"], kind)
    await night.at("03:55:00")
    wanted = await night.do("reports.demand", kind="verify", incident=night.incident, source="市应急局 值班室",
                            text="核实网传视频", within_minutes=20, owner="陈静")  # fmt: skip
    order = await night.do("reports.demand", kind="instruction", incident=night.incident, source="副市长",
                           text="全力搜救失联人员, 严防次生", within_minutes=65, owner="王磊")  # fmt: skip
    assert await night.dues("核实", "批示") == {"核实": "04:15:00", "批示": "05:00:00"}
    night.demands = (wanted.demand, order.demand)
    await night.at("04:05:00")
    done = await night.do("reports.answer", demand=wanted.demand, reply="视频属实, 为03:10泄漏, 无爆炸", told="顾明",
                          feedback="收悉")  # fmt: skip
    assert done.warnings == ()
    assert not await night.items("核实")


async def written(night: Tale) -> None:
    """04:06, within the hour of the local rule: drafted from the record, reviewed, signed; receipts within 30 min."""
    await night.at("04:06:00")
    first = await night.write()
    assert first.late == ()
    assert not {"unreviewed", "unsigned"} & set(first.warnings)
    assert await night.clocks() == {
        f"0:receipt:{CITY}": "04:36:00", f"0:receipt:{ROOM}": "04:36:00",
        f"0:follow_up:{CITY}": "04:06:00", f"0:follow_up:{ROOM}": "04:06:00",
    }  # fmt: skip
    follow = [row.late_after for row in (await night.case()).clocks if row.form == "follow_up"]
    assert {wall(one) for one in follow} == {"04:06:00"}
    assert {one.day for one in follow} == {22}, "04:06 of the 23rd in Shanghai is 20:06 of the 22nd in UTC"
    assert await night.dues("回执") == {"回执": "04:36:00"}
    for to, name in ((CITY, "顾明"), (ROOM, "方敏")):
        await night.do("reports.receipt", report=first.report, to=to, name=name, post="值班员")
    assert not await night.items("回执")
    await night.at("04:30:00")
    await night.do("incidents.set_figure", incident=night.incident, count="missing", value=0, source="石泉队 队长",
                   status="verified", reason="两人在机房二层找到, 已送医")  # fmt: skip
    await night.do("incidents.set_figure", incident=night.incident, count="poisoned", value=4, source="普陀区中心医院")
    assert (await night.dues("补报"))["补报"] == "05:30:00"
