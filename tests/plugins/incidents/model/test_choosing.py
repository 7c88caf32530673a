"""Choosing from very many teams: the same set as from looking at each, and a reason for everybody left out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fengsui.hooks import Rule
from fengsui_incidents.api.board import Proposal
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.picture import Picture, Surroundings
from fengsui_incidents.model.propose import (
    Account,
    Available,
    Consent,
    Contact,
    Engaged,
    Routed,
    account,
    choose,
    left_out,
    next_team,
    propose,
)
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan
from fengsui_rosters.api import Certificate, Reach, Readiness, Team, TeamKind
from fengsui_rosters.model.muster import Mustered

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
KINDS: tuple[TeamKind, ...] = ("national", "professional", "enterprise", "social", "micro", "street", "linked")
REACHES: tuple[Reach, ...] = ("direct", "agreement", "request_119", "request_120", "request", "mutual")
STATES: tuple[Readiness, ...] = ("ready", "ready", "ready", "on_call", "out", "resting", "out_of_service")
KIT = ("suit_a", "leak", "ammonia_valve", "water", "scba", "ambulance", "air_monitor", "cordon", "pump")


def some_team(number: int, chance: random.Random, spread: float = 0.3) -> Team:
    kit = {key: chance.randint(1, 6) for key in chance.sample(KIT, chance.randint(0, 5))}
    return Team(
        id=f"T{number:05d}", name=f"队{number}", kind=chance.choice(KINDS), division="310107103",
        lat=31.277 + chance.gauss(0, spread), lon=121.356 + chance.gauss(0, spread), people=chance.randint(3, 9),
        minimum=chance.choice((0, 4)), reach=chance.choice(REACHES), phone="021-00001000", capabilities=kit,
        readiness=chance.choice(STATES), call_minutes=chance.choice((0, 0, 5, 30)),
        until=NOW + timedelta(hours=chance.randint(1, 30)) if chance.random() < 0.5 else None,
        insured_until=chance.choice((None, date(2026, 10, 31), date(2027, 12, 31))),
        certificates=(Certificate("证", chance.choice((date(2026, 10, 31), date(2028, 1, 1))), (chance.choice(KIT),)),)
        if chance.random() < 0.3 else (),
        own_site="E01" if chance.random() < 0.03 else "", may_decline=chance.random() < 0.2, consent="嘉定值班室",
    )  # fmt: skip


def city_of(count: int, seed: int, spread: float = 0.3) -> Available:
    chance = random.Random(seed)
    teams = [some_team(number, chance, spread) for number in range(count)]
    contacts = {team.id: Contact(online=chance.random() < 0.7) for team in teams}
    engaged = {team.id: Engaged(chance.choice(("stop_leak", "", "water")), chance.choice(("", "119")),
                                chance.choice(("", "", "unable", "declined")))
               for team in chance.sample(teams, min(3, count))}  # fmt: skip
    return Available(teams=teams, contacts=contacts, engaged=engaged)


def mustered(available: Available) -> Available:
    return replace(available, teams=(), muster=Mustered(available.teams))


def with_rule(rules: RuleSet, key: str, value: object) -> RuleSet:
    rows = dict(rules.rows)
    rows[key] = replace(rows[key], value=value)
    return RuleSet(rows)


def taken(proposal: Proposal) -> dict[str, list[str]]:
    return {cover.need: [one.team for one in cover.candidates if one.chosen] for cover in proposal.needs}


@settings(max_examples=40, deadline=None)
@example(90, 1602, 0.3, {})
@given(st.integers(0, 120), st.integers(0, 10**6), st.sampled_from([0.02, 0.3, 2.0]),
       st.sampled_from([{}, {"suit_a": 1}, {"suit_a": 2, "cordon": 3}]))  # fmt: skip
def test_from_the_shortlist_the_same_set_is_chosen_as_from_everybody(
    night: Picture,
    ammonia: DigitalPlan,
    rules: RuleSet,
    around: Surroundings,
    count: int,
    seed: int,
    spread: float,
    reserve: dict[str, int],
) -> None:
    rules = with_rule(rules, "reserve", reserve)
    available = city_of(count, seed, spread)
    whole = propose(night, ammonia, available, rules, NOW, around)
    choice = choose(night, ammonia, mustered(available), rules, NOW, around)
    assert taken(choice.proposal) == taken(whole)
    gaps = [[says.zh.split(" (")[0] for says in one.uncovered] for one in (choice.proposal, whole)]
    assert gaps[0] == gaps[1], "who is named beside a gap may differ"
    assert [cover.covered for cover in choice.proposal.needs] == [cover.covered for cover in whole.needs]
    assert {one.team for one in choice.proposal.withdraw_first} == {one.team for one in whole.withdraw_first}
    chance = random.Random(seed)
    for cover in whole.needs:
        passed = frozenset(chance.sample([team.id for team in available.teams], min(2, count)))
        ours, theirs = next_team(choice.proposal, cover.need, passed), next_team(whole, cover.need, passed)
        assert (ours and ours.team) == (theirs and theirs.team)
    said = account(choice, available.teams)
    assert {team: reason.code for team, reason in said.rows()} == left_out(whole)
    assert said.total + len({team for teams in taken(whole).values() for team in teams}) == count


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_without_a_place_too(
    night: Picture, ammonia: DigitalPlan, rules: RuleSet, around: Surroundings, seed: int
) -> None:
    nowhere = replace(night, lat=None, lon=None, site=None)
    available = city_of(100, seed)
    whole = propose(nowhere, ammonia, available, rules, NOW, around)
    assert taken(propose(nowhere, ammonia, mustered(available), rules, NOW, around)) == taken(whole)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_muster_that_was_kept_up_to_date_chooses_as_a_new_one(
    night: Picture, ammonia: DigitalPlan, rules: RuleSet, around: Surroundings, seed: int
) -> None:
    chance = random.Random(seed)
    available = city_of(90, seed)
    kept = Mustered(available.teams)
    propose(night, ammonia, replace(available, teams=(), muster=kept), rules, NOW, around)
    teams = {team.id: team for team in available.teams}
    for number in chance.sample(range(120), 60):
        id = f"T{number:05d}"
        if chance.random() < 0.2:
            teams.pop(id, None)
            kept.drop(id)
        else:
            teams[id] = some_team(number, chance)
            kept.put(teams[id])
    engaged = {id: one for id, one in available.engaged.items() if id in teams}
    now = replace(available, teams=[teams[id] for id in sorted(teams)], engaged=engaged)
    again = propose(night, ammonia, replace(now, teams=(), muster=kept), rules, NOW, around)
    assert taken(again) == taken(propose(night, ammonia, now, rules, NOW, around))
    assert [team.id for team in kept.all()] == sorted(teams)
    assert sum(kept.counts().values()) == len(teams)


def test_an_account_is_the_same_bytes_whatever_the_order_and_comes_back_whole(
    night: Picture, ammonia: DigitalPlan, rules: RuleSet, around: Surroundings
) -> None:
    available = city_of(200, 4)
    choice = choose(night, ammonia, mustered(available), rules, NOW, around)
    turns = list[int]()
    one = account(choice, available.teams, lambda: turns.append(1))
    other = account(choice, list(reversed(available.teams)))
    assert one.digest == other.digest
    assert Account.unpacked(one.packed()) == one
    assert len(turns) == 4, "others get their turn"
    assert sum(one.counts.values()) == one.total == len(one.rows())
    assert [code for code in one.counts if not one.rows(code)] == []
    changed = account(choice, available.teams[1:])
    assert changed.digest != one.digest


def test_of_very_many_the_proposal_names_few(
    night: Picture, ammonia: DigitalPlan, rules: RuleSet, around: Surroundings
) -> None:
    found = propose(night, ammonia, mustered(city_of(5000, 1)), rules, NOW, around)
    assert found.considered == 5000
    assert not found.in_full
    assert max(len(cover.candidates) for cover in found.needs) <= 2 * 12 + 2


# -- reserve ---------------------------------------------------------------------------------------------------


def test_a_reserve_stays_unless_it_is_released(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    kept = with_rule(rules, "reserve", {"suit_a": 2})
    found = propose(night, ammonia, available, kept, NOW, around)
    leak = next(cover for cover in found.needs if cover.need == "stop_leak")
    assert [one.team for one in leak.candidates if one.chosen] == []
    held = {one.team: one.says.zh for one in leak.candidates if one.reason == "reserve"}
    assert held == {"T06": "留作预备 (重型防化保留2队), 须带班领导放行", "T07": held["T07"]}
    assert "堵漏 缺1" in found.uncovered[0].zh
    assert "留作预备" in found.uncovered[0].zh
    assert next_team(found, "stop_leak", frozenset()) is None
    freed = propose(night, ammonia, replace(available, released=frozenset({"suit_a"})), kept, NOW, around)
    assert taken(freed)["stop_leak"] == ["T06"]
    assert freed.released == ("suit_a",)


def test_one_of_two_may_go_and_the_other_is_the_reserve(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    found = propose(night, ammonia, available, with_rule(rules, "reserve", {"suit_a": 1}), NOW, around)
    assert taken(found)["stop_leak"] == ["T06"]
    leak = next(cover for cover in found.needs if cover.need == "stop_leak")
    assert [one.team for one in leak.candidates if one.reason == "reserve"] == ["T07"]


def test_neighbours_and_other_bureaus_are_not_our_reserve(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    found = propose(night, ammonia, available, with_rule(rules, "reserve", {"ambulance": 9}), NOW, around)
    assert taken(found)["medical"] == ["T34", "T35"]


# -- consent ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consent", "code", "says"),
    [
        (None, "needs_consent", "需嘉定区"),
        (Consent(NOW), "consent_asked", "03:14 已请求"),
        (Consent(NOW, "refused", "陈"), "consent_refused", "不同意"),
    ],
)
def test_a_neighbours_consent(
    night: Picture,
    ammonia: DigitalPlan,
    available: Available,
    rules: RuleSet,
    around: Surroundings,
    consent: Consent | None,
    code: str,
    says: str,
) -> None:
    asked = replace(available, consents={"T41": consent} if consent else {})
    found = propose(night, ammonia, asked, rules, NOW, around)
    one = next(one for one in found.needs[0].candidates if one.team == "T41")
    assert one.reason == code
    assert says in one.says.zh


# -- travel times ----------------------------------------------------------------------------------------------


def test_a_router_changes_the_minutes_and_so_the_set(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    asked: list[int] = []
    far = next((team.lat, team.lon) for team in available.teams if team.id == "T06")

    def router(starts: object, end: object) -> Routed:
        asked.append(len(cast(list[object], starts)))
        return Routed(Words("路网", "roads"), [50.0 if at == far else None for at in cast(list[object], starts)])

    found = propose(night, ammonia, available, rules, NOW, around, router)
    assert len(asked) == 1, "in one batch"
    leak = next(cover for cover in found.needs if cover.need == "stop_leak")
    assert next(one.minutes for one in leak.candidates if one.team == "T06") == 50 + 1 + 2, "turning out and assembling"
    assert taken(found)["stop_leak"] == ["T07"], "T06 would not be there in time by road"
    assert found.travel == Words("路网", "roads")


def test_without_its_answer_the_estimate_stands_and_the_proposal_says_so(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    failed = propose(night, ammonia, available, rules, NOW, around, lambda *_: Routed(Words("未答", "no answer")))
    plain = propose(night, ammonia, available, rules, NOW, around)
    assert failed.needs == plain.needs
    assert failed.travel == Words("未答", "no answer")
    assert plain.travel is None


def test_the_rule_rows_are_there(rules: RuleSet) -> None:
    assert isinstance(rules.rows["reserve"], Rule)
