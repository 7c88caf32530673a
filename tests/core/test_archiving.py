"""Archiving: old events leave the database and stay one chain, whatever is interrupted, changed or erased."""

from __future__ import annotations

import gzip
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import ValidationError
from sqlalchemy import Connection, create_engine, delete, insert, select, update
from tests.core.ping import Pinged, pinger

from fengsui import archiving
from fengsui.archiving import cutoff
from fengsui.errors import FengsuiError
from fengsui.hooks import Erasure
from fengsui.journal.anchors import compare, export
from fengsui.journal.archive import archived_rows, next_rows, segments, write
from fengsui.journal.heads import HeadsFile
from fengsui.journal.reading import oldest, read_after
from fengsui.journal.tables import cursor, journal, journal_data
from fengsui.journal.verifying import Verdict, verify, verify_with
from fengsui.journal.writing import Head
from fengsui.settings import Settings
from fengsui.testing import NIGHT, Running, running

KEY = b"k" * 64
LAW = {"basis": "a law", "reason": "asked for"}
_HEAD = select(journal.c.epoch, journal.c.seq, journal.c.hash)
MONTHS = 10
EACH = 6
CALLER = Erasure(
    name="caller", summary="A caller", topics=("ping.*",), subjects=lambda _, id: (id,), erase=lambda _unit, _id: None
)


@asynccontextmanager
async def ten_months(data: Path, url: str = "") -> AsyncIterator[Running]:
    """Six events at the beginning of each of ten months, the last of them now."""
    start = datetime(2026, 1, 2, tzinfo=UTC)
    extra = [pinger(erasures=lambda: [CALLER])]
    async with running([], data=data, url=url, now=start, settings={"journal_months": 6}, extra=extra) as system:
        for month in range(MONTHS):
            for n in range(EACH):
                event = Pinged(exercise=None, text=f"m{month}", to=f"team:T{n % 3}")
                await system.run(lambda unit, event=event: unit.record(event), "ping")  # type: ignore[misc]
            moment = start.replace(month=start.month + month + 1)
            system.clock.advance(moment - system.clock.now())
        yield system


async def sweep(system: Running, rounds: int = 12) -> None:
    """What the server does every twenty seconds."""
    for _ in range(rounds):
        system.clock.advance(timedelta(seconds=21))
        await system.system.sweeps.run_due(system.clock.now())
    await system.settle()


async def verdict(system: Running) -> Verdict:
    folder = system.system.settings.archive_folder
    return await system.read(lambda r: verify(r.connection, archived_rows(folder)))


async def test_old_months_leave_and_it_stays_one_chain(tmp_path: Path, database_url: str) -> None:
    async with ten_months(tmp_path / "data", database_url) as system:
        await sweep(system)
        files = segments(tmp_path / "data" / "archive")
        assert [(one.file.name[:7], one.first, one.last) for one in files] == [
            ("2026-01", 1, 6), ("2026-02", 7, 12), ("2026-03", 13, 18), ("2026-04", 19, 24)
        ]  # fmt: skip
        assert await system.read(lambda r: oldest(r.connection)) == 25
        whole, alone = await verdict(system), await system.read(lambda r: verify(r.connection))
        assert (whole.whole, whole.events) == (True, MONTHS * EACH + 4)
        assert (alone.whole, alone.events) == (True, MONTHS * EACH + 4 - 24)
        assert (await system.read(lambda r: read_after(r.connection, 0, 1)))[0].seq == 25
        assert system.system.source.oldest() == 25
        assert (await system.show("core.verify", {}, system.actor("auditor"))).events == whole.events


@pytest.mark.parametrize("moment", ["before the file", "behind the file", "a shorter file is left"])
async def test_what_was_interrupted_is_done_again(tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ten_months(tmp_path / "data") as system:
        folder = tmp_path / "data" / "archive"
        if moment == "before the file":
            folder.mkdir()
            (folder / ".2026-01.x.part").write_bytes(b"half")
        else:
            rows = await system.read(lambda r: next_rows(r.connection, system.clock.now(), 99))
            write(folder, rows if moment == "behind the file" else rows[:3], KEY)
        await sweep(system)
        assert [one.first for one in segments(folder)] == [1, 7, 13, 19]
        assert (await verdict(system)).whole


async def test_what_was_erased_while_it_was_written_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ten_months(tmp_path / "data") as system:
        ready = await system.read(archiving._prepare)
        await system.execute("core.erase", {**LAW, "seqs": [2]}, system.actor("administrator"))
        with pytest.raises(FengsuiError) as refused:
            await system.run(lambda unit: archiving._archive(unit, ready[0]))
        assert refused.value.code == "archived_meanwhile"
        await sweep(system)
        assert [row["seq"] for row in archived_rows(tmp_path / "data" / "archive") if row["data"] is None] == [2]
        assert (await verdict(system)).whole


async def test_what_is_archived_while_somebody_reads_is_no_silent_hole(tmp_path: Path) -> None:
    """The page that jumps over it comes with the first event that is still there: then the feed tells of the gap."""
    async with ten_months(tmp_path / "data") as system:
        source, ready = system.system.source, await system.read(archiving._prepare)
        assert source.oldest() == 1
        await system.system.run(lambda unit: archiving._archive(unit, ready[0]))
        page = await source.read(0, 4, frozenset({"team:T1"}))
        assert (page[0].seq > 6, source.oldest()) == (True, 7)


async def test_what_a_plugin_has_still_to_read_stays(tmp_path: Path) -> None:
    async with ten_months(tmp_path / "data") as system:
        await system.run(lambda u: u.connection.execute(insert(cursor).values(plugin="late", seq=8)))
        await sweep(system)
        assert await system.read(lambda r: oldest(r.connection)) == 9


async def test_a_person_is_erased_in_the_archive_too(tmp_path: Path) -> None:
    async with ten_months(tmp_path / "data") as system:
        await sweep(system)
        await system.execute("core.erase", {**LAW, "kind": "ping.caller", "thing": "m1"}, system.actor("administrator"))
        await sweep(system, 2)
        gone = [row["seq"] for row in archived_rows(tmp_path / "data" / "archive") if row["data"] is None]
        assert gone == [7, 8, 9, 10, 11, 12]
        found = await verdict(system)
        assert (found.whole, found.erased, [seen.events for seen in found.erasures]) == (True, 6, [0, 6])
        assert (await system.read(lambda r: verify(r.connection))).whole


def test_less_than_six_months_is_refused_with_its_reason() -> None:
    with pytest.raises(ValidationError, match="six months"):
        Settings(journal_months=5)
    assert cutoff(NIGHT, 24) == datetime(2024, 11, 1, tzinfo=UTC)
    assert cutoff(datetime(2026, 1, 31, tzinfo=UTC), 6) == datetime(2025, 7, 1, tzinfo=UTC)


# -- tamperings ----------------------------------------------------------------------------------------------


def _lines(file: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def _put(file: Path, lines: list[dict[str, Any]]) -> None:
    file.write_bytes(gzip.compress(b"".join(orjson.dumps(line) + b"\n" for line in lines), 1))


def edit(lines: list[dict[str, Any]], chance: random.Random) -> None:
    row = chance.choice(lines)
    change = chance.choice(("actor", "subject", "labels", "id", "data", "hash", "digest"))
    row[change] = "x" if change != "data" else None if row["data"] is not None else "{}"


def drop(lines: list[dict[str, Any]], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def swap(lines: list[dict[str, Any]], chance: random.Random) -> None:
    a, b = chance.sample(range(len(lines)), 2)
    lines[a], lines[b] = lines[b], lines[a]


def put_in(lines: list[dict[str, Any]], chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines)), dict(chance.choice(lines)))


def cut(lines: list[dict[str, Any]], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines)) :]


TAMPERINGS: tuple[Callable[[list[dict[str, Any]], random.Random], None], ...] = (edit, drop, swap, put_in, cut)


def unrecorded(connection: Connection, chance: random.Random) -> None:
    """Data goes, and nothing says why."""
    seqs = connection.execute(select(journal_data.c.seq)).scalars().all()
    connection.execute(delete(journal_data).where(journal_data.c.seq == chance.choice(seqs)))


def put_back(connection: Connection, chance: random.Random) -> None:
    """What was erased is there again, or something in its place."""
    row = {"seq": 30, "salt": f"{chance.getrandbits(64):x}", "data": b'{"text":"m4"}'}
    connection.execute(insert(journal_data).values(**row))


def excused(connection: Connection, chance: random.Random) -> None:
    """The record of an erasure is made to cover one more event, whose data goes."""
    seq = chance.randrange(31, 60)
    said = connection.execute(select(journal.c.seq).where(journal.c.topic == "core.erased")).scalars().first()
    mine = journal_data.c.seq == said
    data = orjson.loads(connection.execute(select(journal_data.c.data).where(mine)).scalar_one())
    data["events"].append([data["events"][0][0], seq, seq])
    connection.execute(update(journal_data).where(mine).values(data=orjson.dumps(data)))
    connection.execute(delete(journal_data).where(journal_data.c.seq == seq))


ERASING = (unrecorded, put_back, excused)


class Proof:
    """The stopped installation, its archive, and heads signed before and behind what was archived."""

    def __init__(self, connection: Connection, folder: Path, heads: HeadsFile) -> None:
        self.connection = connection
        self.folder = folder
        self._read = heads.read()

    def whole(self) -> bool:
        wanted = frozenset(head.seq for head in self._read[0])
        try:
            seen, hashes = verify_with(self.connection, archived_rows(self.folder), wanted)
        except (FengsuiError, KeyError, TypeError, ValueError):
            return False
        return seen.whole and not compare(self.connection, self._read, hashes).breaks

    def tampered(self, number: int, chance: random.Random) -> bool:
        """Whether one tampering is found; everything is as before behind it."""
        if number % 4 == 3:
            ERASING[number // 4 % len(ERASING)](self.connection, chance)
            found = not self.whole()
            self.connection.rollback()
            return found
        file = chance.choice(segments(self.folder)).file
        before = file.read_bytes()
        if chance.random() < 0.1:
            file.unlink()
        elif chance.random() < 0.1:
            file.write_bytes(before[: chance.randrange(len(before))])
        else:
            lines = _lines(file)
            TAMPERINGS[number // 4 % len(TAMPERINGS)](lines, chance)
            _put(file, lines)
        found = not self.whole()
        file.write_bytes(before)
        return found


async def test_every_tampering_with_the_archive_and_the_erasures_is_found(tmp_path: Path) -> None:
    heads, folder = HeadsFile(tmp_path / "heads", KEY), tmp_path / "data" / "archive"
    async with ten_months(tmp_path / "data") as system:
        early = await system.read(lambda r: r.connection.execute(_HEAD.where(journal.c.seq == 10)).one())
        heads.append([Head(*early)], NIGHT - timedelta(days=300))
        await system.execute("core.erase", {**LAW, "seqs": [3, 30]}, system.actor("administrator"))
        await sweep(system)
        await system.read(lambda r: export(r.connection, heads, system.clock.now(), folder))
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'fengsui.sqlite'}")
    with engine.connect() as connection:
        proof, chance = Proof(connection, folder, heads), random.Random(5)
        assert proof.whole()
        assert sum(proof.tampered(number, chance) for number in range(240)) == 240
        assert proof.whole()
        assert verify(connection).whole
        connection.execute(update(journal).where(journal.c.topic == "core.archived").values(subject="other"))
        assert not verify(connection).whole
    engine.dispose()
