"""A neighbour's consent and the leader's release of a reserve: asked for, said, recorded, and then counted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui_incidents.service.erasing import erase_incident
from fengsui_incidents.tables import consents, released

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def reason_of(night: Night, incident: str, team: str, need: str = "stop_leak") -> str:
    proposal = await night.do("propose", incident=incident)
    cover = next(cover for cover in proposal.needs if cover.need == need)
    return str(next(one.reason for one in cover.candidates if one.team == team))


async def queued(night: Night) -> list[Any]:
    return [item for item in (await night.board()).queue if item.kind == "consent"]


async def test_asked_waiting_granted_and_sent_without_typing_it_again(night: Night) -> None:
    incident = await night.report()
    assert await reason_of(night, incident, "T41") == "needs_consent"
    asked = await night.do("ask_consent", incident=incident, team="T41", note="缺堵漏")
    assert asked["whose"] == "嘉定值班室"
    assert await reason_of(night, incident, "T41") == "consent_asked"
    (item,) = await queued(night)
    assert (item.due, item.subject) == (asked["due"], "T41")
    assert "嘉定值班室" in item.says.zh
    with pytest.raises(Conflict, match="already"):
        await night.do("ask_consent", incident=incident, team="T41")
    await night.do("answer_consent", incident=incident, team="T41", answer="granted", said_by="陈主任")
    assert await queued(night) == []
    assert await reason_of(night, incident, "T41") == "candidate"
    send = [{"team": "T41", "need": "stop_leak", "reason": "缺堵漏"}]
    await night.do("dispatch", incident=incident, authority="4.2", teams=send, left_out_reason="邻队先到")
    (event,) = night.recorded("ordered", team="T41")
    assert "陈主任" not in str(event.data)
    assert [e.data["answer"] for e in night.recorded("consent_answered")] == ["granted"]


async def test_refused_and_asked_again_and_offered_unasked(night: Night) -> None:
    incident = await night.report()
    await night.do("ask_consent", incident=incident, team="T41")
    await night.do("answer_consent", incident=incident, team="T41", answer="refused", said_by="陈主任")
    assert await reason_of(night, incident, "T41") == "consent_refused"
    await night.do("ask_consent", incident=incident, team="T41")
    assert await reason_of(night, incident, "T41") == "consent_asked"
    second = await night.report()
    await night.do("answer_consent", incident=second, team="T41", answer="granted", said_by="陈主任", channel="radio")
    assert await reason_of(night, second, "T41") == "candidate"


async def test_after_its_time_the_neighbour_is_asked_again(night: Night) -> None:
    incident = await night.report()
    await night.do("ask_consent", incident=incident, team="T41")
    await night.system.advance(seconds=301, step=100)
    assert len(await queued(night)) == 1
    await night.do("ask_consent", incident=incident, team="T41")
    assert len(night.recorded("consent_asked")) == 2


async def test_only_a_neighbours_team_is_asked_for(night: Night) -> None:
    incident = await night.report()
    with pytest.raises(Conflict):
        await night.do("ask_consent", incident=incident, team="T06")
    with pytest.raises(Missing):
        await night.do("ask_consent", incident=incident, team="T99")
    with pytest.raises(Invalid):
        await night.do("answer_consent", incident=incident, team="T41", answer="granted", said_by="")


async def test_the_proposal_follows_by_itself(night: Night) -> None:
    incident = await night.report()
    await night.do("propose", incident=incident)
    told = len(night.recorded("proposed"))
    await night.do("ask_consent", incident=incident, team="T41")
    await night.system.advance(seconds=2)
    assert len(night.recorded("proposed")) == told + 1


async def test_who_said_it_goes_with_the_incident(night: Night) -> None:
    incident = await night.report()
    await night.do("answer_consent", incident=incident, team="T41", answer="granted", said_by="陈主任")
    await night.system.run(partial(erase_incident, incident=incident), "incidents")
    rows = await night.system.read(lambda r: r.connection.execute(select(consents.c.said_by)).all(), "incidents")
    assert [row.said_by for row in rows] == [""]
    assert "陈主任" not in str(await night.show("timeline", incident=incident))


# -- the reserve -----------------------------------------------------------------------------------------------


@pytest.fixture
async def kept(night: Night) -> str:
    """A night on which one team with gas-tight suits stays; T06 and T07 have them."""
    keeper = night.system.actor("administrator")
    row = {"plugin": "incidents", "key": "reserve", "value": {"suit_a": 1}, "basis": "本局规定", "certainty": "design",
           "effective_from": "2026-01-02"}  # fmt: skip
    await night.system.execute("core.set_rule", row, keeper)
    return await night.report()


async def test_the_reserve_stays_until_the_leader_releases_it(night: Night, kept: str) -> None:
    assert await reason_of(night, kept, "T07") == "reserve"
    both = [{"team": "T06", "need": "stop_leak"}, {"team": "T07", "need": "stop_leak", "reason": "两人失联"}]
    with pytest.raises(Invalid) as error:
        await night.do("dispatch", incident=kept, authority="4.2", teams=both, left_out_reason="后派")
    assert [(fault.path, fault.code) for fault in error.value.faults] == [("teams", "reserve_held")]
    with pytest.raises(Forbidden):
        await night.do("release_reserve", incident=kept, capability="suit_a", reason="两人失联")
    await night.do("release_reserve_for", incident=kept, capability="suit_a", reason="两人失联", said_by="周建国")
    assert [e.data["answered_for"] for e in night.recorded("reserve_released")] == [True]
    await night.do("dispatch", incident=kept, authority="4.2", teams=both, left_out_reason="后派")
    rows = await night.system.read(lambda r: r.connection.execute(select(released.c.said_by)).all(), "incidents")
    assert [row.said_by for row in rows] == ["周建国"]


async def test_the_leader_releases_in_his_own_session_once(night: Night, kept: str) -> None:
    given = {"incident": kept, "capability": "suit_a", "reason": "两人失联"}
    await night.do("release_reserve", night.leader, **given)
    with pytest.raises(Conflict):
        await night.do("release_reserve", night.leader, **given)
    with pytest.raises(Invalid) as error:
        await night.do("release_reserve", night.leader, incident=kept, capability="boat", reason="x")
    assert error.value.code == "no_reserve"
    proposal = await night.do("propose", incident=kept)
    assert proposal.released == ("suit_a",)


async def test_silence_does_not_take_the_reserve(night: Night, kept: str) -> None:
    night.system.connect("team:T06")
    sent = await night.dispatch(kept, ("T06", "stop_leak"))
    with pytest.raises(Conflict, match="No other team"):
        await night.do("next_team", order=sent["T06"])
