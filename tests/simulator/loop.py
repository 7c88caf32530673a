"""An event loop whose clock jumps to the next timer, and the processes that live on it and can be killed.

Nothing here waits for the machine: no sockets, no threads, no real time. The same calls give the same run.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
from asyncio.base_events import BaseEventLoop
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulator.network import Network

OWNER: contextvars.ContextVar[Process | None] = contextvars.ContextVar("process", default=None)


THREAD_S = 0.002


class Process:
    """Whoever is killed as one: every task and timer made on its behalf carries it in its context."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.alive = True
        self.parked: list[asyncio.Handle] | None = None
        """While it is frozen: what it will go on with."""
        self.context = contextvars.copy_context()
        self.context.run(OWNER.set, self)


class _Timer(asyncio.TimerHandle):
    """Of two at one moment the one that was set first comes first, however the loop keeps them."""

    __slots__ = ("place",)

    def __init__(self, number: int, when: float, *given: Any) -> None:
        super().__init__(when, *given)
        self.place = (when, number)

    def __lt__(self, other: Any) -> bool:
        return bool(self.place < other.place)


class _Jump:
    """In the selector's place: where nothing is to be done at once, the clock jumps to the next timer."""

    def __init__(self, loop: SimLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("nothing will ever happen any more")
        if timeout > 0:
            self._loop.now += timeout
        return []

    def close(self) -> None:
        pass


class SimLoop(BaseEventLoop):
    """`now` is in seconds since the simulation began; `network` is what connections are made through."""

    network: Network

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self._timers = 0
        self._selector = _Jump(self)
        self._clock_resolution = 1e-9
        self._pending: dict[Process | None, set[asyncio.Task[Any]]] = {}
        self.set_task_factory(self._make_task)

    def time(self) -> float:
        return self.now

    # -- processes ---------------------------------------------------------------------------------------

    def spawn(self, process: Process, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """A task of `process`."""
        return self.create_task(work, context=process.context.copy())

    def kill(self, process: Process) -> None:
        """Nothing that belongs to it runs any more, from this moment; it is not told."""
        process.alive = False
        process.parked = None
        for handle in [*self._ready, *self._scheduled]:  # type: ignore[attr-defined]
            if handle._context.get(OWNER) is process:
                handle.cancel()

    def freeze(self, process: Process, seconds: float) -> None:
        """As by SIGSTOP: nothing of it runs for a while; then it goes on as if no time had passed."""
        if process.parked is not None or not process.alive:
            return
        process.parked = []
        for number, handle in enumerate(self._ready):  # type: ignore[attr-defined]
            if handle._context.get(OWNER) is process:
                process.parked.append(handle)
                self._ready[number] = asyncio.Handle(lambda: None, (), self, contextvars.Context())  # type: ignore[attr-defined]
        mine = [timer for timer in self._scheduled if timer._context.get(OWNER) is process]  # type: ignore[attr-defined]
        self._scheduled[:] = [timer for timer in self._scheduled if timer not in mine]  # type: ignore[attr-defined]
        heapq.heapify(self._scheduled)  # type: ignore[attr-defined]
        for timer in sorted(mine):
            timer._scheduled = False
            process.parked.append(timer)
        self.call_at(self.now + seconds, self._thaw, process, context=contextvars.Context())

    def _thaw(self, process: Process) -> None:
        parked, process.parked = process.parked or [], None
        for handle in parked:
            if handle.cancelled() or not process.alive:
                continue
            if isinstance(handle, asyncio.TimerHandle):
                heapq.heappush(self._scheduled, handle)  # type: ignore[attr-defined]
                handle._scheduled = True  # type: ignore[attr-defined]
            else:
                self._ready.append(handle)  # type: ignore[attr-defined]

    async def bury(self) -> None:
        """Ends what the dead and the living have left, so that nothing is destroyed while it waits."""
        me = asyncio.current_task()
        for process, tasks in list(self._pending.items()):
            if process is not None:
                process.alive = True
            for task in [task for task in tasks if task is not me]:
                task.cancel()
        self.network.bury()
        await asyncio.sleep(30)
        for task in [task for tasks in self._pending.values() for task in tasks if task is not me]:
            task._log_destroy_pending = False  # type: ignore[attr-defined]
            with suppress(Exception):  # whoever was killed between two of his steps can only be closed
                task.get_coro().close()

    def _make_task(self, loop: Any, work: Any, context: contextvars.Context | None = None) -> asyncio.Task[Any]:
        task = asyncio.Task(work, loop=loop, context=context)
        owner = (context or contextvars.copy_context()).get(OWNER)
        tasks = self._pending.setdefault(owner, set())
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return task

    def _call_soon(self, callback: Any, args: Any, context: contextvars.Context | None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        if (parked := _parked(handle)) is not None:
            parked.append(handle)
        elif _lives(handle):
            self._ready.append(handle)  # type: ignore[attr-defined]
        else:
            handle.cancel()
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        self._timers += 1
        timer = _Timer(self._timers, when, callback, args, self, context)
        if (parked := _parked(timer)) is not None:
            parked.append(timer)
        elif _lives(timer):
            heapq.heappush(self._scheduled, timer)  # type: ignore[attr-defined]
            timer._scheduled = True  # type: ignore[attr-defined]
        return timer

    # -- what a loop has of its machine ------------------------------------------------------------------

    def _write_to_self(self) -> None:
        pass

    def _process_events(self, _events: Any) -> None:
        pass

    def run_in_executor(self, _executor: Any, work: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        """There are no threads in a simulation: a moment later it is done."""
        done = self.create_future()

        def do() -> None:
            try:
                answer = work(*args)
            except Exception as error:
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(answer)

        self.call_later(THREAD_S, do)
        return done

    async def create_server(self, *given: Any, **_: Any) -> Any:
        factory, _host, port = given
        return self.network.listen(factory, int(port))

    async def create_connection(self, factory: Any, **given: Any) -> Any:  # type: ignore[override]
        return await self.network.connect(factory, int(given["port"]))


def _parked(handle: asyncio.Handle) -> list[asyncio.Handle] | None:
    process = handle._context.get(OWNER)  # type: ignore[attr-defined]
    return process.parked if process is not None and process.alive else None


def _lives(handle: asyncio.Handle) -> bool:
    process = handle._context.get(OWNER)  # type: ignore[attr-defined]
    return process is None or process.alive
