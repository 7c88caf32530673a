from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.api.board import Fact
from fengsui_incidents.model.escalate import Decision, Network, escalate, network_failed, next_check
from fengsui_incidents.model.orders import OrderRecord, Step
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import Escalation

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
WELL = Network(connected=40, dropped=0)
POLICY = Escalation(displayed_within_s=30, accepted_within_s=60, withdrawn_within_s=30,
                    on_silence=("remind", "next_team", "leader"))  # fmt: skip


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def look(
    order: OrderRecord,
    rules: RuleSet,
    seconds: float,
    *,
    online: bool = True,
    network: Network = WELL,
    late: bool = False,
) -> Decision:
    return escalate(order, online=online, network=network, late=late, rules=rules, now=at(seconds))


def took(order: OrderRecord, decision: Decision, seconds: float) -> OrderRecord:
    step = Step(step=decision.step, at=at(seconds), awaited=decision.awaited, late=decision.step == "expired")
    return replace(order, steps=(*order.steps, step))


def story(order: OrderRecord, rules: RuleSet, *, online: bool = True, until: int = 600) -> list[tuple[int, str]]:
    """Every step that is taken, second by second."""
    taken: list[tuple[int, str]] = []
    for second in range(until):
        decision = look(order, rules, second, online=online)
        if decision.step:
            taken.append((second, decision.step))
            order = took(order, decision, second)
    return taken


def test_silence_runs_through_the_plans_steps_once(order: OrderRecord, rules: RuleSet) -> None:
    assert story(order, rules) == [(30, "remind"), (60, "next_team"), (70, "leader")]


def test_read_but_not_answered(order: OrderRecord, rules: RuleSet) -> None:
    read = replace(order, facts=(Fact(fact="displayed", at=at(20)),))
    assert story(read, rules) == [(60, "remind"), (70, "next_team"), (80, "leader")]


def test_who_must_be_rung_gets_longer_and_no_reminder(order: OrderRecord, rules: RuleSet) -> None:
    assert story(order, rules, online=False) == [(120, "next_team"), (130, "leader")]


def test_once_another_team_was_sent_the_leader_still_hears_of_it(order: OrderRecord, rules: RuleSet) -> None:
    steps = (
        Step(step="remind", at=at(30), awaited="displayed"),
        Step(step="next_team", at=at(60), awaited="displayed"),
    )
    replaced = replace(order, steps=steps, replaced_by="PT1122-01-05")
    assert story(replaced, rules) == [(70, "leader")]
    assert next_check(replaced, online=True, rules=rules) == at(70)
    by_hand = replace(order, steps=(Step(step="next_team", at=at(5), awaited="accepted"),), replaced_by="PT1122-01-05")
    assert story(by_hand, rules) == [(60, "leader")]
    told = replace(replaced, steps=(*steps, Step(step="leader", at=at(70), awaited="displayed")))
    assert look(told, rules, 1000) == look(told, rules, 2000)
    assert look(told, rules, 1000).step == ""


@pytest.mark.parametrize("fact", ["accepted", "unable", "moving"])
def test_an_answer_ends_it(fact: str, order: OrderRecord, rules: RuleSet) -> None:
    answered = replace(order, facts=(Fact(fact=fact, at=at(40)),))  # type: ignore[arg-type]
    assert look(answered, rules, 100).step == ""


def test_what_ran_out_while_the_centre_was_down_is_presented_and_not_fired(order: OrderRecord, rules: RuleSet) -> None:
    decision = look(order, rules, 300, late=True)
    assert (decision.step, decision.check_at) == ("expired", None)
    assert "停机" in decision.why.zh
    after = took(order, decision, 300)
    assert [look(after, rules, second).step for second in (301, 1000, 10_000)] == ["", "", ""]
    assert next_check(after, online=True, rules=rules) is None


def test_a_network_failure_asks_the_officer(order: OrderRecord, rules: RuleSet) -> None:
    down = Network(connected=40, dropped=14)
    decision = look(order, rules, 60, network=down)
    assert decision.step == "hold"
    assert decision.check_at == at(90)
    assert "网络故障" in decision.why.zh
    asked = replace(
        order, steps=tuple(Step(step=step, at=at(40), awaited="displayed") for step in ("remind", "next_team"))
    )
    assert look(asked, rules, 60, network=down).step == "leader"


@pytest.mark.parametrize(
    ("connected", "dropped", "failed"), [(40, 13, False), (40, 14, True), (0, 0, False), (3, 2, False), (3, 3, True)]
)
def test_a_third_at_once(connected: int, dropped: int, failed: bool, rules: RuleSet) -> None:
    assert network_failed(Network(connected, dropped), rules) is failed


def test_nobody_withdrawn_within_30_seconds_goes_to_the_leader(order: OrderRecord, rules: RuleSet) -> None:
    facts = (Fact(fact="accepted", at=at(10)), Fact(fact="arrived", at=at(20)))
    evacuating = replace(order, facts=facts, evacuating_at=at(1000))
    assert story(evacuating, rules, until=1200) == [(1030, "leader"), (1040, "channel")]
    assert look(evacuating, rules, 1030).why.en.startswith("not reported withdrawn after 30 s")


def test_a_team_that_does_not_move_is_reminded_then_the_leader_hears(order: OrderRecord, rules: RuleSet) -> None:
    accepted = replace(order, facts=(Fact(fact="accepted", at=at(10)),))
    assert story(accepted, rules) == [(310, "remind"), (320, "leader")]


def test_each_change_is_a_new_silence(order: OrderRecord, rules: RuleSet) -> None:
    facts = (Fact(fact="accepted", at=at(10)), Fact(fact="moving", at=at(20)))
    changed = replace(order, facts=facts, change=1, changed_at=at(100))
    taken = story(changed, rules, until=300)
    assert taken == [(160, "remind"), (170, "leader")]
    steps = tuple(Step(step=step, at=at(second), awaited="accepted") for second, step in taken)
    again = replace(changed, changed_at=at(400), change=2, steps=steps)
    assert look(again, rules, 460).step == "remind"


@given(
    facts=st.lists(st.tuples(st.sampled_from(["delivered", "displayed", "accepted", "moving", "arrived", "unable"]),
                             st.integers(0, 400)), max_size=4),
    looks=st.lists(st.tuples(st.integers(0, 2000), st.booleans(), st.booleans()), max_size=30),
)  # fmt: skip
def test_no_step_is_taken_twice(
    rules: RuleSet, facts: list[tuple[str, int]], looks: list[tuple[int, bool, bool]]
) -> None:
    base = OrderRecord(id="O", incident="E", team="T", kind="order", ordered_at=NOW, policy=POLICY)
    order = replace(base, facts=tuple(Fact(fact=kind, at=at(second)) for kind, second in facts))  # type: ignore[arg-type]
    for second, online, late in sorted(looks):
        decision = look(order, rules, second, online=online, late=late)
        assert decision.check_at is None or decision.step == "" or decision.check_at >= NOW
        if decision.step:
            assert not any(step.step == decision.step and step.awaited == decision.awaited for step in order.steps)
            order = took(order, decision, second)
        assert look(order, rules, second, online=online, late=late).step != decision.step or not decision.step
