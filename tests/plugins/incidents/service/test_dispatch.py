"""Dispatch: on an authority, each team with a task, all faults at once, nothing half sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fengsui.errors import Conflict, Invalid

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def refused(night: Night, incident: str, **payload: Any) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as error:
        await night.do("dispatch", **{"incident": incident, "authority": "4.2", **payload})
    assert not night.recorded("ordered")
    assert not night.recorded("card_sent")
    return {(fault.path, fault.code) for fault in error.value.faults}


async def test_every_fault_is_told_at_once_and_nothing_goes_out(night: Night) -> None:
    incident = await night.report()
    found = await refused(
        night,
        incident,
        authority="",
        teams=[
            {"team": "T06", "need": "no-such-need", "reason": "x"},
            {"team": "T99", "need": "water", "reason": "x"},
            {"team": "T41", "need": "stop_leak", "reason": "x"},
            {"team": "T09", "need": "water", "reason": "x"},
            {"team": "T09", "need": "cordon", "reason": "x"},
        ],
        cards=["no-such-card"],
    )
    assert {
        ("authority", "authority_needed"),
        ("teams.0.need", "no_need"),
        ("teams.1.team", "no_team"),
        ("teams.2.consent", "consent_needed"),
        ("teams.4.team", "team_twice"),
        ("cards.0", "no_card"),
    } <= found


async def test_a_team_that_was_not_proposed_needs_a_reason(night: Night) -> None:
    incident = await night.report()
    assert ("teams.0.reason", "reason_needed") in await refused(
        night, incident, teams=[{"team": "T33", "need": "stop_leak"}]
    )


async def test_nothing_to_send_is_refused(night: Night) -> None:
    assert ("teams", "nothing_to_send") in await refused(night, await night.report())


async def test_the_record_names_teams_and_people_and_no_keys_of_ours(night: Night) -> None:
    incident = await night.report()
    await night.do("propose", incident=incident)
    await night.dispatch(incident, ("T06", "stop_leak"), left_out_reason="后派")
    await night.system.advance(seconds=2)
    log = (await night.card(incident)).log
    proposed = [line for line in log if line.topic == "incidents.proposed"]
    assert proposed[0].says.zh.startswith("力量建议: T06队, T09队, ")
    assert [line.actor for line in proposed] == ["王磊", ""]


async def test_three_kinds_go_out_in_their_own_way(night: Night) -> None:
    incident = await night.report()
    night.system.connect("team:T06")
    await night.dispatch(incident, ("T06", "stop_leak"), ("T34", "medical"), cards=["fire_119", "police", "street"])
    assert [event.data["team"] for event in night.recorded("ordered")] == ["T06"]
    cards = {event.data["to"]["zh"]: event.data["kind"] for event in night.recorded("card_sent")}
    assert cards["T34队"] == "request"
    assert cards["119指挥中心"] == "request"
    assert cards["公安"] == "notice"
    street = next(e for e in night.recorded("card_sent") if e.data["division"])
    assert "duty:310107103" in street.labels
    assert "team:T06" in night.recorded("ordered")[0].labels
    assert "team:T09" not in night.recorded("ordered")[0].labels


async def test_who_was_only_told_is_written_down_as_having_received_it(night: Night) -> None:
    incident = await night.report()
    await night.dispatch(incident, ("T06", "stop_leak"), cards=["police"])
    (police,) = [force.order for force in (await night.card(incident)).forces if force.card == "police"]
    await night.do("answer_for", order=police, kind="accepted", channel="phone", said_by="何警官")
    said = [line.says.zh for line in (await night.card(incident)).log if "何警官" in line.says.zh]
    assert said == ["公安: 收到 (代录: 电话 何警官)"]


async def test_an_order_says_all_that_its_team_needs(night: Night) -> None:
    incident = await night.report()
    await night.dispatch(incident, ("T06", "stop_leak"))
    alert = night.recorded("ordered")[0].data["alert"]
    assert "氨" in alert["what"]["zh"]
    assert "桐澜冷链" in alert["where"]["zh"]
    assert alert["wear"]["zh"] == "重型防化服 + 空呼"
    assert "东北" in alert["approach"]["zh"]
    assert alert["prohibitions"]
    assert alert["answer_within_s"] == 60


async def test_a_neighbour_goes_with_consent(night: Night) -> None:
    incident = await night.report()
    send = {"team": "T41", "need": "stop_leak", "reason": "缺堵漏", "consent": "嘉定 陈主任 03:20"}
    await night.do("dispatch", incident=incident, authority="4.2", teams=[send])
    assert [event.data["team"] for event in night.recorded("ordered")] == ["T41"]


async def test_a_team_is_on_one_task_only(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    second = await night.report()
    with pytest.raises(Invalid) as error:
        await night.dispatch(second, ("T06", "stop_leak"))
    assert [fault.code for fault in error.value.faults] == ["team_busy"]
    assert sent["T06"] in str(error.value)


async def test_what_the_officer_does_otherwise_stands_in_the_record_with_what_was_proposed(night: Night) -> None:
    incident = await night.report()
    proposal = await night.do("propose", incident=incident)
    wanted = {one.team: need.need for need in proposal.needs for one in need.candidates if one.chosen}
    assert wanted["T06"] == "stop_leak"
    assert wanted["T09"] == "water"
    await night.do(
        "dispatch",
        incident=incident,
        authority="4.2",
        teams=[
            {"team": "T06", "need": "stop_leak"},
            {"team": "T38", "need": "water", "reason": "离得近"},
            *({"team": team, "need": "cordon" if need != "cordon" else "water", "reason": "改任务"}
              for team, need in wanted.items() if team == "T33"),
        ],
        left_out_reason="先核实",
    )  # fmt: skip
    (event,) = night.recorded("dispatched")
    assert event.data["proposed"] == wanted
    assert event.data["sent"].items() >= {"T06": "stop_leak", "T38": "water"}.items()
    assert event.data["added"] == {"T38": "离得近"}
    assert event.data["removed"]["T09"] == "先核实"
    assert "T06" not in event.data["removed"]
    line = next(line for line in await night.show("log", incident=incident) if line.topic == "incidents.dispatched")
    assert "T38 (离得近)" in line.says.zh
    assert "(先核实)" in line.says.en


async def test_another_task_than_proposed_is_recorded_as_such(night: Night) -> None:
    incident = await night.report()
    await night.do("propose", incident=incident)
    send = [{"team": "T06", "need": "water", "reason": "堵漏已有人"}]
    await night.do("dispatch", incident=incident, authority="4.2", teams=send, left_out_reason="后派")
    (event,) = night.recorded("dispatched")
    assert event.data["moved"] == {"T06": "堵漏已有人"}
    assert event.data["added"] == {}


async def test_a_proposed_team_is_left_out_with_a_reason(night: Night) -> None:
    incident = await night.report()
    send = [{"team": "T06", "need": "stop_leak"}]
    await night.do("propose", incident=incident)
    assert ("left_out_reason", "reason_needed") in await refused(night, incident, teams=send)


async def test_a_dispatch_as_proposed_leaves_nothing_to_propose_anew(night: Night) -> None:
    incident = await night.report()
    proposal = await night.do("propose", incident=incident)
    chosen = {
        c.team: need.need for need in proposal.needs for c in need.candidates if c.chosen and not c.already_moving
    }
    told = len(night.recorded("proposed"))
    await night.do(
        "dispatch",
        incident=incident,
        authority="4.2",
        teams=[{"team": team, "need": need} for team, need in chosen.items()],
    )
    await night.system.advance(seconds=2)
    assert len(night.recorded("proposed")) == told


async def test_after_a_dispatch_otherwise_than_proposed_what_is_still_missing_is_proposed_by_itself(
    night: Night,
) -> None:
    incident = await night.report()
    await night.do("propose", incident=incident)
    told = len(night.recorded("proposed"))
    await night.dispatch(incident, ("T24", "cordon"), left_out_reason="先近后远")
    assert len(night.recorded("proposed")) == told, "the alert does not wait for it"
    await night.system.advance(seconds=2)
    assert len(night.recorded("proposed")) == told + 1
    await night.system.advance(seconds=2)
    assert len(night.recorded("proposed")) == told + 1, "once"


async def test_a_force_already_moving_gets_no_alert_and_counts(night: Night) -> None:
    incident = await night.report()
    made = await night.do("force_moving", incident=incident, team="T01", authority="119", need="water")
    assert not night.recorded("ordered")
    proposal = await night.do("propose", incident=incident)
    water = next(need for need in proposal.needs if need.need == "water")
    assert water.covered == 1
    assert [candidate.team for candidate in water.candidates if candidate.chosen] == ["T01"]
    force = await night.force(made["order"])
    assert (force.state, force.already_moving) == ("moving", True)
    with pytest.raises(Conflict, match="already has"):
        await night.do("force_moving", incident=incident, team="T01", authority="119")


async def readiness(night: Night, team: str) -> str:
    rows = await night.system.show("rosters.teams", {}, night.officer)
    return next(str(row.team.readiness) for row in rows if row.team.id == team)


async def test_the_roster_follows_the_facts(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    assert await readiness(night, "T06") == "out"
    for kind, expected in (("accepted", "out"), ("moving", "moving"), ("arrived", "on_scene"), ("ready", "resting")):
        await night.says("T06", sent["T06"], kind)
        assert await readiness(night, "T06") == expected


async def test_whom_we_ask_is_not_made_to_rest(night: Night) -> None:
    """A station of 120 or 119 has a rota of its own: back from one job, it is ready for the next."""
    _, sent = await night.out(("T34", "medical"))
    for kind in ("accepted", "moving", "arrived", "ready"):
        await night.do("answer_for", order=sent["T34"], kind=kind, channel="phone", said_by="刘敏")
    assert await readiness(night, "T34") == "ready"
