from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from fengsui.http.language import expected_of
from fengsui_incidents.api.board import Fact, Task
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.closing import open_before_closing, open_before_ending
from fengsui_incidents.model.orders import OrderRecord

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")


def test_everything_that_is_open_is_said_at_once(order: OrderRecord) -> None:
    task = Task(
        id="verify", title=Words("核实", "verify"), owner="duty_officer", post=Words("值班员", "duty officer"), due=NOW
    )
    done = replace(task, id="flash", done_at=NOW)
    orders = [
        replace(order, id="O1", facts=(Fact(fact="arrived", at=NOW),)),
        replace(order, id="O2"),
        replace(order, id="O3", facts=(Fact(fact="unable", at=NOW, reason="kit"),)),
        replace(order, id="O4", kind="request", facts=(Fact(fact="moving", at=NOW),)),
        replace(order, id="O5", kind="notice"),
    ]
    names = {"O2": Words("石泉队", "Shiquan team")}
    faults = open_before_closing(orders, [task, done], response_ended=False, level_confirmed=False, names=names)
    assert {(fault.path, fault.code) for fault in faults} == {
        ("level", "level_unconfirmed"),
        ("response", "response_not_ended"),
        ("orders.O1", "order_open"),
        ("orders.O2", "order_open"),
        ("tasks.verify", "task_open"),
    }
    said = {fault.path: expected_of(fault, "zh_CN", ("fengsui_incidents",)) for fault in faults}
    assert said["orders.O2"] == "石泉队 归队待命或已撤销出动"
    assert said["tasks.verify"] == "任务完成: 核实 (值班员)"


def test_nothing_open(order: OrderRecord) -> None:
    back = replace(order, facts=(Fact(fact="arrived", at=NOW), Fact(fact="ready", at=NOW + timedelta(hours=1))))
    assert open_before_closing([back], [], response_ended=True, level_confirmed=True) == ()


def test_a_response_does_not_end_over_people_who_are_not_out(order: OrderRecord) -> None:
    inside = replace(order, facts=(Fact(fact="arrived", at=NOW),), evacuating_at=NOW + timedelta(minutes=1))
    assert {fault.code for fault in open_before_ending([inside], controlled=False)} == {
        "not_controlled",
        "not_withdrawn",
    }
    out = Fact(fact="withdrawn", at=NOW + timedelta(minutes=2), people=8)
    assert open_before_ending([replace(inside, facts=(*inside.facts, out))], controlled=True) == ()
