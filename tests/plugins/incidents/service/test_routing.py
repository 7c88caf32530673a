"""A routing plugin takes our estimate's place; one that fails, hangs or answers nonsense does not, and that is said."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.core.ping import plugin

from fengsui.hooks import Provider
from fengsui_incidents.api.travel import Place, TravelTimes

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night


class Roads:
    name = "试验路网"

    def __init__(self, answer: Any = 7.0) -> None:
        self.answer = answer
        self.asked: list[int] = []

    def minutes(self, starts: Sequence[Place], end: Place) -> Sequence[float | None]:
        self.asked.append(len(starts))
        if isinstance(self.answer, Exception):
            raise self.answer
        return [self.answer] * len(starts) if isinstance(self.answer, float | None) else self.answer


class Stuck(Roads):
    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def minutes(self, starts: Sequence[Place], end: Place) -> Sequence[float | None]:
        self.asked.append(len(starts))
        self.go_on.wait(20)
        return [1.0] * len(starts)


async def proposed(night: Night, incident: str) -> tuple[Any, list[int]]:
    found = await night.do("propose", incident=incident)
    return found, [one.minutes for one in found.needs[0].candidates if one.team == "T06"]


@pytest.fixture
def with_roads(nights: Begin, seeded: Path, tmp_path: Path) -> Any:
    shutil.copytree(seeded, tmp_path / "data")

    def begin(roads: Roads) -> Any:
        stranger = plugin("roads", providers=lambda: [Provider(protocol=TravelTimes, make=lambda _: roads)])
        return nights(data=tmp_path / "data", extra_plugins=[stranger])

    return begin


async def test_its_minutes_are_used_in_one_batch_and_named(with_roads: Any) -> None:
    roads = Roads(7.0)
    async with with_roads(roads) as night:
        found, minutes = await proposed(night, await night.report())
        assert minutes == [8]
        assert len(roads.asked) == 1
        assert "试验路网" in found.travel.zh
        assert "试验路网" in night.recorded("proposed")[0].data["travel"]


@pytest.mark.parametrize("answer", [RuntimeError("no map"), [1.0], [float("nan")] * 9, ["soon"] * 9, [-1.0] * 9])
async def test_one_that_fails_is_left_out_said_so_and_left_alone_for_a_while(with_roads: Any, answer: Any) -> None:
    roads = Roads(answer)
    async with with_roads(roads) as night:
        incident = await night.report()
        found, minutes = await proposed(night, incident)
        assert "按直线估算" in found.travel.zh
        assert minutes[0] > 8
        assert (await proposed(night, incident))[1] == minutes
        assert len(roads.asked) == 1, "it rests"
        roads.answer = 7.0
        await night.system.advance(seconds=61, step=30)
        assert (await proposed(night, incident))[1] == [8]


async def test_one_that_hangs_costs_a_moment_once_and_never_a_second_thread(with_roads: Any) -> None:
    roads = Stuck()
    async with with_roads(roads) as night:
        incident = await night.report()
        found, _ = await proposed(night, incident)
        assert "未及时答复" in found.travel.zh
        await night.system.advance(seconds=61, step=30)
        await proposed(night, incident)
        assert len(roads.asked) == 1
        roads.go_on.set()


async def test_what_it_does_not_know_is_estimated(with_roads: Any) -> None:
    async with with_roads(Roads(None)) as night:
        found, minutes = await proposed(night, await night.report())
        assert minutes[0] > 8
        assert "按直线估算" in found.travel.zh
