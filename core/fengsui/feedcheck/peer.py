"""One raw connection of a case: says whatever it is told to, right or wrong, and holds what comes to its shape."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.typing import Subprotocol

from fengsui.feedcheck.coverage import closing, heard, said
from fengsui.feedcheck.phrases import (
    Phrase,
    Wrong,
    a_frame,
    close_code,
    closed_with,
    frame_itself,
    http_status,
    silence,
)
from fengsui.text import N_
from fengsui.wire.codes import LOST
from fengsui.wire.frames import FROM_SERVER, SUBPROTOCOL

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
CLOSE_S = 0.25  # a case may end with much unread: then its goodbye is not answered in time, and need not be
LARGEST = 8 * 1024 * 1024
UNASKED = frozenset({"event", "live", "gap", "hb", "notice"})
"""Kinds that may come at any time: a case that waits for something else looks past them."""

Frame = dict[str, Any]


class Peer:
    """`answers` says whether heartbeats are answered, as a client must; `seen` gathers what of the protocol was met."""

    def __init__(self, socket: ClientConnection, patience: float, seen: set[str]) -> None:
        self.socket = socket
        self.patience = patience
        self.seen = seen
        self.answers = True

    async def say(self, kind: str, **fields: Any) -> None:
        frame = {"kind": kind, **fields}
        self.seen |= said(frame)
        await self.say_raw(json.dumps(frame))

    async def say_raw(self, payload: str | bytes, *, text: bool | None = True) -> None:
        """Bytes go as they are, as one text frame (or binary, without `text`). A closed connection shows later."""
        with suppress(ConnectionClosed):
            await self.socket.send(payload, text=text)

    async def hear(self, *kinds: str, within: float | None = None) -> Frame:
        """The next frame of one of `kinds`; raises Wrong for anything else that is an answer, and for an end."""
        patience = self.patience if within is None else within
        try:
            async with asyncio.timeout(patience):
                while True:
                    frame = await self._receive()
                    if frame.get("kind") in kinds:
                        return frame
                    if frame.get("kind") in FROM_SERVER and frame["kind"] not in UNASKED:
                        raise Wrong(a_frame(kinds), frame_itself(frame))
        except TimeoutError:
            raise Wrong(a_frame(kinds), silence(patience)) from None
        except ConnectionClosed as error:
            raise Wrong(a_frame(kinds), ended(error)) from error

    async def _receive(self) -> Frame:
        payload = await self.socket.recv()
        try:
            frame = json.loads(payload) if isinstance(payload, str) else None
        except ValueError:
            frame = None
        if not isinstance(frame, dict) or not isinstance(frame.get("kind"), str):
            expected = Phrase(N_("one JSON object with a kind in each text frame"))
            raise Wrong(expected, Phrase("{frame}", {"frame": repr(payload)[:120]}))
        if (kind := FROM_SERVER.get(frame["kind"])) is not None and (misfit := kind.body.misfit(frame)):
            expected = Phrase(N_("a frame {kind} whose field {field} is there and of its kind"))
            raise Wrong(Phrase(expected.text, {"kind": kind.name, "field": misfit}), frame_itself(frame))
        self.seen |= heard(frame)
        if frame["kind"] == "hb" and self.answers:
            await self.say("hb")
        return frame

    async def ends(self, *codes: int, within: float | None = None, whatever: bool = False) -> None:
        """The server closes with one of `codes`; raises Wrong if it does not, or (but `whatever`) answers instead."""
        patience = self.patience if within is None else within
        try:
            async with asyncio.timeout(patience):
                while True:
                    frame = await self._receive()
                    if frame.get("kind") in FROM_SERVER and frame["kind"] not in UNASKED and not whatever:
                        raise Wrong(close_code(codes), frame_itself(frame))
        except TimeoutError:
            raise Wrong(close_code(codes), silence(patience)) from None
        except ConnectionClosed as error:
            code = error.rcvd.code if error.rcvd else LOST
            if code not in codes:
                raise Wrong(close_code(codes), ended(error)) from error
            self.seen.add(closing(code))

    async def noticed(self, about: str, within: float | None = None) -> Any:
        """What the next notice about this says."""
        patience = self.patience if within is None else within
        try:
            async with asyncio.timeout(patience):
                while about not in (notice := await self.hear("notice", within=patience)):
                    pass
        except TimeoutError:
            raise Wrong(a_frame(["notice", about]), silence(patience)) from None
        return notice[about]

    async def stays(self, seconds: float) -> None:
        """It is not closed for so long, and answers heartbeats meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    await self._unasked()
        await self.alive()

    async def _unasked(self) -> None:
        try:
            await self._receive()
        except ConnectionClosed as error:
            raise Wrong(Phrase(N_("an open connection")), ended(error)) from error

    async def alive(self) -> None:
        """What was said before has not closed the connection.

        Two pings: the first may be answered in the same breath in which what came before it is read.
        """
        expected = Phrase(N_("an open connection"))
        try:
            async with asyncio.timeout(self.patience):
                for _ in range(2):
                    await (await self.socket.ping())
        except ConnectionClosed as error:
            raise Wrong(expected, ended(error)) from error
        except TimeoutError:
            raise Wrong(expected, silence(self.patience)) from None

    def cut(self) -> None:
        """Ends as a dead network does: no closing handshake."""
        self.socket.transport.abort()


def ended(error: ConnectionClosed) -> Phrase:
    """Only what the server itself said counts."""
    return closed_with(error.rcvd.code, error.rcvd.reason) if error.rcvd else closed_with(LOST, "")


@asynccontextmanager
async def opened(url: str, patience: float, seen: set[str] | None = None, **options: Any) -> AsyncIterator[Peer]:
    """A connection after its handshake; raises Wrong with the HTTP status where that is refused."""
    given = {"subprotocols": [Subprotocol(SUBPROTOCOL)], "compression": None, "max_queue": 64, **options}
    proxy: Literal[True] | None = None if urlsplit(url).hostname in LOCAL else True
    try:
        socket = await connect(
            url,
            ping_interval=None,
            open_timeout=patience,
            close_timeout=CLOSE_S,
            max_size=LARGEST,
            proxy=proxy,
            **given,
        )
    except InvalidStatus as error:
        word = (error.response.body or b"").decode(errors="replace")[:80].strip()
        raise Wrong(http_status(101), http_status(error.response.status_code, word)) from error
    except (OSError, TimeoutError, InvalidHandshake, InvalidMessage) as error:
        raise Wrong(http_status(101), Phrase("{why}", {"why": str(error) or type(error).__name__})) from error
    try:
        yield Peer(socket, patience, set() if seen is None else seen)
    finally:
        await socket.close()
