"""The city goes into a running system through the plugins' own commands, and a second time changes nothing."""

from __future__ import annotations

from datetime import timedelta

from fengsui.faces import PluginFace
from fengsui.testing import NIGHT, Running, running
from fengsui_rosters.api import Teams
from fengsui_sample.city import read
from fengsui_sample.loading import load, make_accounts


def face(system: Running) -> PluginFace:
    return PluginFace("sample", system.system.database, system.system.commands)


async def test_the_rosters_are_loaded_once() -> None:
    async with running(plugins=["rosters"]) as system:
        loaded = await load(face(system))
        assert loaded.taken["rosters.register_team"] == 41
        assert loaded.taken["rosters.plan_shift"] == 29
        assert loaded.taken["rosters.stock_movement"] == 13
        await system.settle()
        before = len(system.recorded("*"))
        again = await load(face(system))
        assert sum(again.taken.values()) == 0
        await system.settle()
        assert len(system.recorded("*")) == before


async def test_the_night_is_as_the_story_needs_it() -> None:
    async with running(plugins=["rosters"]) as system:
        await load(face(system))
        officer = system.actor("duty_officer")
        board = await system.show("rosters.duty", {"till": (NIGHT + timedelta(days=14)).isoformat()}, officer)
        assert (board.now.shift.main, board.now.shift.second, board.now.shift.leader) == ("王磊", "陈静", "周建国")
        assert board.now.shift.leader_phone == "021-00000150"
        assert [finding.kind for finding in board.findings] == ["gap"]
        (swapped,) = [row for row in board.shifts if row.swaps]
        assert swapped.shift.second == "陈静"
        experts = await system.show("rosters.experts", {"site": "E01", "speciality": "涉氨制冷"}, officer)
        assert [(row.expert.id, row.why_not) for row in experts] == [("X01", ""), ("X02", "conflict")]
        depots = await system.show("rosters.supplies", {}, officer)
        flags = [row.flag for depot in depots for row in depot.stock if row.flag]
        assert flags == ["expired", "expiring"]
        assert [short.item for depot in depots for short in depot.shortages] == ["water_box"]


async def test_time_does_to_the_city_what_its_files_say() -> None:
    async with running(plugins=["rosters"]) as system:
        await load(face(system))
        await system.advance(seconds=120, step=60)
        ended = {
            (event.subject, (event.data or {})["certificate"]) for event in system.recorded("rosters.certificate*")
        }
        assert ended == {("T08", "insurance"), ("T37", "危化品应急救援证")}
        await system.advance(seconds=3 * 3600, step=300)
        teams = await system.read(lambda reading: {team.id: team for team in reading.ask(Teams).all()})
        assert (teams["T10"].readiness, teams["T10"].until) == ("ready", None)
        assert teams["T05"].readiness == "out"


async def test_accounts_come_with_codes_and_devices_with_tokens() -> None:
    async with running(plugins=["rosters"]) as system:
        city = read()
        usable = [a for a in city.accounts if set(a.roles) <= set(system.system.roles)]
        assert len(usable) == len(city.accounts)
        secrets = await make_accounts(face(system), city)
        assert set(secrets.codes) == {account.name for account in city.accounts}
        assert len(set(secrets.tokens.values())) == 41
        again = await make_accounts(face(system), city)
        assert set(again.codes.values()) & set(secrets.codes.values()) == set()
        text = str([event.data for event in system.recorded("*")])
        assert not any(secret in text for secret in (*secrets.codes.values(), *secrets.tokens.values()))
