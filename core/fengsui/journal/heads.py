"""Signed heads in a second place: lines that say where the journal stood, appended and never changed.

The chain shows that nothing before its end was changed by itself, but whoever can write the database can cut its end
off, or compute the whole chain anew. He cannot make it fit the heads that are already elsewhere. Each line's signature
(HMAC-SHA256) covers the line before it, so that lines cannot be left out, swapped or put in either.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from fengsui.clock import Ids
from fengsui.errors import Missing, Unavailable
from fengsui.journal.writing import Head
from fengsui.storage.durable import publish, scratch, sync
from fengsui.storage.types import to_text
from fengsui.text import N_

KEY_FILE = "heads.key"
TAIL_BYTES = 16 * 1024
"""More than a few lines: enough to find the last one that is ours."""


@dataclass(frozen=True)
class SignedHead:
    """One line. `restored`: a backup took the place of what was signed before, from `seq` on."""

    epoch: str
    seq: int
    hash: str
    at: str
    restored: bool
    mac: str

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.at)


def key_of(folder: Path, ids: Ids) -> bytes:
    """The data folder's key; made where there is none, readable by its owner only."""
    file = folder / KEY_FILE
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with scratch(file) as fresh:
            fresh.write_text(ids.secret() + "\n", "ascii")
            with suppress(FileExistsError):  # somebody else was faster: his it is
                publish(fresh, file, replace=False)
    return read_key(file)


def read_key(file: Path) -> bytes:
    """Raises Missing (`no_heads_key`) where it is not, or not readable."""
    try:
        return file.read_bytes().strip()
    except OSError as error:
        raise Missing(
            N_("The key {file} cannot be read: {why}"), code="no_heads_key", file=file, why=error.strerror or error
        ) from error


class HeadsFile:
    """The lines at `path`, signed with `key`."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key

    def append(self, heads: Sequence[Head], now: datetime, *, restored: bool = False) -> None:
        """Adds a line for each; they are on disk when this returns. Raises Unavailable (`heads_failed`)."""
        last = self.last()
        previous, lines = last.mac if last else "", b""
        for head in heads:
            line = asdict(head) | {"at": to_text(now), "restored": restored}
            previous = self._mac(previous, line)
            lines += orjson.dumps(line | {"mac": previous}) + b"\n"
        try:
            self._write(lines)
        except OSError as error:
            raise self._failed(error) from error

    def _write(self, lines: bytes) -> None:
        fresh = not self.path.exists()
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":  # a crash cut the last line short
                lines = b"\n" + lines
            if os.write(handle, lines) != len(lines):
                raise OSError("the disk took a part of a line")
            os.fsync(handle)
        finally:
            os.close(handle)
        if fresh:
            sync(self.path.parent)

    def last(self) -> SignedHead | None:
        """The last line that is ours; None where there is none yet. Raises Unavailable (`heads_failed`)."""
        try:
            with self.path.open("rb") as file:
                start = max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES)
                file.seek(start)
                lines = file.read().split(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(error) from error
        if start:
            known = [head for line in lines[1:] if (head := _parsed(line)) is not None]
            if found := self._ours(lines[1:], known[0].mac if known else "")[0]:
                return found[-1]
            found = self.read()[0]
        else:
            found = self._ours(lines)[0]
        return found[-1] if found else None

    def read(self) -> tuple[list[SignedHead], list[str]]:
        """Every line that is ours in order, and what is wrong with the others. Missing (`no_heads_file`)."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except OSError as error:
            raise Missing(
                N_("The heads in {file} cannot be read: {why}"),
                code="no_heads_file",
                file=self.path,
                why=error.strerror or error,
            ) from error
        return self._ours(lines)

    def _ours(self, lines: Iterable[bytes], previous: str = "") -> tuple[list[SignedHead], list[str]]:
        found: list[SignedHead] = []
        wrong: list[str] = []
        for number, line in enumerate(lines, 1):
            if not line:
                continue
            head = _parsed(line)
            if head is None:
                wrong.append(f"heads, line {number}: cannot be read")
            elif not self._fits(previous, head):
                wrong.append(f"heads, line {number}: not signed by us behind the line before it")
            else:
                found.append(head)
                previous = head.mac
        return found, wrong

    def _fits(self, previous: str, head: SignedHead) -> bool:
        line = asdict(head)
        return hmac.compare_digest(line.pop("mac"), self._mac(previous, line))

    def _mac(self, previous: str, line: dict[str, Any]) -> str:
        said = previous.encode() + orjson.dumps(line, option=orjson.OPT_SORT_KEYS)
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()

    def _failed(self, error: OSError) -> Unavailable:
        return Unavailable(
            N_("The heads could not be written to {file}: {why}"),
            code="heads_failed",
            file=self.path,
            why=error.strerror or error,
        )


def _parsed(line: bytes) -> SignedHead | None:
    """None for whatever has not exactly our fields in our types."""
    try:
        fields = orjson.loads(line)
        head = SignedHead(**fields)
        to_text(head.time)
    except (TypeError, ValueError):
        return None
    texts = all(type(value) is str and value.isascii() for value in (head.epoch, head.hash, head.mac))
    numbers = type(head.seq) is int and 0 < head.seq < 2**63 and type(head.restored) is bool
    return head if texts and numbers else None
