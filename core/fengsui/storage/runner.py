"""Where the database's work runs: the only place that knows of threads. A simulation passes a runner of its own."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from fengsui.storage.engine import READERS

T = TypeVar("T")
W = TypeVar("W")
BATCH = 64


class Runner(Protocol[W]):
    """Hands what was put to the one writer, and runs views beside it."""

    def start(self, write: Callable[[list[W]], None]) -> None:
        """From now on `write` gets what waits, in order, at most BATCH at once, never twice at the same time."""
        ...

    def put(self, item: W) -> None:
        """Leaves `item` for the writer; called on the event loop, returns at once."""
        ...

    async def read(self, view: Callable[[], T]) -> T:
        """The view's answer; raises what it raised."""
        ...

    async def stop(self) -> None:
        """Writes what waits; nothing runs any more when this returns."""
        ...


class Threads(Generic[W]):
    """One writing thread, and a small pool for views."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[W | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="fengsui-read")
        self._thread: threading.Thread | None = None

    def start(self, write: Callable[[list[W]], None]) -> None:
        self._thread = threading.Thread(target=self._forever, args=(write,), name="fengsui-write", daemon=True)
        self._thread.start()

    def put(self, item: W) -> None:
        self._queue.put(item)

    async def read(self, view: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, view)

    async def stop(self) -> None:
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
        self._readers.shutdown()

    def _forever(self, write: Callable[[list[W]], None]) -> None:
        while (first := self._queue.get()) is not None:
            batch, ending = self._take(first)
            write(batch)
            if ending:
                return

    def _take(self, first: W) -> tuple[list[W], bool]:
        batch = [first]
        while len(batch) < BATCH:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                break
            if item is None:
                return batch, True
            batch.append(item)
        return batch, False
