"""A server that is started and killed by word: `python -m tests.core.storage.lives FOLDER`, then `up` or `down`.

Each life is a fork of this process, which has everything imported and runs no thread: a start costs what the server
does, not what Python does. A line of JSON says where it listens; its log goes to stderr.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from tests.core import ping
from tests.core.ping import Ping

from fengsui.events import Event
from fengsui.hooks import Command
from fengsui.serve import serve
from fengsui.settings import load


@dataclass(frozen=True, kw_only=True)
class Rung(Event):
    """An alert for one team, which it is to acknowledge."""

    topic: ClassVar[str] = "bell.rung"
    need: ClassVar[Any] = "displayed"
    text: str

    def subject(self) -> str:
        return self.text

    def audience(self) -> Iterable[str]:
        return ("team:T06",)


def ring(unit: Any, given: Ping) -> dict[str, str]:
    unit.record(Rung(exercise=None, text=given.text))
    return {"text": given.text}


def bell() -> Any:
    """The plugin; an auditor may ring, since the core alone has no officers."""
    rings = Command(name="ring", summary="Ring", payload=Ping, run=ring, permission="core.journal")
    return ping.plugin("bell", commands=lambda: [rings], events=lambda: [Rung])


def _live(folder: Path, say: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    def ready(_server: object) -> None:
        os.write(say, b"up\n")

    with patch("fengsui.app.discover", lambda _names=None: [bell()]):
        asyncio.run(serve(load(folder), ready))


def main(folder: Path) -> None:
    logging.basicConfig(level="INFO", stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    child = 0
    for word in sys.stdin:
        if word.strip() == "up":
            child = os.fork()
            if child == 0:
                try:
                    _live(folder, 1)
                finally:
                    os._exit(1)
        else:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.write(1, b"down\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
