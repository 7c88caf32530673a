"""Teams, experts and stock: pure decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.errors import Conflict, Invalid
from fengsui_rosters.api import Certificate, Expert, MovementKind, Stock, Team
from fengsui_rosters.model.experts import why_not
from fengsui_rosters.model.places import Surroundings, distance_km, place_faults
from fengsui_rosters.model.supplies import balance_after, first_of, movement_faults, shortages, stock_row
from fengsui_rosters.model.teams import flags_of, readiness_faults, rest_is_over, team_faults

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
AROUND = Surroundings(lat=31.2497, lon=121.3970, max_km=150)
TEAM = Team(
    id="T06",
    name="石泉危化专业队",
    kind="professional",
    division="310107017",
    lat=31.2530,
    lon=121.4160,
    people=8,
    minimum=6,
    reach="direct",
    phone="021-00001006",
    capabilities={"suit_a": 4},
    readiness="ready",
)


def test_a_sound_team_has_no_faults() -> None:
    assert team_faults(TEAM, AROUND, 6) == []


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (39.9, 116.4), (31.25, -121.4), (-90, 180)])
def test_absurd_places_are_refused(lat: float, lon: float) -> None:
    (fault,) = place_faults(lat, lon, AROUND)
    assert fault.code == "too_far_away"
    assert "150 km" in str(fault)


def test_exchanged_coordinates_are_recognised_where_they_can_be() -> None:
    hague = Surroundings(lat=52.08, lon=4.31, max_km=150)
    (fault,) = place_faults(4.31, 52.08, hague)
    assert fault.code == "exchanged"


def test_distance_is_a_metre_rod() -> None:
    assert distance_km(31.25, 121.40, 31.25, 121.40) == 0
    assert distance_km(31.2770, 121.3560, 31.2766, 121.3540) == pytest.approx(0.195, abs=0.01)


def test_all_faults_at_once() -> None:
    twice = (Certificate("x", TODAY), Certificate("x", TODAY))
    bad = replace(TEAM, lat=0.0, reach="mutual", kind="micro", minimum=3, certificates=twice)
    assert [fault.path for fault in team_faults(bad, AROUND, 6)] == [
        "lat, lon",
        "consent",
        "minimum",
        "certificates.1.name",
    ]


def test_a_rest_needs_an_end_that_lies_ahead() -> None:
    ahead = NOW + timedelta(hours=1)
    assert readiness_faults("resting", ahead, NOW) == []
    assert [f.code for f in readiness_faults("resting", None, NOW)] == ["until_missing"]
    assert [f.code for f in readiness_faults("resting", NOW, NOW)] == ["in_the_past"]
    assert [f.code for f in readiness_faults("ready", ahead, NOW)] == ["until_needless"]
    assert readiness_faults("out", None, NOW) == []


def test_only_a_rest_ends_by_itself() -> None:
    assert rest_is_over("resting", NOW, NOW)
    assert not rest_is_over("resting", NOW + timedelta(seconds=1), NOW)
    assert not rest_is_over("out", NOW - timedelta(hours=1), NOW)


def test_flags_name_what_ends_and_what_has_ended() -> None:
    team = replace(
        TEAM,
        people=5,
        insured_until=date(2026, 11, 27),
        certificates=(Certificate("危化救援证", date(2026, 10, 31)), Certificate("特种作业证", date(2028, 1, 1))),
    )
    flags = flags_of(team, TODAY, 30)
    assert [(flag.kind, flag.what) for flag in flags] == [
        ("under_strength", ""),
        ("insurance_ending", ""),
        ("certificate_ended", "危化救援证"),
    ]


def test_the_last_day_still_counts() -> None:
    (flag,) = flags_of(replace(TEAM, insured_until=TODAY), TODAY, 30)
    assert flag.kind == "insurance_ending"


EXPERT = Expert(id="X1", name="某某", specialities=("危险化学品",), phone="", term_to=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"status": "retired"}, "retired"),
        ({"status": "suspended"}, "suspended"),
        ({"term_to": date(2026, 11, 21)}, "term_ended"),
        ({"term_from": date(2026, 11, 23)}, "term_not_begun"),
        ({"conflicts": ("E01",)}, "conflict"),
        ({"conflicts": ("E02",)}, ""),
    ],
)
def test_why_an_expert_is_not_asked(change: dict[str, object], reason: str) -> None:
    assert why_not(replace(EXPERT, **change), TODAY, "E01") == reason  # type: ignore[arg-type]


STOCK = Stock(item="suit_a", name="重型防化服", unit="套", batch="B1", quantity=4, minimum=6)


def test_stock_is_never_less_than_nothing() -> None:
    with pytest.raises(Conflict) as refused:
        balance_after(STOCK, "out", 5, TODAY, True)
    assert refused.value.code == "not_enough_stock"
    assert balance_after(STOCK, "out", 4, TODAY, True) == 0


def test_expired_goods_may_only_be_scrapped() -> None:
    old = replace(STOCK, expires=date(2026, 10, 1))
    with pytest.raises(Conflict) as refused:
        balance_after(old, "out", 1, TODAY, True)
    assert refused.value.code == "expired_stock"
    assert balance_after(old, "scrap", 4, TODAY, True) == 0
    assert balance_after(old, "out", 1, TODAY, False) == 3


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("out", {}, "reference_missing"),
        ("scrap", {}, "reason_missing"),
        ("count", {}, "reason_missing"),
        ("transfer", {"to_depot": "D1"}, "depot_missing"),
        ("transfer", {}, "depot_missing"),
        ("in", {"to_depot": "D2"}, "needless"),
        ("in", {"quantity": 0}, "too_small"),
    ],
)
def test_what_a_movement_lacks(kind: MovementKind, given: dict[str, object], code: str) -> None:
    values = {"quantity": 1, "reference": "", "reason": "", "to_depot": None, "depot": "D1"} | given
    quantity = int(str(values.pop("quantity")))
    assert [fault.code for fault in movement_faults(kind, quantity, **values)] == [code]  # type: ignore[arg-type]


def test_a_new_batch_says_what_it_is() -> None:
    with pytest.raises(Invalid) as refused:
        first_of("suit_a", "B2", "", "")
    assert [fault.path for fault in refused.value.faults] == ["name", "unit"]


def test_a_shortage_leaves_expired_batches_out() -> None:
    old = replace(STOCK, batch="B0", quantity=9, expires=date(2026, 10, 1))
    (short,) = shortages([STOCK, old], TODAY)
    assert (short.usable, short.minimum) == (4, 6)
    assert [stock_row(stock, TODAY, 90).flag for stock in (STOCK, old)] == ["", "expired"]


@given(st.lists(st.tuples(st.sampled_from(["in", "out", "return", "scrap", "count"]), st.integers(0, 50)), max_size=40))
def test_no_row_of_movements_makes_a_negative_stock(moves: list[tuple[MovementKind, int]]) -> None:
    stock = STOCK
    for kind, quantity in moves:
        try:
            stock = replace(stock, quantity=balance_after(stock, kind, quantity, TODAY, True))
        except Conflict:
            assert quantity > stock.quantity
        assert stock.quantity >= 0
