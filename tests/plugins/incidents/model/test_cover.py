from __future__ import annotations

from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui_incidents.model.propose.cover import Offer, assign

OFFERS = st.lists(
    st.dictionaries(st.sampled_from("ABCDE"), st.tuples(st.integers(0, 9), st.booleans()), max_size=5),
    min_size=1,
    max_size=3,
)
WANTED = st.integers(0, 2)


def rows(offers: list[dict[str, tuple[int, bool]]]) -> list[list[Offer]]:
    return [[Offer(team, cost, late) for team, (cost, late) in sorted(need.items())] for need in offers]


def best(wanted: list[int], offers: list[dict[str, tuple[int, bool]]]) -> tuple[int, int, int]:
    """By trying everything: most places in time, then most places, then least cost where both are reached."""
    places = [need for need, count in enumerate(wanted) for _ in range(count)]
    teams = sorted({team for need in offers for team in need})
    found = (0, 0, 0)
    for taken in {tuple(p[: len(places)]) for p in permutations([*teams, *[""] * len(places)], len(places))}:
        if any(team and team not in offers[need] for need, team in zip(places, taken, strict=True)):
            continue
        held = [offers[need][team] for need, team in zip(places, taken, strict=True) if team]
        score = (sum(not late for _, late in held), len(held), -sum(cost for cost, _ in held))
        found = max(found, score) if found != (0, 0, 0) or not held else score
    return found


def scored(offers: list[dict[str, tuple[int, bool]]], chosen: list[list[str]]) -> tuple[int, int]:
    held = [offers[need][team] for need, teams in enumerate(chosen) for team in teams]
    return sum(not late for _, late in held), len(held)


@settings(max_examples=150, deadline=None)
@given(st.data(), OFFERS)
def test_covers_as_much_as_trying_everything(data: st.DataObject, offers: list[dict[str, tuple[int, bool]]]) -> None:
    wanted = [data.draw(WANTED) for _ in offers]
    in_time, all_of, _ = best(wanted, offers)
    chosen = assign(wanted, rows(offers), exact_up_to=40)
    assert scored(offers, chosen) == (in_time, all_of)
    taken = [team for teams in chosen for team in teams]
    assert len(taken) == len(set(taken))
    assert all(len(teams) <= count for teams, count in zip(chosen, wanted, strict=True))
    followed = assign(wanted, rows(offers), exact_up_to=0)
    assert scored(offers, followed)[0] == in_time


def test_the_only_team_for_a_need_is_not_spent_on_another() -> None:
    chosen = assign([1, 1], [[Offer("A", 1), Offer("B", 9)], [Offer("A", 1)]], 40)
    assert chosen == [["B"], ["A"]]
    assert assign([1, 1], [[Offer("A", 1), Offer("B", 9)], [Offer("A", 1)]], 0) == [["B"], ["A"]]


def test_the_earlier_need_is_covered_where_one_must_stay_open() -> None:
    assert assign([1, 1], [[Offer("A", 5)], [Offer("A", 1)]], 40) == [["A"], []]


def test_the_cheapest_set_is_taken() -> None:
    costs = {"A": (1, 4), "B": (2, 9)}
    offers = [[Offer(team, cost[need]) for team, cost in costs.items()] for need in (0, 1)]
    assert assign([1, 1], offers, 40) == [["B"], ["A"]]


def test_in_time_comes_before_late() -> None:
    assert assign([1], [[Offer("A", 0, late=True), Offer("B", 99)]], 40) == [["B"]]
    assert sorted(assign([2], [[Offer("A", 0, late=True), Offer("B", 99)]], 40)[0]) == ["A", "B"]


def test_nothing_to_cover() -> None:
    assert assign([], [], 40) == []
    assert assign([0, 2], [[], []], 40) == [[], []]


def test_many_places_are_quick() -> None:
    offers = [[Offer(f"T{n}", (n * 7 + need) % 101) for n in range(1000)] for need in range(10)]
    for exact in (0, 40):
        chosen = assign([4] * 10, offers, exact)
        assert [len(teams) for teams in chosen] == [4] * 10
    assert all(team.startswith("T") for need, place in product(range(10), range(4)) for team in [chosen[need][place]])
