"""Signed heads: every change at or before the last one is found, by whoever can write the database but not the file."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, delete, insert, select, update
from tests.core.ping import Pinged, pinger

from fengsui.clock import Ids
from fengsui.errors import FengsuiError
from fengsui.journal.anchors import compare, due_seqs, export
from fengsui.journal.chain import GENESIS, chained, digest_of
from fengsui.journal.heads import HeadsFile, SignedHead, key_of, read_key
from fengsui.journal.tables import head, journal, journal_data, journal_label
from fengsui.journal.verifying import verify
from fengsui.storage.types import to_text
from fengsui.testing import NIGHT, running
from fengsui.unit import BoundUnit

KEY = b"k" * 64
MINUTE = timedelta(seconds=61)
LAST = 27
Rows = list[dict[str, Any]]


def pings(count: int) -> Callable[[BoundUnit], None]:
    def work(unit: BoundUnit) -> None:
        for n in range(count):
            unit.record(Pinged(exercise=None, text=f"p{n}", to=f"team:T{n % 3}"))

    return work


@dataclass
class Signed:
    """A stopped journal of 32 events, the last signed head at 27, and its file."""

    engine: Engine
    file: HeadsFile

    def whole(self, connection: Connection) -> bool:
        return verify(connection).whole and not compare(connection, self.file.read()).breaks


@pytest.fixture
async def signed(tmp_path: Path) -> Signed:
    file = HeadsFile(tmp_path / "heads", KEY)
    async with running([], data=tmp_path / "data", extra=[pinger()]) as system:
        for round, count in enumerate((9, 9, 9)):
            await system.run(pings(count), "ping")
            now = NIGHT + round * MINUTE
            assert len(await system.read(lambda r, now=now: export(r.connection, file, now))) == 1  # type: ignore[misc]
        await system.run(pings(5), "ping")
    return Signed(create_engine(f"sqlite:///{tmp_path / 'data' / 'fengsui.sqlite'}"), file)


# -- what an attacker does to the journal, as a list of rows ---------------------------------------------


def edit(rows: Rows, chance: random.Random) -> Rows:
    row = rows[chance.randrange(LAST)]
    changes: dict[str, Any] = {
        "actor": "user:nobody", "subject": "other", "topic": "ping.other", "at": row["at"] + timedelta(seconds=1),
        "due": row["at"], "labels": "team:T99", "need": "accept", "severity": "extreme", "exercise": "EX-01",
        "id": f"{chance.getrandbits(128):032x}", "data": b'{"text":"other","to":"centre"}',
        "epoch": f"{chance.getrandbits(128):032x}",
    }  # fmt: skip
    name = chance.choice(sorted(changes))
    row[name] = changes[name]
    return rows


def remove(rows: Rows, chance: random.Random) -> Rows:
    del rows[chance.randrange(LAST)]
    return rows


def swap(rows: Rows, chance: random.Random) -> Rows:
    a, b = chance.sample(range(LAST), 2)
    rows[a], rows[b] = rows[b], rows[a]
    rows[a]["seq"], rows[b]["seq"] = rows[b]["seq"], rows[a]["seq"]
    return rows


def put_in(rows: Rows, chance: random.Random) -> Rows:
    """Room is made for it: those behind it move up."""
    at = chance.randrange(LAST)
    made = {**rows[at], "id": f"{chance.getrandbits(128):032x}"}
    return [*rows[:at], made, *({**row, "seq": row["seq"] + 1} for row in rows[at:])]


def cut(rows: Rows, chance: random.Random) -> Rows:
    """At times it grows again behind the cut, past where it was."""
    at = chance.randrange(LAST)
    grown = [{**row, "id": f"{chance.getrandbits(128):032x}"} for row in rows[at:]] if chance.random() < 0.3 else []
    return rows[:at] + grown


TAMPERINGS = (edit, remove, swap, put_in, cut)


def rebuild(rows: Rows) -> None:
    """Numbers and digests anew and computes the whole chain, as whoever knows the program can."""
    previous = GENESIS
    for seq, row in enumerate(rows, 1):
        row["seq"] = seq
        row["digest"] = digest_of(row["salt"], row["data"])
        row["hash"] = previous = chained(previous, row)


def load(connection: Connection) -> Rows:
    query = select(journal, journal_data.c.salt, journal_data.c.data).where(journal.c.seq == journal_data.c.seq)
    return [dict(row) for row in connection.execute(query.order_by(journal.c.seq)).mappings()]


def store(connection: Connection, rows: Rows, *, index: bool = True) -> None:
    """With `index` the audience index is made to fit, too."""
    connection.execute(delete(journal))
    connection.execute(delete(journal_data))
    if rows:
        columns, datas = set(journal.c.keys()), set(journal_data.c.keys())
        connection.execute(insert(journal), [{k: v for k, v in row.items() if k in columns} for row in rows])
        connection.execute(insert(journal_data), [{k: v for k, v in row.items() if k in datas} for row in rows])
    if index:
        connection.execute(delete(journal_label))
        labels = [{"label": label, "seq": row["seq"]} for row in rows for label in row["labels"].split()]
        connection.execute(insert(journal_label), labels or [{"label": "none", "seq": 0}])
    end = rows[-1] if rows else {"seq": 0, "hash": GENESIS}
    connection.execute(update(head).values(seq=end["seq"], hash=end["hash"]))


def test_a_thousand_tamperings_are_all_found(signed: Signed) -> None:
    chance, found, by_heads_alone = random.Random(20261122), 0, 0
    with signed.engine.connect() as connection:
        original = load(connection)
        assert signed.whole(connection)
        read = signed.file.read()
        for number in range(1000):
            rows = TAMPERINGS[number % len(TAMPERINGS)]([dict(row) for row in original], chance)
            if rebuilt := chance.random() < 0.6:
                rebuild(rows)
            store(connection, rows, index=rebuilt)
            chain, heads = verify(connection).whole, not compare(connection, read).breaks
            found += not (chain and heads)
            by_heads_alone += chain and not heads
            connection.rollback()
        assert signed.whole(connection)
    assert found == 1000
    assert by_heads_alone > 250


@pytest.mark.parametrize(
    "change",
    [
        "journal_data SET data = 'text'",
        "journal_data SET salt = x'ff'",
        "journal SET at = 'yesterday'",
        "journal SET due = 5",
        "journal SET actor = x'ff'",
        "journal SET labels = x'ff'",
        "journal SET hash = x'ff'",
        "journal SET seq = 'x'",
    ],
)
def test_a_value_that_no_server_writes_is_a_break_and_hides_no_other(signed: Signed, change: str) -> None:
    with signed.engine.connect() as connection:
        connection.exec_driver_sql(f"UPDATE core_{change} WHERE seq = 5")
        connection.exec_driver_sql("UPDATE core_journal SET actor = 'user:nobody' WHERE seq = 12")
        found = verify(connection).breaks
    assert any("seq 5" in line or "'x'" in line for line in found)
    assert any("seq 12" in line for line in found)


def test_what_came_after_the_last_head_is_proven_by_nothing(signed: Signed) -> None:
    """The limit that docs/operations.md states: how much is exposed is what the export's interval is for."""
    with signed.engine.connect() as connection:
        store(connection, load(connection)[:LAST])
        assert signed.whole(connection)
        store(connection, load(connection)[: LAST - 1])
        assert not signed.whole(connection)


# -- the file --------------------------------------------------------------------------------------------


def test_lines_of_the_file_cannot_be_changed_left_out_swapped_or_put_in(signed: Signed) -> None:
    original, chance = signed.file.path.read_bytes().splitlines(), random.Random(7)
    forged = HeadsFile(signed.file.path.with_name("forged"), b"another key")
    forged.append([_head(40)], NIGHT)
    made = forged.path.read_bytes().rstrip()
    for _ in range(200):
        lines, at = list(original), chance.randrange(len(original))
        what = chance.choice(["edit", "remove", "swap", "put in", "repeat"])
        if what == "edit":
            line = bytearray(lines[at])
            line[chance.randrange(len(line))] ^= 1 << chance.randrange(7)
            lines[at] = bytes(line).replace(b"\n", b"?")
        elif what == "remove" and at < len(lines) - 1:
            del lines[at]
        elif what == "swap" and at:
            lines[at - 1], lines[at] = lines[at], lines[at - 1]
        else:
            lines.insert(at + 1, made if what == "put in" else lines[at])
        signed.file.path.write_bytes(b"\n".join(lines) + b"\n")
        assert signed.file.read()[1], (what, at)


def _head(seq: int) -> Any:
    from fengsui.journal.writing import Head

    return Head("e" * 32, seq, f"{seq:064x}")


def test_a_line_cut_short_by_a_crash_does_not_spoil_the_next(tmp_path: Path) -> None:
    file = HeadsFile(tmp_path / "heads", KEY)
    file.append([_head(1), _head(2)], NIGHT)
    with file.path.open("ab") as torn:
        torn.write(b'{"epoch":"ee')
    file.append([_head(3)], NIGHT)
    heads, wrong = file.read()
    assert [signed.seq for signed in heads] == [1, 2, 3]
    assert len(wrong) == 1


def test_the_last_line_of_a_long_file(tmp_path: Path) -> None:
    file = HeadsFile(tmp_path / "heads", KEY)
    assert file.last() is None
    for seq in range(1, 400, 50):
        file.append([_head(n) for n in range(seq, seq + 50)], NIGHT)
    assert (last := file.last()) is not None
    assert last.seq == 400
    heads, wrong = file.read()
    assert ([signed.seq for signed in heads], wrong) == (list(range(1, 401)), [])
    with file.path.open("ab") as other:
        other.write(b"x" * 40_000 + b"\n")
    assert file.last() == last


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(FengsuiError) as refused:
        HeadsFile(tmp_path / "no" / "heads", KEY).append([_head(1)], NIGHT)
    assert refused.value.code == "heads_failed"
    with pytest.raises(FengsuiError) as refused:
        HeadsFile(tmp_path / "heads", KEY).read()
    assert refused.value.code == "no_heads_file"


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = key_of(tmp_path, Ids())
    assert (len(key), key_of(tmp_path, Ids())) == (64, key)
    assert (tmp_path / "heads.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FengsuiError) as refused:
        read_key(tmp_path / "other.key")
    assert refused.value.code == "no_heads_key"


# -- when ------------------------------------------------------------------------------------------------


def _signed_at(seq: int, at: datetime = NIGHT) -> SignedHead:
    return SignedHead("e", seq, "h", to_text(at), False, "m")


@pytest.mark.parametrize(
    ("end", "last", "later", "due"),
    [
        (0, None, 0, []),
        (1234, None, 0, [1234]),
        (150, 120, 0, []),
        (150, 120, 60, [150]),
        (120, 120, 600, []),
        (200, 120, 0, [200]),
        (431, 100, 0, [200, 300, 400]),
        (431, 100, 60, [200, 300, 400, 431]),
        (150, 120, -3600, [150]),
    ],
)
def test_every_hundred_events_or_a_minute(end: int, last: int | None, later: float, due: list[int]) -> None:
    assert due_seqs(end, _signed_at(last) if last else None, NIGHT + timedelta(seconds=later)) == due


async def test_the_server_signs_by_itself(tmp_path: Path, database_url: str) -> None:
    settings = {"heads_file": tmp_path / "heads"}
    async with running([], data=tmp_path / "data", url=database_url, settings=settings, extra=[pinger()]) as system:
        file = HeadsFile(tmp_path / "heads", key_of(tmp_path / "data", Ids()))
        await system.run(pings(30), "ping")
        await system.advance(seconds=3)
        await system.run(pings(230), "ping")
        await system.advance(seconds=3)
        assert [signed.seq for signed in file.read()[0]] == [30, 100, 200]
        await system.advance(seconds=60)
        heads, wrong = file.read()
        assert ([signed.seq for signed in heads], wrong) == ([30, 100, 200, 260], [])
        found = await system.read(lambda r: compare(r.connection, file.read()))
        assert (found.heads, found.given_up, found.breaks) == (4, 0, ())
        await system.advance(seconds=600)
        assert len(file.read()[0]) == 4


async def test_a_rewritten_journal_is_not_signed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = {"heads_file": tmp_path / "heads"}
    async with running([], data=tmp_path / "data", settings=settings, extra=[pinger()]) as system:
        await system.run(pings(30), "ping")
        await system.advance(seconds=3)
        before = (tmp_path / "heads").read_bytes()
        await system.run(lambda u: u.connection.execute(update(journal).where(journal.c.seq == 30).values(hash="0")))
        await system.run(pings(200), "ping")
        await system.advance(seconds=120)
        assert (tmp_path / "heads").read_bytes() == before
    assert "nothing is signed" in caplog.text
