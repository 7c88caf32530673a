"""Broken pages and a log that was cut short: found at the start or by the audit, and nobody is served from them."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.core.ping import pinger
from tests.core.storage.small import until

from fengsui.access.policy import Actor
from fengsui.errors import Unavailable
from fengsui.journal.anchors import compare
from fengsui.journal.heads import HeadsFile
from fengsui.journal.verifying import verify
from fengsui.journal.writing import read_head
from fengsui.storage import opening
from fengsui.storage.backup import read_only_engine
from fengsui.storage.opening import made_ready, rewrite
from fengsui.testing import NIGHT, running

OFFICER = Actor(id="user:officer", name="officer", permissions=frozenset({"*"}))
PAGE = 4096


async def _filled(data: Path) -> Path:
    async with running(["ping"], extra=[pinger()], data=data) as system:
        for number in range(20):
            await system.execute("ping.ping", {"text": f"{number}", "times": 20}, OFFICER)
    file = data / "fengsui.sqlite"
    with sqlite3.connect(file) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


async def test_flipped_bytes_in_the_pages_are_found_at_the_start(tmp_path: Path) -> None:
    """In 40 pages, one at a time: the server refuses, or what was hit is free space, or the audit finds it."""
    file = await _filled(tmp_path)
    whole, chance = file.read_bytes(), random.Random(1)
    outcomes: dict[str, int] = {}
    for _ in range(40):
        broken, at = bytearray(whole), chance.randrange(0, len(whole) // PAGE) * PAGE
        broken[at : at + 64] = bytes(byte ^ 0xFF for byte in broken[at : at + 64])
        file.write_bytes(broken)
        outcomes[_told(file)] = outcomes.get(_told(file), 0) + 1
    file.write_bytes(whole)
    assert made_ready(f"sqlite:///{file}") is None
    assert outcomes.get("storage_damaged", 0) >= 36, outcomes


def _told(file: Path) -> str:
    try:
        made_ready(f"sqlite:///{file}")
    except Unavailable as error:
        return error.code
    return "served"


async def test_a_server_does_not_start_on_a_damaged_file_and_says_what_to_do(tmp_path: Path) -> None:
    file = await _filled(tmp_path)
    file.write_bytes(b"not a database at all " * 5000)
    with pytest.raises(Unavailable, match="is damaged: file is not a database") as refused:
        async with running(data=tmp_path):
            pass
    assert refused.value.code == "storage_damaged"


async def test_a_large_file_is_checked_beside_the_server_which_then_stops_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(tmp_path)
    monkeypatch.setattr(opening, "CHECKED_BEFORE_BYTES", 0)
    monkeypatch.setattr(opening, "page_fault", lambda _file: "Tree 4 page 9: btreeInitPage() returns error code 11")
    async with asyncio.timeout(20), running(["ping"], extra=[pinger()], data=tmp_path) as system:
        await until(lambda: system.system.trouble is not None)
        with pytest.raises(Unavailable, match="damaged") as refused:
            await system.system.execute("ping.ping", {"text": "x"}, OFFICER)
        assert (refused.value.code, refused.value.retry) == ("storage_damaged", False)
        assert await system.show("core.journal", {"after": 0}, OFFICER)


def test_a_file_that_is_written_again_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(random.Random(1).randbytes(3_000_000))
    before = file.read_bytes()
    rewrite(file)
    assert file.read_bytes() == before


async def test_a_killed_servers_log_is_made_good_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(opening, "rewrite", lambda file: made.append(file.name))
    file = await _filled(tmp_path)
    (tmp_path / "fengsui.sqlite-wal").write_bytes(b"")
    made_ready(f"sqlite:///{file}")
    assert made == ["fengsui.sqlite-wal"]


async def test_a_log_that_was_cut_short_is_found_by_its_signed_head(tmp_path: Path) -> None:
    """Its end is gone with everything that would say so: pages and chain are whole. Only the head elsewhere tells."""
    heads = HeadsFile(tmp_path / "heads", b"key")
    copy = tmp_path / "copy"
    copy.mkdir()
    async with running(["ping"], extra=[pinger()], data=tmp_path / "data") as system:
        for number in range(20):
            await system.execute("ping.ping", {"text": f"{number}"}, OFFICER)
        heads.append([await system.read(lambda reading: read_head(reading.connection))], NIGHT)
        for file in (tmp_path / "data").glob("fengsui.sqlite*"):
            shutil.copy(file, copy)
    whole, log = (copy / "fengsui.sqlite").read_bytes(), (copy / "fengsui.sqlite-wal").read_bytes()
    told = []
    for share in (1.0, 0.99, 0.9, 0.5):
        (copy / "fengsui.sqlite").write_bytes(whole)
        (copy / "fengsui.sqlite-shm").unlink(missing_ok=True)
        (copy / "fengsui.sqlite-wal").write_bytes(log[: int(len(log) * share)])
        assert made_ready(f"sqlite:///{copy / 'fengsui.sqlite'}") is None
        engine = read_only_engine(copy / "fengsui.sqlite")
        with engine.connect() as connection, connection.begin():
            assert verify(connection).whole
            told.append(bool(compare(connection, heads.read()).breaks))
        engine.dispose()
    assert told == [False, True, True, True]
