"""A tap on an HTTP connection: its protocol hears everything as before, and we hear that the client has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast


class Tap(asyncio.Protocol):
    """aiohttp tells a handler of a lost connection only when it writes; presence cannot wait for that."""

    def __init__(self, transport: asyncio.Transport, gone: Callable[[], None]) -> None:
        self._behind = cast(asyncio.Protocol, transport.get_protocol())
        self._transport = transport
        self._gone = gone
        transport.set_protocol(self)

    def remove(self) -> None:
        """The request is answered; the connection serves others."""
        if self._transport.get_protocol() is self:
            self._transport.set_protocol(self._behind)

    def data_received(self, data: bytes) -> None:
        self._behind.data_received(data)

    def eof_received(self) -> bool | None:
        self._gone()
        return self._behind.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._behind.connection_lost(error)
        self._gone()

    def pause_writing(self) -> None:
        self._behind.pause_writing()

    def resume_writing(self) -> None:
        self._behind.resume_writing()
