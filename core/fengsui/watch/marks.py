"""Plugins that are left out until an administrator releases them: one small file in the data folder.

It stands beside the database and not in it, because it must be read before any plugin is loaded, and can be written
while no server runs. What it holds is also journaled, as soon as the server is up.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fengsui.watch.blame import OWN, Blame, blame, stacks

log = logging.getLogger(__name__)

FILE = "quarantine.json"
CASE_FILE = "blocked.json"
STRIKES = 3
STRIKES_WITHIN = timedelta(minutes=10)
UNNAMED = "the server was blocked {times} times and no plugin could be named: all but ours are left out"


@dataclass(frozen=True)
class Case:
    """What the parent saw: what stood still, or how the process ended; which threads were at work, the one that stood
    still first; and the stacks it left."""

    what: str
    threads: tuple[int, ...] = ()
    dump: str = ""


@dataclass(frozen=True)
class Note:
    """Something for the journal: a server that stood still, a plugin left out, a plugin released."""

    kind: str
    plugin: str = ""
    text: str = ""


@dataclass
class Marks:
    """Everything in the file. `plugins` are left out, each with its reason; `strikes` are the last cases."""

    plugins: dict[str, str] = field(default_factory=dict)
    strikes: list[tuple[str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def judge(self, case: Case, places: Mapping[str, Path], now: datetime) -> Blame | None:
        """Names the plugin and marks it.

        One that is only suspected is marked at the second time. At the third it is also one of ours, and all others
        where none could be named: a server without one plugin is better than one that starts again and again.
        """
        found = blame(stacks(case.dump), places, case.threads)
        name = found.plugin if found is not None else ""
        where = found.where if found is not None else ""
        self.notes.append(Note("blocked", name, f"{case.what}: {where}" if where else case.what))
        recent = [(at, who) for at, who in self.strikes if now - datetime.fromisoformat(at) < STRIKES_WITHIN]
        self.strikes = [*recent, (now.isoformat(), name)][-20:]
        times = sum(1 for _, who in self.strikes if who == name)
        if found is not None and times >= self._needed(found, places):
            self._mark(name, f"blocked the server: {where}")
        elif found is None and times >= STRIKES:
            for foreign in (plugin for plugin, place in places.items() if _foreign(place)):
                self._mark(foreign, UNNAMED.format(times=times))
        return found

    @staticmethod
    def _needed(found: Blame, places: Mapping[str, Path]) -> int:
        if not _foreign(places[found.plugin]):
            return STRIKES
        return 1 if found.sure else 2

    def _mark(self, plugin: str, reason: str) -> None:
        if plugin not in self.plugins:
            self.plugins[plugin] = reason
            self.notes.append(Note("quarantined", plugin, reason))

    def release(self, plugin: str, by: str = "") -> bool:
        """Whether it was marked; it is loaded again at the next start."""
        reason = self.plugins.pop(plugin, None)
        self.strikes = [(at, who) for at, who in self.strikes if who != plugin]
        if reason is not None and by:
            self.notes.append(Note("released", plugin, by))
        return reason is not None


def _foreign(place: Path) -> bool:
    return not place.name.startswith(OWN)


def read(data: Path) -> Marks:
    """The marks of a data folder; a file that cannot be read marks nobody, and says so in the log."""
    try:
        found: Any = json.loads((data / FILE).read_text("utf-8"))
        notes = [Note(**note) for note in found["notes"]]
        return Marks(dict(found["plugins"]), [(str(at), str(who)) for at, who in found["strikes"]], notes)
    except FileNotFoundError:
        return Marks()
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be read, and no plugin is left out: %s", data / FILE, error)
        return Marks()


def write(data: Path, marks: Marks) -> None:
    """In one step: whoever reads it meanwhile sees the old one or the new one."""
    _put(data / FILE, asdict(marks))


def leave_case(data: Path, case: Case) -> None:
    """For the next start, which names the plugin before it loads any."""
    _put(data / CASE_FILE, asdict(case))


def take_case(data: Path) -> Case | None:
    """The case that was left, once."""
    file = data / CASE_FILE
    try:
        found: Any = json.loads(file.read_text("utf-8"))
        return Case(str(found["what"]), tuple(found["threads"]), str(found["dump"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be read: %s", file, error)
        return None


def settle(data: Path, places: Mapping[str, Path], now: datetime) -> Marks:
    """At a start: judges the case that was left, if one was, and returns who is to be left out."""
    marks, case = read(data), take_case(data)
    if case is not None:
        found = marks.judge(case, places, now)
        log.warning("the server before this one was ended (%s): %s", case.what, _whose(found))
        write(data, marks)
        (data / CASE_FILE).unlink(missing_ok=True)
    return marks


def told(data: Path, notes: Iterable[Note]) -> None:
    """They are in the journal now."""
    marks, done = read(data), list(notes)
    marks.notes = [note for note in marks.notes if note not in done]
    write(data, marks)


def _whose(found: Blame | None) -> str:
    return "no plugin could be named" if found is None else f"{found.plugin} in {found.where}"


def _put(file: Path, content: Mapping[str, Any]) -> None:
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    beside.replace(file)
