"""The rig of our own feed: a server for `fengsui feed check --rig own`, and the commands that do to it what a rig does.

It runs on this machine alone, in a folder of its own that is gone afterwards, with a core, this plugin and nothing
else. Nothing of it is loaded by `fengsui serve`: it is a plugin without an entry point.

rig.yaml   the acts and their commands; also the example for who writes one for another server
act.py     one act, then it ends; standard library only, so that it is quick
server.py  the server and its control socket
history.py what its journal holds at first
holders.py whose tokens are issued, revoked, changed
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fengsui.hooks import hookimpl

if TYPE_CHECKING:
    from fengsui.events import Event
    from fengsui.hooks import About, Command


@hookimpl
def fengsui_about() -> About:
    from fengsui.feedrig.declarations import ABOUT

    return ABOUT


@hookimpl
def fengsui_events() -> Iterable[type[Event]]:
    from fengsui.feedrig.declarations import EVENTS

    return EVENTS


@hookimpl
def fengsui_commands() -> Iterable[Command[Any]]:
    from fengsui.feedrig.declarations import commands

    return commands()
