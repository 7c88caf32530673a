"""A history that was restored goes on under a new epoch, so that every client notices; what was erased goes again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, Engine, insert, update

from fengsui.clock import Ids
from fengsui.errors import Invalid
from fengsui.journal.erasing import destroy, present
from fengsui.journal.erasures import Line, known
from fengsui.journal.events import Erased, Restored
from fengsui.journal.tables import erasure, head
from fengsui.journal.writing import Fresh, Head, append, freshly, lock_head
from fengsui.storage.migrate import Schema, migrate
from fengsui.text import N_

CORE_SCHEMA = Schema("core", Path(__file__).parents[1] / "migrations")


@dataclass(frozen=True)
class Epoch:
    """The new head, the one that was restored, and how many erasures were applied again."""

    head: Head
    was: Head
    erased: int


def begin_epoch(
    engine: Engine,
    ids: Ids,
    now: datetime,
    actor: str,
    erasures: Mapping[str, Line],
    before: Callable[[Head], None] = lambda _: None,
) -> Epoch:
    """The journal goes on where it ends, under a new epoch, and says so in its first event.

    Of `erasures`, by their id, those that it does not know are applied to it. `before` is told the new head before
    anything is committed; if it raises, nothing is. Raises Invalid (`backup_too_new`).
    """
    try:
        migrate(engine, [CORE_SCHEMA])
    except CommandError as error:
        raise Invalid(
            N_("The backup was made by a newer Fengsui than this one: {why}"), code="backup_too_new", why=error
        ) from error
    with engine.begin() as connection:
        was = lock_head(connection)
        epoch = ids.new()
        connection.execute(update(head).values(epoch=epoch))
        mine = known(connection)
        lacking = [line for id, line in erasures.items() if id not in mine]
        fresh = [freshly(Restored(exercise=None, was=was.epoch, behind=was.seq), now, actor)]
        fresh += [_again(connection, line, now, actor) for line in lacking]
        new = append(connection, Head(epoch, was.seq, was.hash), fresh, ids)[0]
        before(new)
        return Epoch(new, was, len(lacking))


def _again(connection: Connection, line: Line, now: datetime, actor: str) -> Fresh:
    """Destroys what this journal has of it; the plugin's rows follow when the server runs, which knows plugins."""
    spans = present(connection, line["events"])
    destroy(connection, spans, set(line["subjects"]))
    said: dict[str, Any] = {name: line[name] for name in ("basis", "reason", "kind", "thing")}
    connection.execute(
        insert(erasure).values(
            id=line["id"], at=datetime.fromisoformat(line["at"]), by=line["by"], events=line["events"],
            subjects=line["subjects"], topics=line["topics"],
            pending=bool(line["kind"]), archive=bool(line["topics"]), **said,
        )
    )  # fmt: skip
    erased = Erased(exercise=None, erasure=line["id"], events=tuple(spans), again=True, **said)
    return freshly(erased, now, actor)
