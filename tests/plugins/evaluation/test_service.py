"""A night on the sample city, evaluated from its record; findings become actions; its personal data are destroyed."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.plugins.evaluation.night import PLUGINS, After, awake, city_in

from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.journal.verifying import verify


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city_in(tmp_path_factory.mktemp("evaluation") / "data", PLUGINS)


@pytest.fixture
async def after(city: Path, tmp_path: Path) -> AsyncIterator[After]:
    shutil.copytree(city, tmp_path / "data")
    async with awake(PLUGINS, tmp_path / "data") as after:
        yield after


@pytest.mark.both_engines
async def test_the_evaluation_is_computed_from_the_record(after: After) -> None:
    incident = await after.night()
    found = await after.evaluated(incident)
    times = {spread.measure: spread.median for spread in found.spreads}
    assert times["report_to_order"] == 30
    assert times["order_to_answer"] == 0
    assert times["answer_to_departure"] == 40
    assert times["report_to_first_arrival"] == 670
    states = {(clock.kind, clock.what): clock.state for clock in found.clocks if clock.kind in ("answer", "level")}
    assert states[("answer", "T06")] == "kept"
    assert states[("level", "IV")] == "late"
    assert found.plan is not None
    leak = next(need for need in found.plan.needs if need.need == "stop_leak")
    assert (leak.ordered, leak.accepted, leak.arrived, leak.first_minutes) == (2, 1, 1, 11)
    assert any(one.basis == "incidents.fact_recorded T07" for one in found.findings)
    assert not any(one.basis.startswith("plan") and "need" in one.basis for one in found.findings)
    assert {clock.says.zh for clock in found.clocks if clock.what == "T06"} == {"石泉危化专业队"}
    await after.end(incident)
    assert any("需要" in one.text.zh for one in (await after.evaluated(incident)).findings)


async def test_the_report_is_drafted_in_both_languages_without_a_score(after: After) -> None:
    incident = await after.night()
    await after.do("evaluation.write", incident=incident, section="conclusion", text="处置及时")
    zh = await after.show("evaluation.report", incident=incident, language="zh")
    en = await after.show("evaluation.report", incident=incident, language="en")
    for title in (
        "一、基本情况",
        "二、事故单位责任落实",
        "三、地方政府责任落实",
        "四、评估结论",
        "五、经验教训",
        "六、工作建议",
    ):
        assert title in zh
    assert "标准不设分值" in zh
    assert "[评估组 王磊]\n  处置及时" in zh
    assert "4. Conclusion" in en
    assert "no score" in en
    assert not any(word in zh for word in ("得分", "总分"))


async def test_a_finding_goes_its_way_to_verified(after: After) -> None:
    incident = await after.night()
    proposal = next(one for one in (await after.evaluated(incident)).findings if "T07" in one.basis)
    taken = await after.do("evaluation.enter_finding", incident=incident, finding=proposal.id)
    with pytest.raises(Conflict):
        await after.do("evaluation.enter_finding", incident=incident, finding=proposal.id)
    with pytest.raises(Conflict) as unowned:
        await after.do("evaluation.done", finding=taken["finding"], evidence="x")
    with pytest.raises(Invalid):
        await after.do("evaluation.assign", finding=taken["finding"], owner="桐澜冷链", due=date(2026, 11, 20))
    await after.do("evaluation.assign", finding=taken["finding"], owner="桐澜冷链", due=date(2026, 11, 24))
    await after.do("evaluation.done", finding=taken["finding"], evidence="车辆已修复")
    with pytest.raises(Conflict) as own:
        await after.do("evaluation.verify", after.system.actor("duty_leader", name="王磊"), finding=taken["finding"],
                       accepted=True)  # fmt: skip
    with pytest.raises(Forbidden):
        await after.do("evaluation.verify", finding=taken["finding"], accepted=True)
    with pytest.raises(Invalid):
        await after.do("evaluation.verify", after.leader, finding=taken["finding"], accepted=False)
    await after.do("evaluation.verify", after.leader, finding=taken["finding"], accepted=False, reason="无照片")
    assert [one.state for one in await after.show("evaluation.actions")] == ["open"]
    await after.do("evaluation.done", finding=taken["finding"], evidence="照片已附")
    await after.do("evaluation.verify", after.leader, finding=taken["finding"], accepted=True)
    assert await after.show("evaluation.actions") == ()
    assert (unowned.value.code, own.value.code) == ("not_assigned", "same_person")


async def test_a_dropped_proposal_does_not_come_back_and_words_are_needed(after: After) -> None:
    incident = await after.night()
    proposal = next(one for one in (await after.evaluated(incident)).findings if one.state == "proposed")
    await after.do("evaluation.drop", incident=incident, finding=proposal.id, reason="计划内")
    again = [one for one in (await after.evaluated(incident)).findings if one.id == proposal.id]
    assert [one.state for one in again] == ["dropped"]
    with pytest.raises(Invalid):
        await after.do("evaluation.enter_finding", incident=incident)
    with pytest.raises(Missing):
        await after.do("evaluation.drop", finding="nothing", reason="x")


async def test_an_action_that_is_overdue_is_told_once_and_stands_in_the_queue(after: After) -> None:
    incident = await after.night()
    made = await after.do("evaluation.enter_finding", incident=incident, text="缺少防化服", basis="现场")
    await after.do("evaluation.assign", finding=made["finding"], owner="石泉队", due=date(2026, 11, 22))
    queue = await after.show("incidents.queue")
    assert [item.label.zh for item in queue if item.opens == "evaluation.board"] == ["整改"]
    after.system.clock.advance(timedelta(days=1))
    await after.system.advance(seconds=180, step=60)
    (told,) = after.recorded("action_overdue")
    assert "role:duty_leader" in told.labels


async def test_a_period_says_its_formula_and_leaves_drills_out(after: After) -> None:
    limin = after.system.actor("exercise_controller", name="limin")
    drill = (await after.do("drills.start", limin, drill="EX-07")).incident
    await after.night()
    assert (await after.evaluated(drill)).exercise == "EX-07"
    found = await after.show("evaluation.period", since=date(2026, 11, 22), until=date(2026, 11, 22))
    assert (found.incidents, found.false_reports) == (1, 0)
    assert found.kept["level"] == (0, 1)
    assert "nearest rank" in found.formula.en
    empty = await after.show("evaluation.period", since=date(2026, 11, 20), until=date(2026, 11, 21))
    assert (empty.incidents, empty.spreads) == (0, ())
    with pytest.raises(Invalid):
        await after.show("evaluation.period", since=date(2026, 11, 22), until=date(2026, 11, 20))


async def test_personal_data_are_destroyed_after_their_date_and_the_record_verifies(after: After) -> None:
    incident = await after.night()
    await after.do("handover.promise", text="回电", to="刘女士 13900000001", incident=incident)
    (promise,) = after.system.recorded("handover.promised")
    await after.do("handover.keep_promise", promise=promise.subject)
    with pytest.raises(Missing):
        await after.do("evaluation.destroy", after.admin, incident=incident)
    await after.end(incident)
    await after.do("incidents.reopen", after.leader, incident=incident, reason="复燃")
    assert (await after.evaluated(incident)).destruction is None
    await after.end(incident)
    dated = after.recorded("destruction_dated")[-1]
    assert dated.data["due_on"] == "2027-05-21"
    with pytest.raises(Conflict) as early:
        await after.do("evaluation.destroy", after.admin, incident=incident)
    await after.do("evaluation.hold", after.leader, incident=incident, reason="诉讼")
    after.system.clock.advance(timedelta(days=181))
    with pytest.raises(Conflict) as held:
        await after.do("evaluation.destroy", after.admin, incident=incident)
    with pytest.raises(Conflict) as by_the_kernel:
        await after.do("core.erase", after.admin, kind="incidents.incident", thing=incident, basis="ERL 85", reason="x")
    await after.do("evaluation.release", after.leader, incident=incident, reason="结案")
    await after.do("evaluation.destroy", after.admin, incident=incident)
    await after.system.settle()
    found = await after.evaluated(incident)
    assert found.destruction is not None
    assert found.destruction.destroyed_at is not None
    assert (early.value.code, held.value.code, by_the_kernel.value.code) == ("not_due", "held", "held")
    calls = await after.show("incidents.calls", state="all")
    assert not any("氨味" in call.text or call.phone for call in calls if call.incident == incident)
    assert "刘女士" not in str(await after.show("handover.board"))
    assert found.steps["arrived"]
    assert (await after.system.read(lambda reading: verify(reading.connection))).whole
