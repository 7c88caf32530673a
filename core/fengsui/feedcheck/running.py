"""Runs the cases, several at once where the token allows it, and says how each went."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Literal

from fengsui.client.refusals import Unreachable
from fengsui.errors import FengsuiError
from fengsui.feedcheck.cases import Case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.phrases import Phrase, Skipped, Wrong, silence
from fengsui.text import N_

AT_ONCE = 8
LONGEST_S = 120.0

Outcome = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True)
class Result:
    """`expected` and `came` of a case that failed; `why` of one that was skipped; `seen` what of the protocol came."""

    case: Case
    outcome: Outcome
    seen: frozenset[str] = frozenset()
    expected: Phrase | None = None
    came: Phrase | None = None
    why: Phrase | None = None


async def look(ground: Ground) -> None:
    """The first connection. Raises Unreachable where no feed answers, FengsuiError where it does not let us in."""
    try:
        await ground.look()
    except Wrong as wrong:
        expected, came = wrong.expected.say("en"), wrong.came.say("en")
        if wrong.came.params.get("why"):
            raise Unreachable(N_("No feed answers at {url} ({why})."), url=ground.url, why=came) from wrong
        raise FengsuiError(
            N_("The feed did not let this token in, so nothing can be checked: expected {expected}, came {came}."),
            code="feed_not_entered",
            expected=expected,
            came=came,
        ) from wrong


async def check(ground: Ground, cases: Sequence[Case]) -> AsyncIterator[Result]:
    """The results in the order of the cases, but those that run alone last. With one device's token each does."""
    slots = asyncio.Semaphore(1 if ground.device else AT_ONCE)
    busy = asyncio.Lock()
    tasks = [asyncio.create_task(_one(ground, one, slots, busy)) for one in cases if not one.alone]
    try:
        for task in tasks:
            yield await task
        for one in cases:
            if one.alone:
                yield await _one(ground, one, slots, busy)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _one(ground: Ground, one: Case, slots: asyncio.Semaphore, busy: asyncio.Lock) -> Result:
    mine = replace(ground, seen=set())
    async with busy if one.busy else nullcontext(), slots:
        try:
            async with asyncio.timeout(LONGEST_S):
                await one.run(mine)
        except Wrong as wrong:
            return Result(one, "failed", expected=wrong.expected, came=wrong.came)
        except Skipped as skipped:
            return Result(one, "skipped", why=skipped.why)
        except TimeoutError:
            return Result(one, "failed", expected=Phrase(N_("an end")), came=silence(LONGEST_S))
        except Exception as error:  # a server can surprise us in more ways than we know
            said = Phrase("{error}", {"error": f"{type(error).__name__}: {error}"})
            return Result(one, "failed", expected=Phrase(N_("frames that can be understood")), came=said)
    return Result(one, "passed", frozenset(mine.seen))
