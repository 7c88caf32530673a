"""Two nodes on one PostgreSQL: each hears the other, one of them has the lease, and neither writes for the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from tests.core.nodes.conftest import Pair, until
from tests.core.ping import pinger

from fengsui.access.policy import system_actor
from fengsui.cli.checks import _nodes
from fengsui.core import ClockJumped
from fengsui.events import Position
from fengsui.journal.tables import position, rule
from fengsui.journal.verifying import verify
from fengsui.nodes.lease import LeaseLost
from fengsui.nodes.tables import lease
from fengsui.nodes.wakeup import Wakeup
from fengsui.setting_rules import RuleChanged
from fengsui.storage import database
from fengsui.storage.database import Scope
from fengsui.testing import Running, running
from fengsui.unit import BoundUnit

EVER = date(2000, 1, 1)


async def _ping(node: Running, text: str = "hello") -> None:
    await node.system.execute("ping.ping", {"text": text}, node.actor("administrator"))


def _allow(*nodes: Running) -> None:
    from fengsui.access.policy import Role

    for node in nodes:
        node.system.roles["administrator"] = Role("administrator", "", frozenset({"*"}))


async def test_a_node_hears_what_the_other_commits(pair: Pair) -> None:
    _allow(pair.a, pair.b)
    for here, there in ((pair.a, pair.b), (pair.b, pair.a)):
        seq = here.system.source.head().seq
        waiting = asyncio.ensure_future(there.system.source.wait(seq))
        await _ping(here)
        assert await asyncio.wait_for(waiting, 10) == seq + 1


class Told:
    """What a database is told by the words of other nodes."""

    def __init__(self) -> None:
        self.cut_off = False
        self.seqs: list[int] = []

    def tell(self, position: Position) -> None:
        self.seqs.append(position.seq)


async def test_what_no_word_tells_of_is_found_by_the_look_beneath(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by the bus, which asks for nothing that it has not been told of."""
    _allow(pair.b)
    told: Any = Told()
    wakeup = Wakeup(str(pair.a.system.settings.database_url), "c", told, lambda _: None, lambda _: None)
    await wakeup.start()
    monkeypatch.setattr(database, "announce", lambda *_: None)  # a pooler that swallows notifications
    await _ping(pair.b)
    seq = (await pair.a.system.head()).seq
    await until(lambda: seq in told.seqs)
    await wakeup.stop()
    await until(lambda: pair.heard == [("a", seq)])


async def test_the_bus_runs_where_the_lease_is_and_goes_on_from_its_cursor_elsewhere(pair: Pair) -> None:
    _allow(pair.a, pair.b)
    assert pair.a.system.membership.tenure.held
    assert not pair.b.system.membership.tenure.held
    await _ping(pair.b)
    await until(lambda: len(pair.heard) == 1)
    await pair.a.system.stop()
    await until(lambda: pair.b.system.membership.tenure.held)
    await _ping(pair.b)
    await until(lambda: len(pair.heard) == 2)
    assert [name for name, _ in pair.heard] == ["a", "b"]
    assert pair.heard[0][1] < pair.heard[1][1]


async def test_a_lease_that_is_not_renewed_is_taken_and_its_old_token_writes_no_more(pair: Pair) -> None:
    old = pair.a.system.membership.tenure.token
    for task in pair.a.system.membership._tasks:  # as if the process were frozen
        task.cancel()
    await until(lambda: pair.b.system.membership.tenure.held)
    assert pair.b.system.membership.tenure.token == (old or 0) + 1
    assert not pair.a.system.membership.tenure.held
    scope = Scope("core", system_actor("core"), old)
    head = pair.a.system.source.head()
    with pytest.raises(LeaseLost):
        await pair.a.system.database.run(lambda unit: unit.record(ClockJumped(exercise=None, seconds=1)), scope)
    assert await pair.b.system.head() == head


async def test_concurrent_units_of_two_nodes_lose_no_update(pair: Pair) -> None:
    def begin(unit: BoundUnit) -> None:
        unit.connection.execute(insert(position).values(device="counter", epoch="e", seq=0, at=unit.now))

    def count(unit: BoundUnit) -> None:
        read = unit.connection.execute(select(position.c.seq).where(position.c.device == "counter")).scalar_one()
        unit.connection.execute(update(position).where(position.c.device == "counter").values(seq=read + 1))
        unit.record(ClockJumped(exercise=None, seconds=read))

    await pair.a.system.run(begin)
    await asyncio.gather(*(node.system.run(count) for _ in range(150) for node in (pair.a, pair.b)))
    counted = await pair.a.read(
        lambda reading: reading.connection.execute(
            select(position.c.seq).where(position.c.device == "counter")
        ).scalar_one()
    )
    assert counted == 300
    verdict = await pair.b.read(lambda reading: verify(reading.connection))
    assert verdict.whole, verdict
    await until(lambda: pair.a.system.source.head() == pair.b.system.source.head())


async def test_a_graceful_stop_gives_the_lease_back_at_once(pair: Pair) -> None:
    await pair.a.system.stop()
    holder = await pair.b.read(lambda reading: reading.connection.execute(select(lease.c.holder)).scalar_one())
    assert holder in ("", pair.b.system.membership.me)


async def test_a_rule_that_is_set_while_a_node_comes_up_is_in_force_there(postgres_url: str) -> None:
    row = {"plugin": "ping", "key": "beds", "value": 2, "basis": "ours", "certainty": "local", "enabled": True}

    def set_rule(unit: BoundUnit) -> None:
        values = {**row, "effective_from": EVER, "recorded_at": unit.now, "recorded_by": "user:wang"}
        unit.connection.execute(insert(rule).values(**values))
        unit.record(RuleChanged(exercise=None, plugin="ping", key="beds", row=1))

    async with running(url=postgres_url, extra=[pinger()], seed=1) as here:

        @asynccontextmanager
        async def coming_up() -> AsyncIterator[None]:
            await here.system.run(set_rule)
            yield

        async with running(url=postgres_url, extra=[pinger(lifespan=lambda: coming_up())], seed=2) as there:
            assert there.system.rules.in_force("ping", "beds", EVER).value == 2


async def test_nodes_are_shown_with_who_holds_the_lease(pair: Pair) -> None:
    found = await pair.b.show("core.nodes", {}, pair.b.actor("administrator"))
    assert {one.name: (one.holder, one.alive) for one in found} == {
        node.system.membership.name: (node is pair.a, True) for node in (pair.a, pair.b)
    }
    settings = pair.a.system.settings
    checks = await asyncio.to_thread(lambda: list(_nodes(settings.data, settings)))
    assert [check.state for check in checks] == ["ok", "ok"]
    assert sum("lease" in check.detail for check in checks) == 1
