"""Calls: saved from the first word, once for each sender's number, joined and taken apart again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.testing import NIGHT

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def test_a_machine_that_repeats_itself_is_taken_once(night: Night) -> None:
    first = await night.do("take_call", source="sensor", number="S-1", text="氨 浓度")
    again = await night.do("take_call", source="sensor", number="S-1", text="氨 浓度")
    other = await night.do("take_call", source="web", number="S-1")
    assert again["call"] == first["call"]
    assert again["known"]
    assert other["call"] != first["call"]
    assert len(night.recorded("call_taken")) == 2
    assert first["call"] == "C1122-0001"
    await night.do("take_call", source="sensor", number="S-1", text="氨 浓度 350ppm")
    assert (await night.show("calls"))[-1].text == "氨 浓度\n氨 浓度 350ppm"


async def test_a_word_more_is_kept_in_the_call_and_in_its_incident(night: Night) -> None:
    call = (await night.do("take_call", source="duty_phone", text="氨"))["call"]
    incident = await night.report(call=call)
    await night.do("note_call", call=call, text="又有一人昏倒")
    (row,) = await night.show("calls", state="incident")
    assert row.text == "氨\n又有一人昏倒"
    assert row.incident == incident
    assert any("又有一人昏倒" in line.says.zh for line in await night.show("log", incident=incident))


async def test_merged_and_taken_apart_again(night: Night) -> None:
    incident = await night.report()
    smell = await night.do("take_call", source="hotline_12345", text="真光路有刺鼻氨味", lat=31.275, lon=121.357)
    (row,) = (await night.board()).calls
    assert row.similar_to == incident
    assert row.why is not None
    merged = await night.do("merge_call", call=smell["call"], incident=incident)
    assert merged["calls"] == 1
    assert (await night.board()).calls == ()
    with pytest.raises(Conflict, match="not waiting"):
        await night.do("report", call=smell["call"])
    await night.do("unmerge_call", call=smell["call"], reason="另一处")
    assert [call.id for call in (await night.board()).calls] == [smell["call"]]
    assert (await night.card(incident)).calls == 0


async def test_a_call_may_never_become_an_incident(night: Night) -> None:
    call = (await night.do("take_call", source="hotline_12350", text="举报"))["call"]
    await night.do("transfer_call", call=call, to="water")
    assert (await night.board()).calls == ()
    with pytest.raises(Conflict):
        await night.do("merge_call", call=call, incident=await night.report())


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"occurred_at": (NIGHT + timedelta(hours=1)).isoformat()}, "time_in_future"),
        ({"occurred_at": "2026-11-22T03:00:00"}, "time_without_zone"),
        ({"lat": 40.0, "lon": 116.4}, "far_away"),
        ({"lat": 31.2}, "half_a_point"),
        ({"site": "E99"}, "no_site"),
        ({"plan": "no-such-plan"}, "no_plan"),
    ],
)
async def test_what_cannot_be_is_refused(night: Night, payload: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        await night.report(**payload)
    assert code in {fault.code for fault in refused.value.faults}
    assert not night.recorded("reported")


async def test_nothing_is_required_of_a_report(night: Night) -> None:
    incident = await night.report(line="", wind=None)
    card = await night.card(incident)
    assert card.assessment.plan == ""
    with pytest.raises(Conflict, match="choose one"):
        await night.do("propose", incident=incident)
    await night.do("choose_plan", incident=incident, plan="ammonia-release", reason="电话里有氨味")
    assert (await night.do("propose", incident=incident)).plan == "ammonia-release"


async def test_a_draft_shows_what_would_be_proposed_and_saves_nothing(night: Night) -> None:
    draft = await night.show("assessment", line="tlll an zd2 sx40", figures='{"missing": 2}')
    assert draft.site.id == "E01"
    assert draft.figures == {"poisoned": 2, "at_risk": 40, "missing": 2}
    assert draft.assessment.plan == "ammonia-release"
    assert draft.proposal.needs
    assert (await night.board()).incidents == ()
    assert not night.recorded("reported")


async def test_who_may_not_take_calls_is_refused(night: Night) -> None:
    with pytest.raises(Forbidden):
        await night.do("take_call", night.device("T06"), source="web", text="x")
    with pytest.raises(Missing):
        await night.do("note_call", call="C1122-9999", text="x")
