"""Plugins of strangers on disk, installed by nothing but a folder on the path; each does harm when it is asked to."""

from __future__ import annotations

from pathlib import Path

HEAD = '''"""A plugin that does harm."""
import asyncio, ctypes, os, re, sys, threading, time
from dataclasses import dataclass
from typing import Any, ClassVar
from pydantic import BaseModel
from fengsui.events import Event
from fengsui.hooks import About, Command, Subscription, View, hookimpl

class Nothing(BaseModel):
    pass

@dataclass(frozen=True, kw_only=True)
class Went(Event):
    topic: ClassVar[str] = "{name}.went"

@hookimpl
def fengsui_about():
    return About(name="{name}", version="1", title="{name}")

@hookimpl
def fengsui_events():
    return [Went]

def go(unit, given):
    unit.record(Went(exercise=None))
    return {{"went": True}}

def now(unit, given):
    harm()

@hookimpl
def fengsui_commands():
    return [
        Command(name="go", summary="Go", payload=Nothing, run=go),
        Command(name="now", summary="Now", payload=Nothing, run=now),
    ]

@hookimpl
def fengsui_views():
    return [View(name="look", summary="Look", read=lambda reading, given: harm(), parameters=Nothing)]
'''
HANDLER = """
async def handle(host, recorded):
    harm()

@hookimpl
def fengsui_subscriptions():
    return [Subscription(topics=("{name}.went",), handle=handle)]
"""
HARM = {
    "busy": "def harm():\n    while True:\n        pass\n",
    "sleeps": "def harm():\n    time.sleep(3600)\n",
    "in_c": "def harm():\n    ctypes.PyDLL(None).sleep(3600)\n",
    "regex": "def harm():\n    re.match(r'(a+)+$', 'a' * 60 + 'b')\n",
    "exits": "def harm():\n    os._exit(0)\n",
    "crashes": "def harm():\n    ctypes.string_at(0)\n",
    "prints": "print('{{')\ndef harm():\n    print('noise')\n",
}
"""What each does; `in_c` holds the interpreter all the while, and so does the regular expression."""


def install(folder: Path, name: str, harm: str) -> None:
    """The package `name` with its entry point in `folder`."""
    package, info = folder / name, folder / f"{name}-1.dist-info"
    package.mkdir(parents=True)
    info.mkdir()
    (package / "__init__.py").write_text((HEAD + HANDLER).format(name=name) + harm.replace("{{", "{"), "utf-8")
    may = f"[{name}.go, {name}.now, {name}.look]"
    (package / "roles.yaml").write_text(f"administrator:\n  permissions: {may}\n", "utf-8")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[fengsui.plugins]\n{name} = {name}\n", "utf-8")
