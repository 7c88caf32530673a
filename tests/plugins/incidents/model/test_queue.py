from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fengsui_incidents.api.board import CallRow, Fact, QueueItem, Task
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.orders import OrderRecord, Step
from fengsui_incidents.model.picture import Picture, Surroundings
from fengsui_incidents.model.propose import Available, propose
from fengsui_incidents.model.queue import Running, needs_a_person
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def kinds(items: tuple[QueueItem, ...]) -> list[str]:
    return [item.kind for item in items]


@pytest.fixture
def running(night: Picture) -> Running:
    return Running(picture=night, level_proposed="IV", level_confirmed="IV", names={"T06": "石泉危化专业队"},
                   phones={"T06": "021-00001006"})  # fmt: skip


def queue(one: Running, rules: RuleSet, seconds: float, *calls: CallRow) -> tuple[QueueItem, ...]:
    return needs_a_person(calls, [one], rules, at(seconds))


@pytest.mark.parametrize(
    ("facts", "changes", "seconds", "kind"),
    [
        ((), {}, 10, None),
        ((), {}, 35, "silent"),
        ((Fact(fact="accepted", at=at(5)),), {}, 35, None),
        ((Fact(fact="accepted", at=at(5)),), {}, 400, "silent"),
        ((Fact(fact="unable", at=at(5), reason="on_another_job"),), {}, 6, "unable"),
        ((Fact(fact="unable", at=at(5), reason="road"),), {"replaced_by": "O2"}, 6, None),
        ((Fact(fact="accepted", at=at(5)), Fact(fact="mayday", at=at(6))), {}, 10, "mayday"),
        ((Fact(fact="accepted", at=at(5)), Fact(fact="need_more", at=at(6))), {}, 10, "need_more"),
        ((Fact(fact="arrived", at=at(5)),), {"evacuating_at": at(20)}, 21, "withdraw"),
        ((Fact(fact="accepted", at=at(5)),), {"changed_at": at(20), "change": 1}, 21, "change"),
        ((), {"steps": (Step(step="expired", at=at(90), awaited="displayed", late=True),)}, 100, "expired"),
        ((), {"kind": "request", "team": ""}, 1, "card"),
        ((Fact(fact="accepted", at=at(5)),), {"kind": "notice", "team": ""}, 10, None),
    ],
)
def test_what_an_order_asks_of_a_person(
    facts: tuple[Fact, ...],
    changes: dict[str, object],
    seconds: float,
    kind: str | None,
    order: OrderRecord,
    running: Running,
    rules: RuleSet,
) -> None:
    mine = replace(order, facts=facts, **changes)  # type: ignore[arg-type]
    assert kinds(queue(replace(running, orders=[mine]), rules, seconds)) == ([kind] if kind else [])


def test_an_unreachable_team_is_rung_at_once(order: OrderRecord, running: Running, rules: RuleSet) -> None:
    found = queue(replace(running, orders=[order], unreachable=frozenset({order.id})), rules, 0)
    assert kinds(found) == ["unreachable"]
    assert found[0].phone == "021-00001006"
    assert found[0].says.zh == "石泉危化专业队 未连接, 改打电话"
    assert found[0].due == at(60)


def test_soonest_first_and_help_before_all(order: OrderRecord, running: Running, rules: RuleSet) -> None:
    orders = [
        order,
        replace(order, id="O2", facts=(Fact(fact="arrived", at=at(5)), Fact(fact="mayday", at=at(50)))),
        replace(order, id="O3", steps=(Step(step="expired", at=at(55), awaited="displayed", late=True),)),
        replace(order, id="O4", facts=(Fact(fact="arrived", at=at(5)),), evacuating_at=at(50)),
    ]
    task = Task(
        id="verify",
        title=Words("核实", "verify"),
        owner="duty_officer",
        post=Words("值班员", "duty officer"),
        due=at(65),
    )
    far = Task(
        id="all_clear",
        title=Words("解除", "all clear"),
        owner="site_commander",
        post=Words("现场指挥", "site commander"),
        due=at(14_400),
    )
    call = CallRow(id="C1122-0120", at=at(40), source="hotline_12345", text="异味", phone="", state="open")
    similar = replace(call, id="C1122-0118", similar_to="E1122-01", similarity=0.6)
    one = replace(running, orders=orders, tasks=[task, far], level_confirmed=None, level_due=at(180))
    found = queue(one, rules, 58, call, similar, replace(call, id="C9", state="closed"))
    assert kinds(found) == ["mayday", "withdraw", "expired", "silent", "task", "call", "level", "merge"]
    assert len({item.id for item in found}) == len(found)
    assert all(len(item.id) <= 64 and item.says.zh and item.says.en for item in found)


def test_who_has_not_come_out_stands_above_every_overdue_task(
    order: OrderRecord, running: Running, rules: RuleSet
) -> None:
    words, post = Words("核实", "verify"), Words("值班员", "duty officer")
    task = Task(id="verify", title=words, owner="duty_officer", post=post, due=at(-600))
    out = replace(order, facts=(Fact(fact="arrived", at=at(5)),), evacuating_at=at(50))
    cries = replace(order, id="O2", facts=(Fact(fact="arrived", at=at(5)), Fact(fact="mayday", at=at(70))))
    one = replace(running, orders=[out, cries], tasks=[task])
    found = queue(one, rules, 90)
    assert kinds(found) == ["mayday", "withdraw", "task"]
    assert [item.life for item in found] == [True, True, False]
    air = QueueItem(id="air", kind="other", incident="", order="", call="", says=words, due=at(900), life=True)
    found = needs_a_person((), [one], rules, at(90), others=[air])
    assert kinds(found) == ["mayday", "other", "withdraw", "task"], "air that runs out, before a word that is missing"
    drill = replace(one, picture=replace(one.picture, exercise="EX-07"))
    assert not any(item.life for item in queue(drill, rules, 90)), "nobody's life is at stake in a drill"


def test_what_a_person_has_taken_note_of_is_gone(order: OrderRecord, running: Running, rules: RuleSet) -> None:
    mine = replace(order, facts=(Fact(fact="unable", at=at(5), reason="kit"),))
    one = replace(running, orders=[mine])
    item = queue(one, rules, 10)[0]
    assert queue(replace(one, acknowledged=frozenset({item.id})), rules, 10) == ()


def test_gaps_and_stations_to_withdraw(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings, running: Running
) -> None:
    proposal = propose(night, ammonia, available, rules, NOW, around=around)
    found = queue(replace(running, proposal=proposal), rules, 1)
    assert kinds(found) == ["withdraw", "uncovered"]
    assert found[0].says.zh == "武威路微型站 下风195 m, 先撤离"
    assert found[1].says.zh.startswith("环境监测 缺1")
    assert queue(replace(running, proposal=proposal, response_ended=True), rules, 1) == ()


def test_a_drill_waits_behind_the_real_thing(order: OrderRecord, running: Running, rules: RuleSet) -> None:
    drill = replace(running, picture=replace(running.picture, id="X1122-01", exercise="EX-07"))
    facts = (Fact(fact="arrived", at=at(5)), Fact(fact="mayday", at=at(6)))
    busy = replace(drill, orders=[replace(order, id="EX07-01", facts=facts, exercise="EX-07")])
    found = needs_a_person([], [busy, replace(running, orders=[order])], rules, at(58))
    assert [item.exercise for item in found] == [None, "EX-07"]
