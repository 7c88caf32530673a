"""Decisions of the field: air, casualties, money, papers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_field.api.things import Property, Voucher
from fengsui_field.api.words import DEGREES
from fengsui_field.model.air import Inside, Supply, ahead, alarms_of, deadline, entry_faults, lasting, times
from fengsui_field.model.casualties import changed, counts_until, lowered, masked, totals
from fengsui_field.model.money import by_bearer, fen, yuan
from fengsui_field.model.printing import voucher_en, voucher_zh
from fengsui_field.model.relief import watch

T0 = datetime(2026, 11, 21, 19, 25, tzinfo=UTC)
SUPPLY = Supply(litres=6.8, litres_per_minute=40, reserve_bar=50, turn_back_share=0.5)
STEPS = alarms_of(
    [
        {"step": "warn", "of": "turn_back", "after_s": -120},
        {"step": "turn_back", "of": "turn_back", "after_s": 0},
        {"step": "leader", "of": "turn_back", "after_s": 180},
        {"step": "out_late", "of": "out_by", "after_s": 0},
        {"step": "air_out", "of": "air_out", "after_s": 0},
    ]
)


def after(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def test_three_hundred_bar_last_fifty_one_minutes_and_turn_back_comes_half_way_to_the_reserve() -> None:
    assert lasting(None, [300, None, 320], SUPPLY) == 51
    clocked = times(T0, 51, SUPPLY, None)
    assert clocked.turn_back == after(21.25)
    assert clocked.out_by == after(42.5)
    assert clocked.air_out == after(51)


def test_minutes_and_bars_together_are_the_weaker_of_both() -> None:
    assert lasting(30, [300], SUPPLY) == 30
    assert lasting(60, [200], SUPPLY) == 34
    assert lasting(None, [None], SUPPLY) is None


def test_the_plan_may_only_shorten() -> None:
    assert times(T0, 51, SUPPLY, 15).turn_back == after(15)
    assert times(T0, 51, SUPPLY, 15).out_by == after(30)
    assert times(T0, 51, SUPPLY, 240) == times(T0, 51, SUPPLY, None)


@given(
    lasts=st.floats(0.5, 600),
    plan=st.none() | st.integers(1, 240),
    litres=st.floats(1, 20),
    rate=st.floats(5, 200),
    reserve=st.floats(0, 200),
    share=st.floats(-1, 3),
)
def test_nobody_is_told_to_turn_back_after_the_air_is_out(
    lasts: float, plan: int | None, litres: float, rate: float, reserve: float, share: float
) -> None:
    row = {"litres": litres, "litres_per_minute": rate, "reserve_bar": reserve, "turn_back_share": share}
    clocked = times(T0, lasts, Supply.of(row), plan)
    assert T0 <= clocked.turn_back <= clocked.out_by <= clocked.air_out
    assert clocked.air_out <= T0 + timedelta(minutes=lasts)
    if plan is not None:
        assert clocked.turn_back <= after(plan)


@given(st.lists(st.integers(1, 450), min_size=1, max_size=8), st.integers(1, 450))
def test_one_more_with_less_air_never_lengthens_the_entry(bars: list[int], another: int) -> None:
    one, two = lasting(None, bars, SUPPLY), lasting(None, [*bars, another], SUPPLY)
    assert one is not None
    assert two is not None
    assert two <= one


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), st.sets(st.sampled_from("abcd")))
def test_nobody_is_inside_twice(names: list[str], inside: set[str]) -> None:
    faults = entry_faults(names, inside, 30, SUPPLY, who=True)
    let_in = [name for at, name in enumerate(names) if f"people.{at}.name" not in {fault.path for fault in faults}]
    assert len(let_in) == len(set(let_in))
    assert not set(let_in) & inside
    assert {fault.code for fault in faults} <= {"inside_already"}


def test_every_fault_of_an_entry_at_once() -> None:
    faults = entry_faults(["a", "a"], ["b"], None, SUPPLY, who=False)
    assert [fault.code for fault in faults] == ["who_missing", "inside_already", "air_missing"]
    assert [fault.code for fault in entry_faults(["a"], [], 8.5, SUPPLY, who=True)] == ["air_too_low"]
    assert entry_faults(["a"], [], 8.6, SUPPLY, who=True) == []


def inside(**more: Any) -> Inside:
    clocked = times(T0, 51, SUPPLY, None)
    return Inside(turn_back=clocked.turn_back, out_by=clocked.out_by, air_out=clocked.air_out, **more)


def test_the_steps_come_in_the_order_of_their_times() -> None:
    assert [step for _, step in ahead(inside(), STEPS)] == ["warn", "turn_back", "leader", "out_late", "air_out"]
    assert ahead(inside(), STEPS)[0][0] == after(19.25)
    assert [step for _, step in ahead(inside(told=("warn", "turn_back")), STEPS)] == ["leader", "out_late", "air_out"]


def test_who_turns_back_is_not_told_to_and_owes_to_be_out() -> None:
    one = inside(turning_at=after(20))
    assert [step for _, step in ahead(one, STEPS)] == ["out_late", "air_out"]
    assert deadline(one) == after(42.5)
    assert deadline(inside()) == after(21.25)
    assert deadline(inside(evacuate_by=after(3))) == after(3)


# -- casualties ------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(DEGREES)), st.lists(st.sampled_from(DEGREES)))
def test_totals_count_everybody_once(one: list[Any], two: list[Any]) -> None:
    before, then = totals(one), totals(two)
    assert sum(before.values()) == len(one)
    assert set(lowered(before, then)) <= set(changed(before, then))
    assert (changed(before, then) == ()) == (before == then)


@pytest.mark.parametrize(("name", "expected"), [("张三", "张*"), ("张三丰", "张**"), ("", "--"), ("李", "李*")])
def test_a_masked_name_keeps_its_first_letter(name: str, expected: str) -> None:
    assert masked(name) == expected


def test_a_long_name_does_not_give_its_length_away() -> None:
    assert masked("Smith") == masked("Schwarzenegger") == "S****"


def test_the_window_is_thirty_days_to_the_minute() -> None:
    assert counts_until(T0, 30) - T0 == timedelta(days=30)


# -- relief, money, papers -------------------------------------------------------------------------------


def test_relief_shows_before_its_time_but_not_before_the_arrival() -> None:
    assert watch(T0, 4, 60).due == after(240)
    assert watch(T0, 4, 60).shows == after(180)
    assert watch(T0, 0.5, 60).shows == T0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.5", 123450),
        ("0.07", 7),
        ("12", 1200),
        ("1.234", None),
        ("-3", None),
        ("", None),
        ("三", None),
        ("1.x", None),
    ],
)
def test_yuan_are_read_exactly(text: str, expected: int | None) -> None:
    assert fen(text) == expected


@given(st.integers(0, 10**13))
def test_an_amount_is_read_as_it_is_written(amount: int) -> None:
    assert fen(yuan(amount)) == amount


def test_costs_are_summed_by_bearer() -> None:
    assert by_bearer([("own", 1), ("own", 2), ("government", 5)]) == {"own": 3, "government": 5}


def voucher(**more: Any) -> Voucher:
    values: dict[str, Any] = {
        "id": "v", "number": "ZY-E1-01", "basis": "突发事件应对法 第十二条", "reason": "抢险", "owner": "某建筑公司",
        "property": (Property(name="挖掘机", quantity=2, unit="台"),),
        "owner_contact": "021-1",
        "taken_by": "普陀区应急局", "taken_by_contact": "021-2", "taken_at": T0, "issued_at": after(600),
        "afterwards": True, "state": "in_use",
    }  # fmt: skip
    return Voucher(**{**values, **more})


def test_a_voucher_has_all_the_fields_of_the_law() -> None:
    text = voucher_zh(voucher(), "E1", ZoneInfo("Asia/Shanghai"), drill=False)
    for field in (
        "征用依据: 突发事件应对法",
        "征用事由: 抢险",
        "挖掘机 2台",
        "被征用者: 某建筑公司",
        "征用单位: 普陀区应急局  021-2",
        "事后补发",
    ):
        assert field in text
    assert "2026-11-22 03:25" in text
    english = voucher_en(voucher(returned_at=after(700), compensation=123450), "E1", ZoneInfo("UTC"), drill=False)
    assert "1,234.50 yuan" in english
    assert "written afterwards" in english


def test_a_drills_voucher_says_so_first_and_last() -> None:
    for text in (
        voucher_zh(voucher(), "EX07-E1", ZoneInfo("UTC"), drill=True),
        voucher_en(voucher(), "EX07-E1", ZoneInfo("UTC"), drill=True),
    ):
        lines = text.splitlines()
        assert lines[0] == lines[-1]
        assert "演练" in lines[0] or "DRILL" in lines[0]
