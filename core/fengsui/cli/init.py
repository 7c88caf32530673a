"""fengsui init: the data folder, its settings file, the tables, and the one-time code of the first administrator."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fengsui.cli.output import write_json, write_line
from fengsui.cli.place import data_folder, in_folder
from fengsui.errors import Conflict
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.app import System

SAMPLE = "sample"


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument("--sample", action="store_true", help=translate(N_("fill it with the sample city"), language))
    parser.add_argument(
        "--new-code",
        action="store_true",
        help=translate(N_("print a new administrator's code although there are accounts: nobody can get in"), language),
    )
    parser.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    """Running it again changes nothing that is there: it migrates, and prints a code while there is no account."""
    folder = data_folder(given.data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = _write_settings(folder, sample=given.sample)
    sections = {"plugins": {SAMPLE: {"load": True}}} if given.sample else {}
    code = in_folder(folder, lambda system: _prepare(system, sample=given.sample, forced=given.new_code), **sections)
    _make_key(folder)
    if given.json:
        write_json({"data": str(folder), "settings": str(folder / "fengsui.yaml"), "new": fresh, "code": code})
        return 0
    for line in _story(given, folder, code):
        write_line(line)
    return 0


def _write_settings(folder: Path, *, sample: bool) -> bool:
    """A commented settings file, readable by its owner only; one that is there is left alone."""
    file = folder / "fengsui.yaml"
    if file.exists():
        return False
    text = (files("fengsui.cli") / "settings.txt").read_text("utf-8")
    if sample:
        text = text.replace("# plugins: {}", f"plugins:\n  {SAMPLE}:\n    load: true")
    file.write_text(text, "utf-8")
    file.chmod(0o600)
    return True


def _make_key(folder: Path) -> None:
    """What heads of the journal are signed with, wherever they are written."""
    from fengsui.clock import Ids
    from fengsui.journal.heads import key_of

    key_of(folder, Ids())


async def _prepare(system: System, *, sample: bool, forced: bool) -> str:
    """The code, or "" where there is an administrator already. The sample city loads itself at the start."""
    if sample and all(plugin.name != SAMPLE for plugin in system.host.loaded):
        raise Conflict(N_("The plugin with the sample city is not loaded."), code="no_sample")
    return await system.run(lambda unit: _code(unit, system, forced))


def _code(unit: Any, system: System, forced: bool) -> str:
    from fengsui.access import store

    if store.has_administrator(unit) and not forced:
        return ""
    return store.first_code(unit, system.limits)


def _story(given: Namespace, folder: Path, code: str) -> list[str]:
    language = given.language
    lines = [translate(N_("Data folder: {folder}   settings: {file}"), language, folder=folder, file="fengsui.yaml")]
    if not code:
        return [*lines, translate(N_("There is an administrator already; no new code was made."), language)]
    return [
        *lines,
        translate(N_("One-time code of the administrator, valid for 24 hours: {code}"), language, code=code),
        translate(N_("Next: `fengsui serve`, then `fengsui console --code` in another terminal."), language),
    ]
