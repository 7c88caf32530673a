"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """An empty file beside `target`, readable by its owner only; gone at the end unless it was moved."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    file = Path(name)
    try:
        yield file
    finally:
        for rest in ("", "-journal", "-wal", "-shm"):
            file.with_name(file.name + rest).unlink(missing_ok=True)


def publish(file: Path, target: Path, *, replace: bool) -> None:
    """Gives `file` the name `target` once its bytes are on disk; FileExistsError unless `replace`."""
    sync(file)
    if replace:
        file.replace(target)
    elif not linked(file, target):
        if target.exists():
            raise FileExistsError(target)
        file.rename(target)
    sync(target.parent)


def linked(file: Path, target: Path) -> bool:
    """Gives `file` a second name, or raises FileExistsError; False where the file system (a stick's) has no links.

    Unlike a rename it never replaces what somebody else made meanwhile.
    """
    try:
        target.hardlink_to(file)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


def sync(path: Path) -> None:
    """Waits until a file's bytes, or a folder's names, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
