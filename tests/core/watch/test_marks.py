"""What a restarted server leaves out, from the case that the one before it left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.core.ping import pinger

from fengsui.access.policy import Actor
from fengsui.errors import Missing, Unavailable
from fengsui.testing import running
from fengsui.watch import marks
from fengsui.watch.marks import Case, Marks

NOW = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
PLACES = {"beds": Path("/site/agency_beds"), "radio": Path("/site/radio"), "incidents": Path("/site/fengsui_incidents")}
ANYBODY = Actor(id="user:a", permissions=frozenset({"*"}))


def case(file: str, thread: int = 1) -> Case:
    return Case("loop", (1,), f'Thread 0x{thread:016x} (most recent call first):\n  File "{file}", line 7 in work\n')


def test_a_stranger_is_left_out_at_the_first_time_with_where_it_was() -> None:
    found = Marks()
    found.judge(case("/site/agency_beds/x.py"), PLACES, NOW)
    assert found.plugins == {"beds": "blocked the server: work (/site/agency_beds/x.py:7)"}
    assert [(note.kind, note.plugin) for note in found.notes] == [("blocked", "beds"), ("quarantined", "beds")]


def test_one_that_is_only_suspected_at_the_second() -> None:
    found = Marks()
    found.judge(case("/site/agency_beds/x.py", thread=9), PLACES, NOW)
    assert found.plugins == {}
    found.judge(case("/site/agency_beds/x.py", thread=9), PLACES, NOW)
    assert set(found.plugins) == {"beds"}


def test_one_of_ours_at_the_third_within_ten_minutes() -> None:
    found, ours = Marks(), case("/site/fengsui_incidents/x.py")
    for minutes in (0, 6, 12):
        found.judge(ours, PLACES, NOW + timedelta(minutes=minutes))
    assert found.plugins == {}
    found.judge(ours, PLACES, NOW + timedelta(minutes=13))
    assert set(found.plugins) == {"incidents"}


def test_where_nobody_can_be_named_all_strangers_at_the_third() -> None:
    found = Marks()
    for _ in range(3):
        found.judge(case("/site/fengsui/hub.py"), PLACES, NOW)
    assert set(found.plugins) == {"beds", "radio"}


def test_a_damaged_file_leaves_nobody_out(tmp_path: Path) -> None:
    for text in ("", "[]", '{"plugins": 1}', "\x00"):
        (tmp_path / marks.FILE).write_text(text)
        (tmp_path / marks.CASE_FILE).write_text(text)
        assert marks.settle(tmp_path, PLACES, NOW).plugins == {}


async def test_a_marked_plugin_is_left_out_told_and_loaded_again_once_it_is_released(tmp_path: Path) -> None:
    found = Marks()
    found._mark("ping", "blocked the server: work (x.py:7)")
    marks.write(tmp_path, found)
    async with running(["rosters"], extra=[pinger()], data=tmp_path) as system:
        shown = {p.name: (p.state, p.reason) for p in system.system.plugins}
        assert shown["ping"] == ("quarantined", "blocked the server: work (x.py:7)")
        assert shown["rosters"] == ("loaded", "")
        (event,) = system.recorded("core.plugin_quarantined")
        assert set(event.labels) == {"centre", "role:administrator"}
        with pytest.raises(Unavailable):
            await system.execute("ping.ping", {"text": "x"}, ANYBODY)
        with pytest.raises(Missing):
            await system.execute("core.release_plugin", {"plugin": "rosters"}, ANYBODY)
        await system.execute("core.release_plugin", {"plugin": "ping"}, ANYBODY)
        assert len(system.recorded("core.plugin_released")) == 1
    async with running(["rosters"], extra=[pinger()], data=tmp_path) as system:
        assert {p.name: p.state for p in system.system.plugins}["ping"] == "loaded"
        assert len(system.recorded("core.plugin_quarantined")) == 1


async def test_a_release_on_the_command_line_is_journaled_at_the_next_start(tmp_path: Path) -> None:
    found = Marks()
    found._mark("ping", "x")
    found.release("ping", by="system:cli")
    marks.write(tmp_path, found)
    async with running(extra=[pinger()], data=tmp_path) as system:
        (event,) = system.recorded("core.plugin_released")
        assert event.data == {"plugin": "ping", "by": "system:cli"}
        assert {p.name: p.state for p in system.system.plugins}["ping"] == "loaded"
