"""What intake decides is heard: an incident that was none owes a correction, and one after all owes what it owed."""

from __future__ import annotations

from typing import Any

from tests.plugins.reports.conftest import Night

from fengsui.hooks import Unit
from fengsui_reports.service.hearing import hear


async def confirm(night: Night, incident: str, kind: str = "false_report", why: str = "到场确认无泄漏") -> None:
    found = await night.do("incidents.find_false", incident=incident, kind=kind, found_by="刘队长", where="scene")
    await night.do("incidents.confirm_false", night.leader, finding=found["finding"], reason=why)


async def again(night: Night, topic: str) -> None:
    """The last such fact is heard once more, as after a crash between the handling and its mark."""
    event = night.system.recorded(topic)[-1]

    def work(unit: Unit) -> None:
        hear(unit, event)

    await night.system.run(work, plugin="reports")


async def state(night: Night, incident: str) -> dict[str, tuple[str, str]]:
    rows = (await night.case(incident)).clocks
    return {row.id: (f"{row.form}:{row.to}:{row.state}", night.hm(row.late_after)) for row in rows}


async def test_night_d_false_after_the_flash_and_true_after_all(night: Night) -> None:
    incident = await night.report()
    before = await night.clocks(incident)
    await night.flash(incident, "province_bureau")
    text = (await night.case(incident)).reports[0]
    await night.until("03:20")
    await confirm(night, incident)
    assert await night.clocks(incident) == {"0:correction:province_bureau": "04:20"}
    case = await night.case(incident)
    assert case.stopped_reason == "误报: 到场确认无泄漏"
    (event,) = night.recorded("found_false")
    assert event.data["kind"] == "mistaken"
    there = await state(night, incident)
    await again(night, "incidents.false_decided")
    assert (await state(night, incident), len(night.recorded("found_false"))) == (there, 1)

    await night.until("03:30")
    await night.do("incidents.reopen", night.leader, incident=incident, reason="气味复现")
    running = await night.clocks(incident)
    left = {key: limit for key, limit in before.items() if key != "0:flash:province_bureau"}
    assert {key: running[key] for key in left} == left, "what was owed is owed by the same time"
    assert not [key for key in running if ":correction:" in key]
    case = await night.case(incident)
    assert (case.stopped_reason, case.closed_at) == ("", None)
    assert case.reports[0] == text, "nothing that was sent is touched"
    assert [event.data["was"] for event in night.recorded("false_taken_back")] == ["false_report"]
    there = await state(night, incident)
    await again(night, "incidents.reopened")
    assert (await state(night, incident), len(night.recorded("false_taken_back"))) == (there, 1)

    await night.until("03:35")
    await confirm(night, incident, "hoax", "演习烟雾")
    assert await night.clocks(incident) == {"0:correction:province_bureau": "04:35"}, "owed again, the first was void"


async def test_who_had_the_correction_is_told_at_once_that_it_is_true(night: Night) -> None:
    incident = await night.report()
    await night.flash(incident, "province_bureau")
    await night.system.advance(seconds=60, step=60)
    await confirm(night, incident)
    await night.send(incident, "correction")
    await night.do("incidents.close", incident=incident)
    assert (await night.case(incident)).closed_at is not None
    await night.until("03:20")
    await night.do("incidents.reopen", night.leader, incident=incident, reason="气味复现")
    clock = await night.clock(incident, "follow_up", "province_bureau")
    assert (clock.state, clock.at_once, night.hm(clock.due_at)) == ("open", True, "03:20")
    assert [row.kind for row in (await night.case(incident)).reports] == ["flash", "correction"]
    there = await state(night, incident)
    await again(night, "incidents.reopened")
    assert await state(night, incident) == there


async def test_a_finished_incident_runs_again_and_owes_its_final_report_anew(night: Night) -> None:
    incident = await night.report()
    await night.send(incident)
    limit = (await night.clock(incident, "follow_up", "province_bureau")).late_after
    await night.do("incidents.control", incident=incident)
    await night.do("incidents.end_response", night.leader, incident=incident, reason="监测合格")
    assert "final" in {key.split(":")[1] for key in await night.clocks(incident)}
    await night.system.advance(seconds=600, step=300)
    await night.do("incidents.reopen", night.leader, incident=incident, reason="复燃")
    forms = {key.split(":")[1] for key in await night.clocks(incident)}
    assert "follow_up" in forms
    assert "final" not in forms, "not while the response runs"
    assert (await night.clock(incident, "follow_up", "province_bureau")).late_after == limit
    assert (await night.case(incident)).ended_at is None
    await night.do("incidents.control", incident=incident)
    await night.do("incidents.end_response", night.leader, incident=incident, reason="监测合格")
    assert len([key for key in await night.clocks(incident) if ":final:" in key]) == 2
    assert not night.recorded("false_taken_back")


async def test_every_kind_of_intake_has_its_word(night: Night) -> None:
    said: dict[str, Any] = {}
    for kind in ("hoax", "duplicate", "near_miss", "not_ours", "not_safety"):
        incident = await night.report()
        await confirm(night, incident, kind, "")
        said[kind] = (await night.case(incident)).stopped_reason
        assert await night.clocks(incident) == {}, "nobody was told"
    assert said == {
        "hoax": "虚假报警", "duplicate": "重复", "near_miss": "未遂", "not_ours": "非本部门",
        "not_safety": "非生产安全事故",
    }  # fmt: skip


async def test_a_refused_finding_and_a_drill_change_nothing(night: Night) -> None:
    incident = await night.report()
    before = await night.clocks(incident)
    found = await night.do("incidents.find_false", incident=incident, kind="hoax", found_by="民警")
    await night.do("incidents.confirm_false", night.leader, finding=found["finding"], decision="refused", reason="x")
    assert await night.clocks(incident) == before
    drill = await night.report(exercise="EX-07")
    await confirm(night, drill)
    await night.do("incidents.reopen", night.leader, incident=drill, reason="继续演练")
    assert (await night.board(drill)).cases == ()
    assert not night.recorded("found_false")
