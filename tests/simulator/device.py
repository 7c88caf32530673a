"""A device: the real client with its file, as a process that crashes and is started again."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.simulator.history import History
from tests.simulator.loop import Process, SimLoop
from tests.simulator.network import Network

from fengsui.client.feed import FeedClient, Received, State
from fengsui.client.store import FileStore, MemoryStore, Store, StoreFailed
from fengsui.clock import Ids
from fengsui.errors import FengsuiError
from fengsui.events import Position

URL = "ws://localhost:8601/feed"


@dataclass(frozen=True)
class Kept:
    """The device's file took an event: when, which, and whether it was new to it."""

    at: float
    seq: int
    id: str
    fresh: bool


@dataclass(frozen=True)
class Shown:
    """The device showed an event to its people. `start`: in which of its lives; `stored`: whether it was kept."""

    at: float
    seq: int
    id: str
    topic: str
    fresh: bool
    stored: bool
    start: int


@dataclass
class Seen:
    """What an observer beside the device wrote down. `begins`: behind which seq each of its lives began."""

    kept: list[Kept] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    states: list[tuple[float, str]] = field(default_factory=list)
    begins: dict[int, int] = field(default_factory=dict)
    breaks: list[str] = field(default_factory=list)


class Disk(FileStore):
    """The device's own file; `full` while its disk takes nothing."""

    def __init__(self, path: Path, loop: SimLoop, seen: Seen, full: Callable[[], bool]) -> None:
        super().__init__(path)
        self._loop, self._seen, self._full = loop, seen, full

    def keep(self, event: dict[str, Any], position: Position) -> bool:
        self._refuse()
        fresh = super().keep(event, position)
        self._seen.kept.append(Kept(self._loop.now, position.seq, event["id"], fresh))
        return fresh

    def move(self, position: Position) -> None:
        self._refuse()
        super().move(position)

    def _refuse(self) -> None:
        if self._full():
            raise StoreFailed("the disk is full")


class Device:
    """`durable`: a team's device with a file; else a console, which reads a view when it starts.

    `heard` is called with everything shown, outside the process: a person sees it, and outlives the device.
    """

    def __init__(
        self,
        loop: SimLoop,
        history: History,
        name: str,
        token: str,
        *,
        folder: Path | None,
        seed: str,
        view: Callable[[], Any] | None = None,
    ) -> None:
        self.loop = loop
        self.network: Network = loop.network
        self.history = history
        self.name = name
        self.token = token
        self.seed = seed
        self.seen = Seen()
        self.process = Process(name)
        self.network.access(self.process)
        self.client: FeedClient | None = None
        self.store: Store = MemoryStore()
        self.disk_full = False
        self.starts = 0
        self.heard: Callable[[Received], None] = lambda received: None
        self._file = folder / f"{name}.sqlite" if folder else None
        self._view = view

    @property
    def up(self) -> bool:
        return self.process.alive and self.client is not None

    def start(self) -> None:
        self.starts += 1
        self.process = Process(self.name)
        self.network.access(self.process)
        self.loop.spawn(self.process, self._live(self.starts))

    def crash(self, *, told: bool = True) -> None:
        """Its program is gone; what its file had taken is there."""
        self.loop.kill(self.process)
        self.network.died(self.process, told=told)
        self.client = None
        if isinstance(self.store, Disk):
            self.store.close()

    async def _live(self, start: int) -> None:
        after: Any = "start"
        if self._file is not None:
            self.store = Disk(self._file, self.loop, self.seen, lambda: self.disk_full)
        else:
            self.store, after = MemoryStore(), await self._read_view()
            self.seen.begins[start] = after.seq
        ids = Ids(random.Random(f"{self.seed}/{self.name}/{start}"))
        client = FeedClient(URL, self.token, self.name, store=self.store, ids=ids, after=after, on_state=self._became)
        self.client = client
        try:
            async with client:
                async for received in client:
                    self._show(received, start)
        except FengsuiError as error:
            self.seen.breaks.append(f"{self.name}: the feed ended for good: {error.code} {error}")

    async def _read_view(self) -> Position:
        """As a console does: a view, then what comes after it."""
        assert self._view is not None
        position: Position = await self._view()
        return position

    def _show(self, received: Received, start: int) -> None:
        event = received.event
        stored = any(kept.id == event["id"] for kept in reversed(self.seen.kept))
        stored = stored or self._file is None
        shown = Shown(self.loop.now, received.position.seq, event["id"], event["type"], received.fresh, stored, start)
        self.seen.shown.append(shown)
        self.history.note(self.name, "shows" if received.fresh else "shows-again", shown.seq, event["type"])
        self.heard(received)

    def _became(self, state: State) -> None:
        self.seen.states.append((self.loop.now, state.condition))
        self.history.note(self.name, "is", state.condition, state.code)

    async def command(self, name: str, args: Mapping[str, Any], key: str) -> Any:
        """By whoever stands before it; raises what the server refused with, or that there is no answer."""
        if self.client is None:
            raise Off
        return await self.client.command(name, args, key, within_s=20.0)


class _Off(FengsuiError):
    code = "device_off"


Off = _Off("the device is off")
