"""Bytes: websockets' Sans-I/O `ServerProtocol` under an `asyncio.Protocol`.

Handshake, parsing, limits and the closing handshake are the library's. Frames that the hub has made are written
to the transport as they are, which is valid because no extension is ever negotiated, and only while OPEN.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, urlsplit

from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from fengsui.feed.codes import Code
from fengsui.feed.said import Order, Payload
from fengsui.feed.session import Session
from fengsui.wire.frames import PATH, SUBPROTOCOL

if TYPE_CHECKING:
    from fengsui.feed.feed import Feed

SECRETS = frozenset({"token", "access_token", "id_token", "auth", "authorization", "key", "api_key", "secret"})
LONGEST_REASON = 120

log = logging.getLogger(__name__)
wire_log = logging.getLogger("fengsui.feed.wire")
wire_log.setLevel(logging.WARNING)  # the library says every opening and closing at INFO


class FeedProtocol(asyncio.Protocol):
    """One connection: bytes in, `Session` behind, bytes out; the session's `Link`."""

    __slots__ = ("_deadline", "_eof", "_feed", "_loop", "_parts", "_reading", "peer", "session", "transport", "ws")

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._loop = feed.loop
        self._parts: list[Payload] | None = None
        self._reading = False
        self._eof = False
        self._deadline: asyncio.TimerHandle | None = None
        self.peer = ""
        self.transport: asyncio.Transport
        self.session = Session(feed.hub, self, self._loop.time())
        self.ws = ServerProtocol(
            origins=[None, *feed.origins],
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            max_size=feed.hub.limits.frame,
            logger=wire_log,
        )

    # -- asyncio.Protocol --------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        limits = self._feed.hub.limits
        self.transport.set_write_buffer_limits(high=limits.buffer, low=limits.buffer // 4)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) and peer else ""
        self._feed.made(self)
        self._deadline = self._loop.call_later(limits.hello_s, self._no_hello)

    def data_received(self, data: bytes) -> None:
        self.ws.receive_data(data)
        self._reading = True
        try:
            for event in self.ws.events_received():
                if isinstance(event, Frame):
                    self._frame(event)
                elif isinstance(event, Request):
                    self.ws.send_response(self._answer(event))
                    event.headers.clear()  # the library keeps its request as long as the connection: 2 KiB of 9
        except Exception:
            log.exception("a frame could not be handled")
            self.session.close(Code.SERVER_ERROR, "the frame could not be handled")
        self._reading = False
        self.session.flush()
        self._write_library()

    def eof_received(self) -> bool:
        self.ws.receive_eof()
        self._write_library()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._feed.lost(self)
        self.session.lost()

    def pause_writing(self) -> None:
        self._feed.block(self)

    def resume_writing(self) -> None:
        self._feed.unblock(self)

    # -- the handshake -----------------------------------------------------------------------------------

    def _answer(self, request: Request) -> Response:
        parts = urlsplit(request.path)
        if any(name.lower() in SECRETS for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
            return self.ws.reject(
                400, "token_in_url: a token in a URL ends up in logs. Send it in the first frame, hello.\n"
            )
        if parts.path != PATH:
            return self.ws.reject(404, f"not_found: the feed is at {PATH}\n")
        if self._feed.full():
            return self.ws.reject(503, "unavailable: too many connections that have not said hello; try again\n")
        if not self._feed.trusts(self.peer):
            return self.ws.reject(429, "limited: too many failed attempts from this address; try again later\n")
        return self.ws.accept(request)

    def _no_hello(self) -> None:
        self._deadline = None
        self._feed.failed(self.peer)
        if self.ws.state is State.OPEN:
            # not NO_HELLO, which says stop: on a slow line, or while this server stood still, it may be on its way
            self.session.close(Code.HEARTBEAT, f"no hello within {self._feed.hub.limits.hello_s:g} s")
        else:
            self.transport.abort()

    def greeted(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._feed.greeted(self)

    # -- messages in -------------------------------------------------------------------------------------

    def _frame(self, frame: Frame) -> None:
        opcode = frame.opcode
        if opcode is Opcode.TEXT and frame.fin:
            self.session.receive(frame.data, self._loop.time())
        elif opcode is Opcode.TEXT:
            self._parts = [frame.data]
        elif opcode is Opcode.CONT and self._parts is not None:
            self._parts.append(frame.data)
            if frame.fin:
                whole, self._parts = b"".join(self._parts), None
                self.session.receive(whole, self._loop.time())
        elif opcode is Opcode.BINARY:
            self.session.close(Code.BAD_FRAME, "frames are text")
        elif not self.session.may_ping(self._loop.time()):
            self.session.close(Code.RATE, "too many frames")

    # -- the session's link ------------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        self.transport.write(data)  # OPEN: whatever ends that state ends the session in the same breath

    def close(self, code: int, reason: str) -> None:
        if code in (Code.UNAUTHORISED, Code.NO_HELLO):
            self._feed.failed(self.peer)
        if self.ws.state is State.OPEN:
            self.ws.send_close(code, reason.encode()[:LONGEST_REASON].decode(errors="ignore"))
        if not self._reading:
            self._write_library()
        self._end_soon()

    def waiting(self) -> int:
        return self.transport.get_write_buffer_size()

    def authenticate(self, token: str) -> None:
        """The hello has come: how long its token takes to be looked up is no fault of its client."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self.transport.pause_reading()
        self._feed.authenticate(self, token)

    def execute(self, order: Order) -> None:
        self._feed.execute(self, order)

    # -- bytes out ---------------------------------------------------------------------------------------

    def _write_library(self) -> None:
        """What the library wants written: the handshake's answer, pongs, the closing handshake."""
        for data in self.ws.data_to_send():
            if self.transport.is_closing():
                return
            if data:
                self.transport.write(data)
                if self.ws.state is not State.OPEN:
                    self.session.lost()
            elif not self._eof:
                self._eof = True
                self.session.lost()
                if self.transport.can_write_eof():
                    self.transport.write_eof()
                else:
                    self.transport.close()
                self._end_soon()

    def _end_soon(self) -> None:
        """Whoever does not finish the closing handshake is cut off."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self._loop.call_later(self._feed.hub.limits.close_s, self.transport.abort)
