"""What a person types: single keys on a terminal, whole lines where stdin is a pipe."""

from __future__ import annotations

import asyncio
import codecs
import os
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TextIO

Typed = asyncio.Queue[str]


@asynccontextmanager
async def typed(stream: TextIO) -> AsyncIterator[Typed]:
    """A queue of what is typed: on a terminal one key each, else one line each without its end."""
    queue: Typed = asyncio.Queue()
    try:
        fd = stream.fileno()
        kind = os.fstat(fd).st_mode
    except (OSError, ValueError):
        yield queue
        return
    if not (os.isatty(fd) or stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)):
        yield queue  # nothing can be waited for in a file; /dev/null says nothing at all
        return
    with _single_keys(fd) if os.isatty(fd) else _as_it_is():
        loop = asyncio.get_running_loop()
        loop.add_reader(fd, _Reader(queue, fd, loop).read)
        try:
            yield queue
        finally:
            loop.remove_reader(fd)


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _single_keys(fd: int) -> Iterator[None]:
    """Keys at once and without echo; Ctrl-C still interrupts. The terminal is put back as it was."""
    import termios
    import tty

    before = termios.tcgetattr(fd)
    tty.setcbreak(fd, termios.TCSANOW)
    try:
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


class _Reader:
    """Bytes to keys or lines. A cursor key and its like (an escape sequence) is no key of ours."""

    def __init__(self, queue: Typed, fd: int, loop: asyncio.AbstractEventLoop) -> None:
        self._queue = queue
        self._fd = fd
        self._loop = loop
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._keys = os.isatty(fd)
        self._line = ""

    def read(self) -> None:
        try:
            data = os.read(self._fd, 1024)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._loop.remove_reader(self._fd)
            return
        text = self._decode(data)
        if self._keys:
            if not (text.startswith("\x1b") and len(text) > 1):
                for key in text:
                    self._queue.put_nowait(key)
            return
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self._queue.put_nowait(line.rstrip("\r"))
