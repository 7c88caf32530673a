"""Statements, mutual aid, costs and requisitions: what is approved, answered and settled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.plugins.field.conftest import Scene

from fengsui.errors import Conflict, Forbidden, Invalid

# -- public information ----------------------------------------------------------------------------------


async def test_nobody_approves_what_he_drafted(scene: Scene) -> None:
    incident = await scene.report()
    made = (await scene.field("draft_statement", scene.leader, incident=incident, text="泄漏已控制"))["statement"]
    assert [item.label.zh for item in await scene.waits("public")] == ["发布"]
    with pytest.raises(Forbidden) as error:
        await scene.field("decide_statement", scene.leader, statement=made, approved=True)
    assert error.value.code == "drafter_approves"
    with pytest.raises(Forbidden):
        await scene.field("decide_statement", statement=made, approved=True, said_by="周建国", channel="phone")
    with pytest.raises(Forbidden):
        await scene.field("decide_statement", statement=made, approved=True)
    with pytest.raises(Invalid) as invalid:
        await scene.field("decide_statement", statement=made, approved=False, said_by="赵市长")
    assert [fault.code for fault in invalid.value.faults] == ["said_how", "reason_needed"]
    with pytest.raises(Conflict):
        await scene.field("issue_statement", statement=made, speaker="孙", where="发布会")
    await scene.field("decide_statement", statement=made, approved=True, said_by="赵市长", channel="phone")
    assert await scene.waits("public") == []
    await scene.field("name_speakers", incident=incident, speakers=[{"name": "孙", "post": "宣传部"}])
    with pytest.raises(Conflict) as may_not:
        await scene.field("issue_statement", statement=made, speaker="李", where="发布会")
    assert may_not.value.code == "may_not_speak"
    await scene.field("issue_statement", statement=made, speaker="孙", where="发布会")
    board = await scene.look(incident)
    [row] = board.statements
    assert (row.state, row.decided_by, row.speaker, row.drafted_by) == ("issued", "赵市长", "孙", "周建国")
    own = (await scene.field("draft_statement", incident=incident, text="第二稿"))["statement"]
    await scene.field("decide_statement", scene.leader, statement=own, approved=False, reason="数字未核实")
    with pytest.raises(Conflict):
        await scene.field("decide_statement", scene.leader, statement=own, approved=True)


# -- mutual aid, costs, vouchers -------------------------------------------------------------------------


@pytest.mark.both_engines
async def test_aid_that_nobody_answers_or_that_is_refused_comes_back_on_top(scene: Scene) -> None:
    incident = await scene.report()
    ask: dict[str, Any] = {"incident": incident, "to": "嘉定区应急局", "what": "重型防化队 1", "phone": "021-9"}
    aid = (await scene.field("ask_aid", **ask))["aid"]
    await scene.field("aid_taken", aid=aid, taken_by="值班员李")
    assert "待答复" in (await scene.waits("aid"))[0].says.zh
    await scene.system.advance(seconds=1801, step=10)
    [item] = await scene.waits("aid")
    assert "未答复" in item.says.zh
    assert item.due < scene.system.clock.now()
    await scene.system.advance(seconds=600, step=60)
    assert [event.data["state"] for event in scene.said("aid_changed")] == ["received", "silent"]
    with pytest.raises(Conflict) as error:
        await scene.do("close", incident=incident)
    assert "aid_open" in {fault.code for fault in error.value.faults}
    await scene.field("ask_aid_again", aid=aid)
    await scene.field("answer_aid", aid=aid, accepted=False, answer="本区有警")
    [item] = await scene.waits("aid")
    assert "不能支援: 本区有警" in item.says.zh
    await scene.field("know_aid", aid=aid)
    assert await scene.waits("aid") == []
    await scene.field("ask_aid_again", aid=aid)
    await scene.field("answer_aid", aid=aid, accepted=True, answer="2车10人", minutes=25, said_by="李")
    assert await scene.waits("aid") == []
    with pytest.raises(Conflict):
        await scene.field("answer_aid", aid=aid, accepted=False, answer="x")
    [row] = (await scene.look(incident)).aid
    assert (row.state, row.answer, row.minutes, row.asked_again, row.taken_by) == (
        "accepted",
        "2车10人",
        25,
        2,
        "值班员李",
    )
    await scene.field("withdraw_aid", aid=aid, reason="不再需要")
    assert (await scene.look(incident)).aid[0].state == "withdrawn"


async def test_costs_are_borne_by_the_responsible_unit_unless_there_is_a_reason(scene: Scene) -> None:
    incident = await scene.report()
    cost: dict[str, Any] = {
        "incident": incident,
        "order": "PT1122-01-01",
        "issuer": "王磊",
        "what": "泡沫液",
        "amount": 1234550,
    }
    made = (await scene.field("enter_cost", **cost))["cost"]
    with pytest.raises(Invalid) as error:
        await scene.field("enter_cost", **{**cost, "borne_by": "other"})
    assert [fault.code for fault in error.value.faults] == ["reason_needed", "bearer_needed"]
    with pytest.raises(Invalid):
        await scene.field("enter_cost", **{**cost, "amount": -1})
    await scene.field(
        "enter_cost", **{**cost, "amount": 9_000_000_000_000, "borne_by": "government", "reason": "无责任单位"}
    )
    assert (await scene.look(incident)).cost_totals == {"responsible_unit": 1234550, "government": 9_000_000_000_000}
    await scene.field("strike_cost", cost=made, reason="重复")
    with pytest.raises(Conflict):
        await scene.field("strike_cost", cost=made, reason="重复")
    assert (await scene.look(incident)).cost_totals == {"government": 9_000_000_000_000}
    assert any(
        "费用 12,345.50元 泡沫液 (PT1122-01-01) 由事故责任单位承担" in line for line in await scene.lines(incident)
    )


async def test_a_requisition_is_written_afterwards_returned_and_compensated(scene: Scene) -> None:
    incident = await scene.report()
    taken = scene.system.clock.now() - timedelta(hours=2)
    await scene.close(incident)
    made = await scene.field(
        "issue_voucher", incident=incident, basis="突发事件应对法 第十二条", reason="抢险", owner="某建筑公司 李总",
        owner_contact="021-8", things=[{"name": "挖掘机", "quantity": 1, "unit": "台"}], at=taken.isoformat(),
    )  # fmt: skip
    assert made["number"] == f"ZY-{incident}-01"
    text = await scene.system.show("field.voucher", {"voucher": made["voucher"]}, scene.officer)
    assert "事后补发" in text.zh
    assert "挖掘机 1台" in text.zh
    await scene.field("return_property", voucher=made["voucher"], damage="履带损坏")
    with pytest.raises(Conflict):
        await scene.field("return_property", voucher=made["voucher"])
    await scene.field("compensate", voucher=made["voucher"], amount=500000)
    [row] = (await scene.look(incident)).vouchers
    assert (row.state, row.compensation, row.damage, row.afterwards) == ("compensated", 500000, "履带损坏", True)
    paid = await scene.field("issue_voucher", incident=incident, basis="突发事件应对法 第十二条", reason="抢险",
                             owner="某公司", things=[{"name": "水泵", "quantity": 1, "unit": "台"}])  # fmt: skip
    await scene.field("compensate", voucher=paid["voucher"], amount=100)
    back = await scene.field("return_property", voucher=paid["voucher"])
    assert back["state"] == "compensated", "what was paid for stays so when it comes back"
    assert not any("李总" in line for line in await scene.lines(incident))
