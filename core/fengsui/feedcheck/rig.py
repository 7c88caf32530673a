"""The rig: commands that make the server do what no client can make it do, given by whoever runs the server.

Each act is a program with its arguments, run without a shell. It is done when it has ended with 0.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol

from pydantic import ValidationError

from fengsui.errors import FengsuiError, Invalid
from fengsui.feedcheck.phrases import Phrase, Wrong, silence
from fengsui.feedcheck.rigfile import RigFile, Started, faults_of
from fengsui.text import N_

MOST_SAID = 64 * 1024
LONGEST_REASON = 300


class Acts(Protocol):
    """What a case is given of a rig."""

    def can(self, act: str) -> bool: ...

    async def run(self, act: str, name: str = "", seconds: int = 0) -> str: ...


@dataclass(frozen=True)
class Rig:
    """`folder` is where its file lies and its commands run; `work` an empty folder that is theirs until the end."""

    file: RigFile
    folder: Path
    work: Path

    def can(self, act: str) -> bool:
        return bool(self.file.words(act))

    async def run(self, act: str, name: str = "", seconds: int = 0) -> str:
        """What the act's command wrote, without the blanks around it; raises Wrong where it failed."""
        places = {"python": sys.executable, "here": self.folder, "work": self.work, "name": name, "seconds": seconds}
        command = [filled(word, places) for word in self.file.words(act)]
        expected = Phrase(N_("the rig's {act} to be done"), {"act": act})
        with TemporaryFile() as written, TemporaryFile() as complained:
            try:
                code = await self._ended(command, written, complained)
            except TimeoutError:
                raise Wrong(expected, silence(self.file.within_s)) from None
            except OSError as error:
                raise Wrong(expected, Phrase("{why}", {"why": str(error)})) from error
            if code:
                why = _read(complained)[-LONGEST_REASON:]
                raise Wrong(expected, Phrase(N_("exit code {code}: {why}"), {"code": code, "why": why}))
            return _read(written)

    async def _ended(self, command: list[str], written: IO[bytes], complained: IO[bytes]) -> int:
        """Its exit code. Files and not pipes: a server that it leaves running would keep a pipe open."""
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=written,
            stderr=complained,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self.file.within_s):
                return await process.wait()
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()


def filled(word: str, places: Mapping[str, object]) -> str:
    """The word with its `{places}`; other braces stay as they are."""
    for name, value in places.items():
        word = word.replace(f"{{{name}}}", str(value))
    return word


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(MOST_SAID).decode(errors="replace").strip()


@asynccontextmanager
async def started(rig: Rig | None, url: str) -> AsyncIterator[Started]:
    """Where the rig's own server answers, which is stopped at the end; nothing where one runs already at `url`."""
    if rig is None or url or not rig.can("start"):
        yield Started()
        return
    try:
        yield _told(await _or_refused(rig, "start"))
    finally:
        if rig.can("stop"):
            await _or_refused(rig, "stop")


async def _or_refused(rig: Rig, act: str) -> str:
    try:
        return await rig.run(act)
    except Wrong as wrong:
        raise FengsuiError(
            N_("The rig's {act} failed: {why}"), code="rig_failed", act=act, why=wrong.came.say("en")
        ) from wrong


def _told(written: str) -> Started:
    try:
        return Started.model_validate_json(written)
    except ValidationError as error:
        said = N_("What the rig's start wrote is not right.")
        raise Invalid(said, code="rig_failed", faults=faults_of(error)) from error
