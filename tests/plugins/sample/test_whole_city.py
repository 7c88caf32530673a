"""The whole city in all our plugins, loaded at the start by the setting, as the demo does it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from fengsui.testing import NIGHT, Running, running
from fengsui_plans.api import Sites

OURS = ("rosters", "plans", "incidents", "drills", "sample")
LOADING = {"plugins": {"sample": {"load": True}}}


@pytest.fixture
async def system() -> AsyncIterator[Running]:
    async with running(plugins=OURS, settings=LOADING) as made:
        assert [(p.name, p.reason) for p in made.system.plugins if p.state != "loaded"] == []
        yield made


async def test_every_filing_of_the_past_is_what_it_is_called(system: Running) -> None:
    officer = system.actor("duty_officer")
    rows = {row.id: row for row in await system.show("plans.filings", {}, officer)}
    assert len(rows) == 12
    assert [row.id for row in rows.values() if row.late] == ["F-2026-024"]
    assert (rows["F-2026-038"].state, rows["F-2026-038"].check_due) == ("deemed_filed", date(2026, 10, 12))
    assert rows["F-2023-052"].evaluate_by - NIGHT.date() <= timedelta(days=30)
    assert not any(row.evaluation_overdue for row in rows.values())
    for name, row in rows.items():
        found = await system.show("plans.check_filing", {"filing": name}, officer)
        assert len(found.missing) == len(row.missing) == (4 if row.state == "returned" else 0), name


async def test_sites_carry_what_the_officer_needs(system: Running) -> None:
    site = await system.read(lambda reading: reading.ask(Sites).get("E01"))
    assert site is not None
    assert (site.hazard_level, site.people_500m, site.plan_number) == (4, 2100, "310107-2026-0031")
    assert (site.duty_phone, site.valves, site.rendezvous) == ("021-00000401", "切断阀 Z-3 在机房北", "祁连山路口")
    places = await system.read(lambda reading: reading.ask(Sites).places())
    assert next(place for place in places if place.id == "K15").sensitive


async def test_one_drill_is_overdue_and_one_is_todays(system: Running) -> None:
    officer = system.actor("duty_officer")
    drills = {drill.id: drill for drill in await system.show("drills.drills", {}, officer)}
    assert len(drills) == 8
    assert [name for name, d in drills.items() if d.state == "planned"] == ["EX-06", "EX-07", "EX-08"]
    assert drills["EX-07"].controller == "limin"
    rows = await system.show("drills.obligations", {}, officer)
    assert [(row.unit, row.status) for row in rows if row.status == "overdue"] == [("E06", "overdue")]


async def test_nothing_of_the_city_would_be_refused_on_another_day(tmp_path: Path) -> None:
    """A centre that loads it half a year later, and starts again: its swap is past, its rests are over."""
    later = NIGHT + timedelta(days=200)
    async with running(plugins=OURS, settings=LOADING, now=later, data=tmp_path) as system:
        assert [(p.name, p.reason) for p in system.system.plugins if p.state != "loaded"] == []
        await system.advance(seconds=60)
        first = len(system.recorded("*"))
        teams = await system.show("rosters.teams", {}, system.actor("duty_officer"))
        assert {row.team.readiness for row in teams if row.team.id == "T10"} == {"ready"}
    async with running(plugins=OURS, settings=LOADING, now=later + timedelta(minutes=2), data=tmp_path) as system:
        assert len(system.recorded("*")) == first


LEFT_OUT = {
    "T05": "out",
    "T08": "insurance_ended",
    "T10": "resting",
    "T11": "no_protection",
    "T21": "withdraw_first",
    "T23": "under_strength",
    "T27": "offline",
    "T37": "certificate_expired",
    "T41": "needs_consent",
}
"""A team of the city for each reason that its README promises."""


async def report(system: Running) -> Any:
    officer = system.actor("duty_officer", name="wanglei")
    taken = await system.execute(
        "incidents.take_call", {"source": "joint_centre", "text": "氨泄漏", "phone": "021-00000110"}, officer
    )
    payload = {
        "call": taken["call"],
        "line": "tlll 2hk an zd2 sx40 sl2 hzl",
        "wind": {"from_degrees": 45, "speed": 2.1, "source": "桃浦气象站(演示)"},
    }
    made = await system.execute("incidents.report", payload, officer)
    await system.settle()
    return made["incident"]


async def test_every_reason_to_leave_a_team_out_is_given_for_the_story(system: Running) -> None:
    for number in range(1, 42):
        if number not in (27, 33):
            system.connect(f"team:T{number:02}")
    incident = await report(system)
    proposal = await system.execute("incidents.propose", {"incident": incident}, system.actor("duty_officer"))
    given: dict[str, set[str]] = {}
    for need in proposal.needs:
        for candidate in need.candidates:
            if not candidate.chosen:
                given.setdefault(candidate.team, set()).add(candidate.reason)
    assert {"T21"} <= {candidate.team for candidate in proposal.withdraw_first}
    missing = {team: reason for team, reason in LEFT_OUT.items() if reason not in given.get(team, set())}
    assert missing == {}, given


async def test_the_city_has_run_cards_to_choose_from(system: Running) -> None:
    cards = {card.code: card for card in await system.show("incidents.run_cards", {}, system.actor("duty_officer"))}
    assert cards["A-NH3"].levels == (1, 2, 3)
    assert cards["F-HIGH"].title == "高层火灾 (示例)"
