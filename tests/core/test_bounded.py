"""Other people's coroutines: whatever they do, the one who waits for them goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from fengsui.bounded import Span, bounded, ended


async def _stubborn() -> None:
    """Swallows the first cancellation; the second (the end of the loop) ends it."""
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(60)


async def _exits() -> None:
    raise SystemExit(3)


async def _cancels_itself() -> None:
    raise asyncio.CancelledError


async def test_what_returns_in_time_returns() -> None:
    done: list[bool] = []

    async def call() -> None:
        done.append(True)

    await bounded(1, call)
    assert done == [True]


async def test_what_raises_raises() -> None:
    async def call() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await bounded(1, call)


async def test_what_does_not_return_is_cut_off_even_if_it_does_not_want_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengsui.bounded.LETS_GO_SECONDS", 0.05)
    async with asyncio.timeout(2):
        with pytest.raises(TimeoutError, match=r"within 0\.05 s"):
            await bounded(0.05, _stubborn)


async def test_an_exit_does_not_end_the_loop_and_a_cancellation_of_its_own_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="SystemExit: 3"):
        await bounded(1, _exits)
    with pytest.raises(RuntimeError, match="cancelled itself"):
        await bounded(1, _cancels_itself)


async def test_who_waits_can_be_cancelled_and_takes_the_call_with_it() -> None:
    ends: list[str] = []

    async def call() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ends.append("ended")

    waiting = asyncio.create_task(bounded(60, call))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await asyncio.sleep(0)
    assert ends == ["ended"]


async def test_ended_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengsui.bounded.LETS_GO_SECONDS", 0.05)
    task = asyncio.create_task(_stubborn())
    await asyncio.sleep(0.01)
    async with asyncio.timeout(2):
        await ended([task])
    assert not task.done()


async def test_a_span_is_entered_and_left_in_one_task() -> None:
    tasks: list[object] = []

    @asynccontextmanager
    async def span() -> AsyncIterator[None]:
        async with asyncio.TaskGroup():
            tasks.append(asyncio.current_task())
            yield
            tasks.append(asyncio.current_task())

    made = Span(span(), "made", 1)
    await made.enter()
    await made.leave()
    assert len(tasks) == 2
    assert tasks[0] is tasks[1]


async def test_a_span_that_does_not_begin_or_exits_says_so_and_one_that_does_not_end_is_left() -> None:
    @asynccontextmanager
    async def never() -> AsyncIterator[None]:
        await asyncio.sleep(60)
        yield

    @asynccontextmanager
    async def exits() -> AsyncIterator[None]:
        raise SystemExit(3)
        yield

    @asynccontextmanager
    async def lingers() -> AsyncIterator[None]:
        yield
        await asyncio.sleep(60)

    with pytest.raises(TimeoutError, match="did not begin"):
        await Span(never(), "made", 0.05).enter()
    with pytest.raises(RuntimeError, match="SystemExit"):
        await Span(exits(), "made", 1).enter()
    made = Span(lingers(), "made", 0.05)
    await made.enter()
    async with asyncio.timeout(2):
        await made.leave()
