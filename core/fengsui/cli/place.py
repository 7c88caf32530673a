"""Where this installation lives, and the system opened from its folder while no server runs on it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fengsui.access.policy import Actor
from fengsui.errors import Missing
from fengsui.text import N_

if TYPE_CHECKING:
    from fengsui.app import System
    from fengsui.settings import Settings

T = TypeVar("T")

DEFAULT = "fengsui-data"


def data_folder(given: str | None) -> Path:
    """`--data`, else FENGSUI_DATA, else `fengsui-data` in the current folder."""
    return Path(given or os.environ.get("FENGSUI_DATA") or DEFAULT)


def existing_data_folder(given: str | None) -> Path:
    """The same, raising Missing (`no_data_folder`) where `init` was not run."""
    folder = data_folder(given)
    if not folder.is_dir():
        raise Missing(N_("There is no data folder {folder}."), code="no_data_folder", folder=folder)
    return folder


def settings_of(folder: Path, **overrides: Any) -> Settings:
    from fengsui.settings import load

    return load(folder, **overrides)


def local_actor() -> Actor:
    """Whoever can read and write the data folder may do everything; the journal says that it was done there."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "?"
    return Actor(id="system:cli", name=name, permissions=frozenset({"*"}), labels=frozenset({"centre"}))


def in_folder(folder: Path, work: Callable[[System], Awaitable[T]], **overrides: Any) -> T:
    """Opens the folder's system under its lock, without server or sweeps, and runs `work` on it.

    `overrides` are settings that win over the folder's. Raises Unavailable (`data_locked`) while a server has it.
    """
    import asyncio

    from fengsui.app import System

    async def opened() -> T:
        system = System(settings_of(folder, **overrides))
        await system.start(background=False)
        try:
            return await work(system)
        finally:
            await system.stop()

    return asyncio.run(opened())
