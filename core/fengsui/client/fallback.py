"""The feed's connection without a websocket: what comes in by server-sent events or long poll, what goes out by POST.

Both speak the websocket's frames to the client above them, which does not know the difference: the same store, the
same tracker, nothing shown twice.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import Any

import aiohttp
import orjson

from fengsui.client.line import LOST, OPEN_S, BetterWay, LineLost
from fengsui.client.uplink import FEED, Query, Uplink, problem
from fengsui.errors import FengsuiError

WAIT_S = 25.0
SILENT_BEATS = 3
FIRST_S = 0.5
"""The first answer says soon that all is well, and by which name the next requests go on."""
PACE_S = 0.1
"""Between two polls, so that a burst of events comes in few answers and within the server's rate."""
AGAIN_S = 1.0
MOST_WAITING = 256
TOKEN_EXPIRED = 4005
UNAUTHORISED = 4101

Frame = dict[str, Any]


class HttpLine(ABC):
    """A `Connection`. `greet` looks once, so that whoever is not let in hears it before anything else."""

    answers_beats = True
    """Whether the server waits for a sign of life while it goes on answering."""

    def __init__(self, uplink: Uplink) -> None:
        self.silence = OPEN_S
        self._uplink = uplink
        self._inbox: asyncio.Queue[Frame | Exception] = asyncio.Queue(MOST_WAITING)
        self._hello: Frame = {}
        self._session = ""
        self._epoch = ""
        self._acked = 0
        self._to_ack = asyncio.Event()
        self._orders: asyncio.Queue[Frame] = asyncio.Queue()
        self._reading: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.on_close: Callable[[], object] = lambda: None

    @abstractmethod
    def frames(self, sub: Frame) -> AsyncGenerator[Frame, None]:
        """The subscription's frames; raises LineLost, or what the server refused with."""

    # -- Connection --------------------------------------------------------------------------------------

    async def send(self, frame: Mapping[str, Any]) -> None:
        """Never waits for the answer, but for the first: an alert is not shown later because its ack is slow."""
        kind = frame["kind"]
        if kind == "hello":
            await self._greet(dict(frame))
        elif kind == "sub":
            self._subscribe(dict(frame))
        elif kind == "ack":
            self._acked = max(self._acked, frame["seq"])
            self._to_ack.set()
        elif kind == "hb" and self.answers_beats:
            self._to_ack.set()
        elif kind == "cmd":
            self._orders.put_nowait(dict(frame))
        elif kind == "auth":
            self._uplink.token = frame["token"]

    async def receive(self) -> Frame:
        try:
            async with asyncio.timeout(self.silence):
                found = await self._inbox.get()
        except TimeoutError:
            raise LineLost(LOST, f"nothing came for {self.silence:g} s") from None
        if isinstance(found, Exception):
            raise found
        return found

    async def close(self) -> None:
        self.on_close()
        tasks = [*self._tasks, *([self._reading] if self._reading else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._uplink.close()

    def better(self) -> None:
        """A websocket is open now."""
        self._spawn(self._inbox.put(BetterWay()))

    # -- what goes out -----------------------------------------------------------------------------------

    async def _greet(self, hello: Frame) -> None:
        self._hello = hello
        self._uplink.token, self._uplink.lang = hello["token"], hello.get("lang", "en")
        answer = await self._uplink.poll([("wait", "0"), ("device", hello["device"])], 0)
        welcome = next((frame for frame in answer["frames"] if frame.get("kind") == "welcome"), None)
        if welcome is None:
            raise LineLost(LOST, "no welcome")
        # that look is over already: what the next connection replaces is the one before
        self._inbox.put_nowait({**welcome, "session": hello.get("replaces", "")})
        self._spawn(self._acknowledge())
        self._spawn(self._execute())

    def _subscribe(self, sub: Frame) -> None:
        if self._reading is not None:
            self._reading.cancel()
        after = sub["after"]
        self._acked = after["seq"] if isinstance(after, dict) else 0
        self._epoch = after["epoch"] if isinstance(after, dict) else ""
        self._reading = asyncio.create_task(self._read(sub))

    async def _read(self, sub: Frame) -> None:
        try:
            async with aclosing(self.frames(sub)) as frames:
                async for frame in frames:
                    self._learn(frame)
                    if frame.get("kind") == "close":
                        raise LineLost(int(frame.get("code", LOST)), str(frame.get("reason", "")))
                    await self._inbox.put({**frame, "id": sub["id"]} if frame.get("kind") == "sub_ok" else frame)
            raise LineLost(LOST, "the server ended the answer")
        except LineLost as lost:  # a token that was good when we greeted has ended: with a fresh one it goes on
            await self._inbox.put(LineLost(TOKEN_EXPIRED, lost.reason) if lost.code == UNAUTHORISED else lost)
        except FengsuiError as error:
            await self._inbox.put(error)

    def _learn(self, frame: Frame) -> None:
        if frame.get("kind") == "welcome":
            self._session = str(frame.get("session", ""))
        if frame.get("kind") in ("sub_ok", "gap"):
            self._epoch = str(frame.get("epoch", ""))
            self._acked = int(frame["to"] if "to" in frame else frame["seq"])

    def query(self, sub: Frame) -> Query:
        """What is asked for, without the place to begin at."""
        narrowing = sub.get("filter") or {}
        found = [("device", str(self._hello["device"]))]
        found += [(name, text) for name in ("topics", "labels") for text in narrowing.get(name) or ()]
        if narrowing.get("min_severity"):
            found.append(("min_severity", narrowing["min_severity"]))
        if replaces := self._session or self._hello.get("replaces"):
            found.append(("replaces", replaces))
        return found

    async def _acknowledge(self) -> None:
        """For ever: the last position that is stored. One that does not arrive is said again by the next."""
        while True:
            await self._to_ack.wait()
            self._to_ack.clear()
            if not self._epoch:
                continue
            body = {"epoch": self._epoch, "seq": self._acked, "device": self._hello["device"]}
            try:
                status, _, _ = await self._uplink.post(f"{FEED}/ack", body)
            except LineLost:
                status = 0
            if status in (0, 429) or status >= 500:
                await asyncio.sleep(AGAIN_S)
                self._to_ack.set()

    async def _execute(self) -> None:
        """For ever: commands one after the other, each until it is answered."""
        while True:
            order = await self._orders.get()
            plugin, _, name = str(order["name"]).partition(".")
            answer = await self._answer(f"/api/v1/{plugin}/{name}", order)
            while answer is None:
                await asyncio.sleep(AGAIN_S)
                answer = await self._answer(f"/api/v1/{plugin}/{name}", order)
            await self._inbox.put({"kind": "res", "id": order["id"], **answer})

    async def _answer(self, path: str, order: Frame) -> Frame | None:
        """None: nobody knows what became of it; the same key asks again."""
        try:
            status, kind, body = await self._uplink.post(path, order.get("args") or {}, str(order.get("key") or ""))
        except LineLost:
            return None
        if status < 400:
            return {"ok": True, "result": orjson.loads(body).get("answer")}
        found = problem(kind, body)
        if found is None or found.get("code") == "rate_limited":
            return None
        error = {name: found[name] for name in ("code", "retry", "status", "faults") if name in found}
        return {"ok": False, "error": {**error, "message": found.get("detail", "")}}

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class StreamLine(HttpLine):
    """Server-sent events."""

    async def frames(self, sub: Frame) -> AsyncGenerator[Frame, None]:
        response = await self._uplink.stream([("after", place(sub["after"])), *self.query(sub)])
        rest = b""
        try:
            async for chunk in response.content.iter_any():
                *whole, rest = (rest + chunk).split(b"\n\n")
                for block in whole:
                    if frame := data_of(block):
                        yield frame
        except (aiohttp.ClientError, OSError) as error:
            raise LineLost(LOST, str(error) or type(error).__name__) from error
        finally:
            response.close()


class PollLine(HttpLine):
    """Long poll: each answer says where the next begins."""

    answers_beats = False

    async def frames(self, sub: Frame) -> AsyncGenerator[Frame, None]:
        after, first = place(sub["after"]), True
        while True:
            wait = FIRST_S if first else min(WAIT_S, self.silence / SILENT_BEATS)
            query = [("after", after), ("wait", f"{wait:g}"), *self.query(sub)]
            answer = await self._uplink.poll(query, wait)
            for frame in answer["frames"]:
                if first or frame.get("kind") != "sub_ok":
                    yield frame
            first = False
            now = f"{answer['epoch']}:{answer['seq']}"
            mute = now == after and len(answer["frames"]) < 2  # somebody between us answers for the server
            await asyncio.sleep(AGAIN_S if mute else PACE_S)
            after = now


def place(after: Any) -> str:
    """A position as `after` of the URL."""
    return f"{after['epoch']}:{after['seq']}" if isinstance(after, dict) else "now"


def data_of(block: bytes) -> Frame | None:
    """The frame of one server-sent event; raises LineLost where it is none."""
    data = b"".join(line[5:].strip() for line in block.split(b"\n") if line.startswith(b"data:"))
    if not data:
        return None
    try:
        frame = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise LineLost(LOST, f"an event that is not JSON: {error}") from error
    if not isinstance(frame, dict):
        raise LineLost(LOST, "an event that is not an object")
    return frame
