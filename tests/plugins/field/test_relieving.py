"""换防 in the dispatch path: the offer, the order with one word, the team that is told, its way home."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.plugins.field.conftest import KEEPER, Scene

from fengsui.errors import Conflict, FengsuiError, Forbidden, Invalid, Missing
from fengsui.testing import NIGHT
from fengsui_field.api.events import ReliefArranged, ReliefArrived, ReliefLost
from fengsui_field.model.relief import Becomes, Taking, becomes
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.proposal import Candidate, NeedCover, Proposal
from fengsui_incidents.listen.alerts import read
from fengsui_incidents.listen.render import render
from fengsui_incidents.model.propose import relief_for

HOUR = 3600
ARRANGED = Taking(state="arranged", by_team="T09", by_order="PT2")
THERE = replace(ARRANGED, state="there")
BY_HAND = Taking(state="arranged", by_team="T09")


@pytest.mark.parametrize(
    ("taking", "team", "order", "word", "expected"),
    [
        (ARRANGED, "T09", "PT2", "arrived", "there"),
        (ARRANGED, "T09", "PT2", "unable", "lost"),
        (ARRANGED, "T09", "PT2", "declined", "lost"),
        (ARRANGED, "T09", "PT2", "stood_down", "lost"),
        (ARRANGED, "T09", "PT2", "returning", "lost"),
        (ARRANGED, "T09", "PT2", "accepted", None),
        (ARRANGED, "T09", "PT2", "ordered", None),
        (ARRANGED, "T09", "PT3", "arrived", None),
        (ARRANGED, "T10", "PT3", "unable", None),
        (BY_HAND, "T09", "PT5", "ordered", "ordered"),
        (BY_HAND, "T09", "PT5", "arrived", "there"),
        (BY_HAND, "T09", "PT5", "unable", None),
        (BY_HAND, "T10", "PT5", "arrived", None),
        (BY_HAND, "T09", "", "arrived", None),
        (Taking(state="arranged"), "", "PT5", "arrived", None),
        (Taking(state="due"), "T09", "PT2", "arrived", None),
        (THERE, "T09", "PT2", "stood_down", "lost"),
        (THERE, "T09", "PT2", "returning", "lost"),
        (THERE, "T09", "PT2", "arrived", None),
        (THERE, "T09", "PT2", "controlled", None),
        (replace(THERE, state="relieved"), "T09", "PT2", "returning", None),
    ],
)
def test_what_a_word_means_for_a_relief(
    taking: Taking, team: str, order: str, word: str, expected: Becomes | None
) -> None:
    assert becomes(taking, team=team, order=order, word=word) == expected


def candidate(team: str, reason: str, **more: Any) -> Candidate:
    return Candidate(
        team=team, name=team, need="n", chosen=reason.startswith("chosen"), fitness=1, minutes=5, people=6,
        kind="order", reason=reason, says=Words(reason, reason), **more,
    )  # fmt: skip


def proposal(*candidates: Candidate) -> Proposal:
    title = Words("t", "t")
    cover = NeedCover(need="n", title=title, task=title, wanted=1, covered=1, candidates=candidates)
    other = NeedCover(
        need="m", title=title, task=title, wanted=1, covered=0, candidates=(candidate("T8", "candidate"),)
    )
    return Proposal(incident="E", plan="p", uncovered=(), needs=(cover, other), withdraw_first=())


def test_who_relieves_is_free_first_then_who_was_proposed_for_a_gap_and_nobody_else() -> None:
    made = proposal(
        candidate("T1", "chosen", already_moving=True),
        candidate("T2", "chosen"),
        candidate("T3", "candidate"),
        candidate("T4", "candidate"),
        candidate("T5", "resting"),
        candidate("T6", "lacks_capability"),
        candidate("T7", "needs_consent"),
    )
    able, near = relief_for(made, "n", frozenset({"T3"}))
    assert [one.team for one in able] == ["T4", "T2"]
    assert [one.team for one in near] == ["T5", "T7"]
    assert relief_for(made, "nothing", frozenset()) == ((), ())


def test_the_team_that_is_relieved_hears_of_it() -> None:
    told: dict[str, Any] = {"incident": "E", "order": "PT1", "team": "T06", "by_team": "T07",
                            "says": Words("换防", "relief"), "exercise": None}  # fmt: skip
    for event in (ReliefArranged(at=NIGHT, **told), ReliefArrived(at=NIGHT, **told), ReliefLost(**told)):
        assert set(event.audience()) == {"centre", "team:T06"}
        (alert,) = [
            read({"id": "1", "type": event.topic, "exercise": None, "data": {**event.data(), "says": vars(event.says)}})
        ]
        assert alert is not None
        shown = "\n".join(render(alert, "zh", ZoneInfo("Asia/Shanghai")))
        assert ("【真实】换防 PT1" in shown, alert.asks) == (True, True)


# -- in a night ------------------------------------------------------------------------------------------


async def on_scene(scene: Scene, team: str = "T06", need: str = "stop_leak") -> tuple[str, str]:
    """A team whose four hours are over."""
    incident, orders = await scene.out((team, need))
    for fact in ("accepted", "moving", "arrived"):
        await scene.says(team, orders[team], fact)
    await scene.system.advance(seconds=4 * HOUR + 1, step=60)
    return incident, orders[team]


async def offered(scene: Scene, order: str) -> Any:
    return await scene.system.show("field.relief_offer", {"order": order}, scene.officer)


async def relief(scene: Scene, incident: str, order: str) -> Any:
    return next(row for row in (await scene.look(incident)).reliefs if row.order == order)


async def test_a_relief_is_offered_ordered_followed_and_the_relieved_team_goes_home(scene: Scene) -> None:
    incident, order = await on_scene(scene)
    offer = await offered(scene, order)
    assert (offer.team, offer.need, offer.authority) == ("T06", "stop_leak", "值班规程4.2")
    best = offer.candidates[0]
    assert (best.team, best.reason) == ("T07", "candidate")
    assert "T06" not in {one.team for one in offer.candidates}
    assert ("T41", "needs_consent") in {(one.team, one.reason) for one in offer.near}

    answer = await scene.field("send_relief", order=order, by_team="T07")
    assert answer["told"] is True, "T06 is connected"
    assert answer["ring"] is True, "T07 is not: it must be rung"
    card = await scene.card(incident)
    made = next(force for force in card.forces if force.order == answer["by_order"])
    assert (made.team, made.need, made.task) == ("T07", "stop_leak", offer.task)
    assert "换防" in scene.recorded("dispatched")[-1].data["added"]["T07"]
    (told,) = scene.said("relief_arranged", order=order)
    assert told.data["by_order"] == answer["by_order"]
    row = await relief(scene, incident, order)
    assert (row.state, row.by_team, row.by_order) == ("arranged", "T07", answer["by_order"])
    assert await scene.waits("relief") == [], "nothing to do for a person until it should be there"
    for command, payload in (
        ("send_relief", {"by_team": "T41", "consent": "嘉定"}),
        ("arrange_relief", {"by_team": "T09", "in_minutes": 5}),
        ("postpone_relief", {"hours": 1, "reason": "x"}),
    ):
        with pytest.raises(Conflict) as error:
            await scene.field(command, order=order, **payload)
        assert error.value.code == "relief_ordered"
    with pytest.raises(Conflict) as early:
        await scene.field("release_relieved", order=order)
    assert early.value.code == "nobody_there"

    for fact in ("accepted", "moving", "arrived"):
        await scene.says("T07", answer["by_order"], fact)
    row = await relief(scene, incident, order)
    assert (row.state, row.there_at) == ("there", scene.system.clock.now())
    (item,) = await scene.waits("relief")
    assert ("T07队已到场, 交接后归队" in item.says.zh, item.phone) == (True, "021-00001000")
    assert len(scene.said("relief_arrived", order=order, team="T06")) == 1
    assert (await scene.field("release_relieved", order=order))["released"] is True
    (home,) = scene.recorded("stood_down", order=order)
    assert "T07队已到场" in home.data["reason"]["zh"]
    await scene.says("T06", order, "returning")
    assert await scene.waits("relief") == []
    row = await relief(scene, incident, order)
    assert (row.state, row.by_team) == ("relieved", "T07")
    await scene.system.advance(seconds=60, step=30)
    assert "relieved" in {one.state for one in (await scene.look(incident)).reliefs}
    assert {one.state for one in (await scene.look(incident)).reliefs if one.team == "T07"} == {"due"}, "its own hours"


@pytest.mark.parametrize("how", ["unable", "stood_down"])
async def test_a_relief_that_does_not_come_is_due_again_at_once(scene: Scene, how: str) -> None:
    incident, order = await on_scene(scene)
    scene.system.connect("team:T07")
    answer = await scene.field("send_relief", order=order, by_team="T07", in_minutes=9, reason="队伍疲劳")
    if how == "unable":
        await scene.says("T07", answer["by_order"], "unable", reason="vehicle")
    else:
        await scene.do("stand_down", incident=incident, orders=[answer["by_order"]], reason="另有任务")
    row = await relief(scene, incident, order)
    assert (row.state, row.by_team, row.by_order) == ("due", "", "")
    (item,) = await scene.waits("relief")
    assert "应换防" in item.says.zh
    (lost,) = scene.said("relief_lost", order=order)
    assert (lost.severity, lost.data["team"]) == ("severe", "T06")
    if how == "unable":
        assert "T07" not in {one.team for one in (await offered(scene, order)).candidates}


@pytest.mark.parametrize("all_go_home", [False, True])
async def test_a_relief_that_leaves_first_is_due_again_unless_both_go_home(scene: Scene, all_go_home: bool) -> None:
    incident, order = await on_scene(scene)
    scene.system.connect("team:T07")
    taking = (await scene.field("send_relief", order=order, by_team="T07"))["by_order"]
    for fact in ("accepted", "moving", "arrived"):
        await scene.says("T07", taking, fact)
    if all_go_home:
        await scene.do("stand_down", incident=incident, orders=[order, taking], reason="险情消除")
    await scene.says("T07", taking, "returning")
    row = await relief(scene, incident, order)
    assert (row.state, len(scene.said("relief_lost", order=order))) == (("there", 0) if all_go_home else ("due", 1))
    assert all_go_home or "应换防" in (await scene.waits("relief"))[0].says.zh


async def test_the_next_team_that_the_policy_sends_takes_over(scene: Scene) -> None:
    more = {"id": "T50", "name": "T50队", "kind": "street", "reach": "direct", "lat": 31.2700, "lon": 121.3700,
            "people": 9, "capabilities": {"cordon": 1}, "division": "310107103", "minimum": 4, "phone": "021-1",
            "insured_until": date(2027, 12, 31)}  # fmt: skip
    await scene.system.execute("rosters.register_team", more, KEEPER)
    incident, order = await on_scene(scene, "T33", "cordon")
    first, second = (await offered(scene, order)).candidates[:2]
    sent = await scene.field("send_relief", order=order, by_team=first.team)
    answer = await scene.do("next_team", order=sent["by_order"], reason="不应答")
    assert answer["team"] == second.team
    row = await relief(scene, incident, order)
    assert (row.state, row.by_team, row.by_order) == ("arranged", answer["team"], answer["order"])


async def test_by_hand_the_order_of_the_named_team_is_linked(scene: Scene) -> None:
    incident, order = await on_scene(scene)
    scene.system.disconnect("team:T06")
    answer = await scene.field("arrange_relief", order=order, by_team="T07", in_minutes=20)
    assert (answer["told"], answer["phone"]) == (False, "021-00001000"), "it must be rung"
    sent = await scene.dispatch(incident, ("T07", "stop_leak"), left_out_reason="换防")
    assert (await relief(scene, incident, order)).by_order == sent["T07"]


async def test_what_is_refused(scene: Scene) -> None:
    incident, order = await on_scene(scene)
    cases: list[tuple[dict[str, Any], type[FengsuiError], str]] = [
        ({"order": "PT-nothing", "by_team": "T07"}, Missing, "no_such_thing"),
        ({"order": order, "by_team": "T99"}, Invalid, "dispatch_refused"),
        ({"order": order, "by_team": "T06"}, Invalid, "dispatch_refused"),
        ({"order": order, "by_team": "T41"}, Invalid, "dispatch_refused"),
    ]
    for payload, kind, code in cases:
        with pytest.raises(kind) as error:
            await scene.field("send_relief", **payload)
        assert error.value.code == code
    with pytest.raises(Missing):
        await offered(scene, "PT-nothing")
    with pytest.raises(Forbidden):
        await scene.field("send_relief", scene.device("T06"), order=order, by_team="T07")
    assert (await relief(scene, incident, order)).state == "due", "nothing of it was kept"
