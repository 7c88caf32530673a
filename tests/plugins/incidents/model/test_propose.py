from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui_incidents.api.board import Candidate, Proposal
from fengsui_incidents.model.picture import Picture, Surroundings
from fengsui_incidents.model.propose import Available, Contact, Engaged, left_out, next_team, propose
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan
from fengsui_rosters.api import Team

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
CHOSEN = {"chosen", "chosen_late", "already_moving", "already_ordered"}


@pytest.fixture(scope="session")
def proposal(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> Proposal:
    return propose(night, ammonia, available, rules, NOW, around=around)


def under(proposal: Proposal, need: str) -> dict[str, Candidate]:
    cover = next(cover for cover in proposal.needs if cover.need == need)
    return {one.team: one for one in cover.candidates}


def chosen(proposal: Proposal) -> dict[str, set[str]]:
    return {cover.need: {one.team for one in cover.candidates if one.chosen} for cover in proposal.needs}


def test_the_set_of_the_night(proposal: Proposal) -> None:
    assert chosen(proposal) == {
        "stop_leak": {"T06"},
        "water": {"T01"},
        "medical": {"T34", "T35"},
        "monitoring": {"T36"},
        "cordon": {"T33", "T22"},
    }
    assert [cover.covered for cover in proposal.needs] == [1, 1, 2, 0, 2]
    assert len(proposal.uncovered) == 1
    assert proposal.uncovered[0].zh.startswith("环境监测 缺1")


@pytest.mark.parametrize(
    ("need", "team", "reason", "says"),
    [
        ("stop_leak", "T06", "chosen", "重型防化4 堵漏"),
        ("stop_leak", "T07", "candidate", "熟悉本场"),
        ("stop_leak", "T08", "insurance_ended", "保险 2026-10-31 到期"),
        ("stop_leak", "T10", "resting", "休整至 06:00"),
        ("stop_leak", "T11", "no_protection", "无防护: 重型防化"),
        ("stop_leak", "T37", "certificate_expired", "2026-10-31 到期"),
        ("stop_leak", "T41", "needs_consent", "需嘉定区"),
        ("stop_leak", "T21", "withdraw_first", "下风195 m, 先撤离"),
        ("water", "T01", "already_moving", "119"),
        ("water", "T05", "out", "在警至 03:40"),
        ("water", "T09", "candidate", "水罐车2"),
        ("monitoring", "T36", "chosen_late", "赶到前此项仍缺"),
        ("medical", "T39", "lacks_capability", "缺: 救护车"),
        ("cordon", "T21", "withdraw_first", "下风195 m"),
        ("cordon", "T22", "chosen", "须请求, 只在上风"),
        ("cordon", "T23", "under_strength", "缺员 5/6 人"),
        ("cordon", "T27", "offline", "终端离线120分钟, 仅电话"),
        ("cordon", "T33", "chosen", "终端未连接, 仅电话"),
    ],
)
def test_every_team_has_its_reason(need: str, team: str, reason: str, says: str, proposal: Proposal) -> None:
    one = under(proposal, need)[team]
    assert one.reason == reason
    assert says in one.says.zh
    assert one.says.en


def test_the_reason_a_team_is_left_out_is_the_nearest_one(proposal: Proposal) -> None:
    reasons = left_out(proposal)
    assert {team: reasons[team] for team in ("T08", "T10", "T11", "T21", "T23", "T27", "T37", "T41", "T05")} == {
        "T08": "insurance_ended", "T10": "resting", "T11": "no_protection", "T21": "withdraw_first",
        "T23": "under_strength", "T27": "offline", "T37": "certificate_expired", "T41": "needs_consent", "T05": "out",
    }  # fmt: skip
    assert "T06" not in reasons


def test_stations_downwind_withdraw_and_are_not_sent(proposal: Proposal) -> None:
    assert [one.team for one in proposal.withdraw_first] == ["T21"]
    assert not any(one.chosen for cover in proposal.needs for one in cover.candidates if one.team == "T21")


def test_the_next_team(proposal: Proposal) -> None:
    first = next_team(proposal, "stop_leak", frozenset({"T06"}))
    assert first is not None
    assert first.team == "T07"
    assert next_team(proposal, "stop_leak", frozenset({"T06", "T07"})) is None
    assert next_team(proposal, "no_such_need", frozenset()) is None


def test_kinds_of_reaching_a_team(proposal: Proposal) -> None:
    assert under(proposal, "stop_leak")["T06"].kind == "order"
    assert under(proposal, "stop_leak")["T41"].kind == "order"
    assert under(proposal, "medical")["T34"].kind == under(proposal, "cordon")["T22"].kind == "request"


def again(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings, **changes: Engaged
) -> Proposal:
    engaged = {**available.engaged, **changes}
    return propose(night, ammonia, replace(available, engaged=engaged), rules, NOW, around=around)


def test_after_one_is_unable_the_next_is_chosen(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    found = again(night, ammonia, available, rules, around, T06=Engaged("stop_leak", answered="unable"))
    assert chosen(found)["stop_leak"] == {"T07"}
    assert under(found, "stop_leak")["T06"].reason == "unable"
    gone = again(night, ammonia, available, rules, around, T06=Engaged("stop_leak", answered="replaced"),
                 T07=Engaged("stop_leak", answered="declined"))  # fmt: skip
    assert chosen(gone)["stop_leak"] == set()
    assert gone.uncovered[0].zh.startswith("堵漏 缺1")


def test_a_team_that_has_its_order_counts_and_is_not_ordered_again(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    found = again(night, ammonia, available, rules, around, T07=Engaged("stop_leak"))
    assert chosen(found)["stop_leak"] == {"T07"}
    assert under(found, "stop_leak")["T07"].reason == "already_ordered"
    assert under(found, "stop_leak")["T06"].reason == "candidate"


def test_others_forces_cover_the_hot_zone_only_where_the_officer_says_so(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    named = again(night, ammonia, available, rules, around, T01=Engaged("stop_leak", "119"))
    assert chosen(named)["stop_leak"] == {"T01"}
    assert under(named, "water")["T01"].reason == "chosen_elsewhere"


def test_a_neighbours_team_comes_once_its_consent_is_given(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    given_ = replace(available, consented=frozenset({"T41"}))
    assert under(propose(night, ammonia, given_, rules, NOW, around=around), "stop_leak")["T41"].reason == "candidate"


def test_without_wind_or_place_nobody_is_told_to_withdraw(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    for picture in (replace(night, wind=None), replace(night, site=None)):
        found = propose(picture, ammonia, available, rules, NOW, around=around)
        assert found.withdraw_first == ()


def test_volunteers_come_after_those_who_must_go(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    teams = [replace(team, may_decline=True) if team.id == "T33" else team for team in available.teams]
    found = propose(night, ammonia, replace(available, teams=teams), rules, NOW, around=around)
    assert chosen(found)["cordon"] == {"T22", "T30"}
    assert "可以谢绝" in under(found, "cordon")["T33"].says.zh


@pytest.mark.timeout(30)
def test_a_proposal_over_ten_thousand_teams_names_every_one(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    propose(night, ammonia, available, rules, NOW, around=around)
    many = [replace(team, id=f"{team.id}-{n}") for n in range(244) for team in available.teams]
    contacts = {team.id: Contact(online=True) for team in many}
    found = propose(night, ammonia, replace(available, teams=many, contacts=contacts), rules, NOW, around=around)
    assert {one.team for cover in found.needs for one in cover.candidates} == {team.id for team in many}


TEAMS = st.sets(st.integers(1, 41), max_size=41)


@settings(max_examples=40, deadline=None)
@given(TEAMS, TEAMS)
def test_promises_of_any_proposal(
    night: Picture,
    ammonia: DigitalPlan,
    available: Available,
    rules: RuleSet,
    around: Surroundings,
    some: set[int],
    more: set[int],
) -> None:
    def of(numbers: set[int]) -> Proposal:
        teams: list[Team] = [team for team in available.teams if int(team.id[1:]) in numbers]
        return propose(night, ammonia, replace(available, teams=teams), rules, NOW, around=around)

    found, larger = of(some), of(some | more)
    for cover in found.needs:
        assert len({one.team for one in cover.candidates}) == len(cover.candidates) == len(some)
        assert all(one.reason and one.says.zh and one.says.en for one in cover.candidates)
        assert all(one.chosen == (one.reason in CHOSEN) for one in cover.candidates)
        assert cover.covered <= sum(one.chosen for one in cover.candidates) <= cover.wanted
    twice = [one.team for cover in found.needs for one in cover.candidates if one.chosen]
    assert len(twice) == len(set(twice))
    assert len(found.uncovered) == sum(cover.covered < cover.wanted for cover in found.needs)
    assert sum(cover.covered for cover in larger.needs) >= sum(cover.covered for cover in found.needs)


def test_a_rest_that_ends_tomorrow_names_the_day(
    night: Picture, ammonia: DigitalPlan, available: Available, rules: RuleSet, around: Surroundings
) -> None:
    teams = [replace(team, until=NOW + timedelta(days=1)) if team.id == "T10" else team for team in available.teams]
    found = propose(night, ammonia, replace(available, teams=teams), rules, NOW, around=around)
    assert "休整至 11-23 03:14" in under(found, "stop_leak")["T10"].says.zh
