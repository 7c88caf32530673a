"""The transcripts of fengsui.feed.v1+json hold, without a socket and over a real one: a changed frame fails here."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from tests.core.feed.fakes import FakeGate, FakeSource
from tests.core.feed.golden import InMemory, Line, actor_of, done, happen, matches, play, transcripts
from tests.core.feed.serving import Served, closing, hear, serving
from websockets.asyncio.client import ClientConnection

from fengsui.access.policy import Actor
from fengsui.feed.codes import Code
from fengsui.wire.frames import FROM_CLIENT, FROM_SERVER

CASES = dict(transcripts())
BY_THE_WATCH = {
    Code.SLOW,
    Code.HEARTBEAT,
    Code.RATE,
    Code.SERVER_ERROR,
    Code.TOKEN_EXPIRED,
    Code.REPLACED,
    Code.BAD_TEXT,
}
"""Codes that a single conversation without a clock does not come to."""


class Gate(FakeGate):
    async def authenticate(self, token: str) -> Actor | None:
        return actor_of(token)

    async def execute(self, name: str, args: Mapping[str, Any], actor: Actor, key: str | None) -> object:
        return done(name, dict(args))


class OverASocket:
    """The server starts with the first word of the client: what happened before is history."""

    def __init__(self) -> None:
        self.source = FakeSource()
        self.server_begun: Any = None
        self.served: Served | None = None
        self.socket: ClientConnection | None = None

    async def _begun(self) -> ClientConnection:
        if self.socket is None:
            self.server_begun = serving(source=self.source, gate=Gate())
            self.served = await self.server_begun.__aenter__()
            assert self.served is not None
            self.socket = await self.served.raw()
        return self.socket

    async def client(self, frame: Any) -> None:
        socket = await self._begun()
        await socket.send(frame if isinstance(frame, str) else json.dumps(frame))

    async def world(self, world: Line) -> None:
        if self.served is None:
            happen(world, self.source, None, None)
            return
        hub, source = self.served.hub, self.source
        happen(world, source, hub, next(iter(hub.sessions)))
        await self.served.until(lambda: hub.seq == len(source.events))

    async def server(self) -> Line:
        return await hear(await self._begun())

    async def closed(self) -> int:
        code = await closing(await self._begun())
        assert code is not None, "the server does not close"
        return code

    async def end(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        if self.server_begun is not None:
            await self.server_begun.__aexit__(None, None, None)


@pytest.fixture
async def real() -> AsyncIterator[OverASocket]:
    player = OverASocket()
    yield player
    await player.end()


@pytest.mark.parametrize("name", CASES)
async def test_a_transcript_holds_in_memory(name: str) -> None:
    player = InMemory()
    await play(CASES[name], player)
    assert player.silent(), "the server says more"


@pytest.mark.parametrize("name", CASES)
async def test_a_transcript_holds_over_a_socket(name: str, real: OverASocket) -> None:
    await play(CASES[name], real)


async def test_a_changed_frame_fails() -> None:
    lines: list[Line] = json.loads(json.dumps(CASES["2-live: alert"]))
    next(line["server"] for line in lines if line.get("server", {}).get("kind") == "live")["prev"] = 1
    with pytest.raises(AssertionError, match="line 5: expected"):
        await play(lines, InMemory())


def test_a_name_is_the_same_wherever_it_stands() -> None:
    names: dict[str, Any] = {}
    assert matches({"a": "<x>", "b": ["<x>"]}, {"a": "1", "b": ["1"]}, names)
    assert not matches("<x>", "2", names)
    assert not matches({"a": 1}, {"a": 1, "more": 2}, {})
    assert not matches(1, True, {})


def said(side: str) -> list[Line]:
    return [line[side] for lines in CASES.values() for line in lines if isinstance(line.get(side), dict)]


def test_transcripts_say_every_kind_and_only_what_is_declared() -> None:
    assert {frame["kind"] for frame in said("server")} == set(FROM_SERVER)
    assert {frame.get("kind") for frame in said("client")} >= set(FROM_CLIENT)
    for frame in said("server"):
        given = {**frame, **({"server_time": "2026-11-21T19:12:00Z"} if "server_time" in frame else {})}
        if "event" in given:
            times = {name: "2026-11-21T19:12:00Z" for name in ("time", "due") if name in given["event"]}
            given["event"] = {**given["event"], **times}
        assert FROM_SERVER[frame["kind"]].body.misfit(given) == ""
        assert set(frame) - {"kind"} <= {field.name for field in FROM_SERVER[frame["kind"]].body.fields}


def test_transcripts_end_with_every_code_that_a_conversation_comes_to() -> None:
    codes = {line["close"] for lines in CASES.values() for line in lines if "close" in line}
    assert codes == {int(code) for code in Code} - BY_THE_WATCH
