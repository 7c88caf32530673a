"""The client against the real server on a real socket, through a wire that is cut, frozen and restarted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.core.client.device import Device, Hasty, device, wire_to
from tests.core.feed.fakes import team
from tests.core.feed.serving import QUICK, serving

from fengsui.client.feed import FeedClient, Received
from fengsui.client.refusals import Refused, Unreachable
from fengsui.client.store import FileStore, MemoryStore
from fengsui.errors import Conflict, Invalid
from fengsui.events import Position


async def test_from_now_and_live() -> None:
    async with serving() as served:
        served.source.add("team:T06")
        async with device(served, after=None) as team6:
            await served.until(lambda: team6.live)
            served.source.add("team:T06", need="accept")
            served.source.add("team:T09")
            await served.until(lambda: team6.shown)
            await served.until(lambda: served.gate.delivered)
        assert team6.seqs == [2]
        assert team6.shown[0].fresh
        assert team6.shown[0].event["need"] == "accept"
        assert team6.conditions[:3] == ["connecting", "syncing", "live"]


async def test_resume_after_a_cut_without_loss_or_repetition() -> None:
    async with serving() as served, wire_to(served) as wire, device(served, wire.url) as team6:
        for round in range(6):
            await served.until(lambda: team6.live)
            for number in range(40):
                served.source.add("team:T06", need="accept" if number % 3 else "none")
                if number == 20:
                    wire.cut()
                if number % 7 == 0:
                    await asyncio.sleep(0.001)
            assert wire.accepted >= round
        await served.until(lambda: len(team6.shown) >= 240)
        await served.until(lambda: len(served.gate.delivered) >= 156)
    assert team6.seqs == list(range(1, 241))
    assert len({d.of for d in served.gate.delivered}) == len(served.gate.delivered) == 156
    assert served.hub.closures[4107] == 0, "it replaces its own connection, it does not push itself out"


async def test_the_server_is_killed_and_comes_back_on_the_same_port() -> None:
    async with serving() as served, device(served) as team6:
        served.source.add("team:T06")
        await served.until(lambda: team6.shown)
        port, source = served.port, served.source
        for link in list(served.feed.links):
            link.transport.abort()
        await served.feed.stop(0)
        source.add("team:T06")
        async with serving(source=source, port=port) as again:
            await again.until(lambda: len(team6.shown) == 2)
            assert team6.seqs == [1, 2]
            assert "offline" in team6.conditions
            await again.until(lambda: team6.live)


async def test_a_silent_wire_is_noticed() -> None:
    limits = replace(QUICK, heartbeat_s=0.1)
    async with serving(limits) as served, wire_to(served) as wire, device(served, wire.url) as team6:
        await served.until(lambda: team6.live)
        wire.freeze()
        started = asyncio.get_running_loop().time()
        await served.until(lambda: not team6.live)
        assert asyncio.get_running_loop().time() - started < 0.6, "within three heartbeats"
        await served.until(lambda: not served.hub.presence.online("team:T06"))
        served.source.add("team:T06")
        wire.cut()
        wire.thaw()
        await served.until(lambda: team6.shown)
        assert team6.seqs == [1]


async def test_a_restart_of_the_program_shows_open_alerts_again_but_not_as_new(tmp_path: Path) -> None:
    async with serving() as served:
        async with device(served, store=FileStore(tmp_path / "feed.sqlite")) as first:
            served.source.add("team:T06", need="accept")
            served.source.add("team:T06", need="displayed")
            served.source.add("team:T06")
            await served.until(lambda: len(first.shown) == 3)
            first.client.store.answered(first.shown[1].event["id"])
        served.source.add("team:T06", need="accept")
        async with device(served, store=FileStore(tmp_path / "feed.sqlite")) as second:
            await served.until(lambda: len(second.shown) == 2)
        assert [(r.position.seq, r.fresh) for r in second.shown] == [(1, False), (4, True)]


async def test_commands_and_their_errors() -> None:
    async with serving() as served, device(served) as team6:
        answer = await team6.client.command("incidents.receipt", {"order": "O1", "kind": "accepted"})
        assert answer["args"] == {"order": "O1", "kind": "accepted"}
        served.gate.failure = Conflict("The order is closed.", code="order_closed")
        with pytest.raises(Conflict) as refused:
            await team6.client.command("incidents.receipt", {})
        assert refused.value.code == "order_closed"
        with pytest.raises(Invalid) as wrong:
            await team6.client.command("receipt", {})
        assert wrong.value.code == "bad_command"


async def test_a_command_survives_a_cut_and_is_executed_once() -> None:
    async with serving() as served, wire_to(served) as wire, device(served, wire.url) as team6:
        await served.until(lambda: team6.live)
        served.gate.slow = 0.1
        command = asyncio.create_task(team6.client.command("incidents.receipt", {"n": 1}))
        await asyncio.sleep(0.05)
        wire.cut()
        assert (await command)["args"] == {"n": 1}
        assert len(served.gate.answers) == 1


async def test_a_command_without_an_answer() -> None:
    async with serving() as served:
        url = served.url
    made = Device(served, url)
    async with made.client:
        with pytest.raises(Unreachable):
            await made.client.command("a.b", {}, within_s=0.2)
        waiting = asyncio.create_task(made.client.command("a.b", {}))
        await asyncio.sleep(0.05)
    with pytest.raises(Unreachable):
        await waiting
    with pytest.raises(Unreachable):
        await made.client.command("a.b", {})


@pytest.mark.parametrize(
    ("token", "code", "close_code"),
    [("unknown", "feed_unauthorised", 4101), ("D-T09", "feed_forbidden", 4103)],
)
async def test_what_cannot_be_mended_by_trying_again(token: str, code: str, close_code: int) -> None:
    async with serving() as served, device(served, token=token, lang="zh_CN") as team6:
        await served.until(lambda: team6.failure)
        assert isinstance(team6.failure, Refused)
        assert (team6.failure.code, team6.failure.close_code) == (code, close_code)
        assert team6.client.state.condition == "failed"
        assert any("\u4e00" <= char <= "\u9fff" for char in team6.client.state.text)
        assert sum(served.hub.closures.values()) == 1, "it did not try again"
        with pytest.raises(Refused):
            await team6.client.command("a.b", {})


async def test_another_program_with_the_same_token() -> None:
    async with serving() as served, device(served) as first:
        await served.until(lambda: first.live)
        async with device(served) as second:
            await served.until(lambda: second.live)
            await served.until(lambda: first.failure)
            assert isinstance(first.failure, Refused)
            assert first.failure.close_code == 4107
            assert second.live


async def test_revoked() -> None:
    async with serving() as served, device(served) as team6:
        await served.until(lambda: team6.live)
        served.hub.revoke("team:T06")
        await served.until(lambda: team6.failure)
        assert isinstance(team6.failure, Refused)
        assert team6.failure.close_code == 4103


async def test_a_filter_that_is_refused_is_said() -> None:
    async with serving() as served, device(served, filter={"min_severity": "huge"}) as team6:
        await served.until(lambda: team6.failure)
        assert isinstance(team6.failure, Invalid)
        assert team6.failure.code == "bad_filter"


async def test_a_gap_is_said_and_a_view_mends_it() -> None:
    async with serving() as served:
        for _ in range(3):
            served.source.add("team:T06")
        store = MemoryStore()
        store.move(Position("another", 99))
        async with device(served, store=store) as team6:
            await served.until(lambda: team6.live)
            assert "gap" in team6.conditions
            assert team6.client.position == Position("e1", 3)
            assert team6.seqs == [1, 2, 3], "all of this epoch is new to who comes from another"
            await team6.client.resubscribe(Position("e1", 3))
            served.source.add("team:T06")
            await served.until(lambda: len(team6.shown) == 4)


async def test_acks_that_need_no_answer_go_together() -> None:
    async with serving() as served, device(served) as team6:
        await served.until(lambda: team6.live)
        session = next(iter(served.hub.sessions))
        level = session.frames.level
        for _ in range(49):
            served.source.add("team:T06")
        await served.until(lambda: len(team6.shown) == 49)
        await asyncio.sleep(0.05)
        assert served.hub.facts.reached("D-T06", "e1") == 0
        served.source.add("team:T06")
        await served.until(lambda: served.hub.facts.reached("D-T06", "e1") == 50)
        assert session.frames.level > level - 5


async def test_fresh_tokens_are_fetched() -> None:
    fetched = 0

    async def fetch() -> str:
        nonlocal fetched
        fetched += 1
        if fetched == 1:
            raise Unreachable("not yet")
        return "D-T06"

    async with serving() as served, device(served, token=fetch) as team6:
        await served.until(lambda: team6.live)
        assert fetched == 2
        session = next(iter(served.hub.sessions))
        session.send({"kind": "notice", "token_expiring": {"at": "soon"}})
        session.flush()
        await served.until(lambda: fetched == 3)
        assert await team6.client.command("a.b", {})


async def test_a_draining_server_spreads_its_clients() -> None:
    async with serving() as served, device(served) as team6:
        await served.until(lambda: team6.live)
        served.hub.drain(4000)
        await served.until(lambda: not team6.live)
        offline = next(state for state in team6.states if state.condition == "offline")
        assert offline.code == "feed_draining"
        assert offline.retry_in == pytest.approx(0.2)
        await served.until(lambda: team6.live)


async def test_the_servers_refusal_of_the_handshake_is_told() -> None:
    async with serving() as served, device(served, served.url.replace("/feed", "/elsewhere")) as team6:
        await served.until(lambda: "offline" in team6.conditions)
        assert "404" in next(state.text for state in team6.states if state.condition == "offline")


async def test_two_teams_never_see_each_others() -> None:
    async with serving() as served, device(served) as team6:
        other = FeedClient(served.url, "D-T09", "D-T09", ids=Hasty(), after="start")
        seen: list[Received] = []

        async def watch() -> None:
            async for received in other:
                seen.append(received)

        async with other:
            watching = asyncio.create_task(watch())
            for number in range(30):
                served.source.add("team:T06" if number % 2 else "team:T09")
            await served.until(lambda: len(team6.shown) == 15 and len(seen) == 15)
        await watching
        assert not {r.event["id"] for r in seen} & {r.event["id"] for r in team6.shown}
    assert team("T06").labels
