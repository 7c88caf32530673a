"""One connection to the feed: frames out, frames in, and the reason why it ended. By websocket: `Line`."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.typing import Subprotocol

from fengsui.client.verdicts import UNTRUSTED, VERDICTS, Verdict
from fengsui.wire.frames import SUBPROTOCOL

OPEN_S = 10.0
CLOSE_S = 1.5
LONGEST_FRAME = 8 * 1024 * 1024
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
LOST = 1006
OVERLOADED = 1013
BUSY = ("limited:", "unavailable:")
"""How our own server begins a refusal of the handshake: its port is open, only not just now."""


class LineLost(Exception):
    """The connection has ended or was never made; `code` is the close code, 1006 where there was none.

    `judged` says more than the code can: why there was no connection at all.
    """

    def __init__(self, code: int, reason: str, judged: Verdict | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.judged = judged


class BetterWay(Exception):
    """A websocket is open now, where none went through before: leave this line for it."""


class Connection(Protocol):
    """What the client needs of a connection. `silence`: seconds without a frame after which it counts as dead."""

    silence: float

    async def send(self, frame: Mapping[str, Any]) -> None:
        """Raises LineLost."""
        ...

    async def receive(self) -> dict[str, Any]:
        """The next frame; raises LineLost, also after `silence`, or BetterWay."""
        ...

    async def close(self) -> None: ...


def _ended(error: ConnectionClosed) -> LineLost:
    """Only what the server itself said counts: a close frame of ours says nothing about its verdict."""
    return LineLost(error.rcvd.code, error.rcvd.reason) if error.rcvd is not None else LineLost(LOST, str(error))


class Line:
    """`silence` is after how many seconds without a frame the connection counts as dead."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.silence = OPEN_S

    @classmethod
    async def open(cls, url: str, within_s: float = OPEN_S) -> Line:
        """Raises LineLost where nobody answers, or refuses the handshake."""
        local = urlsplit(url).hostname in LOCAL
        try:
            socket = await connect(
                url,
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                compression=None,
                ping_interval=None,
                open_timeout=within_s,
                close_timeout=CLOSE_S,
                max_size=LONGEST_FRAME,
                max_queue=64,
                proxy=None if local else True,
            )
        except InvalidStatus as error:
            said = (error.response.body or b"")[:200].decode(errors="replace").strip()
            busy = VERDICTS[OVERLOADED] if said.startswith(BUSY) else None
            raise LineLost(LOST, f"HTTP {error.response.status_code} {said}".strip(), busy) from error
        except ssl.SSLCertVerificationError as error:
            raise LineLost(LOST, error.verify_message, UNTRUSTED) from error
        except (OSError, TimeoutError, InvalidHandshake, InvalidMessage) as error:
            raise LineLost(LOST, str(error) or type(error).__name__) from error
        return cls(socket)

    async def send(self, frame: Mapping[str, Any]) -> None:
        try:
            await self._socket.send(orjson.dumps(frame), text=True)
        except ConnectionClosed as error:
            raise _ended(error) from error

    async def receive(self) -> dict[str, Any]:
        """The next frame; raises LineLost, also after `silence`: a dead connection is not waited for."""
        try:
            async with asyncio.timeout(self.silence):
                frame = orjson.loads(await self._socket.recv(decode=False))
        except TimeoutError:
            self.abort()
            raise LineLost(LOST, f"nothing came for {self.silence:g} s") from None
        except ConnectionClosed as error:
            raise _ended(error) from error
        except orjson.JSONDecodeError as error:
            self.abort()
            raise LineLost(LOST, f"a frame that is not JSON: {error}") from error
        if not isinstance(frame, dict):
            self.abort()
            raise LineLost(LOST, "a frame that is not an object")
        return frame

    def abort(self) -> None:
        """Drops the connection without saying goodbye."""
        self._socket.transport.abort()

    async def close(self) -> None:
        await self._socket.close()
