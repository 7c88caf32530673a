"""What a device keeps on its own disk: open alerts, and answers that the centre has not confirmed yet.

Written whole, to a new file, synced and renamed: after a crash or a power cut there is the old state or the new one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "desk.json"
UNREAD = "unread"


@dataclass(frozen=True)
class Unsent:
    """An answer on its way: the same `key` until the centre has said what became of it."""

    key: str
    command: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """What was found on disk; `damaged` where there was something that cannot be read (it is set aside)."""

    items: Sequence[Mapping[str, Any]] = ()
    heard: Sequence[str] = ()
    unsent: Sequence[Unsent] = ()
    damaged: bool = False


def load(folder: Path) -> Kept:
    file = folder / NAME
    try:
        found = json.loads(file.read_text("utf-8"))
        items = [row for row in found["items"] if isinstance(row, dict)]
        heard = [str(id) for id in found["heard"]]
        unsent = [Unsent(str(row["key"]), str(row["command"]), dict(row["arguments"])) for row in found["unsent"]]
    except FileNotFoundError:
        return Kept()
    except (OSError, ValueError, KeyError, TypeError):
        file.replace(file.with_suffix(".damaged"))
        return Kept(damaged=True)
    return Kept(items, heard, unsent)


def save(folder: Path, kept: Kept) -> None:
    """Durable when it returns; raises OSError where the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / (NAME + ".new")
    plain = {"items": list(kept.items), "heard": list(kept.heard), "unsent": [vars(one) for one in kept.unsent]}
    text = json.dumps(plain, ensure_ascii=False, default=str)
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / NAME)
    _sync(folder)


def unread(folder: Path) -> bool:
    """Whether this team's orders have still to be read: what is shown cannot be proven whole."""
    return (folder / UNREAD).exists()


def doubt(folder: Path) -> None:
    """Durable when it returns, before the position moves on; raises OSError where the disk refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / UNREAD).touch()
    _sync(folder)


def trust(folder: Path) -> None:
    """The orders were read. After a crash they are at worst read once more."""
    (folder / UNREAD).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
