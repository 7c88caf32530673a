"""`fengsui listen` on a real (pseudo) terminal: single keys, the bell, the colours, and the terminal as it was."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import sys
import termios
from pathlib import Path

from tests.core.feed.serving import serving
from tests.plugins.incidents.listen.making import Make

PROGRAM = "import sys; from fengsui.cli import main; sys.exit(main(sys.argv[1:]))"


class Seat:
    """A person before a terminal."""

    def __init__(self, url: str, folder: Path, *options: str) -> None:
        self._arguments = ["listen", "--device", "D-T06", "--url", url, "--data", str(folder), *options]
        self.seen = ""
        self._more = asyncio.Event()

    async def __aenter__(self) -> Seat:
        self._mine, theirs = pty.openpty()
        self.before = termios.tcgetattr(theirs)
        self._theirs = theirs
        environment = {**os.environ, "FENGSUI_TOKEN": "D-T06", "TERM": "xterm", "LANG": "zh_CN.UTF-8"}
        environment.pop("NO_COLOR", None)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, *self._arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        )
        asyncio.get_running_loop().add_reader(self._mine, self._read)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._mine)
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        os.close(self._mine)
        os.close(self._theirs)

    def _read(self) -> None:
        self.seen += os.read(self._mine, 65536).decode("utf-8", "replace")
        self._more.set()

    async def sees(self, text: str, seconds: float = 15.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while text not in self.seen:
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(self.seen) from None

    def press(self, keys: str) -> None:
        os.write(self._mine, keys.encode())

    def attributes(self) -> list[object]:
        return termios.tcgetattr(self._theirs)


async def test_a_person_at_a_terminal(tmp_path: Path, ordered: Make) -> None:
    async with serving() as served, Seat(served.url, tmp_path, "--server", "http://127.0.0.1:1") as seat:
        await seat.sees("LIVE")
        for exercise in ("EX-07", None):
            event = ordered(exercise=exercise)
            served.source.add(
                "centre", "team:T06", topic=event["type"], need="accept", exercise=exercise, data=event["data"]
            )
        await seat.sees("CALL ME")
        await seat.sees("\a\a")
        assert "\x1b[1;37;41m############ 真实警情  REAL ############" in seat.seen
        assert "\x1b[34m======= 演练 演练 演练  EXERCISE =======" in seat.seen
        seat.press("\x1b[A1")
        await asyncio.sleep(0.2)
        seat.press("1")
        await seat.sees("people minutes" if "people minutes" in seat.seen else "人数 分钟")
        seat.press("8 7\x7f9\r")
        await seat.sees("8 7\b \b9")  # what stands there is what goes out
        await seat.sees("[4] 出动(离站)")
        await served.until(lambda: any(args.get("people") == 8 for _, args, _, _ in served.gate.executed))
        seat.press("d9")
        await seat.sees("已退出演练 EX-07")
        await served.until(lambda: any(args.get("kind") == "unable" for _, args, _, _ in served.gate.executed))
        seat.process.send_signal(signal.SIGTERM)
        assert await seat.process.wait() == 0
        assert seat.attributes() == seat.before
        calls = [(name, args.get("order"), args.get("kind")) for name, args, _, _ in served.gate.executed]
        assert ("incidents.receipt", "PT1122-01-02", "accepted") in calls
        assert ("incidents.receipt", "EX07-02", "unable") in calls
        plain = re.sub(r"\x1b\[[0-9;]*m|\a", "", seat.seen)
        assert plain.count("氨泄漏  AMMONIA LEAK (液氨 liquid, 12 t)") == 1


async def test_an_interrupt_puts_the_terminal_back(tmp_path: Path) -> None:
    async with serving() as served, Seat(served.url, tmp_path, "--server", "http://127.0.0.1:1") as seat:
        await seat.sees("LIVE")
        seat.process.send_signal(signal.SIGINT)
        assert await seat.process.wait() == 130
        assert seat.attributes() == seat.before
