"""A disk that fails is told apart from a unit's mistakes, is said at once, and is got over without anybody's help."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.errors import DiskFull, UndefinedTable
from sqlalchemy import text
from tests.core.ping import pinger, plugin
from tests.core.storage.small import SmallDisk, until

from fengsui.access.policy import Actor
from fengsui.clock import ManualClock
from fengsui.errors import Unavailable
from fengsui.hooks import Subscription, Sweep
from fengsui.storage import engine, probe
from fengsui.storage.trouble import DAMAGED, FAILED, FULL, Health, StorageFailed, kind_of, refusal
from fengsui.testing import Running, running

LONG = "x" * 90
OFFICER = Actor(id="user:officer", name="officer", permissions=frozenset({"*"}))


def _of_sqlite(code: int, text: str = "said by the driver") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_of_sqlite(sqlite3.SQLITE_FULL), FULL),
        (_of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), FAILED),
        (_of_sqlite(sqlite3.SQLITE_READONLY), FAILED),
        (_of_sqlite(sqlite3.SQLITE_BUSY), FAILED),
        (_of_sqlite(sqlite3.SQLITE_CORRUPT), DAMAGED),
        (_of_sqlite(sqlite3.SQLITE_ERROR), None),
        (_of_sqlite(sqlite3.SQLITE_INTERRUPT), None),
        (DiskFull("no space"), FULL),
        (psycopg.errors.DataCorrupted("page"), DAMAGED),
        (psycopg.OperationalError("server closed the connection unexpectedly"), None),
        (UndefinedTable("no such table"), None),
        (ValueError("disk is full, says a plugin"), None),
        (None, None),
    ],
)
def test_the_driver_says_what_it_is(error: BaseException | None, kind: str | None) -> None:
    assert kind_of(error) == kind


def test_what_failed_in_the_commit_is_not_known_to_be_lost_unless_the_disk_is_full() -> None:
    broken, full = _of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), _of_sqlite(sqlite3.SQLITE_FULL)
    assert [refusal(broken).code, refusal(broken, committing=True).code] == ["storage_error", "outcome_unknown"]
    assert [refusal(full).code, refusal(full, committing=True).code] == ["storage_full", "storage_full"]


def test_trouble_is_logged_when_it_begins_and_when_it_ends(caplog: pytest.LogCaptureFixture) -> None:
    clock = ManualClock(datetime(2026, 11, 22, tzinfo=UTC))
    health = Health(clock)
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            health.failed(_of_sqlite(sqlite3.SQLITE_FULL))
        clock.advance(timedelta(seconds=30))
        health.wrote()
        health.wrote()
    assert [record.message for record in caplog.records] == [
        "nothing can be saved (storage_full): said by the driver",
        "saving again, after 30 s",
    ]


def test_damage_is_not_got_over() -> None:
    health = Health(ManualClock(datetime(2026, 11, 22, tzinfo=UTC)))
    health.failed(_of_sqlite(sqlite3.SQLITE_CORRUPT))
    health.wrote()
    health.failed(_of_sqlite(sqlite3.SQLITE_FULL))
    with pytest.raises(StorageFailed, match="damaged"):
        health.refuse_if_damaged()


async def _full(system: Running) -> str:
    """Pings until the disk takes no more; how it was refused."""
    for _ in range(200):
        try:
            await system.system.execute("ping.ping", {"text": LONG, "times": 20}, OFFICER)
        except Unavailable as error:
            return error.code
    return "not full"


def _listening(heard: list[str], swept: list[str]) -> list[Any]:
    """A plugin that writes for every event, and one whose sweep writes all the time."""

    def handle(unit: Any, recorded: Any) -> None:
        unit.connection.execute(text("INSERT INTO core_cursor VALUES (:id, 1)"), {"id": recorded.id})
        heard.append(recorded.id)

    def due(_reading: Any) -> Sequence[int]:
        return [1]

    def act(unit: Any, _item: int) -> None:
        swept.append("tried")
        unit.connection.execute(text("INSERT INTO core_cursor VALUES (:id, 1)"), {"id": unit.new_id() + LONG * 60})
        swept.append("written")

    subscription = Subscription(topics=("ping.*",), handle=handle)
    sweep = Sweep(name="often", every=timedelta(seconds=1), due=due, act=act)
    return [
        pinger(),
        plugin("listener", subscriptions=lambda: [subscription]),
        plugin("sweeper", sweeps=lambda: [sweep]),
    ]


async def test_a_full_disk_refuses_and_is_got_over_and_costs_no_plugin_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe, "EVERY_SECONDS", 0.05)
    heard: list[str] = []
    swept: list[str] = []
    async with asyncio.timeout(20), running(["ping"], extra=_listening(heard, swept)) as system:
        disk = SmallDisk(system.system.database)
        await system.execute("ping.ping", {"text": "before"}, OFFICER)
        disk.fill(pages=4)
        assert await _full(system) == "storage_full"
        head = await system.system.head()
        for _ in range(8):  # more often than a plugin may fail
            with pytest.raises(Unavailable, match="full"):
                await system.system.execute("ping.ping", {"text": LONG, "times": 200}, OFFICER)
            await system.system.sweeps.run_due(system.clock.now())
            system.clock.advance(timedelta(seconds=1))
        assert await system.system.head() == head
        assert (swept.count("tried"), swept.count("written")) == (8, 0)
        assert system.system.trouble is not None
        assert system.system.trouble.refusal().code == "storage_full"
        disk.free()
        await until(lambda: system.system.trouble is None)
        await system.execute("ping.ping", {"text": "after"}, OFFICER)
        pings = [event.id for event in system.recorded("ping.*")]
        assert heard[-1] == pings[-1]
        assert [id for id in pings if id not in heard] == []
        assert await system.show("core.parked", {}, OFFICER) == []
        assert [plugin.state for plugin in system.system.plugins] == ["loaded"] * 3
        assert (await system.read(lambda reading: reading.connection.execute(probe_rows).scalar_one())) == 0


async def test_somebody_elses_lock_on_the_file_costs_no_plugin_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "EVERY_SECONDS", 0.05)
    monkeypatch.setattr(engine, "BUSY_MS", 20)
    swept: list[str] = []
    async with asyncio.timeout(20), running(["ping"], extra=_listening([], swept)) as system:
        file = system.system.settings.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # a repair by hand, left open
            for _ in range(8):
                with pytest.raises(StorageFailed):
                    await system.system.execute("ping.ping", {"text": "now"}, OFFICER)
                await system.system.sweeps.run_due(system.clock.now())
                system.clock.advance(timedelta(seconds=1))
            other.execute("ROLLBACK")
        await until(lambda: system.system.trouble is None)
        await system.execute("ping.ping", {"text": "after"}, OFFICER)
        assert [plugin.state for plugin in system.system.plugins] == ["loaded"] * 3


probe_rows = text("SELECT count(*) FROM core_answer WHERE key = 'storage-probe'")
