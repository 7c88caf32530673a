"""A link that dies without a word: a network namespace whose wire is taken down, or clients stopped as a process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.chaos._load import HERE, Load, Tokens

NEAR, FAR = "10.231.77.1", "10.231.77.2"


def _ip(*words: str) -> bool:
    return subprocess.run(["ip", *words], capture_output=True, check=False).returncode == 0


@dataclass(frozen=True)
class Wire:
    """Where the server listens for such clients, and what cuts them off. `space` is empty without namespaces."""

    host: str = HERE
    space: str = ""
    near: str = ""

    @property
    def how(self) -> str:
        return "its interface taken down" if self.space else "the clients stopped"

    def load(self, port: int, tokens: Tokens) -> Load:
        return Load(port, tokens, host=self.host, space=self.space)

    def silence(self, load: Load) -> None:
        if self.space:
            _ip("link", "set", self.near, "down")
        else:
            os.kill(load.process.pid or 0, signal.SIGSTOP)

    def restore(self, load: Load) -> None:
        if self.space:
            _ip("link", "set", self.near, "up")
        else:
            os.kill(load.process.pid or 0, signal.SIGCONT)


@contextmanager
def wired() -> Iterator[Wire]:
    space, wire = f"fengsui{os.getpid()}", f"fs{os.getpid() % 100000}"
    if not (shutil.which("ip") and os.geteuid() == 0 and _ip("netns", "add", space)):
        yield Wire()
        return
    try:
        made = _ip("link", "add", f"{wire}a", "type", "veth", "peer", "name", f"{wire}b", "netns", space)
        made = made and _ip("addr", "add", f"{NEAR}/30", "dev", f"{wire}a")
        made = made and _ip("link", "set", f"{wire}a", "up")
        made = made and _ip("-n", space, "addr", "add", f"{FAR}/30", "dev", f"{wire}b")
        made = made and _ip("-n", space, "link", "set", f"{wire}b", "up")
        yield Wire(NEAR, space, f"{wire}a") if made else Wire()
    finally:
        _ip("link", "del", f"{wire}a")
        _ip("netns", "del", space)
