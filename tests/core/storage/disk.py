"""A disk in memory that can be cut off, can fail at any call, and forgets what was not synced.

What is written is seen at once (the system's memory) and is durable only after a sync. When the power goes, of what was
not synced any part may be there: whole writes, torn ones, none. A failed sync is the worst that systems do: what
was to be written counts as written from then on, and never gets to the disk.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
WRITES = ("write", "truncate")
CODES = {
    "read": apsw.SQLITE_IOERR_READ,
    "write": apsw.SQLITE_IOERR_WRITE,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "size": apsw.SQLITE_IOERR_FSTAT,
    "open": apsw.SQLITE_CANTOPEN,
    "delete": apsw.SQLITE_IOERR_DELETE,
}

Piece = tuple[int, bytes] | int
"""A write at an offset, or the length that a file was cut to."""


def _apply(content: bytearray, piece: Piece) -> None:
    if isinstance(piece, int):
        del content[piece:]
        return
    offset, data = piece
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


@dataclass
class Stored:
    """One file: as it is seen, as it is on disk, and what lies between."""

    now: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    pending: list[Piece] = field(default_factory=list)

    def put(self, piece: Piece) -> None:
        _apply(self.now, piece)
        self.pending.append(piece)

    def sync(self, *, failing: bool) -> None:
        for piece in [] if failing else self.pending:
            _apply(self.durable, piece)
        self.pending.clear()

    def after_a_cut(self, chance: random.Random) -> bytearray:
        """What was synced, and any part of the rest."""
        content, share = bytearray(self.durable), chance.choice((0.0, 0.3, 0.7, 1.0))
        for piece in self.pending:
            if chance.random() < share:
                _apply(content, _torn(piece, chance))
        return content


def _torn(piece: Piece, chance: random.Random) -> Piece:
    if isinstance(piece, int) or chance.random() < 0.8:
        return piece
    offset, data = piece
    return offset, data[: chance.randrange(0, len(data) + 1, SECTOR)]


class Disk:
    """The files by name. `calls` counts what is asked of it; `fault(number, what)` names the code a call fails with.

    Once `cut` it fails at every call, for ever.
    """

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = {name: Stored(bytearray(data), bytearray(data)) for name, data in (files or {}).items()}
        self.calls = 0
        self.cut = False
        self.fault: Callable[[int, str], int | None] = lambda _number, _what: None

    def asked(self, what: str) -> None:
        self.calls += 1
        if self.cut:
            raise apsw.exception_for(CODES[what])
        code = self.fault(self.calls, what)
        if code is not None:
            raise apsw.exception_for(code)

    def content(self) -> dict[str, bytes]:
        return {name: bytes(file.now) for name, file in self.files.items()}

    def after_a_kill(self) -> Disk:
        """The same disk for the next process, on the machine that runs on."""
        disk = Disk()
        disk.files = deepcopy(self.files)
        return disk

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        return {name: bytes(file.after_a_cut(chance)) for name, file in sorted(self.files.items())}


class _Open:
    """An open file, as SQLite asks for it."""

    def __init__(self, disk: Disk, name: str, *, temporary: bool) -> None:
        self._disk, self._name, self._temporary = disk, name, temporary
        self._file = disk.files.setdefault(name, Stored())

    def xRead(self, amount: int, offset: int) -> bytes:
        self._disk.asked("read")
        return bytes(self._file.now[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.asked("write")
        self._file.put((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        self._disk.asked("truncate")
        self._file.put(size)

    def xSync(self, _flags: int) -> None:
        try:
            self._disk.asked("sync")
        except apsw.Error:
            self._file.sync(failing=True)
            raise
        self._file.sync(failing=False)

    def xFileSize(self) -> int:
        self._disk.asked("size")
        return len(self._file.now)

    def xClose(self) -> None:
        if self._temporary:
            self._disk.files.pop(self._name, None)

    def xLock(self, _level: int) -> None: ...

    def xUnlock(self, _level: int) -> None: ...

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, _operation: int, _pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return int(apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE)


class MadeFileSystem(apsw.VFS):
    """`disk` is the one that is in the machine at the moment."""

    def __init__(self, name: str) -> None:
        self.disk = Disk()
        self.vfs_name = name
        self._temporary = 0
        super().__init__(name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        self.disk.asked("open")
        flags[1] = flags[0]
        text = name.filename() if isinstance(name, apsw.URIFilename) else name
        if text is None:
            self._temporary += 1
            return _Open(self.disk, f"temporary-{self._temporary}", temporary=True)
        return _Open(self.disk, text, temporary=False)

    def xDelete(self, name: str, _sync: bool) -> None:
        self.disk.asked("delete")
        self.disk.files.pop(name, None)

    def xAccess(self, name: str, _flags: int) -> bool:
        return name in self.disk.files

    def xFullPathname(self, name: str) -> str:
        return name

    def excepthook(self, *_: object) -> bool:
        """What cannot be raised, because SQLite asked in passing, was planned."""
        return True


@contextmanager
def file_system(name: str) -> Iterator[MadeFileSystem]:
    made = MadeFileSystem(name)
    try:
        yield made
    finally:
        made.unregister()


def written(content: dict[str, bytes], folder: Path, name: str) -> Path:
    """The database called `name` with its log, as real files, so that the standard library can open them."""
    for old in folder.glob(f"{name}*"):
        old.unlink()
    for file, data in content.items():
        if file.startswith(name):
            (folder / file).write_bytes(data)
    return folder / name
