"""Destroying what events say about persons, where a law asks for it: data and salt go, the chain stays whole.

What was destroyed is kept as runs of `[epoch, first, last]`: the same numbers mean the same events in every backup.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, cast, delete, func, literal, or_, select, update

from fengsui.events import Recorded
from fengsui.journal.events import Erased
from fengsui.journal.runs import Run, runs_of
from fengsui.journal.tables import answer, journal, journal_data, parked

Span = tuple[str, int, int]
"""Epoch, first and last seq."""
ERASED_ANSWER = "erased"
"""Stands for the digest of an answer that was blanked: the key stays used, and gets nothing."""
AT_A_TIME = 400


def spans_of(connection: Connection, seqs: Iterable[int]) -> list[Span]:
    """The events of these numbers as runs, each within one epoch; numbers that are not there are left out."""
    found: list[tuple[str, int]] = []
    for part in _parts(sorted(set(seqs))):
        query = select(journal.c.epoch, journal.c.seq).where(journal.c.seq.in_(part))
        found += [(row.epoch, row.seq) for row in connection.execute(query)]
    return spans_of_rows(found)


def spans_of_rows(rows: Iterable[tuple[str, int]]) -> list[Span]:
    """Epochs and numbers as runs."""
    by_epoch: dict[str, list[int]] = defaultdict(list)
    for epoch, seq in rows:
        by_epoch[epoch].append(seq)
    found = [(epoch, *run) for epoch, held in by_epoch.items() for run in runs_of(held)]
    return sorted(found, key=lambda span: span[1])


def present(connection: Connection, spans: Iterable[Sequence[Any]]) -> list[Span]:
    """What of `spans` this journal has: an older backup may have less."""
    found: list[Span] = []
    for epoch, first, last in spans:
        mine = (journal.c.epoch == epoch) & journal.c.seq.between(first, last)
        found += [(epoch, *run) for run in runs_of(connection.execute(select(journal.c.seq).where(mine)).scalars())]
    return found


def destroy(connection: Connection, spans: Iterable[Span], subjects: Collection[str]) -> None:
    """Destroys data and salt of the events, what is parked of them, and the stored answers that hold them.

    These are the answers of the units that recorded the events, and those that name any of `subjects`.
    """
    _overwriting(connection, on=True)
    for _, first, last in spans:
        units = select(journal.c.actor, journal.c.at).where(journal.c.seq.between(first, last)).distinct()
        for actor, at in connection.execute(units).all():
            _blank(connection, (answer.c.actor == actor) & (answer.c.at == at))
        connection.execute(delete(journal_data).where(journal_data.c.seq.between(first, last)))
        connection.execute(delete(parked).where(parked.c.seq.between(first, last)))
    for part in _parts(sorted(subject for subject in subjects if subject)):
        _blank(connection, or_(*(_names(connection, subject) for subject in part)))
    _overwriting(connection, on=False)


def _overwriting(connection: Connection, *, on: bool) -> None:
    """SQLite only: what is deleted meanwhile is overwritten in the file, not just given free."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA secure_delete={'ON' if on else 'OFF'}")


def _blank(connection: Connection, which: Any) -> None:
    connection.execute(update(answer).where(which).values(answer=b"null", digest=ERASED_ANSWER))


def _names(connection: Connection, subject: str) -> Any:
    """Whether the stored JSON holds the id as a text."""
    needle = f'"{subject}"'.encode()
    if connection.dialect.name == "sqlite":
        return func.instr(answer.c.answer, needle) > 0
    return func.position(cast(literal(needle), LargeBinary).op("IN")(answer.c.answer)) > 0


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + AT_A_TIME] for start in range(0, len(items), AT_A_TIME))


def forgotten(event: Recorded) -> list[Run]:
    """What must be forgotten wherever it is in memory, once this event is heard; nothing for any other event."""
    return numbers(event.data["events"]) if event.topic == Erased.topic and event.data is not None else []


def numbers(spans: Iterable[Sequence[Any]]) -> list[Run]:
    """The runs without their epochs: within one journal a number is used once."""
    return [(int(first), int(last)) for _, first, last in spans]
