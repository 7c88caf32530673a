"""Other people's coroutines: each in a task of its own, in its time, and given up if it does not let go.

A plugin's coroutine may swallow its cancellation, raise SystemExit (which would end the event loop) or a
CancelledError that nobody asked for. None of that reaches whoever waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

log = logging.getLogger(__name__)

LETS_GO_SECONDS = 1.0
"""So long a cancelled coroutine has to end."""

_given_up: set[asyncio.Task[Any]] = set()


async def bounded(seconds: float, call: Callable[[], Awaitable[object]]) -> None:
    """Runs `call()` to its end; raises TimeoutError after `seconds`, or what it raised, as an Exception."""
    task = asyncio.create_task(_plain(call))
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        await ended([task])
        raise TimeoutError(f"did not return within {seconds:g} s")
    if task.cancelled():
        raise RuntimeError("it cancelled itself")
    task.result()


async def ended(tasks: list[asyncio.Task[Any]]) -> None:
    """Cancels `tasks` and waits until they have ended, but not for ever."""
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    done, left = await asyncio.wait(tasks, timeout=LETS_GO_SECONDS)
    for task in done:
        if not task.cancelled():
            task.exception()
    for task in left:
        log.warning("%s does not end when it is told to, and is left behind", task.get_name())
        _given_up.add(task)
        task.add_done_callback(_given_up.discard)


async def _plain(call: Callable[[], Awaitable[object]]) -> None:
    try:
        await call()
    except (SystemExit, KeyboardInterrupt) as error:
        raise RuntimeError(f"{type(error).__name__}: {error}") from error


class Span:
    """A plugin's context, entered and left in one task of its own: both sides are bounded, leaving never raises."""

    def __init__(self, span: AbstractAsyncContextManager[Any], plugin: str, seconds: float) -> None:
        self._span = span
        self._plugin = plugin
        self._seconds = seconds
        self._leave = asyncio.Event()
        self._entered = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def enter(self) -> None:
        """Raises what entering raised, or TimeoutError."""
        self._task = asyncio.create_task(_plain(self._live), name=f"the lifespan of {self._plugin}")
        entered = asyncio.create_task(self._entered.wait())
        try:
            await asyncio.wait({self._task, entered}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._task.cancel()
            raise
        finally:
            entered.cancel()
        if self._entered.is_set():
            return
        if not self._task.done():
            await ended([self._task])
            raise TimeoutError(f"did not begin within {self._seconds:g} s")
        if self._task.cancelled():
            raise RuntimeError("it cancelled itself")
        self._task.result()
        raise RuntimeError("it ended before it began")

    async def leave(self) -> None:
        self._leave.set()
        if self._task is None:
            return
        await asyncio.wait({self._task}, timeout=self._seconds)
        if not self._task.done():
            log.warning("the lifespan of %s did not end within %g s", self._plugin, self._seconds)
            await ended([self._task])
        elif not self._task.cancelled() and (error := self._task.exception()) is not None:
            log.warning("the lifespan of %s did not end well", self._plugin, exc_info=error)

    async def _live(self) -> None:
        async with self._span:
            self._entered.set()
            await self._leave.wait()
