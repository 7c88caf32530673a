"""The night with the deadlines of the plan that we ship, to the second, on both databases and on a manual clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.stories.night import DRILL, OURS, Centre, Night

from fengsui.errors import Conflict
from fengsui.testing import NIGHT
from fengsui_plans.api import Library

SILENCE = [("remind", 60.0), ("next_team", 70.0), ("leader", 80.0)]
"""plans/ammonia-release.yaml: an answer within 60 s; rules.yaml: 10 s between one step and the next."""


async def test_the_deadlines_are_those_of_the_shipped_plan(centre: Centre) -> None:
    async with centre.awake() as night:
        plan: Any = await night.system.read(
            lambda reading: reading.ask(Library).get("ammonia-release"), plugin="incidents"
        )
        policy = plan.escalation
        assert (policy.displayed_within_s, policy.accepted_within_s, policy.withdrawn_within_s) == (60, 60, 30)
        assert list(policy.on_silence) == ["remind", "next_team", "leader"]


async def test_from_the_call_to_the_closing_and_the_drill_after_it(either_centre: Centre) -> None:
    async with either_centre.awake() as night:
        assert {p.name for p in night.system.system.plugins} >= set(OURS)
        made = await night.report()
        found = made["assessment"]
        assert (found.urgency, found.grade, found.near_miss) == ("A", "general", "to_verify")
        assert (found.level, found.plan) == ("IV", "ammonia-release")
        await merged(night)
        kinds = await night.dispatch()
        assert min(kinds[kind] for kind in ("order", "request", "notice")) >= 2
        await night.do("incidents.confirm_level", night.leader, incident=night.incident, level="IV")
        await answered(night)
        await silence(night)
        await evacuated(night)
        await closed(night)
        await drill_after_it(night)
        verdict = await night.show("core.verify", night.system.actor("auditor"))
        assert (verdict.breaks, verdict.events) == ((), len(night.system.recorded()))
        assert [plugin.errors for plugin in night.system.system.plugins if plugin.name in OURS] == [[]] * len(OURS)


async def merged(night: Night) -> None:
    """A 12345 ticket about a smell nearby is proposed for merging, and a person merges it."""
    ticket = await night.do("incidents.take_call", source="hotline_12345", number="12345-1", phone="021-00012345",
                            text="真光路有很大的氨味, 刺鼻", lat=31.27, lon=121.364)  # fmt: skip
    (item,) = await night.queue("merge")
    assert (item.call, item.incident) == (ticket["call"], night.incident)
    await night.do("incidents.merge_call", call=ticket["call"], incident=night.incident, reason="同一地点")
    assert not await night.queue("merge")


async def answered(night: Night) -> None:
    """One accepts, one cannot, one is rung; stored, read and answered are facts of their own."""
    assert (await night.force("T33")).unreachable
    await night.system.advance(seconds=5)
    await night.stored("T06", "T09", "T12")
    assert [fact.fact for fact in (await night.force("T12")).facts] == ["delivered"]
    await night.says("T12", "displayed")
    await night.says("T12", "accepted", people=8, minutes=9)
    assert {fact.fact for fact in (await night.force("T12")).facts} == {"delivered", "displayed", "accepted"}
    await night.says("T09", "unable", reason="on_another_job")
    assert [item.order for item in await night.queue("unable")] == [night.orders["T09"]]
    await night.do("incidents.answer_for", order=night.orders["T33"], kind="accepted", people=12, minutes=15,
                   channel="phone", said_by="桃浦镇值班 老孙")  # fmt: skip
    fact = (await night.force("T33")).facts[-1]
    assert (fact.fact, fact.answered_for, fact.said_by) == ("accepted", True, "桃浦镇值班 老孙")


async def silence(night: Night) -> None:
    """T06 stored its order and says nothing. 5 s have passed."""
    await night.system.advance(seconds=54.5, step=5)
    assert night.steps("T06") == []
    await night.system.advance(seconds=0.5)
    assert night.steps("T06") == SILENCE[:1]
    await night.system.advance(seconds=9.5, step=2)
    assert night.steps("T06") == SILENCE[:1]
    await night.system.advance(seconds=0.5)
    assert night.steps("T06") == SILENCE[:2]
    await night.system.advance(seconds=60, step=2)
    assert night.steps("T06") == SILENCE
    (replaced,) = night.recorded("incidents.escalated", order=night.orders["T06"], step="next_team")
    assert replaced.data is not None
    assert replaced.data["next_team"] == "T07"
    night.orders["T07"] = replaced.data["next_order"]
    assert [e.subject for e in night.recorded("incidents.ordered", team="T07")] == [night.orders["T07"]]
    assert night.steps("T12") == night.steps("T33") == []
    assert night.steps("T09") == [("leader", 5.0)], "a team under order that cannot go is told to the leader at once"
    assert (await night.force("T06")).escalated


async def evacuated(night: Night) -> None:
    """Every force is told to withdraw, and owes its answer within 30 s."""
    await night.says("T07", "accepted", people=6, minutes=4)
    for team in ("T12", "T07"):
        await night.says(team, "arrived")
    await night.do("incidents.evacuate", incident=night.incident, rendezvous="祁连山路口", reason="二次泄漏")
    told = {str((event.data or {})["order"]) for event in night.recorded("incidents.evacuation_ordered")}
    assert {night.orders[team] for team in ("T01", "T07", "T12", "T33")} <= told
    await night.says("T12", "withdrawn", people=8)
    await night.system.advance(seconds=29.5, step=3)
    before = night.steps("T07")
    await night.system.advance(seconds=1)
    assert len(night.steps("T07")) == len(before) + 1
    assert night.steps("T12") == []
    await night.says("T07", "withdrawn", people=6)
    assert {item.order for item in await night.queue("withdraw")}.isdisjoint({night.orders["T07"], night.orders["T12"]})


async def closed(night: Night) -> None:
    with pytest.raises(Conflict) as refused:
        await night.do("incidents.close", incident=night.incident)
    assert len(refused.value.faults) > 5
    await night.wind_up()
    with pytest.raises(Conflict) as refused:
        await night.do("incidents.close", incident=night.incident, outcome="finished")
    assert {fault.code for fault in refused.value.faults} == {"final_report_owed"}
    final = await night.do("reports.draft", incident=night.incident, kind="final")
    await night.do("reports.send", report=final.report)
    assert (await night.do("incidents.close", incident=night.incident, outcome="finished"))["state"] == "closed"
    assert night.incident not in {row.id for row in (await night.board()).incidents}
    log = await night.show("incidents.timeline", incident=night.incident)
    assert (log[0].topic, log[-1].topic) == ("incidents.reported", "incidents.closed")


async def drill_after_it(night: Night) -> None:
    """Held while the incident was open; started by its controller after it, marked in every event."""
    assert [event.exercise for event in night.recorded("drills.held") if event.subject == DRILL] == [DRILL]
    drill = (await night.show("drills.drill", night.controller, drill=DRILL)).drill
    assert (drill.state, drill.held_because) == ("held", night.incident)
    with pytest.raises(Conflict):
        await night.do("drills.start", night.controller, drill=DRILL)
    await night.do("drills.resume", night.controller, drill=DRILL)
    begun = await night.do("drills.start", night.controller, drill=DRILL)
    marked = [e for e in night.system.recorded() if e.subject in (DRILL, begun.incident) and e.exercise != DRILL]
    assert not marked
    assert (await night.show("incidents.incident", incident=begun.incident)).exercise == DRILL
    await night.do("drills.finish", night.controller, drill=DRILL)


# -- stopped and started again ---------------------------------------------------------------------------


async def test_a_deadline_that_ran_out_while_the_centre_was_down_is_presented_and_not_fired(
    either_centre: Centre,
) -> None:
    async with either_centre.awake() as night:
        await night.out()
        await night.system.advance(seconds=30, step=5)
        orders, incident = night.orders, night.incident
    async with either_centre.awake(NIGHT + timedelta(seconds=120)) as night:
        night.orders, night.incident = orders, incident
        await night.system.advance(seconds=2)
        assert night.steps("T06") == [("expired", 120.5)]
        await night.system.advance(seconds=60, step=5)
        assert night.steps("T06") == [("expired", 120.5)]
        assert not night.recorded("incidents.ordered", team="T07")
        late = {item.order for item in await night.queue("expired")}
        assert orders["T06"] in late
        first = [item for item in (await night.board()).queue if not item.life][: len(late)]
        assert {item.kind for item in first} == {"expired"}
        made = await night.do("incidents.next_team", order=orders["T06"])
        assert made["team"] == "T07"


@pytest.mark.parametrize(
    ("stopped", "started", "expected"),
    [(30, 50, SILENCE), (59, 62, [("remind", 64.0), ("next_team", 74.0), ("leader", 84.0)]), (65, 68, SILENCE),
     (100, 160, SILENCE)],
    ids=["before", "within the grace", "between two steps", "after all"],
)  # fmt: skip
async def test_each_step_is_taken_once_across_a_restart(
    either_centre: Centre, stopped: int, started: int, expected: list[tuple[str, float]]
) -> None:
    async with either_centre.awake() as night:
        await night.out()
        await night.system.advance(seconds=stopped, step=5)
        orders, incident = night.orders, night.incident
    async with either_centre.awake(NIGHT + timedelta(seconds=started)) as night:
        night.orders, night.incident = orders, incident
        await night.system.advance(seconds=60, step=2)
        assert night.steps("T06") == expected
        assert len(night.recorded("incidents.ordered", team="T07")) == 1
