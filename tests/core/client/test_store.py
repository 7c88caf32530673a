"""What a device keeps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fengsui.client.store import REMEMBERED, FileStore, MemoryStore, Store, StoreFailed
from fengsui.events import Position


def _event(number: int, need: str = "none") -> dict[str, Any]:
    return {"id": f"ev-{number}", "need": need, "data": {"文": number}}


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else FileStore(tmp_path / "deep" / "feed.sqlite")


def test_a_store(store: Store) -> None:
    assert store.position() is None
    assert store.unanswered() == []
    assert store.keep(_event(1), Position("e1", 3))
    assert store.keep(_event(2, "accept"), Position("e1", 4))
    assert store.keep(_event(3, "displayed"), Position("e1", 6))
    assert not store.keep(_event(2, "accept"), Position("e2", 9)), "kept before"
    assert store.position() == Position("e2", 9)
    store.move(Position("e2", 12))
    assert store.position() == Position("e2", 12)
    assert [event["id"] for event, _ in store.unanswered()] == ["ev-2", "ev-3"]
    assert store.unanswered()[0] == (_event(2, "accept"), Position("e1", 4))
    store.answered("ev-2")
    store.answered("ev-2")
    assert [event["id"] for event, _ in store.unanswered()] == ["ev-3"]


def test_ids_are_remembered_within_bounds(store: Store) -> None:
    for number in range(50):
        store.keep(_event(number), Position("e1", number))
    assert not store.keep(_event(0), Position("e1", 50))
    assert REMEMBERED >= 5000


def test_a_file_store_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "feed.sqlite"
    program = (
        "import os, signal, sys\n"
        "from fengsui.client.store import FileStore\n"
        "from fengsui.events import Position\n"
        f"store = FileStore({str(path)!r})\n"
        "for n in range(1, 30):\n"
        "    store.keep({'id': str(n), 'need': 'accept'}, Position('e1', n))\n"
        "    print(n, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert said.stdout.split()[-1] == "29", said.stderr
    store = FileStore(path)
    assert store.position() == Position("e1", 29)
    assert len(store.unanswered()) == 29


def test_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    broken = tmp_path / "feed.sqlite"
    broken.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreFailed, match="cannot be used") as failed:
        FileStore(broken)
    assert failed.value.code == "store_failed"
    with pytest.raises(StoreFailed):
        FileStore(broken / "below")


def test_a_refused_write_changes_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "feed.sqlite")
    store.keep(_event(1), Position("e1", 1))
    store._file.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreFailed):
        store.keep(_event(2, "accept"), Position("e1", 2))
    with pytest.raises(StoreFailed):
        store.move(Position("e1", 2))
    store._file.execute("PRAGMA query_only=OFF")
    assert store.position() == Position("e1", 1)
    assert store.unanswered() == []
    assert store.keep(_event(2, "accept"), Position("e1", 2))
