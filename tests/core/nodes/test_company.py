"""What nodes must know of each other's clients, deliveries, rules and accounts."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert
from tests.core.feed.fakes import Talk, team
from tests.core.nodes.conftest import Pair, until

from fengsui.errors import Unauthorised
from fengsui.feed import elsewhere
from fengsui.feed.elsewhere import Elsewhere
from fengsui.feed.events import Delivered
from fengsui.feed.hub import Hub
from fengsui.feed.source import Delivery
from fengsui.gate import SystemGate
from fengsui.journal.tables import rule
from fengsui.nodes import rows
from fengsui.testing import Running
from fengsui.unit import BoundUnit

T06 = team("T06", "area:310107")


def _hub(node: Running) -> Hub:
    hub = Hub(node.clock, node.system.ids)
    Elsewhere(hub, node.system.membership.roll)
    return hub


def _joined(hub: Hub, replaces: str = "") -> tuple[Talk, str]:
    talk = Talk(hub)
    session = talk.greet(T06, replaces=replaces)["session"]
    talk.subscribe()
    return talk, str(session)


async def test_who_is_connected_to_one_node_is_online_on_all(pair: Pair) -> None:
    a, b = _hub(pair.a), _hub(pair.b)
    talk, _ = _joined(a)
    await until(lambda: b.presence.online("team:T06"))
    assert b.presence.labels() == frozenset()
    talk.session.lost()
    await until(lambda: not b.presence.online("team:T06"))
    assert b.presence.last_seen("team:T06") == pair.b.clock.now()
    assert not a.presence.online("team:T06")


async def test_a_node_that_starts_later_knows_who_is_there(pair: Pair) -> None:
    _joined(_hub(pair.a))
    await until(lambda: pair.b.system.membership.roll._others)  # type: ignore[attr-defined]
    b = _hub(pair.b)
    await until(lambda: b.presence.online("team:T06"))


async def test_a_client_replaces_its_connection_on_another_node_without_a_moment_offline(pair: Pair) -> None:
    a, b = _hub(pair.a), _hub(pair.b)
    old, session = _joined(a)
    await until(lambda: b.presence.online("team:T06"))
    _joined(b, replaces=session)
    while old.link.closed is None:
        assert a.presence.online("team:T06")
        assert b.presence.online("team:T06")
        await asyncio.sleep(0)
    assert old.link.closed[0] == 4000
    assert a.presence.online("team:T06")


@pytest.mark.parametrize(("near", "code"), [(2.0, 4000), (0.0, 4107)])
async def test_the_newer_connection_of_a_device_wins_over_nodes(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, near: float, code: int
) -> None:
    monkeypatch.setattr(elsewhere, "CLOSE_SECONDS", near)
    a, b = _hub(pair.a), _hub(pair.b)
    old, _ = _joined(a)
    await asyncio.sleep(0.05)  # more than two clocks may differ
    new, _ = _joined(b)
    await until(lambda: old.link.closed is not None)
    assert old.link.closed is not None
    assert old.link.closed[0] == code
    assert new.link.closed is None
    assert a.presence.online("team:T06")


async def test_clients_of_a_dead_node_are_not_online(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = _hub(pair.a), _hub(pair.b)
    _joined(a)
    await until(lambda: b.presence.online("team:T06"))
    monkeypatch.setattr(rows, "DEAD_SECONDS", 1.0)
    heartbeat = pair.a.system.membership._tasks[0]
    heartbeat.cancel()
    await until(lambda: not b.presence.online("team:T06"))
    async with asyncio.timeout(20):
        while not b.presence.online("team:T06"):
            await pair.a.system.membership._beat()
            await asyncio.sleep(0.1)


async def test_two_nodes_record_a_delivery_once(pair: Pair) -> None:
    delivery = Delivery("D-T06", "team:T06", "e-1", 1, "test.ordered", "O1", None)
    other = Delivery("D-T09", "team:T09", "e-1", 1, "test.ordered", "O1", None)
    gates = [SystemGate(node.system) for node in (pair.a, pair.b)]
    await asyncio.gather(*(gate.deliver([delivery]) for gate in gates * 5), gates[0].deliver([delivery, other]))
    await pair.a.settle()
    assert sorted(event.data["label"] for event in pair.a.recorded(Delivered.topic) if event.data) == [
        "team:T06",
        "team:T09",
    ]


async def test_a_rule_that_is_set_on_one_node_is_in_force_on_all(pair: Pair) -> None:
    day = date(2026, 11, 22)
    row = {"plugin": "ping", "key": "limit", "value": 1, "basis": "test", "certainty": "design", "enabled": True}
    dated = {
        "effective_from": date(2000, 1, 1),
        "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
        "recorded_by": "shipped",
    }

    def seed(unit: BoundUnit) -> None:
        unit.connection.execute(insert(rule).values(**row, **dated))

    await pair.a.system.run(seed)
    given = {"plugin": "ping", "key": "limit", "value": 2, "basis": "order 7", "effective_from": "2026-01-01"}
    await pair.a.execute("core.set_rule", given, pair.a.actor("administrator"))
    assert pair.a.system.rules.in_force("ping", "limit", day).value == 2
    await until(lambda: "limit" in pair.b.system.rules.keys("ping"))
    assert pair.b.system.rules.in_force("ping", "limit", day).value == 2


async def test_a_token_that_is_revoked_on_one_node_opens_no_door_on_the_other(pair: Pair) -> None:
    administrator = pair.a.actor("administrator")
    device = {"device": "D-T06", "label": "team:T06", "roles": ["auditor"]}
    token = (await pair.a.execute("core.issue_token", device, administrator)).token
    assert (await pair.b.system.door.admit(token)).id == "device:D-T06"
    ended = asyncio.Event()
    pair.b.system.door.on_ended.append(lambda *_: ended.set())  # what closes its connections there
    await pair.a.execute("core.revoke_token", {"device": "D-T06"}, administrator)
    async with asyncio.timeout(1.0):
        await ended.wait()
    with pytest.raises(Unauthorised):
        await pair.b.system.door.admit(token)
