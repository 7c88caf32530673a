"""The parent of a server: light, alone in its process, and out of every plugin's reach.

It forks, so that the server runs in the very environment it was started in, and looks at the memory both share. A
server whose event loop, writer or whole interpreter stands still is asked for its stacks (`faulthandler` writes them
from the signal handler, without the interpreter), killed and started again; so is one that ended without being told
to. The new one reads the stacks before it loads any plugin.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import select
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn

from fengsui.watch import vitals as signs_of_life
from fengsui.watch.blocked import Watch
from fengsui.watch.marks import Case, leave_case
from fengsui.watch.vitals import ENDED, INTERPRETER, INTERPRETER_SECONDS, READY, STOPPING, Vitals, Where

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
PULSE_SECONDS = 0.5
DUMP_SECONDS = 2.0
CALM_SECONDS = 30.0
"""A server that lived so long is started again at once; one that did not, after a growing pause."""
LONGEST_PAUSE = 4.0
OTHERS = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP})
"""Ends that somebody outside brings about: no plugin is looked for."""

Work = Callable[[Vitals, Where | None], int]


def supervise(data: Path, work: Work, *, blocked: float = signs_of_life.BLOCKED_SECONDS) -> int:
    """Runs `work(vitals, where)` in a child until it ends as it should; returns (in both processes) its exit code.

    `where` is None at the first start and later the ports that the first one took. `blocked` is in seconds.
    """
    return _Parent(data, work, blocked).run()


@dataclass
class _Child:
    pid: int
    memory: Any
    dump: IO[bytes]
    since: float


class _Parent:
    def __init__(self, data: Path, work: Work, blocked: float) -> None:
        self._data = data
        self._work = work
        self._blocked = blocked
        self._stopping: int | None = None
        self._child: _Child | None = None
        self._where: Where | None = None
        self._pause = 0.0
        self._awake, self._wake = os.pipe()

    def run(self) -> int:
        for end in (self._awake, self._wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._told)
        while True:
            child = self._start()
            if child is None:
                return self._serve()
            code = self._watch(child)
            if code is not None:
                return code
            if not self._rest(child):
                return 0

    # -- the child ---------------------------------------------------------------------------------------

    def _start(self) -> _Child | None:
        """None in the new process."""
        sys.stdout.flush()
        sys.stderr.flush()
        memory, dump, parent = signs_of_life.memory(), tempfile.TemporaryFile(), os.getpid()  # noqa: SIM115
        self._child = _Child(0, memory, dump, time.monotonic())
        pid = os.fork()
        if pid:
            self._child.pid = pid
            if self._stopping is not None:  # told between the look and the fork
                self._pass_on(self._stopping)
            return self._child
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.close(self._awake)
        os.close(self._wake)
        _die_with(parent)
        return None

    def _serve(self) -> int:
        """The child's whole life. What ends it by an exception leaves its stack behind like a block does."""
        assert self._child is not None
        dump, parent = self._child.dump, os.getppid()
        faulthandler.enable(dump)
        faulthandler.register(signal.SIGUSR1, dump, all_threads=True)
        living = Vitals(self._child.memory, blocked=self._blocked)
        _name_who_exits(dump)
        threading.Thread(target=_pulse, args=(living, parent), daemon=True, name="fengsui-pulse").start()
        try:
            code = self._work(living, self._where)
        except BaseException as error:
            if signs_of_life.stage(self._child.memory) == READY:
                _write_stack(dump, [frame for frame, _ in traceback.walk_tb(error.__traceback__)][::-1])
            else:
                living.ended()
            raise
        living.ended()
        return code

    # -- watching ----------------------------------------------------------------------------------------

    def _watch(self, child: _Child) -> int | None:
        """Until the child has ended: the exit code to end with, or None for another start."""
        watch = Watch()
        while (status := self._ended(child)) is None:
            signs = signs_of_life.signs(child.memory)
            found = watch.look(signs, time.monotonic())
            if found is not None:
                log.warning("the server is blocked (%s); it is ended and started again", found.kind)
                working = [sign.thread for sign in signs if sign.working and sign.kind in ("writer", "reader")]
                self._end(child, Case(found.kind, (found.thread, *working)))
                return 1 if self._stopping is not None else None
            self._sleep(LOOK_SECONDS)
        return self._after(child, status)

    def _ended(self, child: _Child) -> int | None:
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None

    def _after(self, child: _Child, code: int) -> int | None:
        stage = signs_of_life.stage(child.memory)
        self._where = signs_of_life.where(child.memory) or self._where
        refused = stage == ENDED and self._where is None
        if self._stopping is not None or stage == STOPPING or refused:
            return code if code >= 0 else 128 - code
        log.warning("the server ended by itself (%d); it is started again", code)
        if stage != ENDED and code not in OTHERS:
            self._leave(child, Case(f"ended {code}"))
        return None

    def _end(self, child: _Child, case: Case) -> None:
        self._where = signs_of_life.where(child.memory) or self._where
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGUSR1)
        until, size = time.monotonic() + DUMP_SECONDS, -1
        while time.monotonic() < until and (size == 0 or size != _size(child.dump)):
            size = _size(child.dump)
            time.sleep(LOOK_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)
        self._leave(child, case)

    def _leave(self, child: _Child, case: Case) -> None:
        child.dump.seek(0)
        dump = child.dump.read().decode("utf-8", "replace")
        try:
            leave_case(self._data, Case(case.what, case.threads, dump))
        except OSError as error:
            log.warning("the stacks of the blocked server cannot be kept: %s", error)

    def _rest(self, child: _Child) -> bool:
        """The pause before the next start; False when it is told to stop meanwhile."""
        lived = time.monotonic() - child.since
        self._pause = 0.0 if lived > CALM_SECONDS or not self._pause else self._pause
        until = time.monotonic() + self._pause
        self._pause = min(max(0.5, self._pause * 2), LONGEST_PAUSE)
        while self._stopping is None and (left := until - time.monotonic()) > 0:
            self._sleep(left)
        child.dump.close()
        child.memory.close()
        return self._stopping is None

    # -- signals -----------------------------------------------------------------------------------------

    def _told(self, number: int, _frame: object) -> None:
        self._stopping = number
        self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        if self._child is not None and self._child.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child.pid, number)

    def _sleep(self, seconds: float) -> None:
        """Shorter when a signal comes."""
        if select.select([self._awake], [], [], seconds)[0]:
            os.read(self._awake, 1024)


def _size(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_size


def _write_stack(dump: IO[bytes], frames: Sequence[FrameType]) -> None:
    """As `faulthandler` would write it; the most recent call comes first."""
    lines = [
        f'  File "{frame.f_code.co_filename}", line {frame.f_lineno} in {frame.f_code.co_name}' for frame in frames
    ]
    dump.write("\n".join([f"Current thread 0x{threading.get_ident():016x}:", *lines, ""]).encode())
    dump.flush()


def _name_who_exits(dump: IO[bytes]) -> None:
    """`os._exit` leaves nothing behind, no exception and no signal: whoever calls it here leaves his stack first."""
    leave, mine = os._exit, os.getpid()

    def exit_named(status: int) -> NoReturn:
        if os.getpid() == mine:
            _write_stack(dump, [frame for frame, _ in traceback.walk_stack(sys._getframe(1))])
        leave(status)

    os._exit = exit_named


def _pulse(living: Vitals, parent: int) -> None:
    """Beats as long as any thread gets the interpreter; ends the process when its parent is gone."""
    while os.getppid() == parent:
        living.beat(INTERPRETER, INTERPRETER_SECONDS)
        time.sleep(PULSE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _die_with(parent: int) -> None:
    """Linux kills the child with its parent; elsewhere the pulse notices half a second later."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)
