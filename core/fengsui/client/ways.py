"""By what to connect: a websocket; where none goes through, server-sent events; where those do not, long poll."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp

from fengsui.client.fallback import HttpLine, PollLine, StreamLine
from fengsui.client.line import LOST, Connection, Line, LineLost
from fengsui.client.received import Way
from fengsui.client.uplink import Uplink
from fengsui.clock import Ids

OPEN_S = 6.0
PROBE_S = 60.0
LONGEST_PROBE_S = 1800.0
PATIENCE = 2
FRESH_S = 3.0
"""How old an open websocket may be before it greets: the server waits 5 s."""


class Ways:
    """`open` connects by the best way that works, and `way` says by which.

    On a fallback the websocket is tried now and then.
    `url` is the feed's; `http` where the fallbacks are, "" where there are none.
    """

    def __init__(self, url: str, http: str, ids: Ids, probe_s: float = PROBE_S) -> None:
        self.way: Way = "websocket"
        self._url = url
        self._http = http
        self._ids = ids
        self._probe_s = self._pause = probe_s
        self._mute: set[Way] = set()
        self._silences = 0
        self._ready: tuple[float, Line] | None = None
        self._probing: asyncio.Task[None] | None = None

    async def open(self) -> Connection:
        """Raises LineLost where no way works, with the websocket's reason."""
        if self._http and "websocket" in self._mute:
            with suppress(LineLost):
                return await self._fall_back()
        try:
            line = await self._take() or await Line.open(self._url, OPEN_S)
        except LineLost as lost:
            if not self._http or lost.judged is not None or self._first_silence(lost):
                raise
            return await self._fall_back(lost)
        self.way = "websocket"
        return line

    def _first_silence(self, lost: LineLost) -> bool:
        """Nobody said no: perhaps a storm of others is before us, so once more before we burden HTTP with it too."""
        if not isinstance(lost.__cause__, TimeoutError):
            return False
        self._silences += 1
        return self._silences < PATIENCE

    def worked(self) -> None:
        """The connection has come to the live end."""
        self._mute.discard(self.way)
        self._silences = 0
        if self.way == "websocket":
            self._mute.clear()
            self._pause = self._probe_s

    def ended(self, lost: LineLost, live: bool) -> None:
        """One that breaks off without a word of the server before it is live is held for blocked on the way.

        A websocket may do so once: perhaps the server went down just then. HTTP says itself when nobody is there.
        """
        if lost.code != LOST or live or not self._http:
            return
        if self.way != "websocket" and isinstance(lost.__cause__, aiohttp.ClientError):
            return
        if self.way == "websocket":
            self._silences += 1
            if self._silences < PATIENCE:
                return
        self._mute.add(self.way)
        if self.way == "poll":  # nothing works: begin again at the top
            self._mute.clear()

    async def _take(self) -> Line | None:
        """The websocket that was opened beside a fallback, if it is fresh."""
        ready, self._ready = self._ready, None
        if ready is None:
            return None
        since, line = ready
        if asyncio.get_running_loop().time() - since < FRESH_S:
            return line
        await line.close()
        return None

    async def _fall_back(self, why: LineLost | None = None) -> Connection:
        """Server-sent events or long poll, if HTTP answers where the websocket did not; else raises `why`."""
        uplink = Uplink(self._http)
        try:
            await uplink.reachable()
        except BaseException as error:
            await uplink.close()
            if isinstance(error, LineLost):
                raise why or error from error
            raise
        line: HttpLine
        if "sse" in self._mute:
            self.way, line = "poll", PollLine(uplink)
        else:
            self.way, line = "sse", StreamLine(uplink)
        if self._probing is not None:
            self._probing.cancel()
        probing = self._probing = asyncio.create_task(self._probe(line))
        line.on_close = probing.cancel
        return line

    async def _probe(self, line: HttpLine) -> None:
        """Until a websocket opens; then the fallback is left for it."""
        while True:
            await asyncio.sleep(self._pause * (0.5 + self._ids.fraction()))
            self._pause = min(LONGEST_PROBE_S, 2 * self._pause)
            with suppress(LineLost):
                socket = await Line.open(self._url, OPEN_S)
                self._ready = (asyncio.get_running_loop().time(), socket)
                self._mute.discard("websocket")
                line.better()
                return

    async def close(self) -> None:
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)
        ready, self._ready = self._ready, None
        if ready is not None:
            await ready[1].close()
