"""Naming a plugin from the stacks of a process that did not turn any more. Pure: text in, a name out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

THREAD = re.compile(r"^(Thread|Current thread) 0x([0-9a-f]+)")
FRAME = re.compile(r'^  File "(.+)", line (\d+) in (.+)$')
OWN = "fengsui_"


@dataclass(frozen=True)
class Frame:
    file: str
    line: int
    function: str


@dataclass(frozen=True)
class Stack:
    """One thread's calls, the most recent first. `current` is the one that got the signal."""

    thread: int
    current: bool
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class Blame:
    """The plugin, and the call that it was in. `sure` where the thread was at work for us, not one of its own."""

    plugin: str
    frame: Frame
    sure: bool = True

    @property
    def where(self) -> str:
        return f"{self.frame.function} ({self.frame.file}:{self.frame.line})"


def stacks(dump: str) -> list[Stack]:
    """What `faulthandler` wrote, thread by thread; lines of any other kind are passed by."""
    found: list[tuple[int, bool, list[Frame]]] = []
    for line in dump.splitlines():
        if head := THREAD.match(line):
            found.append((int(head[2], 16), head[1] != "Thread", []))
        elif found and (frame := FRAME.match(line)):
            found[-1][2].append(Frame(frame[1], int(frame[2]), frame[3]))
    return [Stack(thread, current, tuple(frames)) for thread, current, frames in found]


def blame(found: Sequence[Stack], places: Mapping[str, Path], threads: Sequence[int]) -> Blame | None:
    """Whose code is in the way, by the folder or file of each plugin in `places`.

    `threads` were at work, the blocked one first: it may only wait for an interpreter that another one holds. Without
    a plugin in any of them the rest is looked at, and nobody is sure. A stranger's call comes before one of ours, also
    where it called us.
    """
    by_thread = {stack.thread: stack for stack in found}
    for stack in (by_thread[thread] for thread in threads if thread in by_thread):
        if calls := _calls(stack, places):
            return _strangers_first(calls, places)
    rest = sorted(found, key=lambda stack: not stack.current)
    others = [replace(call, sure=stack.current) for stack in rest for call in _calls(stack, places)]
    return _strangers_first(others, places) if others else None


def _strangers_first(calls: Sequence[Blame], places: Mapping[str, Path]) -> Blame:
    return next((call for call in calls if not places[call.plugin].name.startswith(OWN)), calls[0])


def _calls(stack: Stack, places: Mapping[str, Path]) -> list[Blame]:
    """The calls in plugins' code, the most recent first."""
    found = []
    for frame in stack.frames:
        file = Path(frame.file)
        inside = [name for name, place in places.items() if file == place or place in file.parents]
        if inside:
            found.append(Blame(max(inside, key=lambda name: len(str(places[name]))), frame))
    return found
