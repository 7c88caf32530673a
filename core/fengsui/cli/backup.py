"""fengsui backup [FILE]: a verified copy of the database, also while the server runs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fengsui.cli.output import write_json, write_line
from fengsui.cli.place import existing_data_folder, settings_of
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.storage.backup import Copy


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help=translate(N_("where to (a new file in the data folder's backups/ otherwise)"), language),
    )
    parser.add_argument("--force", action="store_true", help=translate(N_("overwrite FILE"), language))
    parser.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    """0 once the copy is on disk and was found whole; 1 otherwise, and then there is no FILE."""
    from fengsui.clock import SystemClock
    from fengsui.storage.backup import back_up, database_file

    folder = existing_data_folder(given.data)
    database = database_file(settings_of(folder).url)
    made = back_up(database, _target(given.file, folder, SystemClock().now()), replace=given.force)
    if given.json:
        write_json(plain(made))
        return 0
    said = N_("{file}: {events} events, verified. Head: {epoch} {seq} {hash}")
    write_line(translate(said, given.language, **plain(made)))
    return 0


def _target(given: Path | None, folder: Path, now: datetime) -> Path:
    """`given`, or a name with the time in it: in `given` if that is a folder, else in the data folder's own."""
    if given is not None and not given.is_dir():
        return given
    into = given or folder / "backups"
    into.mkdir(mode=0o700, exist_ok=True)
    return into / f"fengsui-{now:%Y%m%dT%H%M%SZ}.sqlite"


def plain(made: Copy) -> dict[str, object]:
    end = made.head
    return {
        "file": str(made.file),
        "bytes": made.file.stat().st_size,
        "events": made.events,
        "erased": made.erased,
        "epoch": end.epoch,
        "seq": end.seq,
        "hash": end.hash,
    }
