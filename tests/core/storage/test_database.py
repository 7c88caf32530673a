"""The writer: batches by savepoint, a limit in time, and whole transactions lost and run again."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from fengsui.core import ClockJumped
from fengsui.errors import Unavailable
from fengsui.storage.engine import data_lock
from fengsui.storage.types import to_text
from fengsui.testing import running
from fengsui.unit import BoundReading, BoundUnit

NUMBERS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
ENDLESS = f"{NUMBERS} SELECT count(*) FROM c"
ENDLESS_ROWS = f"{NUMBERS} SELECT CAST(x AS TEXT), x FROM c"


def _record(unit: BoundUnit) -> None:
    unit.record(ClockJumped(exercise=None, seconds=1))


async def test_endless_sql_is_cut_off_and_the_others_in_the_batch_are_not(database_url: str) -> None:
    async with running(url=database_url) as system:
        endless = system.system.run(lambda unit: unit.connection.execute(text(ENDLESS)).scalar())
        done = await asyncio.gather(endless, *(system.system.run(_record) for _ in range(5)), return_exceptions=True)
        assert isinstance(done[0], Unavailable)
        assert done[0].code == "unit_timeout"
        assert done[1:] == [None] * 5


async def test_an_interrupted_write_takes_only_its_own_unit() -> None:
    """SQLite rolls the whole transaction back when a write is interrupted: the other units run again."""

    def flood(unit: BoundUnit) -> None:
        unit.connection.execute(text(f"INSERT INTO core_cursor(plugin, seq) {ENDLESS_ROWS}"))

    async with running() as system:
        done = await asyncio.gather(
            system.system.run(_record), system.system.run(flood), system.system.run(_record), return_exceptions=True
        )
        await system.settle()
        assert [type(outcome) for outcome in done] == [type(None), Unavailable, type(None)]
        assert len(system.recorded("core.clock_jumped")) == 2


async def test_a_view_sees_one_state(database_url: str) -> None:
    async with running(url=database_url) as system:
        await system.run(_record)

        def twice(reading: BoundReading) -> tuple[int, int]:
            count = text("SELECT count(*) FROM core_journal")
            first = reading.connection.execute(count).scalar_one()
            future = asyncio.run_coroutine_threadsafe(system.system.run(_record), loop)
            future.result(5)
            return first, reading.connection.execute(count).scalar_one()

        loop = asyncio.get_running_loop()
        assert await system.read(twice) == (1, 1)


async def test_an_unencodable_event_fails_its_own_unit_alone() -> None:
    async with running() as system:
        bad = system.system.run(lambda unit: unit.record(ClockJumped(exercise=None, seconds=object())))  # type: ignore[arg-type]
        done = await asyncio.gather(bad, system.system.run(_record), return_exceptions=True)
        assert isinstance(done[0], TypeError)
        assert done[1] is None


def test_a_second_server_is_kept_off(tmp_path: Path) -> None:
    with data_lock(tmp_path), pytest.raises(Unavailable, match="Another Fengsui"), data_lock(tmp_path):
        pass


async def test_sqlite_is_durable_and_in_wal_mode(tmp_path: Path) -> None:
    async with running(data=tmp_path) as system:

        def pragmas(unit: BoundUnit) -> list[object]:
            names = ("journal_mode", "synchronous", "foreign_keys")
            return [unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

        assert await system.run(pragmas) == ["wal", 2, 1]


async def test_what_was_answered_is_there_after_a_restart(tmp_path: Path) -> None:
    async with running(data=tmp_path) as system:
        await system.run(_record)
    async with running(data=tmp_path) as system:
        assert len(system.recorded("core.clock_jumped")) == 1
    with sqlite3.connect(tmp_path / "fengsui.sqlite") as raw:
        assert raw.execute("SELECT at FROM core_journal").fetchone()[0] == to_text(
            datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
        )


@pytest.mark.parametrize("error", [StopIteration(), SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError()])
async def test_whatever_a_unit_or_a_view_raises_reaches_its_caller_and_nobody_else(error: BaseException) -> None:
    """A future takes no StopIteration, and an exit would end the writing thread: then everybody would wait for ever."""

    def raises(_unit: BoundReading) -> None:
        raise error

    async with running() as system, asyncio.timeout(5):
        done = await asyncio.gather(
            system.system.run(raises), system.system.run(_record), system.system.read(raises), return_exceptions=True
        )
        assert [type(outcome) for outcome in done] == [RuntimeError, type(None), RuntimeError]
        assert type(error).__name__ in str(done[0])
        await system.settle()
        assert len(system.recorded("core.clock_jumped")) == 1


async def test_a_view_that_never_ends_is_cut_off(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengsui.storage.limit.READ_SECONDS", 0.2)
    async with running(url=database_url) as system:
        endless = [system.read(lambda reading: reading.connection.execute(text(ENDLESS)).scalar()) for _ in range(6)]
        done = await asyncio.gather(*endless, return_exceptions=True)
        assert [getattr(outcome, "code", outcome) for outcome in done] == ["unit_timeout"] * 6
        assert await system.read(lambda reading: reading.connection.execute(text("SELECT 1")).scalar()) == 1


@pytest.mark.expects_errors
async def test_who_listens_for_commits_badly_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running() as system, asyncio.timeout(5):
        system.system.database.on_commit.insert(0, lambda _position: [][0])
        await system.run(_record)
        assert len(system.recorded("core.clock_jumped")) == 1
    assert "listens for commits" in caplog.text


async def test_a_start_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("no such disk")

    with monkeypatch.context() as patched:
        patched.setattr("fengsui.app.System._seed", broken)
        with pytest.raises(OSError, match="no such disk"):
            async with running(data=tmp_path):
                pass
    async with running(data=tmp_path) as system:
        await system.run(_record)


@pytest.mark.parametrize("how", ["commit", "rollback", "close"])
async def test_a_unit_cannot_end_the_transaction_that_it_shares(database_url: str, how: str) -> None:
    def ends(unit: BoundReading) -> None:
        getattr(unit.connection, how)()

    async with running(url=database_url) as system:
        done = await asyncio.gather(
            system.system.run(_record), system.system.run(ends), system.system.run(_record), system.system.read(ends),
            return_exceptions=True,
        )  # fmt: skip
        assert [type(outcome) for outcome in done] == [type(None), RuntimeError, type(None), RuntimeError]
        await system.settle()
        assert len(system.recorded("core.clock_jumped")) == 2
