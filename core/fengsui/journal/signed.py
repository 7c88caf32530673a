"""Signed lines in a file: appended, never changed, each signature (HMAC-SHA256) covering the line before it.

Whoever has the file and not the key can neither change a line nor leave one out, swap two or put one in; what he can
do is cut the end off.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from fengsui.clock import Ids
from fengsui.errors import Missing, Unavailable
from fengsui.storage.durable import publish, scratch, sync
from fengsui.text import N_

KEY_FILE = "heads.key"
TAIL_BYTES = 16 * 1024
"""More than a few lines: enough to find the last one that is ours."""

Line = dict[str, Any]


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


class SignedLines:
    """The lines at `path`, signed with `key`. `what` names them where one is wrong."""

    def __init__(self, path: Path, key: bytes, what: str = "heads") -> None:
        self.path = path
        self._key = key
        self._what = what

    def append(self, lines: Sequence[Line]) -> list[Line]:
        """Adds them, signed; they are on disk when this returns. Raises Unavailable (`heads_failed`)."""
        last = self.last()
        previous, added, written = last["mac"] if last else "", [], b""
        for line in lines:
            previous = self._mac(previous, line)
            added.append(line | {"mac": previous})
            written += orjson.dumps(added[-1]) + b"\n"
        try:
            self._write(written)
        except OSError as error:
            raise self._failed(error) from error
        return added

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

    def last(self) -> Line | None:
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
            known = [line for text in lines[1:] if (line := _parsed(text)) is not None]
            if found := self.ours(lines[1:], known[0]["mac"] if known else "")[0]:
                return found[-1]
            found = self.read()[0]
        else:
            found = self.ours(lines)[0]
        return found[-1] if found else None

    def read(self) -> tuple[list[Line], list[str]]:
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
        return self.ours(lines)

    def ours(self, texts: Sequence[bytes], previous: str = "") -> tuple[list[Line], list[str]]:
        """Those of `texts` that follow each other, signed by us, behind the line signed `previous`.

        A syslog puts its own words before each line, begins anew at times and may lose one: of its lines those are
        ours that fit the one before them, and it is wrong only that there are none.
        """
        readable = [text for text in texts if _parsed(text) is not None]
        if readable and not any(text.startswith(b"{") for text in readable):
            return self._of_syslog(readable)
        found: list[Line] = []
        wrong: list[str] = []
        for number, text in enumerate(texts, 1):
            if not text:
                continue
            line = _parsed(text)
            if line is None:
                wrong.append(f"{self._what}, line {number}: cannot be read")
            elif not self._fits(previous, line):
                wrong.append(f"{self._what}, line {number}: not signed by us behind the line before it")
            else:
                found.append(line)
                previous = line["mac"]
        return found, wrong

    def _of_syslog(self, texts: Sequence[bytes]) -> tuple[list[Line], list[str]]:
        found: list[Line] = []
        previous = ""
        for text in texts:
            if (line := _parsed(text)) is not None:
                if self._fits(previous, line):
                    found.append(line)
                previous = line["mac"]
        return found, [] if found else [f"{self._what}: no line of the syslog can be proven"]

    def _fits(self, previous: str, line: Line) -> bool:
        said = {name: value for name, value in line.items() if name != "mac"}
        return hmac.compare_digest(line["mac"], self._mac(previous, said))

    def _mac(self, previous: str, line: Line) -> str:
        said = previous.encode() + orjson.dumps(line, option=orjson.OPT_SORT_KEYS)
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()

    def _failed(self, error: OSError) -> Unavailable:
        return Unavailable(
            N_("The heads could not be written to {file}: {why}"),
            code="heads_failed",
            file=self.path,
            why=error.strerror or error,
        )


def _parsed(text: bytes) -> Line | None:
    """None for whatever is no object with a signature; a syslog's words before it are passed over."""
    try:
        line = orjson.loads(text[max(text.find(b"{"), 0) :])
    except ValueError:
        return None
    return line if isinstance(line, dict) and isinstance(line.get("mac"), str) and line["mac"].isascii() else None
