"""The leader's word that it was false reaches the reports, and so does that it was true after all."""

from __future__ import annotations

import pytest
from tests.plugins.reports.conftest import Night

from fengsui_incidents.api.words import FALSE_KINDS

CITY = "province_bureau"


async def confirmed(night: Night, incident: str, kind: str) -> None:
    found = await night.do("incidents.find_false", incident=incident, kind=kind, found_by="石泉队 刘队长")
    await night.do("incidents.confirm_false", night.leader, finding=found["finding"], reason="蒸汽")


@pytest.mark.parametrize("kind", FALSE_KINDS)
async def test_confirmed_it_stops_the_clocks_and_owes_the_correction(night: Night, kind: str) -> None:
    incident = await night.report()
    await night.flash(incident, CITY)
    await confirmed(night, incident, kind)
    assert list((await night.clocks(incident)).values()) == ["04:12"], "an hour, to the one who was told"
    (event,) = night.recorded("found_false")
    assert event.data["reason"] == "蒸汽"
    await night.send(incident, "correction")
    await night.do("incidents.close", incident=incident)
    assert (await night.system.show("incidents.closed", {}, night.officer))[0].id == incident


async def test_refused_or_not_told_owes_nothing_more(night: Night) -> None:
    incident = await night.report()
    before = await night.clocks(incident)
    found = await night.do("incidents.find_false", incident=incident, kind="hoax", found_by="x")
    await night.do("incidents.confirm_false", night.leader, finding=found["finding"], decision="refused", reason="再核")
    assert await night.clocks(incident) == before
    await confirmed(night, incident, "hoax")
    assert await night.clocks(incident) == {}
    await night.do("incidents.close", incident=incident)


async def test_true_after_all_the_clocks_run_again_with_their_limits(night: Night) -> None:
    incident = await night.report()
    await night.flash(incident, CITY)
    before = await night.clocks(incident)
    await confirmed(night, incident, "false_report")
    await night.do("incidents.reopen", incident=incident, reason="又报一人昏倒")
    assert await night.clocks(incident) == before
    assert (await night.case(incident)).ended_at is None
