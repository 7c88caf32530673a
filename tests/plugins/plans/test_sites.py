"""Enterprises' cards and places to protect, through the real system."""

from __future__ import annotations

from typing import Any

import pytest

from fengsui.commands import validated
from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.testing import Running, running
from fengsui_plans.api import Library, Sites
from fengsui_plans.payloads import RegisterSite

COLD_STORE: dict[str, Any] = {
    "id": "E01",
    "name": "桐澜冷链二号库",
    "division": "310107103",
    "lat": 31.2770,
    "lon": 121.3560,
    "risk": "涉氨制冷",
    "substances": [{"key": "ammonia", "name": "氨", "tonnes": "12"}],
    "people_500m": 2100,
    "hazard_level": 4,
    "duty_phone": "021-00000401",
    "safety_phone": "021-00000402",
    "plan_number": "310107-2026-0031",
    "rendezvous": "祁连山路口",
    "demo": True,
}
CARE_HOME = {"id": "K15", "name": "武威养老院", "kind": "care_home", "lat": 31.2753, "lon": 121.3541, "people": 120,
             "sensitive": True, "demo": True}  # fmt: skip


async def test_a_site_is_registered_with_its_computed_level(database_url: str) -> None:
    async with running(["plans"], url=database_url) as system:
        officer = system.actor("duty_officer")
        done = await system.execute("plans.register_site", COLD_STORE, officer)
        assert (done.version, done.changed) == (1, True)
        card = await system.show("plans.site", {"site": "E01"}, officer)
        assert (card.site.hazard_level, card.hazard["s"], card.hazard["r"]) == (4, "1.2", "4.8")
        assert card.hazard["edition"] == "GB 18218-2018"
        assert [(one.spill, one.isolate_m, one.day_m, one.night_m) for one in card.distances] == [
            ("small", 30, 100, 200),
            ("large", 150, 800, 2300),
        ]
        await system.execute("plans.register_place", CARE_HOME, officer)
        places = await system.read(lambda reading: reading.ask(Sites).places())
        assert [(place.id, place.people, place.sensitive) for place in places] == [("K15", 120, True)]
        assert [event.topic for event in system.recorded("plans.*")] == [
            "plans.site_registered",
            "plans.place_registered",
        ]


async def test_the_same_again_is_no_change_and_a_clash_shows_both_values() -> None:
    async with running(["plans"]) as system:
        officer = system.actor("duty_officer")
        await system.execute("plans.register_site", COLD_STORE, officer)
        assert not (await system.execute("plans.register_site", COLD_STORE, officer)).changed
        changed = COLD_STORE | {"duty_phone": "021-00000499"}
        with pytest.raises(Conflict) as there:
            await system.execute("plans.register_site", changed, officer)
        assert there.value.code == "site_exists"
        done = await system.execute("plans.register_site", changed | {"if_version": 1}, officer)
        assert done.version == 2
        with pytest.raises(Conflict) as clash:
            await system.execute("plans.register_site", COLD_STORE | {"if_version": 1}, officer)
        assert clash.value.code == "version_conflict"
        (fault,) = clash.value.faults
        assert fault.path == "duty_phone"
        assert "021-00000499 stands there in version 2; you sent 021-00000401" in str(fault)
        with pytest.raises(Conflict):
            await system.execute("plans.register_site", COLD_STORE | {"id": "E99", "if_version": 1}, officer)
        assert len(system.recorded("plans.site_registered")) == 2


async def test_a_level_that_does_not_follow_is_refused() -> None:
    async with running(["plans"]) as system:
        officer = system.actor("duty_officer")
        with pytest.raises(Invalid) as wrong:
            await system.execute("plans.register_site", COLD_STORE | {"hazard_level": 3}, officer)
        assert "4, as computed (S = 1.2)" in str(wrong.value)


async def test_a_class_stands_in_for_a_substance_that_table_1_does_not_name() -> None:
    async with running(["plans"]) as system:
        officer = system.actor("duty_officer")
        held = [
            {"key": "solvent_x", "name": "某溶剂", "tonnes": 1500, "hazard_class": "W5.3"},
            {"key": "brine", "name": "盐水", "tonnes": 40},
        ]
        await system.execute("plans.register_site", COLD_STORE | {"substances": held, "hazard_level": None}, officer)
        card = await system.show("plans.site", {"site": "E01"}, officer)
        assert (card.hazard["s"], card.hazard["unlisted"]) == ("1.5", ["brine"])


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"lat": 91}, "lat"),
        ({"division": "31010"}, "division"),
        ({"name": "桐澜\x1b[2J"}, "name"),
        ({"name": "桐澜\u202e"}, "name"),
        ({"name": ""}, "name"),
        ({"people_500m": -1}, "people_500m"),
        ({"substances": [{"key": "ammonia", "name": "氨", "tonnes": "NaN"}]}, "substances.0.tonnes"),
        ({"substances": [{"key": "ammonia", "name": "氨", "tonnes": 0}]}, "substances.0.tonnes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_is_refused_with_its_place(change: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as wrong:
        validated(RegisterSite, COLD_STORE | change)
    assert [fault.path for fault in wrong.value.faults] == [path]


async def test_areas_and_firms_see_their_own() -> None:
    async with running(["plans"]) as system:
        officer = system.actor("duty_officer")
        await system.execute("plans.register_site", COLD_STORE, officer)
        await system.execute("plans.register_site", COLD_STORE | {"id": "E10", "division": "310107016"}, officer)

        async def seen(actor: Any) -> list[str]:
            return [site.id for site in await system.show("plans.sites", {}, actor)]

        assert await seen(officer) == ["E01", "E10"]
        assert await seen(system.actor("street_duty", name="s", area="310107103")) == ["E01"]
        assert await seen(system.actor("enterprise", name="f", labels=["enterprise:E10"])) == ["E10"]
        with pytest.raises(Missing):
            await system.show("plans.site", {"site": "E01"}, system.actor("enterprise", labels=["enterprise:E10"]))
        with pytest.raises(Forbidden):
            await system.execute("plans.register_site", COLD_STORE, system.actor("street_duty"))
        narrow = system.actor("duty_officer", name="n", area="310107016")
        moved = COLD_STORE | {"division": "310107016", "if_version": 1}
        with pytest.raises(Forbidden):
            await system.execute("plans.register_site", moved, narrow)


async def test_a_filed_number_shows_on_the_card() -> None:
    async with running(["plans"]) as system:
        officer = system.actor("duty_officer")
        await system.execute("plans.register_site", COLD_STORE | {"plan_number": "old"}, officer)
        assert (await system.read(lambda r: r.ask(Sites).get("E01"))).plan_number == "old"  # type: ignore[union-attr]
        await _file(system, officer)
        assert (await system.read(lambda r: r.ask(Sites).get("E01"))).plan_number == "310107-2026-0031"  # type: ignore[union-attr]


async def _file(system: Running, officer: Any) -> None:
    paper = {
        "enterprise": "E01", "division": "310107103", "application": {}, "state": "filed", "number": "310107-2026-0031",
        "received_on": "2026-05-20", "decided_on": "2026-05-25",
    }  # fmt: skip
    await system.execute("plans.import_filing", paper, officer)


async def test_distances_of_disabled_rows_are_not_given() -> None:
    async with running(["plans"]) as system:

        def found(substance: str) -> Any:
            return system.read(lambda reading: reading.ask(Library).distances(substance))

        assert len(await found("ammonia")) == len(await found("chlorine")) == 2
        assert (await found("chlorine"))[1].certainty == "V"
        for substance in ("hydrogen_sulfide", "hydrogen_cyanide", "carbon_monoxide", "nothing"):
            assert await found(substance) == []
