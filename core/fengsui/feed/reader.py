"""The one loop that reads the journal forward: for the live end, and for each connection that is behind it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any

from fengsui.errors import Unavailable
from fengsui.events import Recorded
from fengsui.feed.frames import Encoded
from fengsui.feed.hub import Hub
from fengsui.feed.session import Session
from fengsui.feed.source import Source
from fengsui.feed.subscription import Subscription
from fengsui.journal.erasing import forgotten

log = logging.getLogger(__name__)

RETRY_S = 1.0


def _log(what: str, error: Exception) -> None:
    """A database that is away is no fault of ours."""
    if isinstance(error, Unavailable):
        log.warning("%s: %s", what, error)
    else:
        log.error(what, exc_info=error)


def by_size(events: Sequence[Encoded], most: int) -> Iterator[Sequence[Encoded]]:
    """In runs of about `most` bytes: a connection may block between them, and its buffer holds one run more at most."""
    start = size = 0
    for end, event in enumerate(events, start=1):
        size += len(event.tail)
        if size >= most:
            yield events[start:end]
            start, size = end, 0
    if start < len(events):
        yield events[start:]


class Reader:
    """`follow` moves the hub's live end; `refill` brings one connection's subscriptions up to it.

    Both read forward from a position: out of the ring where that reaches back far enough, else from the source.
    At most `readers` connections are read for from the source at once, each one page in hand.
    """

    def __init__(self, hub: Hub, source: Source) -> None:
        self._hub = hub
        self._source = source
        self._slots = asyncio.Semaphore(hub.limits.readers)
        self._refills: dict[Session, asyncio.Task[None]] = {}
        hub.lagging = self.wake

    async def preload(self) -> None:
        """Starts at the journal's end with its last events in the ring, so that a storm of resumes costs no reads."""
        hub, head = self._hub, self._source.head()
        hub.attach(asyncio.get_running_loop(), head)
        after = max(self._source.oldest() - 1, head.seq - hub.limits.preload, 0)
        hub.began = 0 if after == 0 else None
        while after < head.seq:
            page = await self._source.read(after, min(hub.limits.page, head.seq - after), None)
            if not page:
                break
            for recorded in page:
                if recorded.epoch != hub.epoch:
                    hub.began = recorded.seq
                hub.facts.recall(recorded)
                hub.ring.add(self._encode(recorded))
            after = page[-1].seq

    def _encode(self, recorded: Recorded) -> Encoded:
        return Encoded(recorded, self._hub.origin)

    async def follow(self) -> None:
        """For ever: what is committed is published."""
        while True:
            try:
                await self._source.wait(self._hub.seq)
                await self._advance()
            except Exception as error:
                _log("the journal could not be followed; trying again", error)
                self._hub.doubt()
                await asyncio.sleep(RETRY_S)

    async def _advance(self) -> None:
        hub = self._hub
        head = self._source.head()
        if head.epoch != hub.epoch or head.seq < hub.seq:
            hub.reset(head)
        while hub.seq < head.seq:
            page = await self._source.read(hub.seq, hub.limits.page, None)
            if not page:
                return
            for start in range(0, len(page), hub.limits.batch):
                batch = page[start : start + hub.limits.batch]
                encoded = [self._encode(recorded) for recorded in batch]
                for recorded in batch:
                    hub.facts.recall(recorded)
                    if runs := forgotten(recorded):
                        hub.ring.forget(runs, encoded)
                for group in by_size(encoded, hub.limits.buffer):
                    hub.publish(group)
                if start + hub.limits.batch < len(page):
                    await asyncio.sleep(0)

    def wake(self, session: Session) -> None:
        """`session` is behind: reads for it until it is not, or is blocked, or gone."""
        if session not in self._refills and not session.closed:
            task = self._spawn(self._refill(session))
            self._refills[session] = task
            task.add_done_callback(lambda done: self._refilled(session, done))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(work)

    def _refilled(self, session: Session, done: asyncio.Task[None]) -> None:
        del self._refills[session]
        behind = any(not sub.flowing for sub in session.subs.values())
        if behind and not (session.closed or session.blocked or done.cancelled()):
            self.wake(session)

    async def _refill(self, session: Session) -> None:
        try:
            for sub in list(session.subs.values()):
                while not (sub.flowing or session.blocked or session.closed):
                    if session.subs.get(sub.number) is not sub:
                        break
                    await self._forward(sub)
        except Exception as error:
            _log("the journal could not be read for a connection; trying again", error)
            await asyncio.sleep(RETRY_S)

    async def _forward(self, sub: Subscription) -> None:
        """One page further, however far it is behind."""
        hub, session = self._hub, sub.session
        after, labels, epoch = sub.scanned, sub.labels, hub.epoch
        if hub.ring.covers(after) or after >= hub.seq:
            events = hub.ring.after(after, hub.limits.page) if after < hub.seq else []
            hub.take(sub, events, events[-1].seq if events else after)
            await asyncio.sleep(0)
            return
        upto = hub.seq
        if self._source.oldest() > after + 1:
            session.gap(sub, self._source.oldest() - 1, "retention")
            return
        async with self._slots:
            page = await self._source.read(after, hub.limits.page, labels)
        if len(page) == hub.limits.page:
            upto = min(upto, page[-1].seq)
        moved = sub.scanned != after or sub.labels is not labels or hub.epoch != epoch
        if moved or session.blocked or session.closed:
            return
        if self._source.oldest() > after + 1:  # archived while the page was read
            session.gap(sub, self._source.oldest() - 1, "retention")
        else:
            hub.take(sub, [self._encode(recorded) for recorded in page if recorded.seq <= upto], upto)

    async def stop(self) -> None:
        tasks = list(self._refills.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
