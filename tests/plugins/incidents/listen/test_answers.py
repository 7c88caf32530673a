"""One digit where one is enough: what each key sends, asks or leaves alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plugins.incidents.listen.making import Make

from fengsui_incidents.listen.answers import WAIT, Policy, numbers, press, tick
from fengsui_incidents.listen.desk import Desk, Effect, Item, Send, Show, Tell, arrive, observe

NOW = datetime(2026, 11, 21, 19, 14, 2, tzinfo=UTC)


def told(*events: dict[str, Any], desk: Desk | None = None) -> Desk:
    desk = desk or Desk()
    for event in events:
        desk, _ = arrive(desk, event, NOW)
    return desk


def keys(desk: Any, typed: Any, now: Any = NOW) -> Any:
    sent = []
    for key in typed:
        desk, effects = press(desk, key, now)
        sent += [dict(e.arguments) | {"to": e.command} for e in effects if isinstance(e, Send)]
    return desk, sent


def arguments(effect: Effect) -> dict[str, Any]:
    """What is sent."""
    assert isinstance(effect, Send)
    return dict(effect.arguments)


def front(desk: Desk) -> Item:
    """What a key now answers."""
    assert desk.focus is not None
    return desk.focus


def kinds(sent: Any) -> Any:
    return [one.get("kind", one["to"]) for one in sent]


def test_an_order_pops_up_and_waits(ordered: Make) -> None:
    desk, effects = arrive(Desk(), ordered(), NOW)
    assert isinstance(effects[0], Show)
    assert effects[1] == Send("incidents.receipt", {"order": "PT1122-01-02", "kind": "popped_up"})
    assert desk.rings == "real"


def test_going_asks_only_strength_and_minutes(ordered: Make) -> None:
    desk, sent = keys(told(ordered()), "18 9\r")
    assert sent == [
        {"to": "incidents.receipt", "order": "PT1122-01-02", "kind": "displayed"},
        {"to": "incidents.receipt", "order": "PT1122-01-02", "kind": "accepted", "people": 8, "minutes": 9},
    ]
    assert desk.rings == ""
    assert front(desk).active


def test_enter_alone_keeps_the_rosters_strength(ordered: Make) -> None:
    _, sent = keys(told(ordered()), "1\r")
    assert sent[-1] == {"to": "incidents.receipt", "order": "PT1122-01-02", "kind": "accepted"}


def test_a_question_left_standing_answers_itself(ordered: Make) -> None:
    desk, _ = keys(told(ordered()), "18")
    desk, effects = tick(desk, NOW + WAIT - timedelta(seconds=1))
    assert not effects
    desk, effects = tick(desk, NOW + WAIT)
    assert arguments(effects[0]) == {"order": "PT1122-01-02", "kind": "accepted", "people": 8}


@pytest.mark.parametrize(
    ("digit", "reason"),
    [("1", "on_another_job"), ("2", "vehicle"), ("3", "people"), ("4", "kit"), ("5", "road"), ("6", "other")],
)
def test_cannot_asks_one_digit(ordered: Make, digit: Any, reason: Any) -> None:
    desk, sent = keys(told(ordered()), "2" + digit)
    assert sent[-1] == {"to": "incidents.receipt", "order": "PT1122-01-02", "kind": "unable", "reason": reason}
    assert not desk.items


def test_a_volunteer_may_decline(ordered: Make) -> None:
    _, sent = keys(told(ordered()), "27")
    assert sent[-1]["kind"] == "declined"


def test_escape_takes_back_what_was_not_sent_yet(ordered: Make) -> None:
    desk, sent = keys(told(ordered()), "2\x1b")
    assert kinds(sent) == ["displayed"]
    assert desk.rings == "real"


def test_call_me_rings_on(ordered: Make) -> None:
    desk, sent = keys(told(ordered()), "3")
    assert sent == [
        {"to": "incidents.receipt", "order": "PT1122-01-02", "kind": "displayed", "note": "请回电 CALL ME"},
    ]
    assert desk.rings == "real"


def test_call_me_is_heard_also_after_it_was_displayed(ordered: Make) -> None:
    _, sent = keys(told(ordered()), "x3")
    assert sent[1]["note"] == "请回电 CALL ME"
    assert sent[1]["kind"] == "need_more"


def test_who_has_arrived_in_a_drill_returns_from_it(ordered: Make) -> None:
    desk, _ = keys(told(ordered(exercise="EX-07")), "1\r45\r\r\r")
    _, sent = keys(desk, "9")
    assert [one.get("kind") for one in sent] == ["returning", None]


def test_any_key_is_a_person(ordered: Make) -> None:
    _, sent = keys(told(ordered()), "xx")
    assert kinds(sent) == ["displayed"]


def test_the_way_of_an_order_to_its_end(ordered: Make) -> None:
    desk, sent = keys(told(ordered()), "1\r4")
    desk, arrived = keys(desk, "5NE\r是\r3\r")
    desk, rest = keys(desk, "6800")
    assert kinds(sent + arrived + rest) == [
        "displayed", "accepted", "moving", "arrived", "need_more", "controlled", "returning", "ready",
    ]  # fmt: skip
    assert arrived[0]["note"] == "风向 NE; 还在漏/烧 是; 看见人数 3"
    assert not desk.items


def test_arrived_goes_without_the_answers_where_nobody_gives_them(ordered: Make) -> None:
    desk, _ = keys(told(ordered()), "1\r")
    desk, _ = keys(desk, "5NE\r")
    _, effects = tick(desk, NOW + WAIT)
    assert arguments(effects[0]) == {"order": "PT1122-01-02", "kind": "arrived", "note": "风向 NE"}


def test_later_keys_do_nothing_before_the_answer(ordered: Make) -> None:
    _, sent = keys(told(ordered()), "4680")
    assert kinds(sent) == ["displayed"]


def test_three_nines_are_mayday_and_two_are_nothing(ordered: Make) -> None:
    desk, sent = keys(told(ordered()), "1\r99x")
    assert "mayday" not in kinds(sent)
    _, sent = keys(desk, "999")
    assert kinds(sent) == ["mayday"]


def test_a_call_for_help_does_not_wait_for_a_question_to_be_answered(ordered: Make) -> None:
    desk, sent = keys(told(ordered()), "1\r4599999")
    assert kinds(sent)[-3:] == ["moving", "arrived", "mayday"]
    assert desk.prompt is None
    _, sent = keys(told(ordered()), "1999")
    assert kinds(sent) == ["displayed", "accepted", "mayday"]
    assert "people" not in sent[1]


def test_in_a_drill_nines_are_a_number_where_one_is_asked(ordered: Make) -> None:
    _, sent = keys(told(ordered(exercise="EX-07")), "1999\r")
    assert kinds(sent) == ["displayed", "accepted"]


def test_in_a_drill_the_first_nine_leaves_it(ordered: Make) -> None:
    desk, sent = keys(told(ordered(exercise="EX-07")), "9")
    assert [one["to"] for one in sent] == ["incidents.receipt", "drills.leave"]
    assert sent[0]["kind"] == "unable"
    assert sent[1]["drill"] == "EX-07"
    assert not desk.items


def test_real_and_drill_are_two_lists_and_the_real_one_comes_first(ordered: Make) -> None:
    desk = told(ordered(exercise="EX-07"))
    assert desk.drill
    desk = told(ordered(), desk=desk)
    assert not desk.drill
    assert [i.alert.order for i in desk.listed(False)] == ["PT1122-01-02"]
    assert [i.alert.order for i in desk.listed(True)] == ["EX07-02"]
    desk, _ = keys(desk, "d")
    assert front(desk).alert.order == "EX07-02"


def test_a_change_a_stand_down_an_evacuation_and_a_broadcast(ordered: Make, event: Make) -> None:
    desk, _ = keys(told(ordered()), "1\r")
    desk = told(ordered(topic="incidents.changed", id="c1", change=1, what_changed={"zh": "液氯", "en": ""}), desk=desk)
    desk, sent = keys(desk, "1")
    assert kinds(sent) == ["displayed", "accepted"]
    desk = told(event("incidents.evacuation_ordered", id="e1", order="PT1122-01-02", incident="E1122-01"), desk=desk)
    assert desk.rings == "evacuation"
    desk, sent = keys(desk, "18\r")
    assert sent[-1] == {"to": "incidents.receipt", "order": "PT1122-01-02", "kind": "withdrawn", "people": 8}
    desk = told(event("incidents.broadcast", id="b1", message="B-1", text={"zh": "关窗", "en": "close"}), desk=desk)
    desk, sent = keys(desk, "1")
    assert not sent
    desk = told(event("incidents.stood_down", id="s1", order="PT1122-01-02"), desk=desk)
    desk, sent = keys(desk, "10")
    assert kinds(sent) == ["displayed", "returning", "ready"]
    assert not desk.items


def test_who_must_come_out_is_told_before_any_order_and_answers_so(ordered: Make, event: Make) -> None:
    desk = told(
        ordered(), event("field.turn_back", id="t1", entry="EN-1", team="T06", says={"zh": "空气不足", "en": "air"})
    )
    assert (desk.rings, desk.focus.alert.kind if desk.focus else "") == ("evacuation", "turn_back")
    desk, sent = keys(desk, "1")
    assert sent[-1] == {"to": "field.turning", "entry": "EN-1"}
    assert [item.alert.kind for item in desk.items] == ["order"]


def test_a_stand_down_makes_an_unanswered_order_void(ordered: Make, event: Make) -> None:
    desk = told(ordered(), event("incidents.stood_down", id="s1", order="PT1122-01-02"))
    assert [i.alert.kind for i in desk.items if i.waits] == ["stand_down"]


def test_a_drills_notice_is_acknowledged(event: Make) -> None:
    desk = told(event("drills.held", exercise="EX-07", drill="EX-07", because="E1122-01"))
    assert desk.rings == "drill"
    desk, sent = keys(desk, "1")
    assert sent == [{"to": "drills.acknowledge", "drill": "EX-07"}]


def test_a_drill_put_off_is_shown_and_wakes_nobody(event: Make) -> None:
    desk, effects = arrive(Desk(), event("drills.held", exercise="EX-07", because="E1122-01", was="planned"), NOW)
    assert isinstance(effects[0], Show)
    assert desk.rings == ""


def test_a_drill_that_is_over_takes_its_orders_with_it(ordered: Make, event: Make) -> None:
    desk = told(ordered(exercise="EX-07"), ordered())
    desk = told(event("drills.team_released", id="r", exercise="EX-07", because="E1122-01"), desk=desk)
    assert {i.alert.kind for i in desk.items} == {"order", "drill_released"}
    assert [i.alert.exercise for i in desk.items if i.alert.kind == "order"] == [None]


def test_an_event_seen_twice_is_one_alert(ordered: Make) -> None:
    desk, _ = arrive(Desk(), ordered(), NOW)
    again, effects = arrive(desk, ordered(), NOW)
    assert again == desk
    assert not effects


def test_an_answer_entered_for_the_team_stops_the_bell(ordered: Make, event: Make) -> None:
    fact = event("incidents.fact_recorded", order="PT1122-01-02", fact="accepted", answered_for=True, said_by="刘敏")
    desk, effects = observe(told(ordered()), fact)
    assert desk.rings == ""
    assert any(isinstance(e, Tell) and "代录" in e.says.zh for e in effects)
    desk, _ = observe(desk, event("incidents.fact_recorded", order="PT1122-01-02", fact="ready"))
    assert not desk.items


def test_a_policy_says_displayed_and_then_answers_after_its_time(ordered: Make) -> None:
    desk = told(ordered())
    policy = Policy("accept", people=8, minutes=9, after=timedelta(seconds=2))
    assert tick(desk, NOW + timedelta(seconds=1), policy)[1] == []
    desk, effects = tick(desk, NOW + timedelta(seconds=2), policy)
    sent = [dict(e.arguments) for e in effects if isinstance(e, Send)]
    assert [one["kind"] for one in sent] == ["displayed", "accepted"]
    assert (sent[1]["people"], sent[1]["minutes"]) == (8, 9)
    assert tick(desk, NOW + timedelta(seconds=9), policy)[1] == []


def test_a_policy_that_cannot_gives_its_reason_and_still_withdraws(ordered: Make, event: Make) -> None:
    desk = told(ordered(), event("incidents.evacuation_ordered", id="e1", order="PT1122-01-02"))
    _, effects = tick(desk, NOW, Policy("unable", reason="vehicle"))
    sent = [dict(e.arguments) for e in effects if isinstance(e, Send)]
    assert {"order": "PT1122-01-02", "kind": "withdrawn"} in sent


@given(st.text(max_size=40))
def test_numbers_are_never_absurd(typed: Any) -> None:
    assert all(0 <= n < 100_000 for n in numbers(typed))


@given(st.lists(st.one_of(st.sampled_from("0123456789dr\r\x1b\x7f x"), st.characters()), max_size=60), st.booleans())
def test_no_keys_can_break_the_desk(pressed: Any, drill: Any) -> None:
    event = {
        "id": "e", "type": "incidents.ordered", "exercise": "EX-07" if drill else None,
        "data": {"order": "O1", "alert": {}, "incident": "E1", "team": "T06"},
    }  # fmt: skip
    desk, now = told(event), NOW
    for key in pressed:
        now += timedelta(seconds=1)
        desk, effects = press(desk, key, now)
        desk, more = tick(desk, now)
        for effect in (*effects, *more):
            if isinstance(effect, Send) and effect.command == "incidents.receipt":
                assert effect.arguments["order"] == "O1"
                assert 0 <= effect.arguments.get("minutes", 0) <= 1440
