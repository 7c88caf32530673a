"""Other plugins beside the incidents: items in the one queue, what keeps an incident open, lines of its record."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint
from typing import Any

import pytest
from tests.core.ping import plugin
from tests.plugins.incidents.service.conftest import Begin, plans_stand_in, register

from fengsui.errors import Conflict, Fault, Missing
from fengsui.hooks import Provider
from fengsui.testing import NIGHT, running
from fengsui_incidents.api.board import QueueItem
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents, KeepsOpen, NeedsPerson

AIR = Words("空气", "AIR")


class Watch:
    """A stranger that watches the air of those inside."""

    def __init__(self, reading: Any) -> None:
        self._reading = reading

    def items(self) -> Sequence[QueueItem]:
        return tuple(
            QueueItem(id=f"air:{row.id}", kind="other", incident=row.id, order="", call="", says=AIR, due=None,
                      label=AIR, opens="air.board", subject=row.id, life=True)
            for row in self._reading.ask(Incidents).running()
        )  # fmt: skip

    def before_closing(self, incident: str) -> Sequence[Fault]:
        return (Fault("air", "everybody out", "still_inside", {"incident": incident}),)


class Broken(Watch):
    def items(self) -> Sequence[QueueItem]:
        raise RuntimeError("no air")


def stranger(name: str, watch: type[Watch]) -> EntryPoint:
    return plugin(
        name,
        providers=lambda: [
            Provider(protocol=NeedsPerson, make=watch, several=True),
            Provider(protocol=KeepsOpen, make=watch, several=True),
        ],
    )


@pytest.mark.parametrize("watches", [(Watch,), (Broken, Watch)])
async def test_an_item_of_another_plugin_stands_in_the_queue_and_keeps_the_incident_open(watches: Any) -> None:
    extra = [plans_stand_in(), *(stranger(f"air{at}", watch) for at, watch in enumerate(watches))]
    async with running(plugins=["rosters", "incidents"], extra=extra, now=NIGHT) as system:
        await register(system)
        officer = system.actor("duty_officer")
        incident = (await system.execute("incidents.report", {"line": "tlll an zd2 sl2"}, officer))["incident"]
        queue = (await system.show("incidents.board", {}, officer)).queue
        assert queue[0].id == f"air:{incident}"
        assert [item.kind for item in queue].count("other") == 1
        with pytest.raises(Conflict) as error:
            await system.execute("incidents.close", {"incident": incident}, officer)
        assert "still_inside" in {fault.code for fault in error.value.faults}


async def test_a_plugin_writes_into_the_record_of_a_running_incident(nights: Begin) -> None:
    async with nights() as night:
        incident = await night.report()
        says = Words("进入3人", "3 went in")

        def enter(unit: Any) -> str | None:
            known = unit.ask(Incidents)
            exercise: str | None = known.enter(incident)
            known.write(incident, "air.entered", says, at=NIGHT)
            return exercise

        assert await night.system.run(enter, plugin="incidents", actor=night.officer) is None
        lines = await night.show("timeline", incident=incident)
        assert [line.at for line in lines if line.says == says] == [NIGHT]
        card = await night.system.read(lambda reading: reading.ask(Incidents).card(incident), actor=night.officer)
        assert card.id == incident
        with pytest.raises(Missing):
            await night.system.read(lambda reading: reading.ask(Incidents).card("E0"), actor=night.officer)
