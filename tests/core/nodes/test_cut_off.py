"""A node that loses PostgreSQL refuses at once with its code, and comes back by itself; and who may take a lease."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from sqlalchemy import select
from tests.core.nodes.conftest import SHORT, until
from tests.core.nodes.wire import beside
from tests.core.ping import pinger

from fengsui.access.policy import Role, system_actor
from fengsui.core import ClockJumped
from fengsui.errors import FengsuiError
from fengsui.gate import SystemGate
from fengsui.journal.writing import lock_head
from fengsui.nodes import rows, wakeup
from fengsui.nodes.lease import NAME, LeaseTimes, take
from fengsui.nodes.tables import lease
from fengsui.storage.database import Scope
from fengsui.storage.engine import writing_engine
from fengsui.storage.trouble import StorageFailed
from fengsui.testing import running
from fengsui.unit import BoundUnit

MOVES_SECONDS = 10.0


async def test_a_node_that_is_cut_off_refuses_and_comes_back(postgres_url: str) -> None:
    parts = urlsplit(postgres_url)
    socket = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
    with beside(socket) as wire:
        url = f"postgresql://postgres@127.0.0.1:{wire.port}{parts.path}"
        async with running(url=url, extra=[pinger()], lease=SHORT) as node:
            node.system.roles["administrator"] = Role("administrator", "", frozenset({"*"}))
            heard: list[bool] = []
            node.system.membership.on_cut.append(heard.append)
            wire.set("cut")
            with pytest.raises(StorageFailed) as refused:
                await node.system.execute("ping.ping", {"text": "a"}, node.actor("administrator"))
            assert refused.value.code in ("cut_off", "outcome_unknown")
            await until(lambda: node.system.database.cut_off, 20)
            with pytest.raises(FengsuiError) as unknown:
                await SystemGate(node.system).authenticate("f" * 64)
            assert unknown.value.code == "cut_off"
            await until(lambda: not node.system.membership.tenure.held)
            wire.set("whole")
            await until(lambda: not node.system.database.cut_off)
            await until(lambda: node.system.membership.tenure.held)
            assert heard == [True, False]
            await node.execute("ping.ping", {"text": "b"}, node.actor("administrator"))
            assert [event.subject for event in node.recorded("ping.*")] == ["b"]


@pytest.mark.parametrize(
    ("how", "times"), [("cut", SHORT), ("silent", LeaseTimes())], ids=["closed", "half-open, with the times as shipped"]
)
async def test_the_lease_leaves_a_holder_that_is_cut_off(
    postgres_url: str, how: Literal["cut", "silent"], times: LeaseTimes
) -> None:
    parts = urlsplit(postgres_url)
    socket = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
    with beside(socket) as wire:
        url = f"postgresql://postgres@127.0.0.1:{wire.port}{parts.path}"
        async with running(url=url, lease=times, seed=1) as a, running(url=postgres_url, lease=times, seed=2) as b:
            old = a.system.membership.tenure.token
            assert a.system.membership.tenure.held
            begun = time.monotonic()
            wire.set(how)
            await until(lambda: b.system.membership.tenure.held, MOVES_SECONDS)
            assert time.monotonic() - begun < MOVES_SECONDS
            await until(lambda: not a.system.membership.tenure.held, MOVES_SECONDS)
            wire.set("whole")
            await until(lambda: not a.system.database.cut_off, 20)
            head = await b.system.head()
            scope = Scope("core", system_actor("core"), old)
            with pytest.raises(FengsuiError) as refused:
                await a.system.database.run(lambda unit: unit.record(ClockJumped(exercise=None, seconds=1)), scope)
            assert refused.value.code == "lease_lost"
            assert await b.system.head() == head


async def test_a_node_that_falls_silent_within_a_batch_of_statements_does_not_keep_the_head_row(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeup, "IDLE_SECONDS", 0.2)
    frozen, idle = writing_engine(postgres_url), psycopg.connect(postgres_url)
    async with running(url=postgres_url) as node:
        with frozen.connect() as connection:
            lock_head(connection)
            said: Any = connection.connection.driver_connection
            try:
                said.pgconn.enter_pipeline_mode()
                said.pgconn.send_query_params(b"SELECT 1", None)
                said.pgconn.send_flush_request()
                said.pgconn.flush()
                await node.run(lambda unit: unit.record(ClockJumped(exercise=None, seconds=1)))
            finally:
                said.close()
                connection.invalidate()
    frozen.dispose()
    with idle:
        idle.execute("SELECT 1")  # nobody else is ended


async def test_a_lease_is_taken_at_once_by_the_next_process_on_the_same_folder_and_by_nobody_else(
    postgres_url: str,
) -> None:
    async with running(url=postgres_url) as node:

        def taken(unit: BoundUnit) -> list[tuple[int | None, int]]:
            connection = unit.connection
            rows.enter(connection, "former", "former", "home-1", "1", unit.now)
            begin = int(connection.execute(select(lease.c.token).where(lease.c.name == NAME)).scalar_one())
            connection.execute(lease.update().values(holder="former"))
            tries = [("other", "home-2"), ("nowhere", ""), ("next", "home-1"), ("next", "home-1"), ("former", "home-2")]
            return [(take(connection, me, home, 6.0)[0], begin) for me, home in tries]

        found = await node.system.run(taken)
        begin = found[0][1]
        assert [token for token, _ in found] == [None, None, begin + 1, begin + 1, None]


async def test_nothing_listens_and_nothing_is_written_on_sqlite() -> None:
    async with running() as node:
        membership = node.system.membership
        assert membership.alone
        assert membership.tenure.held
        assert membership.tenure.token is None
        await asyncio.sleep(0)
        assert await node.read(lambda reading: reading.connection.execute(select(lease)).all()) == []
