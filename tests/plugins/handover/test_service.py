"""Night E, 08:30: two incidents open, the network was out, and the watch passes with two signatures."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fengsui.access.policy import Actor
from fengsui.errors import Conflict, Forbidden, Invalid
from fengsui.testing import Running, running
from fengsui_handover.api.values import HandoverView, WatchKeeping

PLUGINS = ("plans", "rosters", "incidents", "drills", "sample", "handover")
CITY = {"plugins": {"sample": {"load": True}}}
BEFORE = datetime(2026, 11, 22, 0, 10, tzinfo=UTC)
"""08:10 in Shanghai; the night's shift ends at 08:30."""


@dataclass
class Morning:
    system: Running
    wang: Actor
    zhang: Actor
    leader: Actor

    async def do(self, command: str, actor: Actor, **payload: Any) -> Any:
        return await self.system.execute(command, payload, actor)

    async def view(self) -> HandoverView:
        found = await self.system.show("handover.board", {}, self.wang)
        assert isinstance(found, HandoverView)
        return found

    async def owner(self, incident: str) -> str:
        watch = await self.system.read(lambda reading: reading.ask(WatchKeeping).owner(incident), plugin="handover")
        return watch.taken_by if watch else ""

    async def queue(self, label: str) -> list[Any]:
        found = await self.system.show("incidents.queue", {}, self.wang)
        return [item for item in found if item.label is not None and item.label.en == label]

    def recorded(self, topic: str) -> list[Any]:
        """Events of ours; typed loosely, for their data are plain JSON."""
        return list(self.system.recorded(f"handover.{topic}"))

    async def incident(self, line: str = "tlll an zd2 sl2 hzl") -> str:
        return str((await self.do("incidents.report", self.wang, line=line))["incident"])


async def begin(system: Running) -> Morning:
    who = {name: system.actor("duty_officer", name=name) for name in ("王磊", "张敏")}
    return Morning(system, who["王磊"], who["张敏"], system.actor("duty_leader", name="周建国"))


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample city's data folder, made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("handover") / "data"

    async def make() -> None:
        async with running(PLUGINS, settings=CITY, now=BEFORE, data=folder):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture
async def morning(city: Path, tmp_path: Path) -> AsyncIterator[Morning]:
    shutil.copytree(city, tmp_path / "data")
    async with running(PLUGINS, settings=CITY, now=BEFORE, data=tmp_path / "data") as system:
        yield await begin(system)


async def test_until_the_second_signature_the_first_watch_owns_everything(morning: Morning) -> None:
    unclaimed = await morning.incident()
    assert await morning.owner(unclaimed) == ""
    await morning.do("handover.take_watch", morning.wang)
    second = await morning.incident("wwl dian ti bk3")
    assert [await morning.owner(one) for one in (unclaimed, second)] == ["王磊", "王磊"]
    signed = await morning.do("handover.sign_out", morning.wang, note="养老院已通知")
    third = await morning.incident("tlll huo")
    view = await morning.view()
    assert view.pending is not None
    assert f"incident:{third}" in {line.id for line in view.pending.added}
    every = [line.id for section in view.sheet.sections for line in section.lines]
    assert len(every) == len(set(every)), "nothing stands in the place of another"
    assert [await morning.owner(one) for one in (unclaimed, second, third)] == ["王磊"] * 3
    with pytest.raises(Conflict) as unread:
        await morning.do("handover.take_over", morning.zhang, handover=signed["handover"], seen=signed["seen"])
    assert f"incident:{third}" in {fault.path for fault in unread.value.faults}
    with pytest.raises(Conflict) as same:
        await morning.do("handover.take_over", morning.wang, handover=signed["handover"], seen=view.sheet.seen)
    assert (unread.value.code, same.value.code) == ("sheet_changed", "same_person")
    assert await morning.owner(third) == "王磊"
    await morning.do("handover.take_over", morning.zhang, handover=signed["handover"], seen=view.sheet.seen)
    assert [await morning.owner(one) for one in (unclaimed, second, third)] == ["张敏"] * 3
    (taken,) = morning.recorded("taken_over")[1:]
    assert set(taken.data["incidents"]) == {unclaimed, second, third}
    assert taken.data["alarms"]
    printed = await morning.system.show("handover.printed", {"handover": signed["handover"]}, morning.wang)
    assert "交班人: 王磊\n接班人: 张敏" in printed
    assert "养老院已通知" in printed


async def test_what_is_closed_is_nobodys_and_what_runs_again_is_the_watchs_of_then(morning: Morning) -> None:
    await morning.do("handover.take_watch", morning.wang)
    incident = await morning.incident("wwl dian ti bk3")
    found = await morning.do(
        "incidents.find_false", morning.wang, incident=incident, kind="false_report", found_by="王磊"
    )
    await morning.do("incidents.confirm_false", morning.leader, finding=found["finding"], decision="confirmed")
    await morning.do("incidents.close", morning.leader, incident=incident, outcome="false_report")
    await morning.system.settle()
    assert await morning.owner(incident) == ""
    signed = await morning.do("handover.sign_out", morning.wang)
    await morning.do("handover.take_over", morning.zhang, **signed)
    await morning.do("incidents.reopen", morning.wang, incident=incident, reason="又来电")
    await morning.system.settle()
    assert await morning.owner(incident) == "张敏"


async def test_a_refused_and_a_withdrawn_sheet_pass_nothing(morning: Morning) -> None:
    await morning.do("handover.take_watch", morning.wang)
    incident = await morning.incident()
    signed = await morning.do("handover.sign_out", morning.wang)
    with pytest.raises(Conflict):
        await morning.do("handover.sign_out", morning.wang)
    await morning.do("handover.refuse", morning.zhang, handover=signed["handover"], reason="快报未报")
    with pytest.raises(Conflict) as over:
        await morning.do("handover.take_over", morning.zhang, handover=signed["handover"], seen=signed["seen"])
    await morning.system.advance(seconds=1)
    again = await morning.do("handover.sign_out", morning.wang)
    with pytest.raises(Forbidden):
        await morning.do("handover.withdraw", morning.zhang, handover=again["handover"])
    await morning.do("handover.withdraw", morning.leader, handover=again["handover"])
    assert (over.value.code, await morning.owner(incident)) == ("handover_over", "王磊")
    past = await morning.system.show("handover.past", {}, morning.wang)
    assert [one["state"] for one in past] == ["withdrawn", "refused"]


async def test_the_leader_signs_for_an_officer_with_a_reason_and_cannot_take_it_himself(morning: Morning) -> None:
    await morning.do("handover.take_watch", morning.wang)
    with pytest.raises(Forbidden):
        await morning.do("handover.sign_out", morning.zhang, for_whom="王磊", reason="送医")
    with pytest.raises(Invalid):
        await morning.do("handover.sign_out", morning.leader, for_whom="王磊")
    signed = await morning.do("handover.sign_out", morning.leader, for_whom="王磊", reason="送医")
    with pytest.raises(Conflict):
        await morning.do("handover.take_over", morning.leader, **signed)
    await morning.do("handover.take_over", morning.zhang, **signed)
    assert (await morning.system.show("handover.past", {}, morning.wang))[0]["signed_for"] == "周建国"


async def test_the_queue_asks_for_the_handover_and_the_leader_hears_once_that_it_is_late(morning: Morning) -> None:
    await morning.do("handover.take_watch", morning.wang)
    assert await morning.queue("HANDOVER") == []
    await morning.system.advance(seconds=6 * 60, step=30)
    assert [item.due for item in await morning.queue("HANDOVER")] == [BEFORE + timedelta(minutes=20)]
    await morning.system.advance(seconds=28 * 60, step=30)
    assert morning.recorded("overdue") == []
    await morning.system.advance(seconds=10 * 60, step=30)
    (told,) = morning.recorded("overdue")
    assert (told.data["late"], "role:duty_leader" in told.labels) == (False, True)
    signed = await morning.do("handover.sign_out", morning.wang)
    assert await morning.queue("HANDOVER") == []
    assert len(await morning.queue("SIGN")) == 1
    await morning.do("handover.take_over", morning.zhang, **signed)
    assert (await morning.view()).watch.taken_by == "张敏"  # type: ignore[union-attr]
    assert await morning.queue("SIGN") == []


async def test_who_takes_over_before_the_hour_has_the_next_shift_and_is_asked_at_its_end(morning: Morning) -> None:
    await morning.do("handover.take_watch", morning.wang)
    await morning.system.advance(seconds=12 * 60, step=60)
    signed = await morning.do("handover.sign_out", morning.wang, note="养老院已通知")
    await morning.do("handover.take_over", morning.zhang, **signed)
    view = await morning.view()
    assert view.watch is not None
    assert (view.watch.taken_by, view.watch.ends_at) == ("张敏", BEFORE + timedelta(hours=24, minutes=20))
    assert (view.note_by, view.note) == ("王磊", "养老院已通知")
    await morning.system.advance(seconds=30 * 60, step=60)
    assert (await morning.queue("HANDOVER"), morning.recorded("overdue")) == ([], [])


@pytest.mark.both_engines
async def test_a_handover_half_done_survives_the_centre(tmp_path: Path) -> None:
    async with running(PLUGINS, settings=CITY, now=BEFORE, data=tmp_path) as system:
        morning = await begin(system)
        await morning.do("handover.take_watch", morning.wang)
        incident = await morning.incident()
        signed = await morning.do("handover.sign_out", morning.wang)
    later = BEFORE + timedelta(minutes=50)
    async with running(PLUGINS, settings=CITY, now=later, data=tmp_path) as system:
        morning = await begin(system)
        await system.advance(seconds=10)
        (told,) = morning.recorded("overdue")
        assert (told.data["late"], await morning.owner(incident)) == (True, "王磊")
        await morning.do("handover.take_over", morning.zhang, **signed)
        assert await morning.owner(incident) == "张敏"


async def test_promises_stay_in_the_queue_until_they_are_kept(morning: Morning) -> None:
    incident = await morning.incident()
    due = BEFORE + timedelta(minutes=20)
    made = await morning.do("handover.promise", morning.wang, text="核实网传视频", to="市应急局", due=due,
                            incident=incident)  # fmt: skip
    (waiting,) = await morning.queue("PROMISE")
    assert (waiting.due, waiting.incident, waiting.subject) == (due, incident, made["promise"])
    await morning.do("handover.keep_promise", morning.zhang, promise=made["promise"], result="不属实")
    with pytest.raises(Conflict):
        await morning.do("handover.keep_promise", morning.zhang, promise=made["promise"])
    assert await morning.queue("PROMISE") == []
    (event,) = morning.recorded("promised")
    assert "市应急局" not in str(event)


async def test_a_late_entry_keeps_both_times_and_counts_at_its_own(morning: Morning) -> None:
    incident = await morning.incident()
    happened = BEFORE - timedelta(minutes=4)
    await morning.system.advance(seconds=60)
    given = {"incident": incident, "text": "公安到达武威路口", "witness": "陈静"}
    with pytest.raises(Invalid):
        await morning.do("handover.catch_up", morning.wang, happened_at=BEFORE + timedelta(hours=1), **given)
    await morning.do("handover.catch_up", morning.wang, happened_at=happened, channel="radio", **given)
    lines = await morning.system.show("incidents.timeline", {"incident": incident}, morning.wang)
    (line,) = [line for line in lines if line.topic == "handover.caught_up"]
    assert line.at == happened
    assert line.says.zh == "补录 公安到达武威路口 (电台; 08:11:00 王磊 录入, 陈静 见证)"
    (event,) = morning.recorded("caught_up")
    assert (event.at - happened, event.data["happened_at"]) == (timedelta(minutes=5), happened.isoformat())
    (entry,) = await morning.system.show("handover.late_entries", {"incident": incident}, morning.wang)
    assert (entry["happened_at"], entry["entered_at"]) == (happened, event.at)


async def test_what_a_drill_leaves_open_passes_marked(morning: Morning) -> None:
    limin = morning.system.actor("exercise_controller", name="limin")
    begun = await morning.do("drills.start", limin, drill="EX-07")
    await morning.do("handover.take_watch", morning.wang)
    lines = (await morning.view()).sheet.lines("incidents")
    assert [(line.id, line.exercise) for line in lines] == [(f"incident:{begun.incident}", "EX-07")]
    made = await morning.do("handover.promise", morning.wang, text="回电", to="导调", incident=begun.incident)
    assert morning.recorded("promised")[0].exercise == "EX-07"
    await morning.do("handover.keep_promise", morning.wang, promise=made["promise"])
