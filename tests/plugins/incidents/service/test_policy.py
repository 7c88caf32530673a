"""The policy of silence to its end: another channel, the leader by phone, the level above, N of M within T."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fengsui.errors import Conflict
from fengsui_channels.api import MockGateway

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugins.incidents.service.conftest import Begin, Night

PHONES = {"plugins": {"incidents": {"leader_phone": "021-00000150", "above_phone": "021-00000900"}}}


async def test_a_silent_team_is_told_by_another_channel_then_replaced_then_leader_and_level_above(
    nights: Begin, policy: dict[str, Any]
) -> None:
    policy |= {"on_silence": ("remind", "channel", "next_team", "leader", "above"), "channels": ("voice", "sms"),
               "after_s": {"above": 45}}  # fmt: skip
    gateway = MockGateway()
    async with nights(gateway=gateway, settings=PHONES) as night:
        night.system.connect("role:duty_officer")
        night.system.connect("team:T07")
        incident, sent = await night.out(("T06", "stop_leak"))
        await night.system.advance(seconds=60, step=5)
        assert night.steps(sent["T06"]) == ["remind"]
        assert not gateway.sent
        await night.system.advance(seconds=11)
        assert night.steps(sent["T06"]) == ["remind", "channel"]
        assert [(one.kind, one.about) for one in gateway.sent.values()] == [("voice", sent["T06"])]
        await night.system.advance(seconds=10)
        assert night.steps(sent["T06"])[-1] == "next_team"
        await night.system.advance(seconds=11)
        assert night.steps(sent["T06"])[-1] == "leader"
        rung = [one for one in gateway.sent.values() if one.about == incident]
        assert [(one.kind, one.to) for one in rung] == [("voice", "021-00000150")]
        assert "未应答" in rung[0].text
        await night.system.advance(seconds=41)
        assert night.steps(sent["T06"])[-1] == "leader"
        await night.system.advance(seconds=5)
        assert night.steps(sent["T06"])[-1] == "above"
        (card,) = [force for force in (await night.card(incident)).forces if force.card == "above"]
        assert (card.kind, card.name, card.phone) == ("notice", "上级值班室", "021-00000900")
        assert [one.to for one in gateway.sent.values()].count("021-00000900") == 1
        await night.system.advance(seconds=600, step=10)
        assert len(night.steps(sent["T06"])) == len(set(night.steps(sent["T06"]))) == 5


async def test_a_team_that_answers_is_told_no_more(nights: Begin, policy: dict[str, Any]) -> None:
    policy |= {"on_silence": ("channel", "leader")}
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        _, sent = await night.out(("T06", "stop_leak"))
        await night.system.advance(seconds=62)
        assert [one.kind for one in gateway.sent.values()] == ["sms"]
        await night.says("T06", sent["T06"], "accepted", people=8)
        await night.system.advance(seconds=120, step=5)
        assert [one.kind for one in gateway.sent.values()] == ["sms"]


async def test_what_comes_soon_after_is_one_ring_for_the_leader_but_a_life_is_never_put_off(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway, settings=PHONES) as night:
        night.system.connect("role:duty_officer")
        _, sent = await night.out(("T06", "stop_leak"), ("T09", "water"), ("T24", "cordon"), ("T33", "cordon"))
        await night.says("T06", sent["T06"], "unable", reason="vehicle")
        await night.system.advance(seconds=2)
        for team in ("T09", "T24"):
            await night.says(team, sent[team], "unable", reason="people")
        await night.system.advance(seconds=20)
        calls = [one.text for one in gateway.sent.values() if one.to == "021-00000150"]
        assert len(calls) == 1
        assert "1个不能出动" in calls[0]
        await night.says("T33", sent["T33"], "accepted")
        await night.says("T33", sent["T33"], "mayday")
        await night.system.advance(seconds=2)
        calls = [one.text for one in gateway.sent.values() if one.to == "021-00000150"]
        assert len(calls) == 2
        assert "1个紧急求救, 3个不能出动" in calls[1]
        await night.system.advance(seconds=120, step=5)
        assert [one.to for one in gateway.sent.values()].count("021-00000150") == 2


async def test_a_leader_at_a_console_is_not_rung(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway, settings=PHONES) as night:
        night.system.connect("role:duty_leader")
        _, sent = await night.out(("T06", "stop_leak"))
        await night.says("T06", sent["T06"], "unable", reason="vehicle")
        await night.system.advance(seconds=120, step=5)
        assert not gateway.sent


# -- N of M within T -----------------------------------------------------------------------------------------

TWO = {"id": "two", "needs": ("cordon", "water"), "accepted": 2, "within_s": 100, "group": ("T38", "T99"),
       "otherwise": ("group", "leader")}  # fmt: skip
QUIET = {"on_silence": ("leader",), "accepted_within_s": 3600, "displayed_within_s": 3600}


@pytest.fixture
def two(policy: dict[str, Any]) -> dict[str, Any]:
    policy |= {**QUIET, "enough": (TWO,)}
    return policy


async def test_too_few_accept_in_time_and_group_b_is_asked_once(night: Night, two: dict[str, Any]) -> None:
    night.system.connect("team:T38")
    incident, sent = await night.out(("T09", "water"), ("T24", "cordon"), ("T33", "cordon"))
    await night.says("T09", sent["T09"], "accepted")
    await night.system.advance(seconds=60, step=5)
    assert not await night.queue("too_few")
    await night.system.advance(seconds=15)
    (item,) = await night.queue("too_few")
    assert item.says.zh == "应答不足: 100秒内须2队收到出动, 已派3队, 仅1队"
    assert not night.recorded("too_few")
    await night.system.advance(seconds=26)
    (event,) = night.recorded("too_few")
    assert (event.data["asked"], event.data["accepted"], event.data["wanted"], event.data["late"]) == (3, 1, 2, False)
    assert event.data["steps"] == ["group", "leader"]
    asked = [e.data["team"] for e in night.recorded("ordered") if e.data["order"] in event.data["orders"]]
    assert asked == ["T38"], "of group B who is in the roster and free"
    assert "role:duty_leader" in event.labels
    await night.system.advance(seconds=400, step=10)
    assert len(night.recorded("too_few")) == 1
    await night.says("T24", sent["T24"], "accepted")
    assert not await night.queue("too_few"), "now they are enough"
    assert incident


async def test_enough_in_time_is_nothing_to_anybody(night: Night, two: dict[str, Any]) -> None:
    night.system.connect("team:T38")
    _, sent = await night.out(("T09", "water"), ("T24", "cordon"))
    await night.says("T09", sent["T09"], "accepted")
    await night.do("answer_for", order=sent["T24"], kind="moving", channel="radio", said_by="队长")
    await night.system.advance(seconds=200, step=10)
    assert not night.recorded("too_few")
    assert not await night.queue("too_few")


async def test_next_best_teams_as_many_as_are_missing(night: Night, policy: dict[str, Any]) -> None:
    policy |= {**QUIET, "enough": ({**TWO, "needs": ("cordon",), "group": (), "otherwise": ("next_team",)},)}
    night.system.connect("team:T33")
    _, sent = await night.out(("T24", "cordon"))
    await night.says("T24", sent["T24"], "accepted")
    await night.system.advance(seconds=102, step=2)
    (event,) = night.recorded("too_few")
    assert [e.data["team"] for e in night.recorded("ordered")] == ["T24", "T33"]
    assert len(event.data["orders"]) == 1


async def test_who_was_turned_back_was_not_asked(night: Night, two: dict[str, Any]) -> None:
    incident, _ = await night.out(("T24", "cordon"))
    await night.do("stand_down", incident=incident, reason="误报")
    await night.system.advance(seconds=120, step=10)
    assert not night.recorded("too_few")


async def test_what_ran_out_while_the_centre_was_down_is_presented(
    nights: Begin, two: dict[str, Any], tmp_path: Path
) -> None:
    async with nights(data=tmp_path / "d") as night:
        _, sent = await night.out(("T24", "cordon"))
        now = night.system.clock.now()
        assert sent
    async with nights(data=tmp_path / "d", now=now + timedelta(seconds=300)) as again:
        again.system.connect("team:T38")
        await again.system.advance(seconds=3)
        (event,) = again.recorded("too_few")
        assert event.data["late"]
        assert event.data["orders"] == []
        (item,) = await again.queue("too_few")
        assert item.due is not None
        await again.do("acknowledge", incident=item.incident, item=item.id)
        assert not await again.queue("too_few")
        await again.system.advance(seconds=301, step=20)
        assert await again.queue("too_few"), "taken note of is not done"


# -- what a person took note of ------------------------------------------------------------------------------


async def test_an_evacuation_is_not_taken_note_of_away(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "arrived", people=8)
    await night.do("evacuate", incident=incident)
    (item,) = await night.queue("withdraw")
    with pytest.raises(Conflict) as refused:
        await night.do("acknowledge", incident=incident, item=item.id)
    assert refused.value.code == "answer_needed"


async def test_a_refused_request_is_back_on_top(night: Night) -> None:
    incident = await night.report()
    sent = await night.dispatch(incident, cards=["street"])
    (card,) = [force for force in (await night.card(incident)).forces if force.card == "street"]
    assert card.answer_by is not None
    await night.do("answer_for", order=sent["street"], kind="unable", reason="people", channel="phone",
                   said_by="老孙", post="桃浦镇值班", witness="陈静")  # fmt: skip
    first = (await night.board()).queue[0]
    assert (first.kind, first.order) == ("refused", sent["street"])
    (line,) = [line.says for line in (await night.card(incident)).log if line.topic == "incidents.fact_recorded"]
    assert "电话 桃浦镇值班 老孙, 见证 陈静" in line.zh


async def test_the_board_says_from_how_many_on_it_bundles(night: Night) -> None:
    assert (await night.board()).bundle_from == 5
