"""The rosters in a running system: commands, views, sweeps, and the answers to other plugins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.testing import NIGHT, Running, running
from fengsui_rosters import tables
from fengsui_rosters.api import Duty, Teams

PEOPLE = (tables.team, tables.member, tables.shift, tables.swap, tables.expert)

TEAM: dict[str, Any] = {
    "id": "T06",
    "name": "石泉危化专业队",
    "kind": "professional",
    "division": "310107017",
    "lat": 31.2530,
    "lon": 121.4160,
    "people": 8,
    "minimum": 6,
    "reach": "direct",
    "phone": "021-00001006",
    "capabilities": {"suit_a": 4, "leak": 1},
    "insured_until": "2027-06-30",
    "members": [{"name": "某甲", "post": "队长", "phone": "021-00002001"}],
    "demo": True,
}


@pytest.fixture
async def system() -> AsyncIterator[Running]:
    async with running(plugins=["rosters"]) as made:
        await made.execute("rosters.register_team", TEAM, made.actor("administrator"))
        yield made


async def test_a_team_is_filed_and_shown(system: Running) -> None:
    system.connect("team:T06")
    (row,) = await system.show("rosters.teams", {}, system.actor("duty_officer"))
    assert (row.team.id, row.team.capabilities, row.online) == ("T06", {"suit_a": 4, "leak": 1}, True)
    assert row.team.members == ()
    one = await system.show("rosters.team", {"team": "T06"}, system.actor("duty_officer"))
    assert [member.name for member in one.team.members] == ["某甲"]
    (event,) = system.recorded("rosters.*")
    assert event.labels == ("area:310107017", "centre", "team:T06")


async def test_all_faults_of_a_team_come_at_once_and_nothing_is_kept(system: Running) -> None:
    bad = TEAM | {"id": "T07", "lat": 0.0, "lon": 0.0, "reach": "mutual", "kind": "micro", "minimum": 2}
    with pytest.raises(Invalid) as refused:
        await system.execute("rosters.register_team", bad, system.actor("administrator"))
    assert [fault.path for fault in refused.value.faults] == ["lat, lon", "consent", "minimum"]
    assert len(await system.show("rosters.teams", {}, system.actor("duty_officer"))) == 1


BAD = (
    ({"name": "石泉\x1b[2J队"}, "name"),
    ({"name": "石泉\u202e队"}, "name"),
    ({"name": "  "}, "name"),
    ({"phone": "call me"}, "phone"),
    ({"lat": 91}, "lat"),
    ({"lon": float("nan")}, "lon"),
    ({"people": -1}, "people"),
    ({"capabilities": {"Suit A": 1}}, "capabilities.Suit A.[key]"),
    ({"division": "putuo"}, "division"),
    ({"unknown": 1}, "unknown"),
    ({"until": "2026-11-22T06:00:00"}, "until"),
    ({"id": "../T"}, "id"),
)


async def test_bad_input_is_refused_with_its_path(system: Running) -> None:
    for change, path in BAD:
        with pytest.raises(Invalid) as refused:
            await system.execute("rosters.register_team", TEAM | {"id": "T99"} | change, system.actor("administrator"))
        assert path in [fault.path for fault in refused.value.faults]


async def test_an_id_is_not_given_twice_not_even_after_its_end(system: Running) -> None:
    admin = system.actor("administrator")
    await system.execute("rosters.strike_off_team", {"id": "T06", "reason": "解散"}, admin)
    assert await system.show("rosters.teams", {}, admin) == ()
    with pytest.raises(Conflict) as refused:
        await system.execute("rosters.register_team", TEAM, admin)
    assert refused.value.code == "team_exists"


async def test_a_change_on_an_old_version_shows_both_values(system: Running) -> None:
    admin = system.actor("administrator")
    first = await system.execute("rosters.change_team", {"id": "T06", "if_version": 1, "people": 7}, admin)
    assert first == {"team": "T06", "version": 2}
    with pytest.raises(Conflict) as refused:
        await system.execute("rosters.change_team", {"id": "T06", "if_version": 1, "people": 9}, admin)
    (fault,) = refused.value.faults
    assert str(fault) == "people: now 7; you sent 9"
    assert refused.value.code == "version_conflict"
    (row,) = await system.show("rosters.teams", {}, admin)
    assert (row.team.people, row.team.phone, row.team.version) == (7, "021-00001006", 2)
    same = await system.execute("rosters.change_team", {"id": "T06", "if_version": 1, "people": 7}, admin)
    assert same["version"] == 2


async def test_a_change_that_changes_nothing_is_no_event(system: Running) -> None:
    before = len(system.recorded("rosters.*"))
    await system.execute(
        "rosters.change_team", {"id": "T06", "if_version": 1, "people": 8}, system.actor("administrator")
    )
    assert len(system.recorded("rosters.*")) == before


async def test_a_team_speaks_for_itself_and_for_nobody_else(system: Running) -> None:
    await system.execute("rosters.register_team", TEAM | {"id": "T10"}, system.actor("administrator"))
    own = system.device("T06", "310107017")
    await system.execute("rosters.set_readiness", {"team": "T06", "readiness": "out_of_service"}, own)
    for team in ("T10", "T77"):
        with pytest.raises(Forbidden):
            await system.execute("rosters.set_readiness", {"team": team, "readiness": "ready"}, own)
        with pytest.raises(Forbidden):
            await system.show("rosters.team", {"team": team}, own)
    with pytest.raises(Missing):
        await system.execute(
            "rosters.set_readiness", {"team": "T77", "readiness": "ready"}, system.actor("duty_officer")
        )


async def test_an_enterprise_files_its_own_team_only(system: Running) -> None:
    firm = system.actor("enterprise", labels=["enterprise:E01"])
    own = TEAM | {"id": "T07", "kind": "enterprise", "own_site": "E01", "reach": "direct"}
    await system.execute("rosters.register_team", own, firm)
    for other in (own | {"id": "T08", "own_site": "E04"}, TEAM | {"id": "T09"}):
        with pytest.raises(Forbidden):
            await system.execute("rosters.register_team", other, firm)
    with pytest.raises(Forbidden):
        await system.execute("rosters.change_team", {"id": "T07", "if_version": 1, "kind": "national"}, firm)


async def test_a_street_sees_its_own_teams(system: Running) -> None:
    street = system.actor("street_duty", area="310107103")
    assert await system.show("rosters.teams", {}, street) == ()
    with pytest.raises(Forbidden):
        await system.show("rosters.team", {"team": "T06"}, street)


async def test_a_rest_ends_by_itself_and_says_so_once(system: Running) -> None:
    officer = system.actor("duty_officer")
    until = NIGHT + timedelta(minutes=2)
    await system.execute(
        "rosters.set_readiness", {"team": "T06", "readiness": "resting", "until": until.isoformat()}, officer
    )
    await system.advance(seconds=110, step=5)
    assert len(system.recorded("rosters.readiness_changed")) == 1
    await system.advance(seconds=120, step=5)
    rested, ready = system.recorded("rosters.readiness_changed")
    assert (rested.data or {})["readiness"] == "resting"
    assert (ready.data or {})["readiness"] == "ready"
    (row,) = await system.show("rosters.teams", {}, officer)
    assert (row.team.readiness, row.team.until, row.team.version) == ("ready", None, 1)


async def test_what_ends_is_recorded_once_and_again_after_a_renewal(system: Running) -> None:
    admin = system.actor("administrator")
    held = {"team": "T06", "name": "危化救援证", "until": "2026-11-22", "capabilities": ["leak"]}
    await system.execute("rosters.add_certificate", held, admin)
    await system.execute("rosters.change_team", {"id": "T06", "if_version": 1, "insured_until": "2026-11-22"}, admin)
    await system.advance(seconds=120, step=60)
    assert system.recorded("rosters.certificate_expired") == []
    await system.advance(seconds=24 * 3600, step=3600)
    ended = system.recorded("rosters.certificate_expired")
    assert [(event.data or {})["certificate"] for event in ended] == ["insurance", "危化救援证"]
    assert ended[0].at >= datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    await system.execute("rosters.add_certificate", held | {"until": "2026-11-24"}, admin)
    await system.advance(seconds=3 * 24 * 3600, step=6 * 3600)
    assert len(system.recorded("rosters.certificate_expired")) == 3


async def test_other_plugins_mark_a_team_but_a_drill_leaves_it_alone(system: Running) -> None:
    def drill(unit: Any) -> None:
        unit.enter("EX-07")
        unit.ask(Teams).mark("T06", "moving", exercise="EX-07")

    def real(unit: Any) -> None:
        unit.ask(Teams).mark("T06", "moving", reason="E1122-01", exercise=None)

    await system.run(drill, "rosters")
    assert system.recorded("rosters.readiness_changed") == []
    await system.run(real, "rosters")
    await system.run(real, "rosters")
    (event,) = system.recorded("rosters.readiness_changed")
    assert event.data == {"team": "T06", "readiness": "moving", "reason": "E1122-01", "until": None}
    team = await system.read(lambda reading: reading.ask(Teams).get("T06"))
    assert team is not None
    assert team.readiness == "moving"


SHIFT = {
    "id": "D1121",
    "begins": "2026-11-21T08:30:00+08:00",
    "ends": "2026-11-22T08:30:00+08:00",
    "leader": "周建国",
    "main": "王磊",
    "second": "陈静",
    "leader_phone": "021-00000150",
}


async def test_duty_shows_who_is_on_and_what_the_roster_lacks(system: Running) -> None:
    leader = system.actor("duty_leader")
    planned = await system.execute("rosters.plan_shift", SHIFT, leader)
    assert planned.findings == ()
    tired = SHIFT | {
        "id": "D1122",
        "begins": "2026-11-22T08:30:00+08:00",
        "ends": "2026-11-23T08:30:00+08:00",
        "leader": "",
    }
    planned = await system.execute("rosters.plan_shift", tired, leader)
    assert [f.kind for f in planned.findings] == ["no_leader", "short_rest", "short_rest"]
    board = await system.show("rosters.duty", {}, leader)
    assert board.now.shift.main == "王磊"
    assert [row.holiday for row in board.shifts] == [True, True]
    assert board.findings[-1].kind == "gap"
    assert await system.read(lambda reading: reading.ask(Duty).at(NIGHT + timedelta(days=3))) is None


async def test_a_swap_keeps_both_names_and_cannot_cross_another(system: Running) -> None:
    leader = system.actor("duty_leader", name="zhoujianguo")
    await system.execute("rosters.plan_shift", SHIFT, leader)
    swap = {"shift": "D1121", "post": "second", "was": "陈静", "now": "吴倩", "reason": "病假"}
    await system.execute("rosters.swap_shift", swap, leader)
    with pytest.raises(Conflict) as refused:
        await system.execute("rosters.swap_shift", swap, leader)
    assert refused.value.code == "holder_changed"
    board = await system.show("rosters.duty", {}, leader)
    (kept,) = board.now.swaps
    assert (kept.was, kept.now, kept.reason, kept.by) == ("陈静", "吴倩", "病假", "zhoujianguo")
    with pytest.raises(Conflict) as late:
        await system.execute("rosters.cancel_shift", {"shift": "D1121", "reason": "x"}, leader)
    assert late.value.code == "shift_begun"


async def test_experts_who_must_withdraw_come_last_with_the_reason(system: Running) -> None:
    admin = system.actor("administrator")
    for number, conflicts in (("X1", ["E01"]), ("X2", [])):
        await system.execute(
            "rosters.register_expert",
            {"id": number, "name": "某", "specialities": ["危险化学品"], "phone": "", "conflicts": conflicts},
            admin,
        )
    rows = await system.show("rosters.experts", {"site": "E01"}, admin)
    assert [(row.expert.id, row.why_not) for row in rows] == [("X2", ""), ("X1", "conflict")]
    await system.execute("rosters.change_expert", {"id": "X2", "if_version": 1, "status": "retired"}, admin)
    with pytest.raises(Conflict):
        await system.execute("rosters.change_expert", {"id": "X2", "if_version": 1, "status": "active"}, admin)


async def test_stock_moves_between_depots_and_is_never_negative(system: Running) -> None:
    admin = system.actor("administrator")
    for depot in ("W1", "W2"):
        where = {"id": depot, "name": depot, "division": "310107103", "lat": 31.28, "lon": 121.35, "keeper": "某"}
        await system.execute("rosters.register_depot", where, admin)
    batch = {"depot": "W1", "item": "suit_a", "batch": "B1"}
    first = batch | {"kind": "in", "quantity": 6, "name": "重型防化服", "unit": "套", "minimum": 4}
    await system.execute("rosters.stock_movement", first, admin)
    moved = batch | {"kind": "transfer", "quantity": 4, "to_depot": "W2"}
    assert (await system.execute("rosters.stock_movement", moved, admin))["balance"] == 2
    out = batch | {"kind": "out", "quantity": 3, "reference": "PT1122-01-02"}
    with pytest.raises(Conflict) as refused:
        await system.execute("rosters.stock_movement", out, admin)
    assert refused.value.code == "not_enough_stock"
    one, two = await system.show("rosters.supplies", {}, system.actor("duty_officer"))
    assert [row.stock.quantity for row in (*one.stock, *two.stock)] == [2, 4]
    assert [(short.item, short.usable, short.minimum) for short in one.shortages] == [("suit_a", 2, 4)]
    kinds = [(event.data or {})["kind"] for event in system.recorded("rosters.stock_moved")]
    assert kinds == ["in", "transfer", "in"]


async def test_what_ends_soon_is_one_list(system: Running) -> None:
    admin = system.actor("administrator")
    await system.execute("rosters.change_team", {"id": "T06", "if_version": 1, "insured_until": "2026-11-27"}, admin)
    held = {"team": "T06", "name": "危化救援证", "until": "2026-10-31"}
    await system.execute("rosters.add_certificate", held, admin)
    rows = await system.show("rosters.expiring", {}, system.actor("duty_officer"))
    assert [(row.kind, row.days, row.ended) for row in rows] == [("certificate", -22, True), ("insurance", 5, False)]


async def test_the_tables_are_those_the_migration_builds(database_url: str) -> None:
    """On both databases the teams' life goes through every column."""
    async with running(plugins=["rosters"], url=database_url) as system:
        admin = system.actor("administrator")
        await system.execute("rosters.register_team", TEAM, admin)
        await system.execute("rosters.plan_shift", SHIFT, admin)
        team = await system.read(lambda reading: reading.ask(Teams).get("T06"))
        shift = await system.read(lambda reading: reading.ask(Duty).at(NIGHT))
        assert team is not None
        assert shift is not None
        assert (team.name, shift.leader_phone) == ("石泉危化专业队", "021-00000150")
        assert shift.begins == datetime(2026, 11, 21, 0, 30, tzinfo=UTC)


async def test_people_are_erased_once_they_are_not_needed(system: Running) -> None:
    root, leader = system.actor("administrator"), system.actor("duty_leader", name="zhoujianguo")
    law = {"basis": "PIPL art 47", "reason": "not needed any more"}
    await system.execute("rosters.plan_shift", SHIFT, leader)
    expert = {"id": "X01", "name": "某乙", "specialities": ["氨"], "phone": "021-00003001"}
    await system.execute("rosters.register_expert", expert, root)
    for kind, thing in (("shift", "D1121"), ("team", "T06")):
        with pytest.raises(Conflict) as refused:
            await system.execute("core.erase", {**law, "kind": f"rosters.{kind}", "thing": thing}, root)
        assert refused.value.code == "still_needed"
        with pytest.raises(Missing):
            await system.execute("core.erase", {**law, "kind": f"rosters.{kind}", "thing": "no"}, root)
    await system.execute("rosters.strike_off_team", {"id": "T06", "reason": "解散"}, root)
    await system.advance(seconds=48 * 3600, step=24 * 3600)
    for kind, thing in (("shift", "D1121"), ("team", "T06"), ("expert", "X01")):
        await system.execute("core.erase", {**law, "kind": f"rosters.{kind}", "thing": thing}, root)
    left = await system.read(lambda r: [str(r.connection.execute(table.select()).all()) for table in PEOPLE])
    assert not [name for name in ("王磊", "某甲", "某乙", "021-00002001") if name in "".join(left)]
    verdict = await system.show("core.verify", {}, system.actor("auditor"))
    assert (verdict.whole, [seen.events for seen in verdict.erasures]) == (True, [1, 1, 0])
