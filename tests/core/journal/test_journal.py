"""The journal on both databases: gap-free, chained, indexed by audience; every tampering is found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from tests.core.ping import Pinged, pinger

from fengsui.core import ClockJumped
from fengsui.errors import Conflict
from fengsui.journal.reading import read_after
from fengsui.journal.tables import journal, journal_data, journal_label
from fengsui.journal.verifying import verify
from fengsui.testing import running
from fengsui.unit import BoundUnit


def _record(text: str, to: str = "centre", exercise: str | None = None) -> Callable[[BoundUnit], None]:
    return lambda unit: unit.record(Pinged(exercise=exercise, text=text, to=to))


async def test_seqs_are_gap_free_and_refused_units_leave_no_hole(database_url: str) -> None:
    def refused(unit: BoundUnit) -> None:
        unit.record(Pinged(exercise=None, text="no"))
        raise Conflict("no")

    async with running(url=database_url, extra=[pinger()]) as system:
        works = [refused if n % 3 == 0 else _record(str(n)) for n in range(60)]
        done = await asyncio.gather(*(system.system.run(work, "ping") for work in works), return_exceptions=True)
        await system.settle()
        assert sum(isinstance(outcome, Conflict) for outcome in done) == 20
        assert [event.seq for event in system.recorded()] == list(range(1, 41))
        assert (await system.read(lambda reading: verify(reading.connection))).whole


async def test_labels_are_an_index(database_url: str) -> None:
    async with running(url=database_url, extra=[pinger()]) as system:
        for n in range(20):
            await system.system.run(_record(str(n), to=f"team:T{n % 4}"), "ping")
        page = await system.read(lambda r: read_after(r.connection, 5, 3, {"team:T1", "team:T3"}))
        assert [event.seq for event in page] == [6, 8, 10]
        assert all(set(event.labels) & {"team:T1", "team:T3"} for event in page)


async def test_a_drill_and_the_real_thing_cannot_share_a_unit() -> None:
    def mixed(unit: BoundUnit) -> None:
        unit.enter("EX-07")
        unit.record(Pinged(exercise=None, text="real"))

    async with running(extra=[pinger()]) as system:
        with pytest.raises(Conflict) as caught:
            await system.run(mixed, "ping")
        assert caught.value.code == "exercise_mixed"
        await system.run(_record("d", exercise="EX-07"), "ping")
        assert [event.exercise for event in system.recorded("ping.*")] == ["EX-07"]


async def test_a_plugin_records_only_its_own_events() -> None:
    async with running(extra=[pinger()]) as system:
        with pytest.raises(ValueError, match="may not record"):
            await system.run(lambda unit: unit.record(ClockJumped(exercise=None, seconds=1)), "ping")


TAMPERINGS: dict[str, Callable[[BoundUnit], object]] = {
    "an edited envelope": lambda u: u.connection.execute(update(journal).where(journal.c.seq == 5).values(actor="x")),
    "edited data": lambda u: u.connection.execute(
        update(journal_data).where(journal_data.c.seq == 5).values(data=b'{"text":"other"}')
    ),
    "a deleted event": lambda u: u.connection.execute(delete(journal).where(journal.c.seq == 5)),
    "a deleted tail": lambda u: u.connection.execute(delete(journal).where(journal.c.seq > 8)),
    "a moved time": lambda u: u.connection.execute(
        update(journal).where(journal.c.seq == 5).values(at=u.now + timedelta(hours=1))
    ),
    "a widened audience": lambda u: u.connection.execute(
        update(journal).where(journal.c.seq == 5).values(labels="centre team:T99")
    ),
    "an event hidden from its audience": lambda u: u.connection.execute(
        delete(journal_label).where(journal_label.c.seq == 5)
    ),
    "two events swapped": lambda u: [
        u.connection.execute(update(journal).where(journal.c.seq == a).values(seq=b))
        for a, b in ((5, 500), (6, 5), (500, 6))
    ],
}


@pytest.mark.parametrize("what", TAMPERINGS)
async def test_tampering_is_found(what: str) -> None:
    async with running(extra=[pinger()]) as system:
        for n in range(10):
            await system.system.run(_record(str(n)), "ping")
        assert (await system.read(lambda r: verify(r.connection))).whole
        await system.system.run(TAMPERINGS[what], "ping")
        assert not (await system.read(lambda r: verify(r.connection))).whole


async def test_data_that_is_gone_without_a_recorded_erasure_is_a_fault() -> None:
    async with running(extra=[pinger()]) as system:
        for n in range(5):
            await system.system.run(_record(str(n)), "ping")
        await system.system.run(lambda u: u.connection.execute(delete(journal_data).where(journal_data.c.seq == 3)))
        verdict = await system.read(lambda r: verify(r.connection))
        assert (verdict.erased, verdict.breaks) == (1, ("seq 3: the data is missing, and no erasure was recorded",))
        page = await system.read(lambda r: read_after(r.connection, 2, 1))
        assert page[0].data is None
