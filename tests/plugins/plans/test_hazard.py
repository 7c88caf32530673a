"""Major hazard installations by GB 18218-2018: the standard's own arithmetic, in decimals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fengsui_plans
from fengsui.rules import read_rules
from fengsui_plans.model.hazard import Critical, Grading, Hazard, Held, assess_hazard

RULES = {row.key: row for row in read_rules(Path(fengsui_plans.__file__).parent / "rules.yaml")}
GRADING = Grading(
    RULES["hazard_edition"].value,
    Decimal(RULES["hazard_identified_from"].value),
    [(people, Decimal(factor)) for people, factor in RULES["hazard_alpha"].value],
    [(level, Decimal(least)) for level, least in RULES["hazard_levels"].value],
)
CRITICAL = {
    key.removeprefix("hazard_"): Critical(Decimal(row.value["q"]), Decimal(row.value["beta"]), "1", row.basis)
    for key, row in RULES.items()
    if isinstance(row.value, dict) and "q" in row.value
}


def assess(people: int, **tonnes: str) -> Hazard:
    return assess_hazard([Held(key, key, Decimal(q)) for key, q in tonnes.items()], people, CRITICAL, GRADING)


def test_chlorine_60_t_is_level_2() -> None:
    found = assess(120, chlorine="60")
    assert (found.s, found.r, found.level) == (Decimal(12), Decimal(96), 2)


def test_ammonia_40_t_is_level_3() -> None:
    found = assess(60, ammonia="40")
    assert (found.s, found.r, found.level) == (Decimal(4), Decimal(12), 3)


def test_lpg_45_t_is_no_major_hazard() -> None:
    found = assess(80, lpg="45")
    assert (found.s, found.r, found.level) == (Decimal("0.9"), None, None)


def test_petrol_and_ethanol_together_are_level_4() -> None:
    found = assess(0, petrol="190", ethanol="60")
    assert (found.s, found.r, found.level) == (Decimal("1.07"), Decimal("0.535"), 4)


@pytest.mark.parametrize(
    ("people", "alpha"),
    [(0, "0.5"), (1, "1"), (29, "1"), (30, "1.2"), (49, "1.2"), (50, "1.5"), (99, "1.5"), (100, "2")],
)
def test_alpha_changes_where_the_standard_says(people: int, alpha: str) -> None:
    assert assess(people, ammonia="10").alpha == Decimal(alpha)


def test_exactly_one_is_a_major_hazard_and_just_below_is_not() -> None:
    assert assess(0, ammonia="10").level == 4
    assert assess(0, ammonia="9.999999999").level is None


@pytest.mark.parametrize(
    ("tonnes", "r", "level"),
    [("125", "50", 2), ("124.9", "49.96", 3), ("250", "100", 1), ("25", "10", 3), ("24.9", "9.96", 4)],
)
def test_the_bounds_of_the_levels_belong_to_the_worse_one(tonnes: str, r: str, level: int) -> None:
    found = assess(100, ammonia=tonnes)  # R = 2 * 2 * q / 10
    assert (found.r, found.level) == (Decimal(r), level)


def test_what_the_rules_do_not_name_is_said() -> None:
    found = assess(10, ammonia="1", brine="5")
    assert found.unlisted == ("brine",)


def test_all_of_table_1_is_there_with_right_check_digits() -> None:
    of_table_1 = [row for row in RULES.values() if isinstance(row.value, dict) and row.value.get("table") == "1"]
    assert len(of_table_1) == 86  # 85 rows, and carbon monoxide under its own name beside coal gas
    for row in of_table_1:
        for cas in filter(None, row.value["cas"].split(", ")):
            *digits, check = cas.replace("-", "")
            weighted = sum(int(digit) * place for place, digit in enumerate(reversed(digits), 1))
            assert weighted % 10 == int(check), row.key


@given(st.dictionaries(st.sampled_from(sorted(CRITICAL)), st.decimals("0.001", "1000", places=3)), st.integers(0, 200))
def test_more_people_never_lower_the_level_and_the_order_does_not_matter(held: dict[str, Decimal], people: int) -> None:
    texts = {key: str(tonnes) for key, tonnes in held.items()}
    found = assess(people, **texts)
    more = assess(people + 100, **texts)
    assert (found.level is None) == (found.s < 1) == (found.r is None)
    if found.level is not None and more.level is not None:
        assert more.level <= found.level
    turned = assess(people, **dict(reversed(texts.items())))
    assert turned.level == found.level
