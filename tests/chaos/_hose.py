"""A plugin for measuring: events to any label on demand, and what the server's process says about itself."""

from __future__ import annotations

from pathlib import Path

SOURCE = '''"""Events on demand, and the server's own figures."""
import os
from dataclasses import dataclass
from typing import ClassVar
from pydantic import BaseModel
from fengsui.events import Event
from fengsui.feed.hub import Hub
from fengsui.hooks import About, Command, View, hookimpl
from fengsui.journal.source import JournalSource

hubs, reads = [], [0]
entered, asked = Hub.enter, JournalSource.read

def remembered(self, *given):
    if self not in hubs:
        hubs.append(self)
    return entered(self, *given)

async def counted(self, *given):
    reads[0] += 1
    return await asked(self, *given)

Hub.enter, JournalSource.read = remembered, counted

class Nothing(BaseModel):
    pass

class Pour(BaseModel):
    to: str
    times: int = 1
    at: float = 0.0
    first: int = 0
    padding: int = 0
    alert: bool = False

@dataclass(frozen=True, kw_only=True)
class Poured(Event):
    topic: ClassVar[str] = "hose.poured"
    to: str
    at: float
    n: int
    padding: str = ""

    def audience(self):
        return (self.to,)

@dataclass(frozen=True, kw_only=True)
class Alerted(Poured):
    topic: ClassVar[str] = "hose.alerted"
    need: ClassVar[str] = "accept"
    severity: ClassVar[str] = "severe"

@hookimpl
def fengsui_about():
    return About(name="hose", version="1", title="hose")

@hookimpl
def fengsui_events():
    return [Poured, Alerted]

def pour(unit, given):
    kind = Alerted if given.alert else Poured
    for n in range(given.first, given.first + given.times):
        unit.record(kind(exercise=None, to=given.to, at=given.at, n=n, padding="x" * given.padding))
    return {"poured": given.times}

@hookimpl
def fengsui_commands():
    return [Command(name="pour", summary="Pour", payload=Pour, run=pour)]

def figures(reading, given):
    pages = int(open("/proc/self/statm").read().split()[1])
    return {
        "sessions": sum(len(hub.sessions) for hub in hubs),
        "waiting": max((session.link.waiting() for hub in hubs for session in list(hub.sessions)), default=0),
        "blocked": sum(len(hub.blocked) for hub in hubs),
        "closures": {str(int(code)): count for hub in hubs for code, count in hub.closures.items()},
        "reads": reads[0],
        "rss": pages * os.sysconf("SC_PAGE_SIZE"),
    }

@hookimpl
def fengsui_views():
    return [View(name="figures", summary="Figures", read=figures, parameters=Nothing)]
'''


def install_hose(folder: Path) -> None:
    package, info = folder / "hose", folder / "hose-1.dist-info"
    package.mkdir(parents=True)
    info.mkdir()
    (package / "__init__.py").write_text(SOURCE, "utf-8")
    (package / "roles.yaml").write_text("administrator:\n  permissions: [hose.pour, hose.figures]\n", "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hose\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text("[fengsui.plugins]\nhose = hose\n", "utf-8")
