"""fengsui restore FILE: a backup in the place of the database, as a new epoch that every client notices."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fengsui.cli.output import write_json, write_line
from fengsui.cli.place import existing_data_folder, local_actor, settings_of
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.journal.writing import Head
    from fengsui.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=translate(N_("what `fengsui backup` has made"), language)
    )
    parser.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    """1 while a server has the folder, or for a file that is not whole: then nothing was changed."""
    from datetime import timedelta

    from fengsui.clock import Ids, SystemClock
    from fengsui.storage.backup import database_file, restore
    from fengsui.storage.engine import data_lock

    folder = existing_data_folder(given.data)
    settings = settings_of(folder)
    database = database_file(settings.url)
    now = SystemClock(timedelta(seconds=settings.story_offset_s)).now()
    erasures, doubtful = _erasures(settings)
    with data_lock(settings.data):
        done = restore(given.file, database, Ids(), now, local_actor().id, _say_elsewhere(settings, now), erasures)
    answer: dict[str, object] = {
        "file": str(given.file),
        "replaced": str(done.replaced) if done.replaced else None,
        "epoch": done.head.epoch,
        "seq": done.head.seq,
        "hash": done.head.hash,
        "was": {"epoch": done.was.epoch, "seq": done.was.seq},
        "erased_again": done.erased,
        "doubtful": doubtful,
    }
    if given.json:
        write_json(answer)
        return 0
    for line in _story(given.language, answer, done.was.seq):
        write_line(line)
    return 0


def _erasures(settings: Settings) -> tuple[dict[str, Any], list[str]]:
    """The erasures that are listed outside the database, and what is wrong with the lists."""
    from fengsui.clock import Ids
    from fengsui.journal.erasures import listed_in, places
    from fengsui.journal.signed import key_of

    return listed_in(places(settings.data, settings.heads_file), key_of(settings.data, Ids()))


def _say_elsewhere(settings: Settings, now: datetime) -> Callable[[Head], None]:
    """Signs the new head into the second place: the heads behind the backup are given up, not cut off unseen."""
    from fengsui.clock import Ids
    from fengsui.journal.heads import HeadsFile, key_of

    def sign(head: Head) -> None:
        if settings.heads_file is not None:
            HeadsFile(settings.heads_file, key_of(settings.data, Ids())).append([head], now, restored=True)

    return sign


def _story(language: str, answer: dict[str, object], seq: int) -> list[str]:
    lines = [
        translate(N_("Restored up to event {seq}; the new epoch is {epoch}."), language, **(answer | {"seq": seq}))
    ]
    if answer["replaced"]:
        lines.append(translate(N_("The database that was there is kept as {file}."), language, file=answer["replaced"]))
    if answer["erased_again"]:
        said = N_("Erasures applied again: {erased_again}")
        lines.append(translate(said, language, **answer))
    if answer["doubtful"]:
        lines.append(
            translate(N_("The list of erasures is not what was signed; what it says there was not applied:"), language)
        )
        lines += [f"  {what}" for what in cast("list[str]", answer["doubtful"])]
    return [*lines, translate(N_("Next: `fengsui serve`. Every client will say that events may be missing."), language)]
