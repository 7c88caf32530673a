"""Unreachable is not silent: the network fails, nobody is at the consoles, the centre was down, a drill was held."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.stories.night import NOT_CONNECTED, TEAMS, Centre, Night

from fengsui.testing import NIGHT
from fengsui_incidents.api.board import Board, QueueItem

ORDERED = ("T06", "T12", "T09", "T24")
LOST = [team for team in TEAMS if team not in NOT_CONNECTED][:30]
CONSOLE = "role:duty_officer"


@pytest.fixture
async def night(centre: Centre) -> AsyncIterator[Night]:
    async with centre.awake() as night:
        night.system.connect(CONSOLE)
        await night.system.advance(seconds=60)  # the terminals have come back after the start
        await night.report()
        await night.dispatch()
        yield night


def lose(night: Night, *teams: str) -> None:
    for team in teams:
        night.system.disconnect(f"team:{team}")


def come_back(night: Night, *teams: str) -> None:
    for team in teams:
        night.system.connect(f"team:{team}")


def alerted(night: Night) -> set[str]:
    return {str((event.data or {})["team"]) for event in night.recorded("incidents.ordered")}


def below_lives(board: Board) -> list[QueueItem]:
    """The queue without those whose life is at stake: they stand above everything."""
    return [item for item in board.queue if not item.life]


async def test_thirty_teams_lost_at_once_are_one_question_and_no_alert(night: Night) -> None:
    before = alerted(night)
    lose(night, *LOST)
    await night.system.advance(seconds=1)
    (failed,) = night.recorded("incidents.network_failed")
    assert failed.data is not None
    assert (failed.data["connected"], len(failed.data["teams"])) == (len(TEAMS) - len(NOT_CONNECTED), 30)
    board = await night.board()
    asked = below_lives(board)[0]
    assert asked.kind == "network"
    assert asked.says.zh == "网络故障: 39个终端中30个断线, 自动加派已暂停"
    assert board.network is not None
    assert board.network.missing == 30
    await night.system.advance(seconds=300, step=5)
    assert alerted(night) == before, "deadlines ran out, and nobody else was woken"
    held = night.recorded("incidents.escalated", step="hold")
    assert held, "each order that is held back says so"
    assert len(held) == len({(event.data or {})["order"] for event in held}), "and says it once"
    assert len(night.recorded("incidents.network_failed")) == 1
    assert below_lives(await night.board())[0].kind == "network"


async def test_when_they_are_back_they_get_their_time_before_anything_escalates(night: Night) -> None:
    before = alerted(night)
    lose(night, *LOST)
    await night.system.advance(seconds=120)
    come_back(night, *LOST[:20])
    await night.system.advance(seconds=2)
    assert not night.recorded("incidents.network_restored"), "ten of 39 are still missing"
    come_back(night, *LOST[20:])
    await night.system.advance(seconds=2)
    assert len(night.recorded("incidents.network_restored")) == 1
    assert (await night.board()).network is None
    assert not await night.queue("network")
    await night.system.advance(seconds=25)
    assert alerted(night) == before
    await night.system.advance(seconds=60)
    assert alerted(night) > before, "who is silent although connected is replaced as ever"


async def test_the_officer_may_let_it_go_on(night: Night) -> None:
    before = alerted(night)
    lose(night, *LOST)
    await night.system.advance(seconds=120)
    (question,) = await night.queue("network")
    answer = {"outage": question.outage, "answer": "go_on"}
    await night.do("incidents.answer_outage", **answer)
    await night.system.advance(seconds=2)
    assert alerted(night) > before
    assert not await night.queue("network")
    board = await night.board()
    assert board.network is not None
    assert board.network.went_on


async def test_who_decided_to_wait_is_asked_again(night: Night) -> None:
    before = alerted(night)
    lose(night, *LOST)
    await night.system.advance(seconds=10)
    (question,) = await night.queue("network")
    await night.do("incidents.answer_outage", outage=question.outage, answer="wait")
    assert not await night.queue("network")
    await night.system.advance(seconds=100)
    assert not await night.queue("network")
    await night.system.advance(seconds=25)
    assert below_lives(await night.board())[0].kind == "network"
    assert alerted(night) == before


async def test_a_restart_is_no_failure_of_the_network_and_rings_nobody_who_comes_back(centre: Centre) -> None:
    async with centre.awake() as night:
        await night.system.advance(seconds=60)
        await night.report()
        await night.dispatch()
    told = len(night.recorded("incidents.unreachable"))
    async with centre.awake(NIGHT + timedelta(seconds=63)) as again:
        again.system.connect(CONSOLE)
        lose(again, *TEAMS)
        for number, team in enumerate(TEAMS):
            if team not in NOT_CONNECTED:
                await again.system.advance(seconds=0.7)
                come_back(again, team)
                if number % 5 == 0:  # some try more than once
                    lose(again, team)
                    come_back(again, team)
        await again.system.advance(seconds=60)
        assert not again.recorded("incidents.network_failed")
        assert len(again.recorded("incidents.unreachable")) == told


async def test_a_failure_that_lasts_over_a_restart_is_asked_and_ends(centre: Centre) -> None:
    async with centre.awake() as night:
        night.system.connect(CONSOLE)
        await night.system.advance(seconds=60)
        await night.report()
        await night.dispatch()
        lose(night, *LOST)
        await night.system.advance(seconds=5)
    async with centre.awake(NIGHT + timedelta(seconds=70)) as again:
        again.system.connect(CONSOLE)
        lose(again, *LOST)
        await again.system.advance(seconds=50)
        assert below_lives(await again.board())[0].kind == "network"
        come_back(again, *LOST)
        await again.system.advance(seconds=2)
        assert len(again.recorded("incidents.network_restored")) == 1


# -- nobody at the consoles ------------------------------------------------------------------------------


def rung(night: Night) -> list[tuple[str, str, str]]:
    found = [event.data or {} for event in night.recorded("incidents.leader_rung")]
    return [(str(data["who"]), str(data["channel"]), str(data["state"])) for data in found]


async def test_without_a_console_the_leader_is_rung_by_voice_then_by_short_message(night: Night) -> None:
    night.system.disconnect(CONSOLE)
    await night.system.advance(seconds=59)
    assert not night.recorded("incidents.centre_alone")
    await night.system.advance(seconds=3)
    assert len(night.recorded("incidents.centre_alone")) == 1
    assert rung(night) == [("leader", "voice", "taken")]
    await night.system.advance(seconds=25)
    assert rung(night) == [("leader", "voice", "taken"), ("leader", "sms", "taken")]
    await night.system.advance(seconds=200, step=5)
    assert len(rung(night)) == 2, "once, until the round is over"
    for message in await night.show("channels.messages"):
        if message.who == "leader":
            assert message.text.startswith("【真实】值班席")
            assert message.to == (await night.board()).leader_phone
    night.system.connect(CONSOLE)
    await night.system.advance(seconds=2)
    assert len(night.recorded("incidents.centre_back")) == 1
    (item,) = await night.queue("alone")
    assert "带班领导语音网关已收 带班领导短信网关已收" in item.says.zh
    await night.do("incidents.answer_outage", outage=item.outage, answer="seen")
    assert not await night.queue("alone")
    await night.system.advance(seconds=400, step=5)
    assert len(rung(night)) == 2


async def test_the_leader_is_rung_again_and_then_the_level_above(centre: Centre) -> None:
    settings = {"plugins": {"incidents": {"above_phone": "021-00000900"}}}
    async with centre.awake(settings=settings) as night:
        await night.report()
        await night.dispatch()
        await night.system.advance(seconds=1100, step=5)
        assert [(who, channel) for who, channel, _ in rung(night)] == [
            ("leader", "voice"), ("leader", "sms"), ("leader", "voice"), ("leader", "sms"), ("above", "voice"),
            ("above", "sms"),
        ]  # fmt: skip
        assert len(night.recorded("incidents.centre_alone")) == 1


async def test_a_ring_is_not_repeated_by_a_restart(centre: Centre) -> None:
    async with centre.awake() as night:
        await night.report()
        await night.dispatch()
        await night.system.advance(seconds=90)
        assert len(rung(night)) == 2
    async with centre.awake(NIGHT + timedelta(seconds=95)) as again:
        await again.system.advance(seconds=100)
        assert len(rung(again)) == 2
        assert len(again.recorded("incidents.centre_alone")) == 1


async def test_with_nothing_open_nobody_is_rung(centre: Centre) -> None:
    async with centre.awake() as night:
        await night.report()
        said = {"level": "IV", "said_by": "周建国", "reason": "电话"}
        await night.do("incidents.confirm_level_for", incident=night.incident, **said)
        await night.system.advance(seconds=300, step=5)
        assert not night.recorded("incidents.centre_alone")


async def test_a_decision_that_the_leader_owes_is_something_open(centre: Centre) -> None:
    async with centre.awake() as night:
        await night.report()
        await night.system.advance(seconds=300, step=5)
        assert len(night.recorded("incidents.centre_alone")) == 1


# -- what ran out while nobody could answer --------------------------------------------------------------


async def test_all_that_ran_out_while_the_centre_was_down_stands_on_top_and_fires_nothing(centre: Centre) -> None:
    async with centre.awake() as night:
        await night.report()
        await night.dispatch()
        orders = {team: order for team, order in night.orders.items() if team in ("T06", "T12", "T09")}
        before = alerted(night)
    async with centre.awake(NIGHT + timedelta(minutes=20)) as again:
        again.system.connect(CONSOLE)
        lose(again, *TEAMS)  # no terminal has come back yet
        await again.system.advance(seconds=2)
        board = await again.board()
        expired = {item.order for item in board.queue if item.kind == "expired" or item.late}
        assert set(orders.values()) <= expired
        assert all(item.kind == "expired" or item.late for item in below_lives(board)[: len(expired)])
        await again.system.advance(seconds=120)
        assert alerted(again) == before


async def test_a_drill_that_was_held_past_its_deadlines_presents_them_on_resuming(centre: Centre) -> None:
    async with centre.awake() as night:
        night.system.connect(CONSOLE)
        await drill_out(night)
        before = alerted(night)
        await night.do("drills.hold", night.controller, drill="EX-07", because="真实警情")
        await night.system.advance(seconds=600, step=5)
        assert not night.recorded("incidents.escalated")
        await night.do("drills.resume", night.controller, drill="EX-07")
        await night.system.advance(seconds=2)
        steps = {str((event.data or {})["step"]) for event in night.recorded("incidents.escalated")}
        assert steps == {"expired"}
        assert alerted(night) == before
        late = await night.queue("expired")
        assert late
        assert all(item.exercise == "EX-07" for item in late)
        assert "演练挂起" in late[0].says.zh


async def test_a_drill_over_a_restart_presents_what_ran_out_below_the_real(centre: Centre) -> None:
    async with centre.awake() as night:
        await drill_out(night)
        before = alerted(night)
    async with centre.awake(NIGHT + timedelta(minutes=20)) as again:
        again.system.connect(CONSOLE)
        await again.system.advance(seconds=2)
        late = await again.queue("expired")
        assert late
        assert all(item.exercise == "EX-07" for item in late)
        steps = {str((event.data or {})["step"]) for event in again.recorded("incidents.escalated")}
        assert steps == {"expired"}
        assert not again.recorded("incidents.centre_alone"), "a drill rings no leader"
        assert alerted(again) == before


async def drill_out(night: Night) -> None:
    """EX-07 runs, with its teams ordered as is proposed."""
    started = await night.do("drills.start", night.controller, drill="EX-07")
    incident = started.incident
    proposal = await night.do("incidents.propose", night.controller, incident=incident)
    teams = [
        {"team": found.team, "need": need.need}
        for need in proposal.needs
        for found in need.candidates
        if found.chosen and not found.already_moving
    ]
    await night.do("incidents.dispatch", night.controller, incident=incident, authority="演练", teams=teams)
