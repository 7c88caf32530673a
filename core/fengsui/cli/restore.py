"""fengsui restore FILE: a backup in the place of the database, as a new epoch that every client notices."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fengsui.cli.failures import UsageFault
from fengsui.cli.output import write_json, write_line
from fengsui.cli.place import existing_data_folder, local_actor, settings_of
from fengsui.cli.seals import opening_arguments, seal_of
from fengsui.errors import Conflict
from fengsui.text import N_, translate

if TYPE_CHECKING:
    from fengsui.journal.writing import Head
    from fengsui.settings import Settings
    from fengsui.storage.restoring import Return


def arguments(parser: ArgumentParser) -> None:
    language = parser.get_default("language")
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=translate(N_("what `fengsui backup` has made"), language)
    )
    parser.add_argument(
        "--adopt",
        action="store_true",
        help=translate(N_("no FILE: the database was put back by its own tools and becomes a new epoch"), language),
    )
    opening_arguments(parser)
    parser.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    """1 while a server runs, or for a file that is not whole: then nothing was changed."""
    from datetime import timedelta

    from fengsui.clock import SystemClock
    from fengsui.storage.engine import data_lock

    if given.adopt == (given.file is not None):
        raise UsageFault(N_("Name the FILE to restore, or --adopt for a database that was put back already."))
    settings = settings_of(existing_data_folder(given.data))
    now = SystemClock(timedelta(seconds=settings.story_offset_s)).now()
    erasures, doubtful = _erasures(settings)
    with data_lock(settings.data):
        done = (_adopt if given.adopt else _restore)(given, settings, now, erasures)
    answer: dict[str, object] = {
        "file": str(given.file) if given.file else None,
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


def _restore(given: Namespace, settings: Settings, now: datetime, erasures: dict[str, Any]) -> Return:
    from fengsui.clock import Ids
    from fengsui.storage.backup import database_file, opened
    from fengsui.storage.restoring import restore

    database = database_file(settings.url)
    with opened(given.file, settings.data, seal_of(given)) as clear:
        return restore(clear, database, Ids(), now, local_actor().id, _say_elsewhere(settings, now), erasures)


def _adopt(given: Namespace, settings: Settings, now: datetime, erasures: dict[str, Any]) -> Return:
    from fengsui.clock import Ids
    from fengsui.storage.restoring import Return, adopt

    _refuse_while_nodes_run(settings)
    done = adopt(settings.url, Ids(), now, local_actor().id, _say_elsewhere(settings, now), erasures)
    return Return(done.head, done.was, None, done.erased)


def _refuse_while_nodes_run(settings: Settings) -> None:
    """Several servers share a PostgreSQL: each says every few seconds that it is there."""
    from sqlalchemy import inspect

    from fengsui.nodes.rows import standing
    from fengsui.storage.backup import any_reading_engine
    from fengsui.storage.engine import is_sqlite

    if is_sqlite(settings.url):
        return  # whoever calls holds the data folder's lock
    engine = any_reading_engine(settings.url)
    try:
        with engine.connect() as connection, connection.begin():
            nodes = standing(connection) if inspect(connection).has_table("core_node") else []
    finally:
        engine.dispose()
    if running := [node.name for node in nodes if node.alive]:
        raise Conflict(
            N_("A server still runs on this database: {name}. Stop it first."), code="server_running", name=running[0]
        )


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
    from fengsui.journal.syslog import send

    def sign(head: Head) -> None:
        if settings.heads_place is not None:
            file = HeadsFile(settings.heads_place, key_of(settings.data, Ids()))
            signed = file.append([head], now, restored=True)
            if settings.heads_syslog:
                send(settings.heads_syslog, signed)

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
