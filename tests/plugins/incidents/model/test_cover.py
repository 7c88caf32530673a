"""The cover is exact: against trying every set, with and without a reserve that stays."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui_incidents.model.propose import cover
from fengsui_incidents.model.propose.cover import EARLIER, NOBODY, UNCOVERED, Limit, Offer, assign

Offers = list[dict[str, tuple[int, bool]]]

OFFERS = st.lists(
    st.dictionaries(st.sampled_from("ABCDE"), st.tuples(st.integers(0, 9), st.booleans()), max_size=5),
    min_size=1,
    max_size=3,
)
LIMITS = st.lists(st.builds(Limit, st.frozensets(st.sampled_from("ABCDE"), min_size=1), st.integers(0, 2)), max_size=2)


def rows(offers: Offers) -> list[list[Offer]]:
    return [[Offer(team, cost, late) for team, (cost, late) in need.items()] for need in offers]


def cost_of(wanted: list[int], offers: Offers, chosen: list[list[str]]) -> int:
    """What is minimised, written down anew: nobody, late, and the costs, earlier needs weighing more."""
    total = 0
    for need, teams in enumerate(chosen):
        weight = UNCOVERED + EARLIER * (len(wanted) - need)
        total += (wanted[need] - len(teams)) * (weight + NOBODY)
        total += sum(offers[need][team][0] + (weight if offers[need][team][1] else 0) for team in teams)
    return total


def every_set(wanted: list[int], offers: Offers) -> list[list[list[str]]]:
    """Each team to one of the needs that it offers itself for, or to none."""
    teams = sorted({team for need in offers for team in need})
    places = [[None, *(n for n, need in enumerate(offers) if team in need)] for team in teams]
    found = []
    for goes in product(*places):
        chosen = [[t for t, n in zip(teams, goes, strict=True) if n == need] for need in range(len(wanted))]
        if all(len(held) <= count for held, count in zip(chosen, wanted, strict=True)):
            found.append(chosen)
    return found


def keeps(chosen: list[list[str]], limits: list[Limit]) -> bool:
    taken = {team for teams in chosen for team in teams}
    return all(len(taken & limit.teams) <= limit.most for limit in limits)


@settings(max_examples=300, deadline=None)
@given(st.data(), OFFERS, LIMITS)
def test_no_set_is_better(data: st.DataObject, offers: Offers, limits: list[Limit]) -> None:
    wanted = [data.draw(st.integers(0, 2)) for _ in offers]
    chosen = assign(wanted, rows(offers), limits)
    taken = [team for teams in chosen for team in teams]
    assert len(taken) == len(set(taken))
    assert all(len(teams) <= count for teams, count in zip(chosen, wanted, strict=True))
    assert keeps(chosen, limits)
    allowed = [one for one in every_set(wanted, offers) if keeps(one, limits)]
    assert cost_of(wanted, offers, chosen) == min(cost_of(wanted, offers, one) for one in allowed)
    in_time = [sum(not offers[need][team][1] for need, teams in enumerate(one) for team in teams) for one in allowed]
    assert sum(not offers[need][team][1] for need, teams in enumerate(chosen) for team in teams) == max(in_time)


@settings(max_examples=100, deadline=None)
@given(OFFERS, st.randoms(use_true_random=False))
def test_the_order_of_offers_changes_nothing(offers: Offers, chance: object) -> None:
    wanted = [1] * len(offers)
    mixed = [dict(sorted(need.items(), reverse=True)) for need in offers]
    assert assign(wanted, rows(offers)) == assign(wanted, rows(mixed))


def test_the_only_team_for_a_need_is_not_spent_on_another() -> None:
    assert assign([1, 1], [[Offer("A", 1), Offer("B", 9)], [Offer("A", 1)]]) == [["B"], ["A"]]


def test_the_earlier_need_is_covered_where_one_must_stay_open() -> None:
    assert assign([1, 1], [[Offer("A", 5)], [Offer("A", 1)]]) == [["A"], []]


def test_the_cheapest_set_is_taken() -> None:
    costs = {"A": (1, 4), "B": (2, 9)}
    offers = [[Offer(team, cost[need]) for team, cost in costs.items()] for need in (0, 1)]
    assert assign([1, 1], offers) == [["B"], ["A"]]


def test_in_time_comes_before_late() -> None:
    assert assign([1], [[Offer("A", 0, late=True), Offer("B", 99)]]) == [["B"]]
    assert sorted(assign([2], [[Offer("A", 0, late=True), Offer("B", 99)]])[0]) == ["A", "B"]


def test_nothing_to_cover() -> None:
    assert assign([], []) == []
    assert assign([0, 2], [[], []]) == [[], []]


def test_a_reserve_keeps_who_is_missed_least() -> None:
    offers = [[Offer("A", 1), Offer("B", 2)], [Offer("A", 1)]]
    assert assign([1, 1], offers, [Limit(frozenset("AB"), 1)]) == [["A"], []], "the earlier need"
    chosen = assign(
        [1, 1], [[Offer("A", 1), Offer("B", 2), Offer("C", 9)], [Offer("A", 1)]], [Limit(frozenset("AB"), 1)]
    )
    assert chosen == [["C"], ["A"]], "C is not of the reserve: both places are covered"


@pytest.mark.timeout(20)
def test_many_places_are_exact_and_quick() -> None:
    offers = [[Offer(f"T{n}", (n * 7 + need) % 101) for n in range(1000)] for need in range(10)]
    chosen = assign([20] * 10, offers)
    assert [len(teams) for teams in chosen] == [20] * 10


def test_with_too_many_branches_the_limits_are_still_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "MOST_BRANCHES", 1)
    offers = [[Offer(f"T{n}", n) for n in range(6)]]
    assert assign([5], offers, [Limit(frozenset(f"T{n}" for n in range(6)), 2)]) == [["T0", "T1"]]
