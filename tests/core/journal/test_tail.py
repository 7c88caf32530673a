"""The events in memory are those of the journal, or none."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.core.ping import Pinged, pinger

from fengsui.events import Recorded
from fengsui.journal.reading import read_after
from fengsui.journal.tail import Tail
from fengsui.testing import running
from fengsui.unit import BoundUnit


def _event(seq: int, epoch: str = "e") -> Recorded:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return Recorded(
        epoch=epoch, seq=seq, id=str(seq), topic="t.t", subject="", at=at, actor="a", severity="info", exercise=None,
        need="none", due=None, labels=("centre",), data={},
    )  # fmt: skip


def _seqs(tail: Tail, after: int, limit: int = 100) -> list[int] | None:
    found = tail.after(after, limit)
    return None if found is None else [event.seq for event in found]


def test_it_knows_what_comes_next_or_says_that_it_does_not() -> None:
    tail = Tail(most=4)
    assert _seqs(tail, 0) is None
    tail.extend([_event(seq) for seq in range(1, 7)])
    assert _seqs(tail, 1) is None
    assert _seqs(tail, 2) == [3, 4, 5, 6]
    assert _seqs(tail, 3, limit=2) == [4, 5]
    assert _seqs(tail, 6) is None


def test_behind_somebody_elses_commit_it_begins_anew() -> None:
    tail = Tail()
    tail.extend([_event(1), _event(2)])
    tail.extend([_event(5)])
    assert (_seqs(tail, 1), _seqs(tail, 3), _seqs(tail, 4)) == (None, None, [5])
    tail.extend([_event(6, epoch="f")])
    assert (_seqs(tail, 4), _seqs(tail, 5)) == (None, [6])


def _ping(unit: BoundUnit) -> None:
    unit.record(Pinged(exercise=None, text="氨", to="team:T1"))


async def test_it_holds_what_the_journal_holds(database_url: str) -> None:
    async with running(url=database_url, extra=[pinger()]) as system:
        for _ in range(5):
            await system.run(_ping, "ping")
        stored = await system.read(lambda reading: read_after(reading.connection, 0, 100))
        assert system.system.database.tail.after(0, 100) == stored
