"""Backups: whole or not there, with everything acknowledged before; a restored history is a new epoch to everybody."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.core.ping import Pinged, pinger

from fengsui.cli.place import local_actor
from fengsui.client.feed import FeedClient, State
from fengsui.clock import Ids
from fengsui.errors import FengsuiError
from fengsui.events import Position
from fengsui.hooks import Erasure
from fengsui.journal.erasures import FILE, listed_in
from fengsui.journal.signed import read_key
from fengsui.journal.writing import Head
from fengsui.serve import Serving, serving
from fengsui.settings import Settings
from fengsui.storage.backup import back_up, check
from fengsui.storage.restoring import Return, restore
from fengsui.testing import NIGHT, running
from fengsui.unit import BoundUnit


def ping(text: str) -> Callable[[BoundUnit], None]:
    return lambda unit: unit.record(Pinged(exercise=None, text=text))


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A data folder with a stopped installation of ten events."""
    folder = tmp_path / "data"
    async with running([], data=folder, extra=[pinger()]) as system:
        for n in range(10):
            await system.run(ping(str(n)), "ping")
    return folder


def put_back(file: Path, folder: Path, seed: int = 7) -> Return:
    return restore(file, folder / "fengsui.sqlite", Ids(random.Random(seed)), NIGHT, "system:cli")


async def test_what_was_acknowledged_before_it_began_is_in_it(tmp_path: Path) -> None:
    folder, stop = tmp_path / "data", asyncio.Event()
    async with running([], data=folder, extra=[pinger()]) as system:
        acknowledged = 0

        async def write() -> None:
            nonlocal acknowledged
            while not stop.is_set():
                await asyncio.gather(*(system.system.run(ping("x"), "ping") for _ in range(8)))
                acknowledged += 8

        writers = [asyncio.create_task(write()) for _ in range(3)]
        for n in range(5):
            await asyncio.sleep(0.1)
            before = acknowledged
            made = await asyncio.to_thread(back_up, folder / "fengsui.sqlite", tmp_path / f"{n}.sqlite")
            assert made.events == made.head.seq >= before > 0
            assert check(made.file) == made
        stop.set()
        await asyncio.gather(*writers)
        assert (await system.system.head()).seq > made.head.seq


def test_a_backup_is_one_private_file_and_overwrites_nothing(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "a.sqlite"
    target.parent.mkdir()
    back_up(data / "fengsui.sqlite", target)
    assert [file.name for file in target.parent.iterdir()] == ["a.sqlite"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.write_bytes(b"mine")
    with pytest.raises(FengsuiError) as refused:
        back_up(data / "fengsui.sqlite", target)
    assert (refused.value.code, target.read_bytes()) == ("backup_exists", b"mine")
    assert back_up(data / "fengsui.sqlite", target, replace=True).events == 10
    with pytest.raises(FengsuiError) as refused:
        back_up(data / "fengsui.sqlite", tmp_path / "no" / "such" / "folder.sqlite")
    assert refused.value.code == "backup_failed"


def test_a_broken_chain_is_not_backed_up(data: Path, tmp_path: Path) -> None:
    with sqlite3.connect(data / "fengsui.sqlite") as connection:
        connection.execute("UPDATE core_journal SET actor = 'nobody' WHERE seq = 4")
    with pytest.raises(FengsuiError) as refused:
        back_up(data / "fengsui.sqlite", tmp_path / "a.sqlite")
    assert (refused.value.code, list(tmp_path.glob("*a.sqlite*"))) == ("backup_damaged", [])


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _scribble(file: Path) -> None:
    """Over every page but the first."""
    content = bytearray(file.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 64] = bytes(64)
    file.write_bytes(content)


def _garbage(file: Path) -> None:
    file.write_bytes(b"not a database" * 1000)


def _another(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("spoil", [_cut, _scribble, _garbage, _another, _empty])
def test_what_is_not_whole_is_not_restored(data: Path, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    file = tmp_path / "a.sqlite"
    back_up(data / "fengsui.sqlite", file)
    before = (data / "fengsui.sqlite").read_bytes()
    spoil(file)
    with pytest.raises(FengsuiError) as refused:
        put_back(file, data)
    assert refused.value.code == "backup_damaged"
    assert (data / "fengsui.sqlite").read_bytes() == before
    assert not list(data.glob("*replaced*")) + list(data.glob(".*.part"))


@pytest.mark.expects_errors
def test_a_backup_of_a_newer_version_is_not_restored(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    back_up(data / "fengsui.sqlite", file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE core_schema_version SET version_num = 'core_9999'")
    with pytest.raises(FengsuiError) as refused:
        put_back(file, data)
    assert refused.value.code == "backup_too_new"
    assert check(data / "fengsui.sqlite").events == 10


async def test_a_restored_history_goes_on_in_a_new_epoch(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    was = back_up(data / "fengsui.sqlite", file).head
    async with running([], data=data, extra=[pinger()]) as system:
        await system.run(ping("lost"), "ping")
    done = put_back(file, data)
    assert (done.was, done.head.seq) == (was, 11)
    assert done.head.epoch != was.epoch
    assert done.replaced is not None
    assert check(done.replaced).events == 11
    async with running([], data=data, extra=[pinger()]) as system:
        assert await system.system.head() == Position(done.head.epoch, 11)
        restored = system.recorded("core.restored")[0]
        assert restored.data == {"was": was.epoch, "behind": 10}
        assert set(restored.labels) == {"role:administrator", "role:auditor"}
        assert not [event for event in system.recorded() if event.subject == "lost"]
        await system.run(ping("goes on"), "ping")
    assert check(data / "fengsui.sqlite").head.seq == 12


async def test_what_was_erased_since_is_erased_again(data: Path, tmp_path: Path) -> None:
    file, law = tmp_path / "a.sqlite", {"basis": "a law", "reason": "asked for"}
    back_up(data / "fengsui.sqlite", file)
    async with running([], data=data, extra=[pinger()]) as system:
        await system.run(ping("later"), "ping")
        await system.execute("core.erase", {**law, "seqs": [3, 11]}, system.actor("administrator"))
        await system.advance(seconds=6)
        await system.execute("core.erase", {**law, "seqs": [5]}, system.actor("administrator"))
    listed, wrong = listed_in([data / FILE], read_key(data / "heads.key"))
    assert (len(listed), wrong) == (1, [])
    done = put_back(file, data)
    assert (done.erased, check(data / "fengsui.sqlite").erased) == (
        2,
        2,
    )  # the second was known to the replaced one only
    _garbage(data / "fengsui.sqlite")
    done = restore(file, data / "fengsui.sqlite", Ids(random.Random(8)), NIGHT, "system:cli", erasures=listed)
    assert done.erased == 1
    async with running([], data=data, extra=[pinger()]) as system:
        (erased,) = system.recorded("core.erased")
        assert erased.data is not None
        assert (erased.data["again"], [span[1:] for span in erased.data["events"]]) == (True, [[3, 3]])
        assert [event.data for event in system.recorded() if event.seq == 3] == [None]


async def test_a_plugins_own_rows_are_erased_again_when_the_server_runs(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    gone: list[str] = []
    caller = Erasure(
        name="caller", summary="A caller", subjects=lambda _, id: (id,), erase=lambda _, id: gone.append(id)
    )
    extra = [pinger(erasures=lambda: [caller])]
    back_up(data / "fengsui.sqlite", file)
    async with running([], data=data, extra=extra) as system:
        law = {"basis": "a law", "reason": "asked for", "kind": "ping.caller", "thing": "7"}
        await system.execute("core.erase", law, system.actor("administrator"))
    assert put_back(file, data).erased == 1
    async with running([], data=data, extra=extra) as system:
        for _ in range(2):
            await system.advance(seconds=6)
    assert gone == ["7", "7"]


def test_if_it_cannot_be_said_elsewhere_nothing_is_replaced(data: Path, tmp_path: Path) -> None:
    def refuse(_: Head) -> None:
        raise OSError("no second place")

    file = tmp_path / "a.sqlite"
    back_up(data / "fengsui.sqlite", file)
    before = (data / "fengsui.sqlite").read_bytes()
    with pytest.raises(FengsuiError) as refused:
        restore(file, data / "fengsui.sqlite", Ids(), NIGHT, "system:cli", before=refuse)
    assert refused.value.code == "backup_failed"
    assert (data / "fengsui.sqlite").read_bytes() == before


def test_there_is_no_moment_without_a_database(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise OSError("the power went")

    file, database = tmp_path / "a.sqlite", data / "fengsui.sqlite"
    was = back_up(database, file).head
    monkeypatch.setattr("fengsui.storage.restoring.publish", cut_off)
    with pytest.raises(FengsuiError):
        put_back(file, data)
    assert check(database).head == was


def test_the_log_that_a_crash_left_stays_with_its_database(data: Path, tmp_path: Path) -> None:
    """A `-wal` that met another database would spoil it, and without it the replaced one would lack its last units."""
    file, database = tmp_path / "a.sqlite", data / "fengsui.sqlite"
    back_up(database, file)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE late (n INTEGER)")
    connection.commit()
    for name in ("fengsui.sqlite", "fengsui.sqlite-wal"):
        shutil.copy(data / name, crashed / name)
    connection.close()
    assert (crashed / "fengsui.sqlite-wal").stat().st_size > 0
    done = put_back(file, crashed)
    assert done.replaced is not None
    assert not (crashed / "fengsui.sqlite-wal").exists()
    with sqlite3.connect(done.replaced) as kept:
        assert kept.execute("SELECT count(*) FROM sqlite_master WHERE name = 'late'").fetchone() == (1,)
    with sqlite3.connect(crashed / "fengsui.sqlite") as fresh:
        assert fresh.execute("SELECT count(*) FROM sqlite_master WHERE name = 'late'").fetchone() == (0,)


def test_an_unreadable_database_is_replaced_too(data: Path, tmp_path: Path) -> None:
    file, database = tmp_path / "a.sqlite", data / "fengsui.sqlite"
    back_up(database, file)
    _garbage(database)
    done = put_back(file, data)
    assert done.replaced is not None
    assert done.replaced.read_bytes().startswith(b"not a database")
    assert check(database).head == done.head


async def _watch(server: Serving, token: str, after: Position) -> tuple[list[State], FeedClient]:
    """A client that comes with `after`, once it is live."""
    states: list[State] = []
    url = f"ws://127.0.0.1:{server.feed_port}/feed"
    client = FeedClient(url, token, "D-T06", after=after, on_state=states.append)
    async with client, asyncio.timeout(10):
        while client.state.condition != "live":  # noqa: ASYNC110 -- the client hands out events, not conditions
            await asyncio.sleep(0.01)
    return states, client


@pytest.mark.parametrize("behind", [0, 3], ids=["as far as the backup", "further than the backup"])
async def test_every_client_notices(tmp_path: Path, behind: int) -> None:
    settings = Settings(data=tmp_path / "data", http_port=0, feed_port=0, allow_plugins=())
    device = {"device": "D-T06", "label": "team:T06", "roles": ["auditor"], "area": "", "labels": []}
    async with serving(settings) as server:
        issued = await server.system.execute("core.issue_token", device, local_actor())
        old = await server.system.head()
        states, client = await _watch(server, issued.token, old)
        assert "gap" not in [state.condition for state in states]
        await asyncio.to_thread(back_up, tmp_path / "data" / "fengsui.sqlite", tmp_path / "a.sqlite")
    at = Position(old.epoch, old.seq + behind)
    restore(tmp_path / "a.sqlite", tmp_path / "data" / "fengsui.sqlite", Ids(), NIGHT + timedelta(1), "system:cli")
    async with serving(settings) as server:
        states, client = await _watch(server, issued.token, at)
        gaps = [state for state in states if state.condition == "gap"]
        assert [gap.code for gap in gaps] == ["data_incomplete"]
        assert "restored" in gaps[0].text
        assert client.position is not None
        assert client.position.epoch == (await server.system.head()).epoch != old.epoch
