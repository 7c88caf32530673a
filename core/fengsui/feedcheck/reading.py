"""A subscription read forward: every frame must follow on the one before it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fengsui.client.tracker import Step, Tracker
from fengsui.events import Position
from fengsui.feedcheck.peer import Frame, Peer
from fengsui.feedcheck.phrases import Phrase, Wrong, a_frame, frame_itself, silence, value
from fengsui.text import N_


class Reading:
    """`events` and `gaps` are what came since `sub_ok`; `live` whether the end of catching up was said."""

    def __init__(self, peer: Peer, ok: Frame) -> None:
        self.peer = peer
        self.number: int = ok["sub"]
        self.events: list[Frame] = []
        self.gaps: list[Frame] = []
        self.live = False
        self.start: int = ok["seq"]
        self._tracker = Tracker(Position(ok["epoch"], ok["seq"]))
        self._tracker.number = self.number

    @property
    def seq(self) -> int:
        assert self._tracker.position is not None
        return self._tracker.position.seq

    @property
    def epoch(self) -> str:
        assert self._tracker.position is not None
        return self._tracker.position.epoch

    def upto(self, seq: int) -> list[tuple[int, str]]:
        """(seq, event id) of what came, up to `seq`."""
        return [(frame["seq"], frame["event"]["id"]) for frame in self.events if frame["seq"] <= seq]

    async def until(self, done: Callable[[Reading], bool], within: float | None = None) -> Reading:
        """Reads on until `done`; raises Wrong where a frame does not follow, or it takes longer than `within` s."""
        patience = within or self.peer.patience
        try:
            async with asyncio.timeout(patience):
                while not done(self):
                    self.take(await self.peer.hear("event", "live", "hb", "gap", within=patience))
        except TimeoutError:
            raise Wrong(a_frame(("event", "live", "hb", "gap")), silence(patience)) from None
        return self

    async def caught_up(self) -> Reading:
        return await self.until(lambda reading: reading.live)

    async def reached(self, seq: int) -> Reading:
        return await self.until(lambda reading: reading.live and reading.seq >= seq)

    def take(self, frame: Frame) -> None:
        """Raises Wrong where the frame does not follow."""
        before, step = self.seq, self._tracker.step(frame)
        if step is Step.HOLE:
            raise Wrong(value("prev", before), frame_itself(frame))
        if step is Step.EVENT:
            self._forward(before, frame["seq"], frame)
            self._tracker.took(frame["seq"])
            self.events.append(frame)
        elif step is Step.MOVED and self.seq < before:
            raise Wrong(_further(before), frame_itself(frame))
        elif step is Step.GAP:
            self.gaps.append(frame)
        self.live = self.live or (frame["kind"] == "live" and frame["sub"] == self.number)

    def _forward(self, before: int, seq: int, frame: Frame) -> None:
        if seq <= before:
            raise Wrong(_further(before), frame_itself(frame))


def _further(seq: int) -> Phrase:
    return Phrase(N_("a seq above {seq}"), {"seq": seq})


def same(expected: list[Any], came: list[Any]) -> None:
    """Raises Wrong where two lists of (seq, id) differ, with the first difference."""
    for left, right in zip([*expected, None], [*came, None], strict=False):
        if left != right:
            raise Wrong(_item(left, len(expected)), _item(right, len(came)))


def _item(item: Any, count: int) -> Phrase:
    if item is None:
        return Phrase(N_("no more than {count} events"), {"count": count})
    return Phrase(N_("the event {id} at {seq}"), {"seq": item[0], "id": item[1]})
